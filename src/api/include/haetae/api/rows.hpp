// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/authorizations.hpp"
#include "haetae/accounts/directory.hpp"
#include "haetae/accounts/key_ring.hpp"
#include "haetae/accounts/links.hpp"
#include "haetae/accounts/pages.hpp"
#include "haetae/accounts/sessions.hpp"
#include "haetae/accounts/sign_outs.hpp"
#include "haetae/accounts/tokens.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/crypto/seal.hpp"
#include "haetae/wire/endpoint.hpp"

#include <string>

namespace haetae::api {

/// What the standard surface stands on. The referents outlive the rows.
struct Parts {
  const accounts::Authorizations& authorizations;
  const accounts::SignOuts& sign_outs;
  const accounts::Directory& directory;
  const accounts::Links& links;
  const accounts::Sessions& sessions;
  const accounts::Tokens& tokens;
  const accounts::KeyRing& keys;
  const crypto::Sealer& sealer;
  const base::Clock& clock;
  base::Entropy& entropy;
  accounts::ErrorPage error_page;
};

/// The standard OpenID Connect surface below `/oidc`: authorize, token, userinfo, introspect,
/// revoke, logout, key set and discovery (RFC 6749, 7009, 7662, 8414, 9207; OpenID Core, Discovery,
/// RP-Initiated Logout). Their rules stand in module oidc; here requests become facts and
/// decisions become answers.
[[nodiscard]] wire::Endpoints standard_rows(const Parts& given);

}  // namespace haetae::api
