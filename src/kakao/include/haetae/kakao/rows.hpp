// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/authorizations.hpp"
#include "haetae/accounts/directory.hpp"
#include "haetae/accounts/key_ring.hpp"
#include "haetae/accounts/links.hpp"
#include "haetae/accounts/pages.hpp"
#include "haetae/accounts/ports.hpp"
#include "haetae/accounts/sessions.hpp"
#include "haetae/accounts/sign_outs.hpp"
#include "haetae/accounts/tokens.hpp"
#include "haetae/wire/endpoint.hpp"

#include <string>

namespace haetae::kakao {

/// What the Kakao-compatible surface stands on. The referents outlive the rows.
struct Parts {
  accounts::Ports ports;
  const accounts::Authorizations& authorizations;
  const accounts::SignOuts& sign_outs;
  const accounts::Directory& directory;
  const accounts::Links& links;
  const accounts::Sessions& sessions;
  const accounts::Tokens& tokens;
  const accounts::KeyRing& keys;
  accounts::ErrorPage error_page;
  /// Where this server's pictures stand, without a trailing slash.
  std::string public_url;
  /// Where the resource API answers, `https://kapi.kakao.com` behind a host override; empty: the
  /// issuer.
  std::string resource_origin;
};

/// The endpoints of kauth and kapi with their fields, error shapes and codes (spec kakao-login §2,
/// §3), on any host name. Rules stand in module oidc, state in accounts.
[[nodiscard]] wire::Endpoints kakao_rows(const Parts& parts);

}  // namespace haetae::kakao
