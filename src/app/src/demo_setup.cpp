// SPDX-License-Identifier: Apache-2.0
#include "demo.hpp"
#include "haetae/intake/import.hpp"
#include "haetae/intake/sample.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::app {
namespace {

using accounts::App;
using accounts::Requirement;
using base::fail;
using base::Outcome;

constexpr std::string_view kAppName = "해태 데모 책방";
constexpr std::string_view kEmail = "demo@haetae.test";
/// Known to everybody: the account exists on development servers alone.
constexpr std::string_view kPassword = "fire-guard-demo";
constexpr std::string_view kNickname = "해태";

/// The settings that the demo needs, over whatever an operator has changed besides.
App with_settings(App app, const std::string& issuer) {
  app.name = kAppName;
  app.redirect_uris = {issuer + "/demo/callback"};
  app.logout_redirect_uris = {issuer + "/demo"};
  app.id_token_unasked = true;  // the page shows what is in it
  app.consent_items = {{"profile_nickname", Requirement::required},
                       {"account_email", Requirement::required},
                       {"profile_image", Requirement::optional_},
                       {"birthday", Requirement::optional_}};
  return app;
}

Outcome<App, StartError> ensure_app(Services& services) {
  const auto apps = services.directory.list();
  const auto found =
      std::find_if(apps.begin(), apps.end(), [](const auto& app) { return app->name == kAppName; });
  const bool is_new = found == apps.end();
  const App wanted = with_settings(is_new ? App{} : **found, services.config.issuer);
  if (!is_new && wanted == **found) return wanted;
  auto app = is_new ? services.directory.create(wanted) : services.directory.update(wanted);
  if (!app) {
    return fail(StartError{
        fmt::format("the demo's app cannot be made: {}", accounts::explain(app.error()))});
  }
  return *std::move(app);
}

Outcome<void, StartError> ensure_person(const Services& services) {
  const auto found = services.people.find_by_email(kEmail);
  if (!found) return fail(StartError{"the database does not answer; run haetae doctor"});
  if (found->has_value()) return {};
  const auto made = services.people.create({.email = std::string{kEmail},
                                            .password = std::string{kPassword},
                                            .nickname = std::string{kNickname},
                                            .language = ""});
  // Another process may have been faster.
  if (!made && made.error() != accounts::PersonError::email_taken) {
    return fail(StartError{"the demo's person cannot be made; run haetae doctor"});
  }
  return {};
}

}  // namespace

Outcome<void, StartError> ensure_sample(Services& services) {
  const intake::DataStore& store = services.addresses.store();
  if (store.active()) return {};
  const auto done =
      intake::import_layer(store, services.clock, intake::kSampleLayer,
                           [](intake::RecordSink& sink) -> Outcome<void, intake::IntakeError> {
                             const auto read = intake::read_sample(intake::sample_places(), sink);
                             if (!read) return fail(read.error());
                             return {};
                           },
                           {});
  if (!done) return fail(StartError{done.error().message});
  return {};
}

Outcome<web::DemoFacts, StartError> ensure_demo(Services& services) {
  if (!services.config.dev) return fail(StartError{"the demo needs dev = true"});
  auto app = ensure_app(services);
  if (!app) return fail(app.error());
  if (auto person = ensure_person(services); !person) return fail(person.error());
  return web::DemoFacts{.email = std::string{kEmail},
                        .password = std::string{kPassword},
                        .rest_api_key = app->rest_api_key,
                        .client_secret = app->client_secret,
                        .redirect_uri = app->redirect_uris.front()};
}

}  // namespace haetae::app
