// SPDX-License-Identifier: Apache-2.0
// Calls that only Kakao's own SDKs make (spec kakao-login §2.9). What they give out is carried into
// /oauth/authorize, which goes by the browser's session instead.
#include "answers.hpp"
#include "kauth.hpp"
#include "kauth_errors.hpp"

namespace haetae::kakao {
namespace {

using oidc::TokenFault;
using wire::Json;
using wire::Request;
using wire::Response;

constexpr std::string_view kAgtPurpose = "kakao-agt";

/// The app that client_id names, or the refusal.
base::Outcome<accounts::Directory::Found, Response> client_of(const Parts& parts,
                                                              const wire::Form& form) {
  const std::string client_id = form.text("client_id");
  if (client_id.empty()) return base::fail(koe_response(koe_of(TokenFault::client_missing)));
  auto found = parts.directory.find_by_key(client_id);
  if (!found) {
    return base::fail(koe_response(koe_of(TokenFault::client_unknown), client_id));
  }
  if (found->client->kind == oidc::KeyKind::admin) {
    return base::fail(koe_response(koe_of(TokenFault::client_wrong_kind)));
  }
  return *std::move(found);
}

}  // namespace

Response make_agt(const Parts& parts, const Request& request) {
  const wire::Form form = request.merged_form();
  const auto found = client_of(parts, form);
  if (!found) return found.error();
  const auto token = parts.tokens.check_access(form.text("access_token"), oidc::Surface::kakao);
  if (!token || (*token)->app.value() != found->app->number) {
    return koe_response({.code = "KOE204",
                         .error = "invalid_token",
                         .status = 401,
                         .description = "this access token does not exist"});
  }
  Json body = Json::object();
  body.set("agt", parts.ports.sealer.seal(kAgtPurpose, (*token)->id));
  return json_answer(200, body);
}

Response prepare_authorize(const Parts& parts, const Request& request) {
  const auto found = client_of(parts, request.merged_form());
  if (!found) return found.error();
  Json body = Json::object();
  body.set("kauth_tx_id", base::new_id(parts.ports.clock, parts.ports.entropy));
  return json_answer(200, body);
}

}  // namespace haetae::kakao
