// SPDX-License-Identifier: Apache-2.0
#include "items.hpp"
#include "requests.hpp"
#include "rows.hpp"

namespace haetae::oidc::rules {

AuthorizeVerdict response_mode_query(const AuthorizeAttempt& attempt) {
  const auto& mode = attempt.request.response_mode;
  if (attempt.policy.ignores_unsupported || mode.empty() || mode == "query") return std::nullopt;
  return AuthorizeFault::response_mode_bad;
}

/// Nothing is ever fetched from an address that a request names (threat 65).
AuthorizeVerdict no_request_object(const AuthorizeAttempt& attempt) {
  if (attempt.policy.ignores_unsupported) return std::nullopt;
  if (attempt.request.has_request) return AuthorizeFault::request_object;
  if (attempt.request.has_request_uri) return AuthorizeFault::request_uri;
  if (attempt.request.has_registration) return AuthorizeFault::registration;
  return std::nullopt;
}

AuthorizeVerdict prompt_consistent(const AuthorizeAttempt& attempt) {
  const auto words = split_words(attempt.request.prompt, attempt.policy.comma_lists);
  const bool broken = contains(words, "none") && words.size() > 1;
  return broken ? AuthorizeVerdict{AuthorizeFault::prompt_bad} : std::nullopt;
}

AuthorizeVerdict max_age_number(const AuthorizeAttempt& attempt) {
  const auto& text = attempt.request.max_age;
  if (text.empty() || attempt.policy.ignores_unsupported || parse_max_age(text)) {
    return std::nullopt;
  }
  return AuthorizeFault::max_age_bad;
}

AuthorizeVerdict hint_verified(const AuthorizeAttempt& attempt) {
  const bool sent = !attempt.request.id_token_hint.empty();
  if (!sent || attempt.policy.ignores_unsupported || attempt.facts.hinted_subject) {
    return std::nullopt;
  }
  return AuthorizeFault::id_token_hint_bad;
}

}  // namespace haetae::oidc::rules
