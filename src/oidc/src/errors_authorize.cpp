// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/errors.hpp"

#include <array>
#include <cstddef>

namespace haetae::oidc {
namespace {

using E = AuthorizeError;
using F = AuthorizeFault;

/// Who may be told by redirect. `untrusted`: nobody, since the target is not known to be the
/// client's (threat 2). `outcome`: on every surface. `request`: where errors do not go to a page.
enum class Told { untrusted, request, outcome };

struct Row {
  F fault;
  std::string_view name;
  E error;
  Told told;
  int status;
  std::string_view text;
};

constexpr std::array kRows{
    Row{F::parameter_repeated, "parameter_repeated", E::invalid_request, Told::request, 400,
        "A parameter is given more than once."},
    Row{F::parameter_too_long, "parameter_too_long", E::invalid_request, Told::request, 400,
        "A parameter is too long or malformed."},
    Row{F::client_missing, "client_missing", E::invalid_request, Told::untrusted, 400,
        "client_id is missing."},
    Row{F::client_unknown, "client_unknown", E::invalid_request, Told::untrusted, 401,
        "There is no such client_id."},
    Row{F::client_wrong_kind, "client_wrong_kind", E::unauthorized_client, Told::untrusted, 400,
        "A key of this kind cannot sign people in."},
    Row{F::login_disabled, "login_disabled", E::unauthorized_client, Told::request, 400,
        "Sign-in is switched off for this app."},
    Row{F::redirect_uri_missing, "redirect_uri_missing", E::invalid_request, Told::untrusted, 400,
        "redirect_uri is missing."},
    Row{F::redirect_uri_unregistered, "redirect_uri_unregistered", E::invalid_request,
        Told::untrusted, 400, "redirect_uri is not registered for this app."},
    Row{F::response_type_missing, "response_type_missing", E::invalid_request, Told::request, 400,
        "response_type is missing."},
    Row{F::response_type_bad, "response_type_bad", E::unsupported_response_type, Told::request, 400,
        "Only response_type=code is supported."},
    Row{F::response_type_implicit, "response_type_implicit", E::unsupported_response_type,
        Told::request, 400, "Tokens are never sent through the browser; use response_type=code."},
    Row{F::response_mode_bad, "response_mode_bad", E::invalid_request, Told::request, 400,
        "Only response_mode=query is supported."},
    Row{F::request_object, "request_object", E::request_not_supported, Told::request, 400,
        "request is not supported."},
    Row{F::request_uri, "request_uri", E::request_uri_not_supported, Told::request, 400,
        "request_uri is not supported."},
    Row{F::registration, "registration", E::registration_not_supported, Told::request, 400,
        "registration is not supported."},
    Row{F::grant_type_not_allowed, "grant_type_not_allowed", E::unauthorized_client, Told::request,
        400, "This client may not use authorization codes."},
    Row{F::scope_bad, "scope_bad", E::invalid_scope, Told::request, 400,
        "scope names something that this app has not set up."},
    Row{F::prompt_bad, "prompt_bad", E::invalid_request, Told::request, 400,
        "prompt=none goes with no other value."},
    Row{F::max_age_bad, "max_age_bad", E::invalid_request, Told::request, 400,
        "max_age is not a number of seconds."},
    Row{F::challenge_missing, "challenge_missing", E::invalid_request, Told::request, 400,
        "code_challenge is required."},
    Row{F::challenge_method_bad, "challenge_method_bad", E::invalid_request, Told::request, 400,
        "code_challenge_method must be S256."},
    Row{F::challenge_bad, "challenge_bad", E::invalid_request, Told::request, 400,
        "code_challenge must be 43 characters of base64url."},
    Row{F::id_token_hint_bad, "id_token_hint_bad", E::invalid_request, Told::request, 400,
        "id_token_hint is not an ID token of this client."},
    Row{F::not_a_team_member, "not_a_team_member", E::access_denied, Told::request, 400,
        "The app is being tested and lets only its team in."},
    Row{F::denied, "denied", E::access_denied, Told::outcome, 400, "User denied access"},
    Row{F::login_required, "login_required", E::login_required, Told::outcome, 400,
        "user login required."},
    Row{F::consent_required, "consent_required", E::consent_required, Told::outcome, 400,
        "user consent required."},
    Row{F::interaction_required, "interaction_required", E::interaction_required, Told::outcome,
        400, "user interaction required."},
    Row{F::account_selection_required, "account_selection_required", E::account_selection_required,
        Told::outcome, 400, "user account selection required."},
    Row{F::rate_limited, "rate_limited", E::temporarily_unavailable, Told::request, 429,
        "Too many requests; try again later."},
    Row{F::unavailable, "unavailable", E::temporarily_unavailable, Told::request, 503,
        "Not possible right now; try again."},
};

constexpr bool in_order() {
  for (std::size_t at = 0; at < kRows.size(); ++at) {
    if (kRows[at].fault != static_cast<F>(at)) return false;
  }
  return kRows.size() == static_cast<std::size_t>(F::unavailable) + 1;
}
static_assert(in_order(), "one row per AuthorizeFault, in order");

const Row& row_of(F fault) {
  return kRows.at(static_cast<std::size_t>(fault));
}

constexpr std::array<std::string_view, 14> kErrors{
    "invalid_request",
    "unauthorized_client",
    "access_denied",
    "unsupported_response_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
    "login_required",
    "consent_required",
    "interaction_required",
    "account_selection_required",
    "request_not_supported",
    "request_uri_not_supported",
    "registration_not_supported",
};
static_assert(kErrors.size() == static_cast<std::size_t>(E::registration_not_supported) + 1);

}  // namespace

std::string_view to_text(AuthorizeError error) {
  return kErrors.at(static_cast<std::size_t>(error));
}

std::string_view to_text(AuthorizeFault fault) {
  return row_of(fault).name;
}

AuthorizeError oauth_error(AuthorizeFault fault) {
  return row_of(fault).error;
}

std::string_view description(AuthorizeFault fault) {
  return row_of(fault).text;
}

int http_status(AuthorizeFault fault) {
  return row_of(fault).status;
}

Placement placement(AuthorizeFault fault, const SurfacePolicy& policy) {
  const Told told = row_of(fault).told;
  const bool redirected =
      told == Told::outcome || (told == Told::request && !policy.errors_to_page);
  return redirected ? Placement::redirect : Placement::page;
}

}  // namespace haetae::oidc
