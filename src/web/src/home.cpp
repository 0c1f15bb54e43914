// SPDX-License-Identifier: Apache-2.0
#include "home.hpp"

#include "haetae/oidc/discovery.hpp"

#include <fmt/format.h>

namespace haetae::web {
namespace {

using wire::Response;

View action(std::string_view url, const std::string& label, bool primary) {
  View view;
  view.set("url", std::string{url});
  view.set("label", label);
  view.set("primary", primary);
  return view;
}

View endpoint(std::string_view path, std::string_view about) {
  View view;
  view.set("method", "GET");
  view.set("path", std::string{path});
  view.set("url", std::string{path});
  view.set("about", std::string{about});
  return view;
}

void add_demo(Page& page, const DemoFacts& demo) {
  View person;
  person.set("email", demo.email);
  person.set("password", demo.password);
  page.view.set("demo_person", person);
  View app;
  app.set("rest_api_key", demo.rest_api_key);
  if (!demo.client_secret.empty()) app.set("client_secret", demo.client_secret);
  app.set("redirect_uri", demo.redirect_uri);
  page.view.set("demo_app", app);
}

/// What address data there is. A visitor tries it; an operator reads how to load the nation.
void add_addresses(Page& page, const AddressFacts& facts) {
  View view;
  view.set("count", fmt::format("{}", facts.addresses));
  view.set("sample", facts.sample);
  page.view.set("addresses", view);
}

Response show_development(Page& page) {
  page.view.set("version", page.parts.options.version);
  const Options& options = page.parts.options;
  if (options.demo) add_demo(page, *options.demo);
  const auto facts = options.addresses ? options.addresses() : std::nullopt;
  if (facts) add_addresses(page, *facts);
  page.view.set("no_addresses", !facts.has_value());
  page.view.set(
      "endpoints",
      View{ViewList{endpoint(oidc::paths::kKakaoDiscovery, page.text("msg_home_kakao_discovery")),
                    endpoint(oidc::paths::kKakaoKeys, "JWKS"),
                    endpoint(oidc::paths::kDiscovery, "OpenID Connect Discovery"),
                    endpoint(oidc::paths::kServerMetadata, "RFC 8414"),
                    endpoint("/openapi.json", "OpenAPI"), endpoint("/metrics", "Prometheus"),
                    endpoint("/readyz", page.text("msg_home_ready"))}});
  Response response = page.show("home");
  // The postcode window frames a page of ours, under the policy of the page that opened it.
  response.headers.set("Content-Security-Policy",
                       fmt::format("{}; frame-src 'self'",
                                   response.headers.get("Content-Security-Policy").value_or("")));
  return response;
}

}  // namespace

Response show_home(Page& page) {
  if (page.browser.who) {
    page.view.set("person", person_view(page.browser.who->person, page.parts.options.public_url,
                                        page.language));
    page.view.set("can_sign_out", true);
  }
  if (page.parts.options.dev) return show_development(page);
  ViewList actions;
  if (page.browser.who) {
    actions.push_back(action(accounts::pages::kAccount, page.text("msg_action_account"), true));
  } else {
    actions.push_back(action(accounts::pages::kSignIn, page.text("msg_action_sign_in"), true));
    if (page.parts.options.sign_up_open) {
      actions.push_back(action(accounts::pages::kSignUp, page.text("msg_action_join"), false));
    }
  }
  View status;
  status.set("bad", false);
  status.set("title", page.parts.options.name);
  status.set("text", page.text("msg_status_home_text"));
  page.view.set("status", status);
  page.view.set("actions", View{actions});
  return page.show("status");
}

}  // namespace haetae::web
