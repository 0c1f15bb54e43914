// SPDX-License-Identifier: Apache-2.0
#include "haetae/api/rows.hpp"

#include "endpoints.hpp"
#include "haetae/oidc/discovery.hpp"

#include <memory>

namespace haetae::api {
namespace {

using wire::Auth;
using wire::Cors;
using wire::Cost;
using wire::Endpoint;
using wire::Method;
using wire::Parameter;
using In = wire::Parameter::In;

std::vector<Parameter> authorize_parameters() {
  return {{"client_id", In::query, true, "An app key"},
          {"redirect_uri", In::query, true, "Registered, compared byte for byte"},
          {"response_type", In::query, true, "code"},
          {"scope", In::query, false, "openid, profile, email, phone, address or consent items"},
          {"state", In::query, false, "Comes back unchanged"},
          {"nonce", In::query, false, "Copied into the ID token"},
          {"code_challenge", In::query, false, "RFC 7636; required of public clients"},
          {"code_challenge_method", In::query, false, "S256"},
          {"prompt", In::query, false, "none, login, consent, select_account, create"},
          {"max_age", In::query, false, "Seconds since the person last proved who they are"},
          {"login_hint", In::query, false, "E-mail address to fill in"},
          {"ui_locales", In::query, false, "ko or en"},
          {"id_token_hint", In::query, false, "ID token of the expected person"}};
}

std::vector<Parameter> token_parameters() {
  return {{"grant_type", In::form, true, "authorization_code, refresh_token, client_credentials"},
          {"code", In::form, false, "From the authorization endpoint"},
          {"redirect_uri", In::form, false, "The same as there"},
          {"code_verifier", In::form, false, "RFC 7636"},
          {"refresh_token", In::form, false, "The newest one"},
          {"scope", In::form, false, "Never more than was granted"},
          {"client_id", In::form, false, "Unless HTTP Basic is used"},
          {"client_secret", In::form, false, "Unless HTTP Basic is used"}};
}

std::vector<Parameter> query_parameters() {
  return {{"token", In::form, true, "Access or refresh token"},
          {"token_type_hint", In::form, false, "access_token or refresh_token"}};
}

/// The documents never change while the server runs: one text for all answers.
void add_discovery(wire::Endpoints& rows, std::string_view issuer) {
  const auto text = std::make_shared<const std::string>(
      oidc::discovery_document(issuer, "", oidc::Surface::standard).to_text());
  for (const std::string_view path : {oidc::paths::kDiscovery, oidc::paths::kServerMetadata}) {
    rows.push_back({.method = Method::get,
                    .path = path,
                    .summary = "What this server can do (OpenID Connect Discovery, RFC 8414)",
                    .handler =
                        [text](const wire::Request&) {
                          wire::Response response = wire::json_response(200, "");
                          response.shared_body = text;
                          response.headers.set("Cache-Control", "public, max-age=3600");
                          return response;
                        },
                    .cost = Cost::inline_,
                    .cors = Cors::any,
                    .compress = true});
  }
}

}  // namespace

wire::Endpoints standard_rows(const Parts& given) {
  const auto parts = std::make_shared<const Parts>(given);
  const auto bind = [&](wire::Response (*handle)(const Parts&, const wire::Request&)) {
    return [parts, handle](const wire::Request& request) { return handle(*parts, request); };
  };
  const auto row = [&](Method method, std::string_view path, std::string_view summary,
                       wire::Response (*handle)(const Parts&, const wire::Request&)) {
    return Endpoint{.method = method, .path = path, .summary = summary, .handler = bind(handle)};
  };
  wire::Endpoints rows;
  for (const Method method : {Method::get, Method::post}) {
    Endpoint authorize = row(method, oidc::paths::kAuthorize, "Start a sign-in", authorize_page);
    authorize.parameters = authorize_parameters();
    rows.push_back(std::move(authorize));
    Endpoint logout =
        row(method, oidc::paths::kLogout, "Sign out at a site's request", end_session);
    rows.push_back(std::move(logout));
    Endpoint userinfo = row(method, oidc::paths::kUserInfo, "Claims about the person", userinfo_of);
    userinfo.auth = Auth::access_token;
    userinfo.cors = Cors::any;
    rows.push_back(std::move(userinfo));
  }
  const auto client_row = [&](std::string_view path, std::string_view summary,
                              wire::Response (*handle)(const Parts&, const wire::Request&),
                              std::vector<Parameter> parameters) {
    Endpoint made = row(Method::post, path, summary, handle);
    made.auth = Auth::client;
    made.cors = Cors::any;
    made.parameters = std::move(parameters);
    rows.push_back(std::move(made));
  };
  client_row(oidc::paths::kToken, "Exchange a code or refresh token", exchange_token,
             token_parameters());
  client_row(oidc::paths::kIntrospect, "Ask about a token", introspect_token, query_parameters());
  client_row(oidc::paths::kRevoke, "End a grant", revoke_token, query_parameters());
  const auto document_row = [&](std::string_view path, std::string_view summary,
                                wire::Response (*handle)(const Parts&, const wire::Request&)) {
    Endpoint made = row(Method::get, path, summary, handle);
    made.cost = Cost::inline_;
    made.cors = Cors::any;
    made.compress = true;
    rows.push_back(std::move(made));
  };
  document_row(oidc::paths::kKeys, "Public keys (RFC 7517)", key_set);
  add_discovery(rows, given.tokens.options().issuer);
  return rows;
}

}  // namespace haetae::api
