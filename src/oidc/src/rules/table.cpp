// SPDX-License-Identifier: Apache-2.0
#include "rows.hpp"

#include <array>

namespace haetae::oidc::rules {
namespace {

/// The authorization endpoint, both surfaces. Until `redirect_registered` has passed nothing is
/// redirected.
constexpr std::array kAuthorize{
    AuthorizeRule{"target_once", "RFC 6749 §3.1", target_once},
    AuthorizeRule{"client_given", "RFC 6749 §4.1.1", client_given},
    AuthorizeRule{"client_known", "RFC 6749 §4.1.2.1", client_known},
    AuthorizeRule{"client_signs_people_in", "kakao-login §2.3 KOE008", client_signs_people_in},
    AuthorizeRule{"redirect_given", "RFC 9700 §2.1", redirect_given},
    AuthorizeRule{"redirect_registered", "RFC 9700 §2.1, threats 1-12", redirect_registered},
    AuthorizeRule{"login_enabled", "kakao-login §2.3 KOE004", login_enabled},
    AuthorizeRule{"parameters_once", "RFC 6749 §3.1", parameters_once},
    AuthorizeRule{"response_type_code", "RFC 6749 §4.1.1, RFC 9700 §2.1.2", response_type_code},
    AuthorizeRule{"parameters_short", "RFC 9700 §4", parameters_short},
    AuthorizeRule{"response_mode_query", "OAuth 2.0 Multiple Response Types §2.1",
                  response_mode_query},
    AuthorizeRule{"no_request_object", "OpenID Core §6, threat 65", no_request_object},
    AuthorizeRule{"code_allowed", "RFC 6749 §4.1.2.1", code_allowed},
    AuthorizeRule{"scope_known", "RFC 6749 §3.3, kakao-login §2.3 KOE205", scope_known},
    AuthorizeRule{"prompt_consistent", "OpenID Core §3.1.2.1", prompt_consistent},
    AuthorizeRule{"max_age_number", "OpenID Core §3.1.2.1", max_age_number},
    AuthorizeRule{"challenge_given", "RFC 9700 §2.1.1, RFC 7636 §4.4.1", challenge_given},
    AuthorizeRule{"challenge_s256", "RFC 7636 §4.2, RFC 9700 §2.1.1, threat 25", challenge_s256},
    AuthorizeRule{"hint_verified", "OpenID Core §3.1.2.2", hint_verified},
};

constexpr std::uint16_t kClientEndpoints = At::token | At::introspection | At::revocation;

/// The endpoints that clients call, in this order at each place.
constexpr std::array kToken{
    TokenRule{"token_parameters_once", "RFC 6749 §3.2", kClientEndpoints, token_parameters_once},
    TokenRule{"client_authentic", "RFC 6749 §2.3, §3.2.1, threats 38, 72", kClientEndpoints,
              client_authentic},
    TokenRule{"client_keeps_secrets", "RFC 7662 §2.1, RFC 6749 §4.4",
              At::introspection | At::grant_client_credentials, client_keeps_secrets},
    TokenRule{"token_login_enabled", "kakao-login §2.3 KOE004", At::token, token_login_enabled},
    TokenRule{"grant_type_given", "RFC 6749 §4.1.3", At::token, grant_type_given},
    TokenRule{"grant_type_known", "RFC 6749 §5.2, threat 7", At::token, grant_type_known},
    TokenRule{"grant_type_allowed", "RFC 6749 §5.2", At::token, grant_type_allowed},

    TokenRule{"code_given", "RFC 6749 §4.1.3", At::grant_code, code_given},
    TokenRule{"code_ours", "RFC 9700 §4.5, threat 16", At::grant_code, code_ours},
    TokenRule{"code_of_client", "RFC 6749 §4.1.3, threat 18", At::grant_code, code_of_client},
    TokenRule{"code_in_time", "RFC 6749 §4.1.2, threat 19", At::grant_code, code_in_time},
    TokenRule{"redirect_same", "RFC 6749 §4.1.3, threat 19", At::grant_code, redirect_same},
    TokenRule{"verifier_expected", "RFC 9700 §4.8.2, threat 24", At::grant_code, verifier_expected},
    TokenRule{"verifier_given", "RFC 7636 §4.5, threat 23", At::grant_code, verifier_given},
    TokenRule{"verifier_shaped", "RFC 7636 §4.1, threat 26", At::grant_code, verifier_shaped},
    TokenRule{"verifier_fits", "RFC 7636 §4.6", At::grant_code, verifier_fits},
    TokenRule{"code_grant_stands", "RFC 9700 §4, threat 22", At::grant_code, code_grant_stands},

    TokenRule{"refresh_given", "RFC 6749 §6", At::grant_refresh, refresh_given},
    TokenRule{"refresh_ours", "RFC 6749 §6", At::grant_refresh, refresh_ours},
    TokenRule{"refresh_of_client", "RFC 6749 §6, threat 38", At::grant_refresh, refresh_of_client},
    TokenRule{"refresh_alive", "RFC 9700 §4.14.2", At::grant_refresh, refresh_alive},
    TokenRule{"refresh_in_time", "RFC 9700 §4.14.2", At::grant_refresh, refresh_in_time},
    TokenRule{"refresh_not_replayed", "RFC 9700 §4.14.2, threats 37, 39", At::grant_refresh,
              refresh_not_replayed},
    TokenRule{"refresh_grant_stands", "threat 41", At::grant_refresh, refresh_grant_stands},
    TokenRule{"scope_not_wider", "RFC 6749 §6, threat 40", At::grant_refresh, scope_not_wider},

    TokenRule{"no_scope_for_clients", "RFC 6749 §4.4.2", At::grant_client_credentials,
              no_scope_for_clients},

    TokenRule{"token_given", "RFC 7662 §2.1, RFC 7009 §2.1", At::introspection | At::revocation,
              token_given},
};

constexpr std::array kLogout{
    LogoutRule{"logout_parameters_once", "RFC 6749 §3.1", logout_parameters_once},
    LogoutRule{"logout_client_named", "RP-Initiated Logout §3, kakao-login §2.4",
               logout_client_named},
    LogoutRule{"logout_client_known", "RP-Initiated Logout §2", logout_client_known},
    LogoutRule{"logout_client_is_the_hinted", "RP-Initiated Logout §2",
               logout_client_is_the_hinted},
    LogoutRule{"logout_redirect_given", "kakao-login §2.4", logout_redirect_given},
    LogoutRule{"logout_redirect_registered", "RP-Initiated Logout §3, threat 14",
               logout_redirect_registered},
};

}  // namespace

std::span<const AuthorizeRule> authorize_rules() {
  return kAuthorize;
}

std::span<const TokenRule> token_rules() {
  return kToken;
}

std::span<const LogoutRule> logout_rules() {
  return kLogout;
}

std::optional<TokenFault> judge(At place, const TokenAttempt& attempt) {
  for (const auto& rule : kToken) {
    if ((rule.places & place) == 0) continue;
    if (const auto fault = rule.check(attempt)) return fault;
  }
  return std::nullopt;
}

}  // namespace haetae::oidc::rules
