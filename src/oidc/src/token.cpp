// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/token.hpp"

#include "grants.hpp"
#include "haetae/base/assert.hpp"
#include "haetae/oidc/rules.hpp"
#include "requests.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace haetae::oidc {
namespace {

constexpr std::array<std::string_view, 8> kParameters{
    "grant_type",   "client_id",     "client_secret", "code",
    "redirect_uri", "code_verifier", "refresh_token", "scope"};

/// Whole seconds until then, as the surface tells them; never negative. Rounded up, so that the
/// milliseconds that the store took between judging and signing do not show as a second less.
std::int64_t seconds_left(base::Instant until, base::Instant now, const SurfacePolicy& policy) {
  const auto left = std::chrono::ceil<base::Seconds>(until - now) - policy.reported_short;
  return std::max<std::int64_t>(left.count(), 0);
}

}  // namespace

std::optional<GrantType> grant_type_of(std::string_view text, const SurfacePolicy& policy) {
  if (text == "authorization_code") return GrantType::authorization_code;
  if (text == "refresh_token") return GrantType::refresh_token;
  if (text == "client_credentials" && policy.grants_to_clients) {
    return GrantType::client_credentials;
  }
  return std::nullopt;
}

bool may_use(const Client& client, const Grant& grant, const SurfacePolicy& policy) {
  if (grant.surface != policy.surface || grant.app != client.app) return false;
  if (grant.client_id == client.id) return true;
  return policy.rest_key_redeems && client.kind == KeyKind::rest;
}

TokenRequest read_token_request(const wire::Form& form,
                                std::optional<std::string_view> authorization) {
  TokenRequest out;
  out.credentials = read_client_credentials(form, authorization);
  out.grant_type = form.text("grant_type");
  out.code = form.text("code");
  out.redirect_uri = form.text("redirect_uri");
  out.verifier = form.text("code_verifier");
  out.refresh_token = form.text("refresh_token");
  out.scope = form.text("scope");
  out.repeated = any_repeated(form, kParameters);
  return out;
}

base::Outcome<GrantType, TokenFault> check_token_request(const TokenRequest& request,
                                                         const Client* client,
                                                         const SurfacePolicy& policy) {
  const rules::TokenAttempt attempt{
      .policy = policy, .credentials = request.credentials, .client = client, .request = &request};
  if (const auto fault = rules::judge(rules::token, attempt)) return base::fail(*fault);
  return *grant_type_of(request.grant_type, policy);
}

base::Outcome<Issue, TokenFault> redeem(const CodeGrant* code, const TokenRequest& request,
                                        const Client& client, const Standing& standing,
                                        const SurfacePolicy& policy, base::Instant now) {
  const rules::TokenAttempt attempt{.policy = policy,
                                    .credentials = request.credentials,
                                    .client = &client,
                                    .request = &request,
                                    .code = code,
                                    .standing = &standing,
                                    .now = now};
  if (const auto fault = rules::judge(rules::grant_code, attempt)) return base::fail(*fault);
  Issue issue{.grant = code->grant, .access_expires_at = now + access_lifetime(client)};
  if (client.grant_types.refresh_token) {
    issue.refresh_expires_at = refresh_expiry(client, policy, now, now);
  }
  HAETAE_ASSERT(issue.access_expires_at > now);
  return issue;
}

base::Outcome<Issue, TokenFault> grant_to_client(const TokenRequest& request, const Client& client,
                                                 FamilyId family, const SurfacePolicy& policy,
                                                 base::Instant now) {
  const rules::TokenAttempt attempt{.policy = policy,
                                    .credentials = request.credentials,
                                    .client = &client,
                                    .request = &request,
                                    .now = now};
  if (const auto fault = rules::judge(rules::grant_client_credentials, attempt)) {
    return base::fail(*fault);
  }
  return Issue{.grant = {.family = std::move(family),
                         .surface = policy.surface,
                         .app = client.app,
                         .client_id = client.id,
                         .authenticated_at = now},
               .access_expires_at = now + access_lifetime(client)};
}

wire::Json token_response(const Issue& issue, const TokenTexts& texts, const SurfacePolicy& policy,
                          bool is_refresh, base::Instant now) {
  auto body = wire::Json::object();
  body.set("token_type", policy.token_type);
  body.set("access_token", texts.access_token);
  if (!texts.id_token.empty()) body.set("id_token", texts.id_token);
  body.set("expires_in", seconds_left(issue.access_expires_at, now, policy));
  if (!texts.refresh_token.empty()) {
    body.set("refresh_token", texts.refresh_token);
    if (policy.answers_refresh_expiry && issue.refresh_expires_at) {
      body.set("refresh_token_expires_in", seconds_left(*issue.refresh_expires_at, now, policy));
    }
  }
  const bool tells_scope = !is_refresh || policy.refresh_answer_has_scope;
  if (tells_scope && !issue.grant.scopes.empty()) body.set("scope", join(issue.grant.scopes));
  return body;
}

wire::Json token_error_response(TokenFault fault) {
  auto body = wire::Json::object();
  body.set("error", to_text(oauth_error(fault)));
  body.set("error_description", description(fault));
  return body;
}

}  // namespace haetae::oidc
