// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/oidc/client.hpp"
#include "haetae/oidc/grant.hpp"
#include "haetae/oidc/surface.hpp"
#include "haetae/oidc/token.hpp"

#include <optional>
#include <string_view>

namespace haetae::oidc {

/// nullopt for a grant type that the surface does not have: password and implicit exist nowhere.
[[nodiscard]] std::optional<GrantType> grant_type_of(std::string_view text,
                                                     const SurfacePolicy& policy);

/// Whether the client may redeem or refresh the grant: the same key on the same surface, or, where
/// the policy lets it, the REST key of the same app for a grant begun with another of its keys. Not
/// the other way round: a public key must not stand in for one with a secret (threat 38). An app
/// has one REST key; should it ever have several, those without a secret must lose this.
[[nodiscard]] bool may_use(const Client& client, const Grant& grant, const SurfacePolicy& policy);

/// When a refresh token issued now ends: after its lifetime, and never beyond the surface's
/// absolute limit counted from the sign-in.
[[nodiscard]] base::Instant refresh_expiry(const Client& client, const SurfacePolicy& policy,
                                           base::Instant granted_at, base::Instant now);

}  // namespace haetae::oidc
