// SPDX-License-Identifier: Apache-2.0
#include "kauth_errors.hpp"

#include "answers.hpp"

#include <array>
#include <cstddef>
#include <string>

namespace haetae::kakao {
namespace {

using T = oidc::TokenFault;
using A = oidc::AuthorizeFault;
using L = oidc::LogoutFault;
using I = oidc::TokenInfoFault;

template <class Fault, class Answer>
struct Row {
  Fault fault;
  Answer answer;
};

/// Every fault has exactly one row, at its own place.
template <class Rows>
constexpr bool is_complete(const Rows& rows, std::size_t count) {
  for (std::size_t at = 0; at < rows.size(); ++at) {
    if (static_cast<std::size_t>(rows[at].fault) != at) return false;
  }
  return rows.size() == count;
}

constexpr std::string_view kRequest = "invalid_request";
constexpr std::string_view kClient = "invalid_client";
constexpr std::string_view kGrant = "invalid_grant";
constexpr std::string_view kToken = "invalid_token";
constexpr KoeAnswer kBadSecret{"KOE010", kClient, 401, "Bad client credentials"};
constexpr KoeAnswer kBadCode{"KOE320", kGrant, 400, "authorization code not found for code={}"};
constexpr KoeAnswer kBadRefresh{"KOE322", kGrant, 400, "expired_or_invalid_refresh_token"};
constexpr KoeAnswer kBadRedirect{"KOE303", kGrant, 400, "Redirect URI mismatch."};
constexpr KoeAnswer kBadVerifier{"KOE204", kGrant, 400, "code_verifier mismatch."};

using TokenRow = Row<T, KoeAnswer>;
constexpr std::array kTokenRows{
    TokenRow{T::not_post, {"KOE001", kRequest, 405, "Use POST."}},
    TokenRow{T::parameter_repeated,
             {"KOE001", kRequest, 400, "A parameter is given more than once."}},
    TokenRow{T::client_missing, {"KOE207", kRequest, 400, "client_id is missing."}},
    TokenRow{T::client_unknown, {"KOE101", kClient, 401, "Not exist client_id [{}]"}},
    // The key is an admin key: it is not repeated, since error texts end up in logs.
    TokenRow{T::client_wrong_kind, {"KOE008", kClient, 401, "Wrong type of app key"}},
    TokenRow{T::client_auth_several,
             {"KOE001", kRequest, 400, "Use one way of client authentication."}},
    TokenRow{T::client_auth_unsupported, kBadSecret},
    TokenRow{T::client_secret_missing, kBadSecret},
    TokenRow{T::client_secret_bad, kBadSecret},
    TokenRow{T::login_disabled, {"KOE004", "misconfigured", 400, "Login is switched off."}},
    TokenRow{T::grant_type_missing, {"KOE207", kRequest, 400, "grant_type is missing."}},
    TokenRow{T::grant_type_unknown,
             {"KOE310", "unsupported_grant_type", 400, "unsupported grant type: {}"}},
    TokenRow{T::grant_type_not_allowed,
             {"KOE310", "unauthorized_client", 400, "This app key may not use this grant_type."}},
    TokenRow{T::code_missing, {"KOE207", kRequest, 400, "code is missing."}},
    TokenRow{T::code_unknown, kBadCode},
    TokenRow{T::code_expired, kBadCode},
    TokenRow{T::code_spent, kBadCode},
    TokenRow{T::code_foreign, kBadCode},
    TokenRow{T::code_grant_ended, kBadCode},
    TokenRow{T::redirect_uri_missing, kBadRedirect},
    TokenRow{T::redirect_uri_mismatch, kBadRedirect},
    TokenRow{T::verifier_missing, {"KOE207", kGrant, 400, "code_verifier is missing."}},
    TokenRow{T::verifier_unexpected, kBadVerifier},
    TokenRow{T::verifier_malformed,
             {"KOE204", kRequest, 400, "code_verifier has 43 to 128 unreserved characters."}},
    TokenRow{T::verifier_bad, kBadVerifier},
    TokenRow{T::refresh_missing, {"KOE319", kRequest, 400, "refresh_token is missing."}},
    TokenRow{T::refresh_bad, kBadRefresh},
    TokenRow{T::refresh_expired, kBadRefresh},
    TokenRow{T::refresh_revoked, kBadRefresh},
    TokenRow{T::refresh_replayed, kBadRefresh},
    TokenRow{T::refresh_foreign, kBadRefresh},
    TokenRow{T::refresh_grant_ended, kBadRefresh},
    TokenRow{T::scope_bad, {"KOE205", "invalid_scope", 400, "scope is not granted."}},
    TokenRow{T::token_missing, {"KOE207", kRequest, 400, "token is missing."}},
    TokenRow{T::token_foreign, {"KOE101", kClient, 401, "The token is another app's."}},
    TokenRow{T::rate_limited,
             {"KOE237", "rate_limit_exceeded", 429, "token request rate limit exceeded"}},
    TokenRow{T::unavailable, {"KOE003", "server_error", 503, "Try again in a moment."}},
};
static_assert(is_complete(kTokenRows, static_cast<std::size_t>(T::unavailable) + 1));

using InfoRow = Row<I, KoeAnswer>;
constexpr std::array kInfoRows{
    InfoRow{I::malformed, {"KOE400", kToken, 400, "id_token is missing or malformed."}},
    InfoRow{I::wrong_issuer, {"KOE401", kToken, 400, "id_token has a wrong iss."}},
    InfoRow{I::bad_signature, {"KOE402", kToken, 400, "id_token has a wrong signature."}},
    InfoRow{I::expired, {"KOE403", kToken, 400, "id_token is expired."}},
};
static_assert(is_complete(kInfoRows, static_cast<std::size_t>(I::expired) + 1));

using PageRow = Row<A, KoePage>;
constexpr std::array kPageRows{
    PageRow{A::parameter_repeated, {"KOE001"}},
    PageRow{A::parameter_too_long, {"KOE204"}},
    PageRow{A::client_missing, {"KOE207"}},
    PageRow{A::client_unknown, {"KOE101", 401}},
    PageRow{A::client_wrong_kind, {"KOE008"}},
    PageRow{A::login_disabled, {"KOE004"}},
    PageRow{A::redirect_uri_missing, {"KOE207"}},
    PageRow{A::redirect_uri_unregistered, {"KOE006"}},
    PageRow{A::response_type_missing, {"KOE201"}},
    PageRow{A::response_type_bad, {"KOE201"}},
    PageRow{A::response_type_implicit, {"KOE202"}},
    PageRow{A::response_mode_bad, {"KOE204"}},
    PageRow{A::request_object, {"KOE204"}},
    PageRow{A::request_uri, {"KOE204"}},
    PageRow{A::registration, {"KOE204"}},
    PageRow{A::grant_type_not_allowed, {"KOE008"}},
    PageRow{A::scope_bad, {"KOE205"}},
    PageRow{A::prompt_bad, {"KOE204"}},
    PageRow{A::max_age_bad, {"KOE204"}},
    PageRow{A::challenge_missing, {"KOE207"}},
    PageRow{A::challenge_method_bad, {"KOE204"}},
    PageRow{A::challenge_bad, {"KOE204"}},
    PageRow{A::id_token_hint_bad, {"KOE204"}},
    PageRow{A::not_a_team_member, {"KOE005", 403}},
    PageRow{A::denied, {""}},
    PageRow{A::login_required, {""}},
    PageRow{A::consent_required, {""}},
    PageRow{A::interaction_required, {""}},
    PageRow{A::account_selection_required, {""}},
    PageRow{A::rate_limited, {"KOE237", 429}},
    PageRow{A::unavailable, {"KOE003", 503}},
};
static_assert(is_complete(kPageRows, static_cast<std::size_t>(A::unavailable) + 1));

using LogoutRow = Row<L, KoePage>;
constexpr std::array kLogoutRows{
    LogoutRow{L::parameter_repeated, {"KOE001"}},
    LogoutRow{L::client_missing, {"KOE207"}},
    LogoutRow{L::client_unknown, {"KOE101", 401}},
    LogoutRow{L::redirect_uri_missing, {"KOE007"}},
    LogoutRow{L::redirect_uri_unregistered, {"KOE007"}},
    LogoutRow{L::client_mismatch, {"KOE101", 401}},
};
static_assert(is_complete(kLogoutRows, static_cast<std::size_t>(L::client_mismatch) + 1));

template <class Rows, class Fault>
const auto& answer_in(const Rows& rows, Fault fault) {
  return rows.at(static_cast<std::size_t>(fault)).answer;
}

std::string filled_in(std::string_view description, std::string_view value) {
  std::string out{description};
  const auto place = out.find("{}");
  if (place != std::string::npos) out.replace(place, 2, value.substr(0, kEchoLengthMax));
  return out;
}

}  // namespace

const KoeAnswer& koe_of(T fault) {
  return answer_in(kTokenRows, fault);
}

const KoeAnswer& koe_of(I fault) {
  return answer_in(kInfoRows, fault);
}

const KoePage& koe_of(A fault) {
  return answer_in(kPageRows, fault);
}

const KoePage& koe_of(L fault) {
  return answer_in(kLogoutRows, fault);
}

wire::Response koe_response(const KoeAnswer& answer, std::string_view value) {
  wire::Json body = wire::Json::object();
  body.set("error", answer.error)
      .set("error_description", filled_in(answer.description, value))
      .set("error_code", answer.code);
  wire::Response response = json_answer(answer.status, body);
  if (answer.status == 503) response.headers.set("Retry-After", "1");
  if (answer.status == 405) response.headers.set("Allow", "POST, OPTIONS");
  return response;
}

}  // namespace haetae::kakao
