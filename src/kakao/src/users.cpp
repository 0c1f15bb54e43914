// SPDX-License-Identifier: Apache-2.0
// Who somebody is, and whose a token is.
#include "haetae/accounts/facts.hpp"
#include "haetae/oidc/claims.hpp"
#include "kapi.hpp"
#include "parameters.hpp"
#include "property_keys.hpp"
#include "user_fields.hpp"

#include <fmt/format.h>

namespace haetae::kakao {
namespace {

using accounts::Links;
using base::fail;
using wire::Json;

/// Five names, and numbers of the usual length.
constexpr std::size_t kTokenInfoBytes = 160;

UserView view_of(const Parts& parts, const Call& call, const Links::Member& member) {
  return {.app = *call.caller.app,
          .person = member.person,
          .link = member.link,
          .public_url = parts.public_url,
          .secure_resource = flag_of(call.form, "secure_resource"),
          .now = parts.ports.clock.now()};
}

Called<Json> user_of(const Parts& parts, const Call& call, const Links::Member& member,
                     const PropertyKeys& keys) {
  if (auto fault = check_keys(keys, *call.caller.app, "USER_ME"); !fault) {
    return fail(std::move(fault.error()));
  }
  return user_body(view_of(parts, call, member), keys);
}

}  // namespace

Called<Json> user_me(const Parts& parts, const Call& call) {
  const auto keys = property_keys_of(call.form);
  if (!keys) return fail(keys.error());
  const auto member = member_of(parts, call);
  if (!member) return fail(member.error());
  return user_of(parts, call, *member, *keys);
}

Called<Json> user_me_v1(const Parts& parts, const Call& call) {
  if (!call.caller.app->legacy_user_me) {
    return fail(KapiError{.code = KapiCode::retired, .msg = "this API is not served any more."});
  }
  const auto keys = old_property_keys_of(call.form);
  if (!keys) return fail(keys.error());
  const auto member = member_of(parts, call);
  if (!member) return fail(member.error());
  auto body = user_of(parts, call, *member, *keys);
  if (!body) return body;
  const Json* account = body->find("kakao_account");
  const auto email = account != nullptr ? account->string_at("email") : std::nullopt;
  if (email) {
    const std::string text{*email};
    body->set("kaccount_email", text).set("kaccount_email_verified", member->person.email_verified);
  }
  return body;
}

Called<Json> user_info(const Parts& parts, const Call& call) {
  const accounts::App& app = *call.caller.app;
  if (!app.oidc_enabled) return fail(scopes_disabled({"openid"}, "OIDC_USERINFO"));
  const oidc::AccessToken& token = *call.caller.token;
  if (!oidc::contains(token.scopes, "openid")) {
    return fail(KapiError{.code = KapiCode::insufficient_scope,
                          .msg = "insufficient scopes.",
                          .api_type = "OIDC_USERINFO",
                          .required_scopes = {"openid"},
                          .allowed_scopes = token.scopes});
  }
  const auto member = member_of(parts, call);
  if (!member) return fail(member.error());
  // As in user_me, what the person agrees to now decides, not what the token was issued for.
  const oidc::Scopes agreed = accounts::agreed_items(member->link);
  return oidc::userinfo_claims(accounts::claims_of(member->person, parts.public_url),
                               *token.subject, agreed, agreed, oidc::kKakaoPolicy);
}

Called<std::string> token_info(const Parts& parts, const Call& call) {
  const oidc::AccessToken& token = *call.caller.token;
  const auto left = token.expires_at - parts.ports.clock.now();
  const auto milliseconds = static_cast<std::int64_t>(left.count());
  std::string body;
  body.reserve(kTokenInfoBytes);
  const auto add = [&body](std::string_view before, std::int64_t number) {
    const fmt::format_int digits{number};
    body.append(before).append(digits.data(), digits.size());
  };
  add(R"({"expiresInMillis":)", milliseconds);
  add(R"(,"id":)", token.subject->value());
  add(R"(,"expires_in":)", milliseconds / 1000);
  add(R"(,"app_id":)", token.app.value());
  add(R"(,"appId":)", token.app.value());
  body.push_back('}');
  return body;
}

}  // namespace haetae::kakao
