// SPDX-License-Identifier: Apache-2.0
// The popup of Kakao's JavaScript SDK (spec kakao-login §2.9, §7.3): a page of the site opens
// /oauth/authorize in a popup and asks every second for the outcome, which it then carries to its
// own redirect_uri.
#include "popup.hpp"

#include "answers.hpp"
#include "haetae/wire/negotiate.hpp"
#include "haetae/wire/uri.hpp"
#include "kauth.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace haetae::kakao {
namespace {

using wire::Json;
using wire::Request;
using wire::Response;

/// The SDK draws 60 characters; what could be guessed is no secret to wait for.
constexpr std::size_t kTransactionLengthMin = 32;

std::string origin_of(std::string_view address) {
  const auto uri = wire::Uri::parse(address);
  return uri && uri->is_http() ? uri->origin() : std::string{};
}

Json waiting() {
  Json body = Json::object();
  body.set("status", "error").set("error_code", "300");
  return body;
}

Json failed(std::string_view code, std::string_view error, std::string_view description) {
  Json body = Json::object();
  body.set("status", "error")
      .set("error_code", code)
      .set("error", error)
      .set("error_description", description);
  return body;
}

Json outcome_of(const Parts& parts, const wire::Form& form) {
  const std::string client_id = form.text("client_id");
  if (!parts.directory.find_by_key(client_id)) {
    return failed("500", "invalid_client", "Not exist client_id");
  }
  const auto query = parts.authorizations.take_handover(client_id, form.text("auth_tran_id"));
  // A store that does not answer is asked again in a second.
  if (!query || !*query) return waiting();
  const wire::Form outcome = wire::Form::parse(**query);
  if (const auto code = outcome.get_filled("code")) {
    Json body = Json::object();
    body.set("status", "ok").set("code", *code);
    return body;
  }
  return failed("600", outcome.text("error"), outcome.text("error_description"));
}

struct Words {
  std::string_view language, title, text;
};
constexpr std::array kWords{
    Words{"ko", "로그인을 마쳤습니다", "이 창은 닫아도 됩니다."},
    Words{"en", "Signed in", "You can close this window."},
};

}  // namespace

bool is_popup_of_site(const Parts& parts, const Request& request, const wire::Form& form) {
  if (form.text("is_popup") != "true" || form.text("auth_tran_id").size() < kTransactionLengthMin) {
    return false;
  }
  const auto found = parts.directory.find_by_key(form.text("client_id"));
  if (!found || found->client->kind != oidc::KeyKind::javascript) return false;
  const std::string opener = origin_of(request.headers.get("Referer").value_or(""));
  if (opener.empty()) return false;
  const auto& domains = found->app->site_domains;
  return opener == origin_of(form.text("redirect_uri")) ||
         std::any_of(domains.begin(), domains.end(),
                     [&](const std::string& domain) { return origin_of(domain) == opener; });
}

wire::Form without(const wire::Form& form, std::string_view name) {
  wire::Form out;
  for (const auto& field : form.fields()) {
    if (field.name != name) out.add(field.name, field.value);
  }
  return out;
}

Response popup_outcome(const Parts& parts, const Request& request) {
  return json_answer(200, outcome_of(parts, request.merged_form()));
}

Response popup_done(const Parts& parts, const Request& request) {
  constexpr std::array<std::string_view, 2> kLanguages{"ko", "en"};
  const auto language =
      wire::choose_language(request.headers.get("Accept-Language").value_or(""), kLanguages);
  const Words& words = language == "en" ? kWords.back() : kWords.front();
  const std::string nonce = base::random_alphanumeric(parts.ports.entropy, 22);
  Response response = wire::html_response(
      200, fmt::format("<!doctype html><html lang=\"{0}\"><meta charset=\"utf-8\">"
                       "<meta name=\"viewport\" content=\"width=device-width\">"
                       "<title>{1}</title><main><h1>{1}</h1><p>{2}</p></main>"
                       "<script nonce=\"{3}\">window.close()</script></html>\n",
                       words.language, words.title, words.text, nonce));
  response.headers.set("Content-Security-Policy",
                       fmt::format("default-src 'none'; script-src 'nonce-{}'; base-uri 'none'; "
                                   "form-action 'none'; frame-ancestors 'none'",
                                   nonce));
  return response;
}

}  // namespace haetae::kakao
