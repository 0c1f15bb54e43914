// SPDX-License-Identifier: Apache-2.0
#include "haetae/web/draw_page.hpp"

#include "haetae/wire/cookie.hpp"
#include "shell.hpp"

#include <fmt/format.h>

namespace haetae::web {
namespace {

View to_view(const wire::Json& json, std::string_view language) {
  if (const auto* const text = json.if_string()) return View{*text};
  if (const auto* const flag = json.if_bool())
    return View{*flag ? View::type::bool_true : View::type::bool_false};
  if (const auto* const array = json.if_array()) {
    ViewList list;
    for (const wire::Json& element : *array)
      list.push_back(to_view(element, language));
    return View{list};
  }
  View view{View::type::object};
  if (const auto* const object = json.if_object()) {
    for (const auto& [name, value] : *object)
      view.set(name, to_view(value, language));
    if (const auto key = json.string_at("msg")) view.set("text", message(language, *key));
  }
  return view;
}

View languages_view(const wire::Request& request, std::string_view language) {
  ViewList list;
  if (request.method == wire::Method::post) return View{list};
  const wire::Form asked = request.query_form();
  wire::Form query;
  for (const auto& field : asked.fields()) {
    if (field.name != "lang") query.add(field.name, field.value);
  }
  for (const auto& [code, name] : {std::pair{"ko", "한국어"}, std::pair{"en", "English"}}) {
    wire::Form one = query;
    one.add("lang", code);
    View link;
    link.set("code", code);
    link.set("name", name);
    link.set("url", "?" + one.to_text());
    link.set("current", language == code);
    list.push_back(link);
  }
  return View{list};
}

void add_shell(View& view, const Options& options, const wire::Request& request,
               const std::string& language, const std::string& nonce) {
  View brand;
  brand.set("name", options.name);
  brand.set("links", View{ViewList{}});
  view.set("brand", brand);
  view.set("nonce", nonce);
  view.set("csrf", "");
  view.set("dev", false);
  view.set("can_sign_out", false);
  view.set("languages", languages_view(request, language));
  const auto* const errors = view.get("errors");
  view.set("has_errors", errors != nullptr && !errors->is_empty_list());
  if (errors == nullptr) view.set("errors", View{ViewList{}});
}

}  // namespace

std::function<wire::Response(const wire::Request&, std::string_view, const wire::Json&)>
page_drawer(const Options& options, base::Entropy& entropy) {
  return [options, &entropy](const wire::Request& request, std::string_view page,
                             const wire::Json& given) {
    const std::string language = language_of(request, "", options.language);
    const std::string nonce = new_nonce(entropy);
    View view = to_view(given, language);
    add_shell(view, options, request, language, nonce);
    wire::Response response = wire::html_response(200, render(page, language, view));
    response.headers.set("Content-Language", language);
    response.headers.set("Vary", "Accept-Language");
    add_page_headers(response, nonce);
    if (request.query_form().count("lang") != 0) {
      wire::set_cookie(response, request,
                       {.name = kLanguageCookie, .value = language, .max_age = kLanguageKept});
    }
    return response;
  };
}

}  // namespace haetae::web
