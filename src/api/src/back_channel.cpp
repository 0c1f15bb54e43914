// SPDX-License-Identifier: Apache-2.0
// What clients call directly: tokens, claims, introspection, revocation, keys.
#include "endpoints.hpp"
#include "haetae/accounts/facts.hpp"
#include "haetae/oidc/claims.hpp"
#include "haetae/wire/negotiate.hpp"

#include <fmt/format.h>

namespace haetae::api {
namespace {

using oidc::TokenFault;
using wire::Request;
using wire::Response;

/// Who the credentials name; the core decides whether they suffice.
std::shared_ptr<const oidc::Client> client_of(const Parts& parts, const std::string& client_id) {
  const auto found = parts.directory.find_by_key(client_id);
  return found ? found->client : nullptr;
}

Response fault_response(const Request& request, TokenFault fault) {
  Response response =
      wire::json_response(oidc::http_status(fault), oidc::token_error_response(fault).to_text());
  wire::forbid_storing(response);
  // RFC 6749 §5.2: a client that tried the Authorization header is told the scheme.
  if (response.status == 401 && request.headers.contains("Authorization")) {
    response.headers.set("WWW-Authenticate", "Basic realm=\"haetae\", charset=\"UTF-8\"");
  }
  if (response.status == 503) response.headers.set("Retry-After", "1");
  return response;
}

/// RFC 6750 §3.1. Without any token the challenge carries no error code.
Response bearer_response(int status, std::string_view error) {
  wire::Json body = wire::Json::object();
  if (!error.empty()) body.set("error", error);
  Response response = wire::json_response(status, body.to_text());
  response.headers.set("WWW-Authenticate", error.empty()
                                               ? std::string{"Bearer"}
                                               : fmt::format("Bearer error=\"{}\"", error));
  wire::forbid_storing(response);
  return response;
}

/// RFC 6750 §2.1 and §2.2: header or form. Never the query (threat 18).
std::optional<std::string> bearer_of(const Request& request) {
  if (const auto header = request.headers.get("Authorization")) {
    const auto authorization = wire::parse_authorization(*header);
    if (!authorization || authorization->scheme != "bearer") return std::nullopt;
    return authorization->credentials;
  }
  const wire::Form form = request.body_form();
  if (const auto token = form.get_filled("access_token")) return std::string{*token};
  return std::nullopt;
}

}  // namespace

Response exchange_token(const Parts& parts, const Request& request) {
  oidc::TokenRequest asked =
      oidc::read_token_request(request.body_form(), request.headers.get("Authorization"));
  asked.received = request.received;
  const auto client = client_of(parts, asked.credentials.client_id);
  const auto answer = parts.tokens.exchange(asked, client.get(), oidc::kStandardPolicy,
                                            accounts::visitor_of(request));
  if (!answer) return fault_response(request, answer.error());
  Response response = wire::json_response(
      200, oidc::token_response(answer->issue, answer->texts, oidc::kStandardPolicy,
                                answer->is_refresh, answer->now)
               .to_text());
  wire::forbid_storing(response);
  return response;
}

Response introspect_token(const Parts& parts, const Request& request) {
  const oidc::TokenQuery query =
      oidc::read_token_query(request.body_form(), request.headers.get("Authorization"));
  const auto client = client_of(parts, query.credentials.client_id);
  const auto answer = parts.tokens.introspect(query, client.get());
  if (!answer) return fault_response(request, answer.error());
  Response response = wire::json_response(200, answer->to_text());
  wire::forbid_storing(response);
  return response;
}

Response revoke_token(const Parts& parts, const Request& request) {
  const oidc::TokenQuery query =
      oidc::read_token_query(request.body_form(), request.headers.get("Authorization"));
  const auto client = client_of(parts, query.credentials.client_id);
  const auto done = parts.tokens.revoke(query, client.get(), accounts::visitor_of(request));
  if (!done) return fault_response(request, done.error());
  Response response = wire::json_response(200, "{}");
  wire::forbid_storing(response);
  return response;
}

Response userinfo_of(const Parts& parts, const Request& request) {
  const auto presented = bearer_of(request);
  if (!presented) return bearer_response(401, "");
  const auto checked = parts.tokens.check_access(*presented, oidc::Surface::standard);
  if (!checked) return bearer_response(401, "invalid_token");
  const auto& token = *checked;
  if (!token->person || !token->subject) return bearer_response(401, "invalid_token");
  if (!oidc::contains(token->scopes, "openid")) return bearer_response(403, "insufficient_scope");
  const auto member =
      parts.links.member(accounts::PersonId{token->person->value()}, token->app.value());
  if (!member) {
    Response response = bearer_response(503, "temporarily_unavailable");
    response.headers.set("Retry-After", "1");
    return response;
  }
  if (!*member || (*member)->person.disabled) return bearer_response(401, "invalid_token");
  const oidc::PersonClaims claims =
      accounts::claims_of((*member)->person, parts.tokens.options().public_url);
  Response response = wire::json_response(
      200, oidc::userinfo_claims(claims, *token->subject, token->scopes,
                                 accounts::link_facts((*member)->link).agreed_items,
                                 oidc::kStandardPolicy)
               .to_text());
  wire::forbid_storing(response);
  return response;
}

Response key_set(const Parts& parts, const Request&) {
  Response response = wire::json_response(200, "");
  response.shared_body = parts.keys.jwks();
  // Short enough that a rotated key is seen long before it signs.
  response.headers.set("Cache-Control", "public, max-age=300");
  return response;
}

}  // namespace haetae::api
