// SPDX-License-Identifier: Apache-2.0
// What clients call at kauth: tokens, the debugging look into an ID token, keys.
#include "answers.hpp"
#include "kauth.hpp"
#include "kauth_errors.hpp"

namespace haetae::kakao {
namespace {

using oidc::TokenFault;
using wire::Request;
using wire::Response;

/// The value of the request that the fault's text repeats.
std::string_view culprit(const oidc::TokenRequest& asked, TokenFault fault) {
  if (fault == TokenFault::client_unknown) return asked.credentials.client_id;
  if (fault == TokenFault::grant_type_unknown) return asked.grant_type;
  return asked.code;
}

}  // namespace

Response exchange_token(const Parts& parts, const Request& request) {
  oidc::TokenRequest asked =
      oidc::read_token_request(request.merged_form(), request.headers.get("Authorization"));
  asked.received = request.received;
  const auto found = parts.directory.find_by_key(asked.credentials.client_id);
  const auto answer = parts.tokens.exchange(asked, found ? found->client.get() : nullptr,
                                            oidc::kKakaoPolicy, accounts::visitor_of(request));
  if (!answer) return koe_response(koe_of(answer.error()), culprit(asked, answer.error()));
  return json_answer(200, oidc::token_response(answer->issue, answer->texts, oidc::kKakaoPolicy,
                                               answer->is_refresh, answer->now));
}

Response refuse_get(const Parts&, const Request&) {
  return koe_response(koe_of(TokenFault::not_post));
}

Response id_token_info(const Parts& parts, const Request& request) {
  const std::string issuer = oidc::issuer_of(parts.tokens.options().issuer, oidc::Surface::kakao);
  const auto payload =
      oidc::check_token_info(request.merged_form().text("id_token"), parts.tokens.key_lookup(),
                             issuer, parts.ports.clock.now());
  if (!payload) return koe_response(koe_of(payload.error()));
  return json_answer(200, *payload);
}

Response key_set(const Parts& parts, const Request&) {
  Response response = wire::json_response(200, "");
  response.shared_body = parts.keys.jwks();
  // Short enough that a rotated key is seen long before it signs.
  response.headers.set("Cache-Control", "public, max-age=300");
  return response;
}

}  // namespace haetae::kakao
