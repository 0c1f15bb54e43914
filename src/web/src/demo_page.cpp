// SPDX-License-Identifier: Apache-2.0
#include "haetae/web/demo_page.hpp"

#include "haetae/wire/cookie.hpp"
#include "shell.hpp"

#include <fmt/format.h>

namespace haetae::web {
namespace {

constexpr base::Seconds kNoticeKept = std::chrono::minutes{5};
constexpr std::string_view kNoticePrefix = "msg_demo_";

View exchange_view(const DemoExchange& exchange, std::string_view language) {
  View view;
  view.set("method", exchange.method);
  view.set("path", exchange.path);
  view.set("status", exchange.status == 0 ? std::string{"-"} : fmt::format("{}", exchange.status));
  view.set("ok", exchange.status >= 200 && exchange.status < 300);
  view.set("about", message(language, fmt::format("msg_demo_about_{}", exchange.about)));
  view.set("open", exchange.open);
  if (!exchange.request.empty()) view.set("request", exchange.request);
  if (!exchange.response.empty()) view.set("response", exchange.response);
  if (!exchange.testid.empty()) view.set("testid", exchange.testid);
  return view;
}

View claim_view(const std::string& name, const std::string& value, std::string_view language) {
  const std::string key = fmt::format("msg_demo_claim_{}", name);
  View view;
  view.set("name", name);
  view.set("value", value);
  view.set("about", message(language, has_message(language, key) ? key : "msg_demo_claim_other"));
  return view;
}

View session_view(const DemoView::Session& session, std::string_view language) {
  View view;
  view.set("nickname", session.nickname);
  if (!session.picture_url.empty()) view.set("picture_url", session.picture_url);
  ViewList exchanges;
  for (const DemoExchange& one : session.exchanges) {
    exchanges.push_back(exchange_view(one, language));
  }
  view.set("exchanges", View{exchanges});
  if (session.claims.empty()) return view;
  ViewList rows;
  for (const auto& [name, value] : session.claims) {
    rows.push_back(claim_view(name, value, language));
  }
  View claims;
  claims.set("rows", View{rows});
  view.set("claims", claims);
  return view;
}

View shell_view(const Options& options, std::string_view language, const std::string& nonce) {
  View brand;
  brand.set("name", options.name);
  brand.set("links", View{ViewList{}});
  ViewList languages;
  for (const auto& [code, name] : {std::pair{"ko", "한국어"}, std::pair{"en", "English"}}) {
    View one;
    one.set("code", code);
    one.set("name", name);
    one.set("url", fmt::format("/demo?lang={}", code));
    one.set("current", language == code);
    languages.push_back(one);
  }
  View view;
  view.set("brand", brand);
  view.set("nonce", nonce);
  view.set("dev", options.dev);
  view.set("can_sign_out", false);
  view.set("languages", View{languages});
  return view;
}

/// Adds what went wrong and what was done; true when the notice is now told.
bool add_words(View& view, const wire::Request& request, const DemoView& given,
               std::string_view language) {
  ViewList errors;
  if (!given.error.empty()) {
    View one;
    one.set("field_id", false);
    one.set("text", message(language, "msg_demo_failed", given.error));
    errors.push_back(one);
  }
  view.set("has_errors", !errors.empty());
  view.set("errors", View{errors});
  const auto key = wire::read_cookie(request, kNoticeCookie);
  if (!key || !key->starts_with(kNoticePrefix)) return false;
  if (errors.empty() && has_message(language, *key)) {
    View notice;
    notice.set("text", message(language, *key));
    view.set("notice", notice);
  }
  return true;
}

}  // namespace

wire::Response demo_page(const Options& options, base::Entropy& entropy,
                         const wire::Request& request, const DemoView& given) {
  const std::string language = language_of(request, "", options.language);
  const std::string nonce = new_nonce(entropy);
  View view = shell_view(options, language, nonce);
  view.set("csrf", given.csrf);
  if (given.session) view.set("session", session_view(*given.session, language));
  const bool told = add_words(view, request, given, language);
  wire::Response response = wire::html_response(200, render("demo", language, view));
  response.headers.set("Content-Language", language);
  response.headers.set("Vary", "Accept-Language");
  add_page_headers(response, nonce);
  if (told) wire::clear_cookie(response, request, kNoticeCookie);
  if (request.query_form().count("lang") != 0) {
    wire::set_cookie(response, request,
                     {.name = kLanguageCookie, .value = language, .max_age = kLanguageKept});
  }
  return response;
}

void set_demo_notice(wire::Response& response, const wire::Request& request,
                     std::string_view name) {
  wire::set_cookie(response, request,
                   {.name = kNoticeCookie,
                    .value = fmt::format("{}{}", kNoticePrefix, name),
                    .max_age = kNoticeKept});
}

}  // namespace haetae::web
