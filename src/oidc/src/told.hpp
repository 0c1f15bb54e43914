// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/oidc/scope.hpp"
#include "items.hpp"

#include <string_view>

namespace haetae::oidc {

/// Whether an item's value may go into a token or answer: the token covers it, and the person
/// agrees to it now.
struct Told {
  const Scopes& scopes;
  const Scopes& agreed_items;
  const SurfacePolicy& policy;

  [[nodiscard]] bool operator()(std::string_view item) const {
    return covers_item(scopes, item, policy) && is_agreed(agreed_items, item);
  }
};

}  // namespace haetae::oidc
