// SPDX-License-Identifier: Apache-2.0
#include "shell.hpp"

#include "haetae/accounts/csrf.hpp"
#include "haetae/accounts/facts.hpp"
#include "haetae/wire/base64url.hpp"
#include "haetae/wire/cookie.hpp"
#include "haetae/wire/uri.hpp"

#include <array>
#include <fmt/format.h>

namespace haetae::web {
namespace {

using wire::Request;
using wire::Response;

constexpr base::Seconds kNoticeKept = std::chrono::minutes{5};

/// The first character, for the square that stands in for a logo.
std::string initial_of(std::string_view name) {
  if (name.empty()) return "?";
  const auto lead = static_cast<unsigned char>(name[0]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::string{name.substr(0, length)};
}

View language_links(const Request& request, std::string_view language) {
  const wire::Form asked = request.query_form();
  ViewList list;
  for (const auto& [code, name] : {std::pair{"ko", "한국어"}, std::pair{"en", "English"}}) {
    wire::Form query;
    for (const auto& field : asked.fields()) {
      if (field.name != "lang") query.add(field.name, field.value);
    }
    query.add("lang", code);
    View one;
    one.set("code", code);
    one.set("name", name);
    one.set("url", "?" + query.to_text());
    one.set("current", language == code);
    list.push_back(one);
  }
  return View{list};
}

}  // namespace

void add_page_headers(Response& response, std::string_view nonce) {
  // No form-action: Chromium applies it to every redirect behind a form, and a site may send its
  // callback on to anywhere.
  response.headers.set(
      "Content-Security-Policy",
      fmt::format("default-src 'none'; script-src 'nonce-{}'; style-src 'nonce-{}'; "
                  "img-src 'self' data: blob:; connect-src 'self'; "
                  "base-uri 'none'; frame-ancestors 'none'",
                  nonce, nonce));
  response.headers.set("X-Frame-Options", "DENY");
  response.headers.set("Referrer-Policy", "same-origin");
  response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.set("Permissions-Policy",
                       "camera=(), microphone=(), geolocation=(), "
                       "publickey-credentials-get=(self), publickey-credentials-create=(self)");
  wire::forbid_storing(response);
}

std::string new_nonce(base::Entropy& entropy) {
  std::array<std::uint8_t, 16> bytes{};
  entropy.fill(bytes);
  return wire::base64url_encode(bytes);
}

View app_view(const accounts::App& app) {
  View view;
  view.set("name", app.name);
  view.set("initial", initial_of(app.name));
  return view;
}

View person_view(const accounts::Person& person, std::string_view public_url,
                 std::string_view language) {
  View view;
  view.set("nickname", person.nickname);
  view.set("email", person.email);
  view.set("email_verified", person.email_verified);
  view.set("since", time_view(person.created_at, language, false));
  if (!person.picture_id.empty()) {
    view.set("picture_url", accounts::picture_url(public_url, person.picture_id, false));
  }
  return view;
}

Page::Page(const Parts& given_parts, const Request& given_request, accounts::Browser given_browser)
    : parts(given_parts),
      request(given_request),
      browser(std::move(given_browser)),
      form(given_request.method == wire::Method::post ? given_request.body_form()
                                                      : given_request.query_form()),
      nonce(new_nonce(given_parts.ports.entropy)),
      view(View::type::object) {
  carry(form.text("flow"), form.text("next"));
}

void Page::carry(std::string flow_text, std::string_view next_text) {
  sealed_flow = std::move(flow_text);
  flow.reset();
  if (!sealed_flow.empty()) flow = parts.authorizations.open(sealed_flow, browser);
  next = wire::local_path(next_text).value_or("");
  language = language_of(request, flow ? flow->flow.ui_locales : "", parts.options.language);
}

void Page::enter(const accounts::Entrance& entrance) {
  entered_ = entrance;
  browser.who = entrance.who;
  carry(sealed_flow, next);  // the flow's link is now this person's
}

Response Page::onward(std::string_view notice_key) {
  if (flow) return follow(parts.authorizations.go_on(*flow, browser));
  if (!sealed_flow.empty()) return status(400, "flow_expired");
  return go(next.empty() ? accounts::pages::kAccount : std::string_view{next}, notice_key);
}

std::string Page::csrf() const {
  return browser.who ? accounts::make_csrf(parts.ports.sealer, browser.who->session)
                     : accounts::make_csrf(parts.ports.sealer, browser.binding);
}

bool Page::csrf_is_right() const {
  const std::string token = form.text("csrf");
  return browser.who ? accounts::check_csrf(parts.ports.sealer, browser.who->session, token)
                     : accounts::check_csrf(parts.ports.sealer, browser.binding, token);
}

View& Page::field(std::string_view name) {
  for (auto& [known, value] : fields_) {
    if (known == name) return value;
  }
  return fields_.emplace_back(std::string{name}, View{View::type::object}).second;
}

void Page::complain(std::string_view name, std::string_view words) {
  complaints_.emplace_back(name, words);
  if (!name.empty()) field(name).set("error", std::string{words});
}

void Page::keep_value(std::string_view name, std::string_view value) {
  field(name).set("value", std::string{value});
}

void Page::keep_flag(std::string_view name, std::string_view flag, bool set) {
  field(name).set(std::string{flag}, set);
}

void Page::add_shell() {
  View brand;
  brand.set("name", parts.options.name);
  ViewList links;
  if (!parts.options.support_url.empty()) {
    View link;
    link.set("url", parts.options.support_url);
    link.set("label", language == "en" ? "Help" : "고객센터");
    links.push_back(link);
  }
  brand.set("links", View{links});
  view.set("brand", brand);
  view.set("nonce", nonce);
  view.set("csrf", csrf());
  view.set("dev", parts.options.dev);
  // The answer to a POST has no address of its own to come back to in another language.
  view.set("languages", request.method == wire::Method::post ? View{ViewList{}}
                                                             : language_links(request, language));
  if (!sealed_flow.empty()) view.set("flow", sealed_flow);
  if (!next.empty()) view.set("next", next);
  if (flow && view.get("app") == nullptr) view.set("app", app_view(*flow->app));
  if (parts.ports.site.is_island()) {
    View island;
    island.set("text", text("msg_island"));
    view.set("island", island);
  }
  view.set("has_errors", has_complaints());
  ViewList errors;
  for (const auto& [name, words] : complaints_) {
    View one;
    // Templates name some controls by their form name, the view by its concept.
    one.set("field_id", name == "login_id" ? "loginId" : name == "full_name" ? "name" : name);
    one.set("text", words);
    if (name.empty()) one.set("field_id", false);
    errors.push_back(one);
  }
  view.set("errors", View{errors});
  for (auto& [name, value] : fields_)
    view.set(name, value);
  if (const auto key = wire::read_cookie(request, kNoticeCookie);
      key && !has_complaints() && view.get("notice") == nullptr) {
    if (const std::string words = text(*key); !words.empty() && key->substr(0, 4) == "msg_") {
      View notice;
      notice.set("text", words);
      view.set("notice", notice);
    }
  }
}

void Page::add_cookies(Response& response) const {
  accounts::keep_binding(response, request, browser);
  if (entered_) accounts::set_entrance(response, request, *entered_);
}

void Page::finish(Response& response) const {
  add_page_headers(response, nonce);
  add_cookies(response);
  if (request.query_form().count("lang") != 0) {
    wire::set_cookie(response, request,
                     {.name = kLanguageCookie, .value = language, .max_age = kLanguageKept});
  }
}

Response Page::show(std::string_view name, int status) {
  add_shell();
  const int code = status != 0 ? status : has_complaints() ? 400 : 200;
  Response response = wire::html_response(code, render(name, language, view));
  response.headers.set("Content-Language", language);
  response.headers.set("Vary", "Accept-Language");
  finish(response);
  if (wire::read_cookie(request, kNoticeCookie)) {
    wire::clear_cookie(response, request, kNoticeCookie);
  }
  return response;
}

Response Page::go(std::string_view location, std::string_view notice_key) {
  Response response =
      wire::redirect_response(request.method == wire::Method::post ? 303 : 302, location);
  finish(response);
  if (!notice_key.empty()) {
    wire::set_cookie(response, request,
                     {.name = kNoticeCookie, .value = notice_key, .max_age = kNoticeKept});
  }
  return response;
}

Response Page::follow(const accounts::Authorizations::Answer& answer) {
  if (answer) return go(*answer);
  const auto& refusal = answer.error();
  Response response = error_page(parts.options, parts.ports.clock, parts.ports.entropy)(
      request, {.status = oidc::http_status(refusal.fault),
                .code = "",
                .reason = std::string{oidc::to_text(refusal.fault)},
                .site = refusal.app ? refusal.app->name : ""});
  add_cookies(response);
  return response;
}

Response Page::status(int code, std::string_view asked) {
  const std::string_view name = asked == "busy" && parts.ports.site.is_island() ? "island" : asked;
  View status;
  status.set("bad", code >= 400);
  status.set("title", text(fmt::format("msg_status_{}_title", name)));
  status.set("text", text(fmt::format("msg_status_{}_text", name)));
  view.set("status", status);
  view.set("request_id", request.id);
  if (view.get("actions") == nullptr) {
    View start;
    start.set("url", "/");
    start.set("label", text("msg_action_start"));
    start.set("primary", true);
    view.set("actions", View{ViewList{start}});
  }
  return show("status", code);
}

std::string leading_to(std::string_view path, std::string_view place) {
  wire::Form query;
  query.add("next", place);
  return fmt::format("{}?{}", path, query.to_text());
}

Response Page::go_to_sign_in() {
  const bool is_post = request.method == wire::Method::post;
  return go(leading_to(accounts::pages::kSignIn,
                       is_post ? accounts::pages::kAccount : std::string_view{request.path}));
}

Response json_location(std::string_view location) {
  wire::Json body = wire::Json::object();
  body.set("location", location);
  return wire::json_response(200, body.to_text());
}

Response json_error(const Page& page, int status, std::string_view code,
                    std::string_view message_key) {
  wire::Json error = wire::Json::object();
  error.set("code", code).set("message", page.text(message_key));
  wire::Json body = wire::Json::object();
  body.set("error", std::move(error));
  return wire::json_response(status, body.to_text());
}

wire::Handler page_handler(std::shared_ptr<const Parts> parts, PageHandler handle, Who who) {
  return [parts = std::move(parts), handle, who](const Request& request) {
    auto browser = accounts::read_browser(request, parts->sessions, parts->ports.entropy);
    const bool store_answers = browser.has_value();
    Page page{*parts, request, store_answers ? std::move(*browser) : accounts::Browser{}};
    if (!store_answers) return page.status(503, "busy");
    // Before the token, which a session that has ended took with it.
    if (who == Who::member && !page.browser.who) return page.go_to_sign_in();
    if (request.method == wire::Method::post && !page.csrf_is_right()) {
      return page.status(403, "form_expired");
    }
    return handle(page);
  };
}

wire::Handler json_handler(std::shared_ptr<const Parts> parts, JsonHandler handle) {
  return [parts = std::move(parts), handle](const Request& request) {
    auto browser = accounts::read_browser(request, parts->sessions, parts->ports.entropy);
    const bool store_answers = browser.has_value();
    Page page{*parts, request, store_answers ? std::move(*browser) : accounts::Browser{}};
    Response response;
    const std::string_view type = request.headers.get("Content-Type").value_or("");
    const auto body = wire::Json::parse(request.body);
    if (!store_answers) {
      response = json_error(page, 503, "unavailable", "msg_unavailable");
    } else if (wire::to_lower(type.substr(0, type.find(';'))) != "application/json") {
      response = json_error(page, 415, "unsupported_type", "msg_unavailable");
    } else if (!body || body->if_object() == nullptr) {
      response = json_error(page, 400, "malformed", "msg_unavailable");
    } else {
      page.carry(std::string{body->string_at("flow").value_or("")},
                 body->string_at("next").value_or(""));
      response = handle(page, *body);
      page.add_cookies(response);
    }
    wire::forbid_storing(response);
    return response;
  };
}

}  // namespace haetae::web
