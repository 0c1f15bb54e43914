// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/oidc/client.hpp"
#include "haetae/oidc/errors.hpp"
#include "haetae/oidc/flow.hpp"
#include "haetae/oidc/surface.hpp"
#include "haetae/wire/form.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::oidc {

/// The parameters of an authorization request, read but not yet judged. Empty texts count as not
/// given, except `state` (RFC 6749 §3.1; Auth.js sends `scope=`).
struct AuthorizeRequest {
  std::string client_id, redirect_uri, response_type, response_mode;
  std::string scope;
  std::optional<std::string> state;
  std::string nonce, challenge, challenge_method;
  std::string prompt;  ///< with `auth_type=reauthenticate` already turned into `login`
  std::string max_age, login_hint, ui_locales, id_token_hint;
  std::string service_terms;  ///< `service_terms` or `extra.service_terms`
  std::string auth_tran_id;
  bool has_request = false, has_request_uri = false, has_registration = false;
  bool repeated = false;         ///< some parameter this server knows came twice
  bool repeated_target = false;  ///< among them client_id or redirect_uri
};
[[nodiscard]] AuthorizeRequest read_authorize_request(const wire::Form& query);

/// What the caller looked up. `client` is nullptr when client_id names no key.
struct AuthorizeFacts {
  const Client* client = nullptr;
  /// id_token_hint, when sent: its verified subject (id_token.hpp, read_id_token_hint), or nothing
  /// when it did not verify or is of another client.
  std::optional<std::string> hinted_subject;
  std::string browser_cookie;  ///< the flow cookie's value, at least 128 random bits
};

/// A refusal, with what is needed to tell it. `redirect_uri` is filled only when it has been
/// matched against the client's list, so that it may be redirected to (threat 2).
struct AuthorizeRefusal {
  AuthorizeFault fault{};
  Placement placement = Placement::page;
  std::string redirect_uri;
  std::optional<std::string> state;
};

/// Judges the request by the rows of `rules.hpp` for At::authorize, in their order.
/// Source: RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Core §3.1.2, spec kakao-login §2.1.
/// Cost: no I/O, one SHA-256.
[[nodiscard]] base::Outcome<Flow, AuthorizeRefusal> start_flow(const AuthorizeRequest& request,
                                                               const AuthorizeFacts& facts,
                                                               const SurfacePolicy& policy,
                                                               base::Instant now);

/// The refusal of a running flow (the person said no, prompt=none cannot go on).
[[nodiscard]] AuthorizeRefusal refuse(const Flow& flow, AuthorizeFault fault);

/// `Location` for a success: code, state, and iss where the surface sends it (RFC 9207).
/// `issuer` is the surface's own (issuer_of).
[[nodiscard]] std::string success_location(const Flow& flow, std::string_view code,
                                           std::string_view issuer);
/// `Location` for a refusal whose placement is redirect. Expects redirect_uri filled. On the Kakao
/// surface the descriptions are Kakao's: `User denied access`, `user consent required.`
[[nodiscard]] std::string error_location(const AuthorizeRefusal& refusal,
                                         const SurfacePolicy& policy, std::string_view issuer);

}  // namespace haetae::oidc
