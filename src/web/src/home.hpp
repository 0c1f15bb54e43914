// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "shell.hpp"

#include <memory>

namespace haetae::web {

/// The start page: in development what runs and what to open, otherwise the way in.
[[nodiscard]] wire::Response show_home(Page& page);

/// `/status`: how this site stands; answers without the store.
[[nodiscard]] wire::Endpoint standing_row(const std::shared_ptr<const Parts>& parts);

}  // namespace haetae::web
