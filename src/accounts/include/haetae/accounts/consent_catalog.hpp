// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

namespace haetae::accounts {

/// A consent item that an app may set up (spec kakao-login §1), with the names people read.
struct CatalogItem {
  std::string_view id;
  std::string_view korean, english;
  bool is_service = false;  ///< /v2/user/scopes: SERVICE, otherwise PRIVACY
};

[[nodiscard]] std::span<const CatalogItem> consent_catalog();
/// nullptr when there is no such item. `openid` is none: it needs no consent.
[[nodiscard]] const CatalogItem* find_catalog_item(std::string_view id);

}  // namespace haetae::accounts
