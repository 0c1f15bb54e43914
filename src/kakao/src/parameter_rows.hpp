// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/wire/endpoint.hpp"

#include <array>
#include <span>

// The parameters of the rows, as the OpenAPI document shows them. Kakao's clients send them in the
// query and in the form alike.

namespace haetae::kakao {

using ParameterRows = std::span<const wire::Parameter>;
using In = wire::Parameter::In;

inline constexpr std::array<wire::Parameter, 12> kAuthorizeParameters{{
    {"client_id", In::query, true, "An app key"},
    {"redirect_uri", In::query, true, "Registered, compared byte for byte"},
    {"response_type", In::query, true, "code"},
    {"scope", In::query, false, "Consent items, by comma or space"},
    {"state", In::query, false, "Comes back unchanged"},
    {"nonce", In::query, false, "Copied into the ID token"},
    {"code_challenge", In::query, false, "RFC 7636"},
    {"code_challenge_method", In::query, false, "S256"},
    {"prompt", In::query, false, "login, none, create, select_account"},
    {"login_hint", In::query, false, "E-mail address to fill in"},
    {"service_terms", In::query, false, "Tags of service terms, by comma"},
    {"auth_tran_id", In::query, false, "Of a popup of the JavaScript SDK (is_popup=true)"},
}};

inline constexpr std::array<wire::Parameter, 3> kLogoutParameters{{
    {"client_id", In::query, true, "An app key"},
    {"logout_redirect_uri", In::query, true, "Registered, compared byte for byte"},
    {"state", In::query, false, "Comes back unchanged"},
}};

inline constexpr std::array<wire::Parameter, 7> kTokenParameters{{
    {"grant_type", In::query_or_form, true, "authorization_code or refresh_token"},
    {"client_id", In::query_or_form, true, "An app key"},
    {"client_secret", In::query_or_form, false, "When the key has its secret on"},
    {"code", In::query_or_form, false, "From /oauth/authorize"},
    {"redirect_uri", In::query_or_form, false, "The same as there"},
    {"code_verifier", In::query_or_form, false, "RFC 7636"},
    {"refresh_token", In::query_or_form, false, "The newest one"},
}};

inline constexpr std::array<wire::Parameter, 1> kTokenInfoParameters{{
    {"id_token", In::query_or_form, true, "The ID token"},
}};

inline constexpr std::array<wire::Parameter, 2> kAgtParameters{{
    {"client_id", In::query_or_form, true, "An app key"},
    {"access_token", In::query_or_form, true, "Of the same app"},
}};

inline constexpr std::array<wire::Parameter, 2> kPopupParameters{{
    {"client_id", In::query, true, "The JavaScript key"},
    {"auth_tran_id", In::query, true, "The same as at authorize"},
}};

inline constexpr std::array<wire::Parameter, 1> kPrepareParameters{{
    {"client_id", In::query_or_form, true, "An app key"},
}};

inline constexpr wire::Parameter kTargetType{"target_id_type", In::query_or_form, false,
                                             "user_id, with the admin key"};
inline constexpr wire::Parameter kTarget{"target_id", In::query_or_form, false,
                                         "User number, with the admin key"};
inline constexpr wire::Parameter kSecure{"secure_resource", In::query_or_form, false,
                                         "true: picture addresses by https"};
inline constexpr wire::Parameter kKeys{"property_keys", In::query_or_form, false,
                                       "JSON array of what to answer"};

inline constexpr std::array<wire::Parameter, 2> kTargetParameters{{kTargetType, kTarget}};
inline constexpr std::array<wire::Parameter, 4> kUserParameters{
    {kSecure, kKeys, kTargetType, kTarget}};
inline constexpr std::array<wire::Parameter, 3> kPropertiesParameters{
    {{"properties", In::query_or_form, false, "JSON object"}, kTargetType, kTarget}};

inline constexpr std::array<wire::Parameter, 3> kIdsParameters{{
    {"limit", In::query_or_form, false, "1 to 100"},
    {"from_id", In::query_or_form, false, "First number of the page"},
    {"order", In::query_or_form, false, "asc or desc"},
}};

inline constexpr std::array<wire::Parameter, 4> kUsersParameters{
    {{"target_id_type", In::query_or_form, true, "user_id"},
     {"target_ids", In::query_or_form, true, "JSON array of user numbers"},
     kKeys,
     kSecure}};

inline constexpr std::array<wire::Parameter, 3> kScopesParameters{
    {{"scopes", In::query_or_form, false, "JSON array of consent items"}, kTargetType, kTarget}};

inline constexpr std::array<wire::Parameter, 3> kTagsParameters{
    {{"tags", In::query_or_form, true, "Tags by comma"}, kTargetType, kTarget}};

inline constexpr std::array<wire::Parameter, 4> kTermsParameters{
    {{"result", In::query_or_form, false, "agreed_service_terms or app_service_terms"},
     {"tags", In::query_or_form, false, "Tags by comma"},
     kTargetType,
     kTarget}};

inline constexpr std::array<wire::Parameter, 3> kOldTermsParameters{
    {{"extra", In::query_or_form, false, "app_service_terms"}, kTargetType, kTarget}};

inline constexpr std::array<wire::Parameter, 5> kShippingParameters{
    {{"address_id", In::query_or_form, false, "One address alone"},
     {"from_updated_at", In::query_or_form, false, "Seconds since 1970; older ones only"},
     {"page_size", In::query_or_form, false, "2 to 100"},
     kTargetType,
     kTarget}};

}  // namespace haetae::kakao
