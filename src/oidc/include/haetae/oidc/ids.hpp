// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/strong.hpp"

#include <cstdint>
#include <string>

namespace haetae::oidc {

/// An app (a site that signs people in). One app has several keys, each a Client.
using AppId = base::Strong<struct AppIdTag, std::int64_t>;
/// The text of an app key, as sent in `client_id`.
using ClientId = base::Strong<struct ClientIdTag, std::string>;
/// A person, inside Haetae: base::new_id(). Never shown to a site.
using PersonId = base::Strong<struct PersonIdTag, std::string>;
/// A signed-in browser: base::new_id().
using SessionId = base::Strong<struct SessionIdTag, std::string>;
/// One granted authorization: the id of its code and of every token after it: base::new_id().
using FamilyId = base::Strong<struct FamilyIdTag, std::string>;
/// What one app sees as the person's number (pairwise, OpenID Core §8.1): 1 … 2^53-1.
using Subject = base::Strong<struct SubjectTag, std::int64_t>;

/// Decimal text of a subject, the form of `sub`.
[[nodiscard]] std::string to_text(Subject subject);

}  // namespace haetae::oidc
