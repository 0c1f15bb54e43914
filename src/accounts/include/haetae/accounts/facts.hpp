// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/app.hpp"
#include "haetae/accounts/model.hpp"
#include "haetae/accounts/sessions.hpp"
#include "haetae/oidc/claims.hpp"
#include "haetae/oidc/refresh.hpp"
#include "haetae/oidc/step.hpp"

#include <optional>
#include <string>
#include <string_view>

// What accounts keeps, in the words of the protocol core.

namespace haetae::accounts {

/// For oidc::next_step. `flow`: its login_hint is compared when it is an e-mail address.
[[nodiscard]] oidc::SessionFacts session_facts(const SignedIn& who, const App& app,
                                               const oidc::Flow& flow);
/// A preregistered link counts as linked: what is asked next is consent, not sign-up.
[[nodiscard]] oidc::LinkFacts link_facts(const std::optional<Link>& link);
[[nodiscard]] oidc::FamilyFacts family_facts(const Family& family);

/// `public_url`: where this server's pages stand, without a trailing slash; for picture_url.
[[nodiscard]] oidc::PersonClaims claims_of(const Person& person, std::string_view public_url);

/// `{public_url}/picture/{id}/img_640x640.jpg` or `img_110x110.jpg`; id "default" when the person
/// has none. The path ends as Kakao's do, since sites cut it up.
[[nodiscard]] std::string picture_url(std::string_view public_url, std::string_view picture_id,
                                      bool large);

/// Ids of the consent items that the person agrees to now.
[[nodiscard]] oidc::Scopes agreed_items(const Link& link);

/// Those of a token's scopes that the person still agrees to: consent withdrawn after the token
/// was issued takes effect at once (threat 40).
[[nodiscard]] oidc::Scopes effective_scopes(const oidc::Scopes& scopes, const Link& link,
                                            const oidc::SurfacePolicy& policy);

/// True when the app is open to everybody, or the person is of its team (KOE005).
[[nodiscard]] bool may_use_app(const App& app, const Person& person);

}  // namespace haetae::accounts
