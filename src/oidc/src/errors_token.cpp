// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/errors.hpp"

#include <array>
#include <cstddef>

namespace haetae::oidc {
namespace {

using E = TokenError;
using F = TokenFault;

struct Row {
  F fault;
  std::string_view name;
  E error;
  int status;
  std::string_view text;
};

constexpr std::string_view kBadCode = "The authorization code is unknown, used or expired.";
constexpr std::string_view kBadRefresh = "The refresh token is unknown, used or expired.";
constexpr std::string_view kBadVerifier = "The code verifier does not fit.";
constexpr std::string_view kBadClient = "Client authentication failed.";

/// The one table from fault to answer.
constexpr std::array kRows{
    Row{F::not_post, "not_post", E::invalid_request, 405, "Use POST."},
    Row{F::parameter_repeated, "parameter_repeated", E::invalid_request, 400,
        "A parameter is given more than once."},
    Row{F::client_missing, "client_missing", E::invalid_client, 401, kBadClient},
    Row{F::client_unknown, "client_unknown", E::invalid_client, 401, kBadClient},
    Row{F::client_wrong_kind, "client_wrong_kind", E::invalid_client, 401, kBadClient},
    Row{F::client_auth_several, "client_auth_several", E::invalid_request, 400,
        "Use one way of client authentication."},
    Row{F::client_auth_unsupported, "client_auth_unsupported", E::invalid_client, 401,
        "This way of client authentication is not supported."},
    Row{F::client_secret_missing, "client_secret_missing", E::invalid_client, 401, kBadClient},
    Row{F::client_secret_bad, "client_secret_bad", E::invalid_client, 401, kBadClient},
    Row{F::login_disabled, "login_disabled", E::unauthorized_client, 400,
        "Sign-in is switched off for this app."},
    Row{F::grant_type_missing, "grant_type_missing", E::invalid_request, 400,
        "grant_type is missing."},
    Row{F::grant_type_unknown, "grant_type_unknown", E::unsupported_grant_type, 400,
        "This grant_type does not exist."},
    Row{F::grant_type_not_allowed, "grant_type_not_allowed", E::unauthorized_client, 400,
        "This client may not use this grant_type."},
    Row{F::code_missing, "code_missing", E::invalid_request, 400, "code is missing."},
    Row{F::code_unknown, "code_unknown", E::invalid_grant, 400, kBadCode},
    Row{F::code_expired, "code_expired", E::invalid_grant, 400, kBadCode},
    Row{F::code_spent, "code_spent", E::invalid_grant, 400, kBadCode},
    Row{F::code_foreign, "code_foreign", E::invalid_grant, 400, kBadCode},
    Row{F::code_grant_ended, "code_grant_ended", E::invalid_grant, 400, kBadCode},
    Row{F::redirect_uri_missing, "redirect_uri_missing", E::invalid_grant, 400,
        "redirect_uri is missing."},
    Row{F::redirect_uri_mismatch, "redirect_uri_mismatch", E::invalid_grant, 400,
        "redirect_uri differs from the one of the authorization request."},
    Row{F::verifier_missing, "verifier_missing", E::invalid_grant, 400,
        "code_verifier is missing."},
    Row{F::verifier_unexpected, "verifier_unexpected", E::invalid_grant, 400, kBadVerifier},
    Row{F::verifier_malformed, "verifier_malformed", E::invalid_grant, 400,
        "code_verifier has 43 to 128 unreserved characters."},
    Row{F::verifier_bad, "verifier_bad", E::invalid_grant, 400, kBadVerifier},
    Row{F::refresh_missing, "refresh_missing", E::invalid_request, 400,
        "refresh_token is missing."},
    Row{F::refresh_bad, "refresh_bad", E::invalid_grant, 400, kBadRefresh},
    Row{F::refresh_expired, "refresh_expired", E::invalid_grant, 400, kBadRefresh},
    Row{F::refresh_revoked, "refresh_revoked", E::invalid_grant, 400, kBadRefresh},
    Row{F::refresh_replayed, "refresh_replayed", E::invalid_grant, 400, kBadRefresh},
    Row{F::refresh_foreign, "refresh_foreign", E::invalid_grant, 400, kBadRefresh},
    Row{F::refresh_grant_ended, "refresh_grant_ended", E::invalid_grant, 400, kBadRefresh},
    Row{F::scope_bad, "scope_bad", E::invalid_scope, 400,
        "scope is malformed or wider than what was granted."},
    Row{F::token_missing, "token_missing", E::invalid_request, 400, "token is missing."},
    Row{F::token_foreign, "token_foreign", E::unauthorized_client, 400,
        "The token belongs to another client."},
    Row{F::rate_limited, "rate_limited", E::temporarily_unavailable, 429,
        "Too many requests; try again later."},
    Row{F::unavailable, "unavailable", E::temporarily_unavailable, 503,
        "Not possible right now; try again."},
};

constexpr bool in_order() {
  for (std::size_t at = 0; at < kRows.size(); ++at) {
    if (kRows[at].fault != static_cast<F>(at)) return false;
  }
  return kRows.size() == static_cast<std::size_t>(F::unavailable) + 1;
}
static_assert(in_order(), "one row per TokenFault, in order");

const Row& row_of(F fault) {
  return kRows.at(static_cast<std::size_t>(fault));
}

}  // namespace

std::string_view to_text(TokenError error) {
  switch (error) {
    case E::invalid_request:
      return "invalid_request";
    case E::invalid_client:
      return "invalid_client";
    case E::invalid_grant:
      return "invalid_grant";
    case E::unauthorized_client:
      return "unauthorized_client";
    case E::unsupported_grant_type:
      return "unsupported_grant_type";
    case E::invalid_scope:
      return "invalid_scope";
    case E::unsupported_token_type:
      return "unsupported_token_type";
    case E::server_error:
      return "server_error";
    case E::temporarily_unavailable:
      break;
  }
  return "temporarily_unavailable";
}

std::string_view to_text(TokenFault fault) {
  return row_of(fault).name;
}

TokenError oauth_error(TokenFault fault) {
  return row_of(fault).error;
}

std::string_view description(TokenFault fault) {
  return row_of(fault).text;
}

int http_status(TokenFault fault) {
  return row_of(fault).status;
}

}  // namespace haetae::oidc
