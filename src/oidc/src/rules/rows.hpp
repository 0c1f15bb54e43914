// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/oidc/rules.hpp"

#include <optional>

/// The rules themselves, one function each. `table.cpp` says where they run.
namespace haetae::oidc::rules {

using AuthorizeVerdict = std::optional<AuthorizeFault>;
using TokenVerdict = std::optional<TokenFault>;
using LogoutVerdict = std::optional<LogoutFault>;

// rfc6749_authorize.cpp
AuthorizeVerdict target_once(const AuthorizeAttempt& attempt);
AuthorizeVerdict client_given(const AuthorizeAttempt& attempt);
AuthorizeVerdict client_known(const AuthorizeAttempt& attempt);
AuthorizeVerdict client_signs_people_in(const AuthorizeAttempt& attempt);
AuthorizeVerdict redirect_given(const AuthorizeAttempt& attempt);
AuthorizeVerdict redirect_registered(const AuthorizeAttempt& attempt);
AuthorizeVerdict login_enabled(const AuthorizeAttempt& attempt);
AuthorizeVerdict parameters_once(const AuthorizeAttempt& attempt);
AuthorizeVerdict parameters_short(const AuthorizeAttempt& attempt);
AuthorizeVerdict response_type_code(const AuthorizeAttempt& attempt);
AuthorizeVerdict code_allowed(const AuthorizeAttempt& attempt);
AuthorizeVerdict scope_known(const AuthorizeAttempt& attempt);

// rfc7636.cpp
AuthorizeVerdict challenge_given(const AuthorizeAttempt& attempt);
AuthorizeVerdict challenge_s256(const AuthorizeAttempt& attempt);
TokenVerdict verifier_expected(const TokenAttempt& attempt);
TokenVerdict verifier_given(const TokenAttempt& attempt);
TokenVerdict verifier_shaped(const TokenAttempt& attempt);
TokenVerdict verifier_fits(const TokenAttempt& attempt);

// openid.cpp
AuthorizeVerdict response_mode_query(const AuthorizeAttempt& attempt);
AuthorizeVerdict no_request_object(const AuthorizeAttempt& attempt);
AuthorizeVerdict prompt_consistent(const AuthorizeAttempt& attempt);
AuthorizeVerdict max_age_number(const AuthorizeAttempt& attempt);
AuthorizeVerdict hint_verified(const AuthorizeAttempt& attempt);

// rfc6749_token.cpp
TokenVerdict token_parameters_once(const TokenAttempt& attempt);
TokenVerdict client_authentic(const TokenAttempt& attempt);
TokenVerdict client_keeps_secrets(const TokenAttempt& attempt);
TokenVerdict token_login_enabled(const TokenAttempt& attempt);
TokenVerdict grant_type_given(const TokenAttempt& attempt);
TokenVerdict grant_type_known(const TokenAttempt& attempt);
TokenVerdict grant_type_allowed(const TokenAttempt& attempt);
TokenVerdict code_given(const TokenAttempt& attempt);
TokenVerdict code_ours(const TokenAttempt& attempt);
TokenVerdict code_of_client(const TokenAttempt& attempt);
TokenVerdict code_in_time(const TokenAttempt& attempt);
TokenVerdict redirect_same(const TokenAttempt& attempt);
TokenVerdict code_grant_stands(const TokenAttempt& attempt);
TokenVerdict no_scope_for_clients(const TokenAttempt& attempt);

// rfc6749_refresh.cpp
TokenVerdict refresh_given(const TokenAttempt& attempt);
TokenVerdict refresh_ours(const TokenAttempt& attempt);
TokenVerdict refresh_of_client(const TokenAttempt& attempt);
TokenVerdict refresh_alive(const TokenAttempt& attempt);
TokenVerdict refresh_in_time(const TokenAttempt& attempt);
TokenVerdict refresh_not_replayed(const TokenAttempt& attempt);
TokenVerdict refresh_grant_stands(const TokenAttempt& attempt);
TokenVerdict scope_not_wider(const TokenAttempt& attempt);

// rfc7662.cpp
TokenVerdict token_given(const TokenAttempt& attempt);

// rp_logout.cpp
LogoutVerdict logout_parameters_once(const LogoutAttempt& attempt);
LogoutVerdict logout_client_named(const LogoutAttempt& attempt);
LogoutVerdict logout_client_known(const LogoutAttempt& attempt);
LogoutVerdict logout_client_is_the_hinted(const LogoutAttempt& attempt);
LogoutVerdict logout_redirect_given(const LogoutAttempt& attempt);
LogoutVerdict logout_redirect_registered(const LogoutAttempt& attempt);

}  // namespace haetae::oidc::rules
