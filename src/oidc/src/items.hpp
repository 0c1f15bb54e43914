// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/oidc/client.hpp"
#include "haetae/oidc/surface.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::oidc {

/// The app's own items (not off) behind a scope: an old app has `profile`, a newer one
/// `profile_nickname` and `profile_image`; either is found by either name.
[[nodiscard]] std::vector<std::string> configured_items(const Client& client,
                                                        std::string_view scope,
                                                        const SurfacePolicy& policy);

/// Whether the agreements include the item, by its own name or by `profile`.
[[nodiscard]] bool is_agreed(std::span<const std::string> agreed, std::string_view item);

/// Splits by spaces, and by commas when `commas`; empty parts vanish, repetitions collapse.
[[nodiscard]] std::vector<std::string> split_words(std::string_view text, bool commas);

}  // namespace haetae::oidc
