// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/redirect.hpp"
#include "rows.hpp"

namespace haetae::oidc::rules {
namespace {

using F = LogoutFault;

LogoutVerdict refuse_when(bool broken, F fault) {
  return broken ? LogoutVerdict{fault} : std::nullopt;
}

}  // namespace

LogoutVerdict logout_parameters_once(const LogoutAttempt& attempt) {
  return refuse_when(attempt.request.repeated, F::parameter_repeated);
}

/// Who wants to be returned to must say who it is, by client_id or by its ID token.
LogoutVerdict logout_client_named(const LogoutAttempt& attempt) {
  const bool named = !attempt.request.client_id.empty() || attempt.facts.hint.has_value();
  const bool needed = attempt.policy.logout_names_client || !attempt.request.redirect_uri.empty();
  return refuse_when(needed && !named, F::client_missing);
}

LogoutVerdict logout_client_known(const LogoutAttempt& attempt) {
  const bool named = !attempt.request.client_id.empty() || attempt.facts.hint.has_value();
  const Client* client = attempt.facts.client;
  const bool usable = client != nullptr && client->kind != KeyKind::admin;
  return refuse_when(named && !usable, F::client_unknown);
}

LogoutVerdict logout_client_is_the_hinted(const LogoutAttempt& attempt) {
  const auto& hint = attempt.facts.hint;
  const bool differs =
      hint && attempt.facts.client != nullptr && attempt.facts.client->id != hint->client_id;
  return refuse_when(differs, F::client_mismatch);
}

LogoutVerdict logout_redirect_given(const LogoutAttempt& attempt) {
  const bool missing = attempt.policy.logout_names_client && attempt.request.redirect_uri.empty();
  return refuse_when(missing, F::redirect_uri_missing);
}

LogoutVerdict logout_redirect_registered(const LogoutAttempt& attempt) {
  const auto& uri = attempt.request.redirect_uri;
  if (uri.empty()) return std::nullopt;
  const bool registered = post_logout_redirect_uri_matches(*attempt.facts.client, uri);
  return refuse_when(!registered, F::redirect_uri_unregistered);
}

}  // namespace haetae::oidc::rules
