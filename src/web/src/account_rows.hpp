// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/web/rows.hpp"

#include <memory>

namespace haetae::web {

/// The account page and everything that a person changes there.
void add_account_rows(wire::Endpoints& rows, std::shared_ptr<const Parts> parts);

/// In development: the mails that would have been sent. Adds nothing otherwise.
void add_outbox_rows(wire::Endpoints& rows, const std::shared_ptr<const Parts>& parts);

/// Assets, pictures of people, the start page, and what browsers and devices ask for by themselves.
void add_asset_rows(wire::Endpoints& rows, std::shared_ptr<const Parts> parts);

}  // namespace haetae::web
