// SPDX-License-Identifier: Apache-2.0
#include "demo.hpp"

#include "demo_client.hpp"
#include "demo_session.hpp"
#include "demo_view.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/oidc/discovery.hpp"
#include "haetae/wire/base64url.hpp"
#include "haetae/wire/uri.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <memory>

namespace haetae::app {
namespace {

using wire::Form;
using wire::Json;
using wire::Request;
using wire::Response;

constexpr std::string_view kHome = "/demo";
constexpr std::string_view kMe = "/v2/user/me";
constexpr std::string_view kLogout = "/v1/user/logout";
constexpr std::string_view kUnlink = "/v1/user/unlink";
constexpr std::size_t kStateLength = 22;
constexpr std::size_t kVerifierLength = 64;
constexpr std::size_t kErrorLengthMax = 60;
/// What a visitor may put into the authorization request by the page's links.
constexpr std::array<std::string_view, 2> kPassedOn = {"prompt", "scope"};

/// The site. One instance serves all requests; it keeps nothing itself.
class DemoSite {
 public:
  explicit DemoSite(DemoParts parts)
      : parts_(std::move(parts)), client_(parts_), cookies_(parts_.services.sealer) {}

  [[nodiscard]] Response home(const Request& request) const;
  [[nodiscard]] Response sign_in(const Request& request) const;
  [[nodiscard]] Response callback(const Request& request) const;
  [[nodiscard]] Response refresh(const Request& request) const;
  [[nodiscard]] Response sign_out(const Request& request) const;
  [[nodiscard]] Response sign_out_both(const Request& request) const;
  [[nodiscard]] Response unlink(const Request& request) const;

 private:
  /// A form of the page, sent by the browser that has the session; otherwise nothing.
  [[nodiscard]] std::optional<DemoSession> posted(const Request& request) const;
  struct Ending {
    std::string_view path;    ///< what is asked of the server
    std::string_view notice;  ///< what the page says then
  };
  [[nodiscard]] Response leave(const Request& request, const Ending& ending) const;
  [[nodiscard]] web::Options options() const;
  [[nodiscard]] std::string random(std::size_t length) const {
    return base::random_alphanumeric(parts_.services.entropy, length);
  }

  const DemoParts parts_;
  const DemoClient client_;
  const DemoCookies cookies_;
};

/// After a form a browser must not post again (threat 13).
Response go(const Request& request, std::string_view place) {
  Response response =
      wire::redirect_response(request.method == wire::Method::post ? 303 : 302, place);
  wire::forbid_storing(response);
  return response;
}

/// An error code as it may be shown: it came through the visitor's browser.
std::string plain_error(std::string_view error) {
  const bool is_plain =
      !error.empty() && error.size() <= kErrorLengthMax &&
      std::all_of(error.begin(), error.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
      });
  return is_plain ? std::string{error} : "unknown_error";
}

Response go_with_error(const Request& request, std::string_view error) {
  Form query;
  query.add("error", plain_error(error));
  return go(request, fmt::format("{}?{}", kHome, query.to_text()));
}

bool has_tokens(const DemoClient::Answer& answer) {
  return answer.ok() && answer.json.string_at("access_token").has_value();
}
std::string_view error_of(const DemoClient::Answer& answer) {
  return answer.json.string_at("error").value_or("no_answer");
}

/// Takes the id_token out of a token answer.
std::string take_id_token(Json& tokens) {
  std::string id_token{tokens.string_at("id_token").value_or("")};
  Json rest = Json::object();
  for (const auto& [name, value] : *tokens.if_object()) {
    if (name != "id_token") rest.set(name, value);
  }
  tokens = std::move(rest);
  return id_token;
}

web::Options DemoSite::options() const {
  const Config& config = parts_.services.config;
  web::Options options;
  options.name = config.web.name;
  options.language = config.web.language;
  options.public_url = config.issuer;
  options.dev = config.dev;
  return options;
}

Response DemoSite::home(const Request& request) const {
  web::DemoView view;
  const wire::Form query = request.query_form();
  if (const auto error = query.get_filled("error")) {
    view.error = plain_error(*error);
  }
  if (const auto session = cookies_.read_session(request)) {
    view.csrf = cookies_.csrf(*session);
    const auto me = client_.get(kMe, session->token("access_token"));
    view.session = demo_session_view(*session, me, parts_.facts);
  }
  return web::demo_page(options(), parts_.services.entropy, request, view);
}

Response DemoSite::sign_in(const Request& request) const {
  const DemoAttempt attempt{random(kStateLength), random(kStateLength), random(kVerifierLength)};
  Form query{{"client_id", parts_.facts.rest_api_key},
             {"redirect_uri", parts_.facts.redirect_uri},
             {"response_type", "code"},
             {"state", attempt.state},
             {"nonce", attempt.nonce},
             {"code_challenge", wire::base64url_encode(crypto::sha256(attempt.verifier))},
             {"code_challenge_method", "S256"}};
  const Form asked = request.query_form();
  for (const std::string_view name : kPassedOn) {
    if (const auto value = asked.get_filled(name)) query.add(name, *value);
  }
  Response response = go(request, fmt::format("{}{}?{}", parts_.services.config.issuer,
                                              oidc::paths::kKakaoAuthorize, query.to_text()));
  cookies_.keep(response, request, attempt);
  return response;
}

Response DemoSite::callback(const Request& request) const {
  const Form query = request.query_form();
  const auto attempt = cookies_.read_attempt(request);
  const auto state = query.get_filled("state");
  if (!attempt || !state || !crypto::equal_constant_time(attempt->state, *state)) {
    return go_with_error(request, "state_mismatch");
  }
  const auto code = query.get_filled("code");
  if (!code) return go_with_error(request, query.text("error"));
  auto answer = client_.post(oidc::paths::kKakaoToken,
                             {{"grant_type", "authorization_code"},
                              {"client_id", parts_.facts.rest_api_key},
                              {"client_secret", parts_.facts.client_secret},
                              {"redirect_uri", parts_.facts.redirect_uri},
                              {"code", std::string{*code}},
                              {"code_verifier", attempt->verifier}},
                             {});
  if (!has_tokens(answer)) return go_with_error(request, error_of(answer));
  DemoSession session;
  session.id = random(kStateLength);
  session.id_token = take_id_token(answer.json);
  session.tokens = std::move(answer.json);
  if (!session.id_token.empty() && !client_.check_id_token(session.id_token, attempt->nonce)) {
    return go_with_error(request, "id_token_refused");
  }
  Response response = go(request, kHome);
  cookies_.keep(response, request, session);
  DemoCookies::forget_attempt(response, request);
  return response;
}

std::optional<DemoSession> DemoSite::posted(const Request& request) const {
  auto session = cookies_.read_session(request);
  if (!session) return std::nullopt;
  const std::string token = request.body_form().text("csrf");
  if (!crypto::equal_constant_time(token, cookies_.csrf(*session))) return std::nullopt;
  return session;
}

Response DemoSite::refresh(const Request& request) const {
  auto session = posted(request);
  if (!session) return go(request, kHome);
  auto answer = client_.post(oidc::paths::kKakaoToken,
                             {{"grant_type", "refresh_token"},
                              {"client_id", parts_.facts.rest_api_key},
                              {"client_secret", parts_.facts.client_secret},
                              {"refresh_token", session->token("refresh_token")}},
                             {});
  if (!has_tokens(answer)) {
    // What cannot be refreshed is over, as after "disconnect" on the account page.
    Response response = go_with_error(request, error_of(answer));
    if (answer.status != 0) DemoCookies::forget_session(response, request);
    return response;
  }
  const std::string id_token = take_id_token(answer.json);
  if (!id_token.empty() && client_.check_id_token(id_token, {})) session->id_token = id_token;
  // A refresh token comes back only when the former one is near its end: the rest stays.
  for (const auto& [name, value] : *answer.json.if_object())
    session->tokens.set(name, value);
  session->refreshed = true;
  Response response = go(request, kHome);
  cookies_.keep(response, request, *session);
  web::set_demo_notice(response, request, "refreshed");
  return response;
}

Response DemoSite::leave(const Request& request, const Ending& ending) const {
  const auto session = posted(request);
  Response response = go(request, kHome);
  if (!session) return response;
  // The site forgets its visitor whatever the server says.
  (void)client_.post(ending.path, {}, session->token("access_token"));
  DemoCookies::forget_session(response, request);
  web::set_demo_notice(response, request, ending.notice);
  return response;
}

Response DemoSite::sign_out(const Request& request) const {
  return leave(request, {kLogout, "signed_out"});
}

Response DemoSite::unlink(const Request& request) const {
  return leave(request, {kUnlink, "unlinked"});
}

Response DemoSite::sign_out_both(const Request& request) const {
  const Form query{{"client_id", parts_.facts.rest_api_key},
                   {"logout_redirect_uri", parts_.services.config.issuer + std::string{kHome}},
                   {"state", random(kStateLength)}};
  Response response = go(request, fmt::format("{}{}?{}", parts_.services.config.issuer,
                                              oidc::paths::kKakaoLogout, query.to_text()));
  DemoCookies::forget_session(response, request);
  return response;
}

using Handle = Response (DemoSite::*)(const Request&) const;

struct DemoRow {
  wire::Method method;
  std::string_view path;
  std::string_view summary;
  Handle handle;
};

constexpr DemoRow kRows[] = {
    {wire::Method::get, "/demo", "The demo site", &DemoSite::home},
    {wire::Method::get, "/demo/sign-in", "The demo site asks for a sign-in", &DemoSite::sign_in},
    {wire::Method::get, "/demo/callback", "The demo site gets its code", &DemoSite::callback},
    {wire::Method::post, "/demo/refresh", "The demo site refreshes its tokens", &DemoSite::refresh},
    {wire::Method::post, "/demo/sign-out", "The demo site signs its visitor out",
     &DemoSite::sign_out},
    {wire::Method::get, "/demo/sign-out-both", "The demo site asks to sign out of both",
     &DemoSite::sign_out_both},
    {wire::Method::post, "/demo/unlink", "The demo site ends the connection", &DemoSite::unlink},
};

}  // namespace

wire::Endpoints demo_rows(DemoParts parts) {
  const auto site = std::make_shared<const DemoSite>(std::move(parts));
  wire::Endpoints rows;
  for (const DemoRow& row : kRows) {
    rows.push_back({.method = row.method,
                    .path = row.path,
                    .summary = row.summary,
                    .handler = [site, handle = row.handle](const Request& request) {
                      return ((*site).*handle)(request);
                    }});
  }
  return rows;
}

}  // namespace haetae::app
