// SPDX-License-Identifier: Apache-2.0
#include "shell.hpp"

#include <fmt/format.h>

namespace haetae::web {
namespace {

/// `msg_error_<reason>_<part>`, or the general words where a reason has none of its own.
std::string words(std::string_view language, std::string_view reason, std::string_view part) {
  const std::string key = fmt::format("msg_error_{}_{}", reason, part);
  return message(language,
                 has_message(language, key) ? key : fmt::format("msg_error_any_{}", part));
}

}  // namespace

accounts::ErrorPage error_page(const Options& options, const base::Clock& clock,
                               base::Entropy& entropy) {
  return
      [options, &clock, &entropy](const wire::Request& request, const accounts::PageError& what) {
        const std::string language =
            language_of(request, request.query_form().text("ui_locales"), options.language);
        const std::string nonce = new_nonce(entropy);
        View brand;
        brand.set("name", options.name);
        View error;
        error.set("title", words(language, what.reason, "title"));
        error.set("text", words(language, what.reason, "text"));
        error.set("developer", words(language, what.reason, "developer"));
        error.set("time", time_view(clock.now(), language, true));
        if (!what.code.empty()) error.set("code", what.code);
        View view{View::type::object};
        view.set("brand", brand);
        view.set("nonce", nonce);
        view.set("error", error);
        view.set("request_id", request.id);
        view.set("dev", options.dev);
        view.set("has_errors", false);
        view.set("can_sign_out", false);
        if (!what.site.empty()) {
          accounts::App app;
          app.name = what.site;
          view.set("app", app_view(app));
        }
        wire::Response response = wire::html_response(what.status, render("error", language, view));
        response.headers.set("Content-Language", language);
        response.headers.set("Vary", "Accept-Language");
        add_page_headers(response, nonce);
        if (what.status == 503) response.headers.set("Retry-After", "1");
        return response;
      };
}

}  // namespace haetae::web
