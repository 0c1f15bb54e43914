// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/introspection.hpp"

#include "haetae/oidc/rules.hpp"
#include "requests.hpp"

#include <array>

namespace haetae::oidc {
namespace {

constexpr std::array<std::string_view, 4> kParameters{"token", "token_type_hint", "client_id",
                                                      "client_secret"};

std::optional<TokenFault> judge_query(rules::At place, const TokenQuery& query,
                                      const Client* client) {
  return rules::judge(place, {.policy = kStandardPolicy,
                              .credentials = query.credentials,
                              .client = client,
                              .query = &query});
}

wire::Json inactive() {
  auto body = wire::Json::object();
  body.set("active", false);
  return body;
}

wire::Json active(const Scopes& scopes, const ClientId& client) {
  auto body = wire::Json::object();
  body.set("active", true);
  if (!scopes.empty()) body.set("scope", join(scopes));
  body.set("client_id", client.value());
  return body;
}

}  // namespace

TokenQuery read_token_query(const wire::Form& form, std::optional<std::string_view> authorization) {
  TokenQuery out;
  out.credentials = read_client_credentials(form, authorization);
  out.token = form.text("token");
  out.token_type_hint = form.text("token_type_hint");
  out.repeated = any_repeated(form, kParameters);
  return out;
}

std::optional<TokenFault> check_introspection(const TokenQuery& query, const Client* client) {
  return judge_query(rules::introspection, query, client);
}

std::optional<TokenFault> check_revocation(const TokenQuery& query, const Client* client) {
  return judge_query(rules::revocation, query, client);
}

wire::Json introspect(const AccessToken* token, bool alive, const Client& caller,
                      std::string_view configured_issuer, base::Instant now) {
  if (token == nullptr || !alive || token->app != caller.app || now >= token->expires_at) {
    return inactive();
  }
  const auto issuer = issuer_of(configured_issuer, token->surface);
  auto body = active(token->scopes, token->client_id);
  body.set("token_type", policy_of(token->surface).token_type);
  body.set("exp", base::to_unix_seconds(token->expires_at));
  body.set("iat", base::to_unix_seconds(token->issued_at));
  body.set("sub", token->subject ? to_text(*token->subject) : token->client_id.value());
  body.set("aud", issuer);
  body.set("iss", issuer);
  body.set("jti", token->id);
  return body;
}

wire::Json introspect(const RefreshToken* token, const FamilyFacts* family, Subject subject,
                      const Client& caller, std::string_view configured_issuer, base::Instant now) {
  const bool known = token != nullptr && family != nullptr && token->family == family->grant.family;
  if (!known || family->revoked || family->grant.app != caller.app ||
      token->generation != family->generation || now >= family->expires_at) {
    return inactive();
  }
  auto body = active(family->grant.scopes, family->grant.client_id);
  body.set("exp", base::to_unix_seconds(family->expires_at));
  body.set("iat", base::to_unix_seconds(family->advanced_at));
  body.set("sub", to_text(subject));
  body.set("iss", issuer_of(configured_issuer, family->grant.surface));
  return body;
}

std::optional<TokenFault> may_revoke(const Client& caller, const ClientId& owner) {
  if (caller.id == owner) return std::nullopt;
  return TokenFault::token_foreign;
}

}  // namespace haetae::oidc
