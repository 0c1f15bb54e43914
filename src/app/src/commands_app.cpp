// SPDX-License-Identifier: Apache-2.0
// `haetae app …`: registering sites.
#include "commands.hpp"
#include "haetae/base/time_text.hpp"
#include "haetae/juso/keys.hpp"

#include <fmt/format.h>
#include <map>

namespace haetae::app {
namespace {

using accounts::App;
using accounts::Requirement;
using wire::Json;

const std::map<std::string, bool> kOnOff = {{"on", true}, {"off", false}};
const std::map<std::string, Requirement> kRequirements = {{"required", Requirement::required},
                                                          {"optional", Requirement::optional_},
                                                          {"while-using", Requirement::while_using},
                                                          {"off", Requirement::off}};

std::string requirement_text(Requirement requirement) {
  for (const auto& [text, value] : kRequirements) {
    if (value == requirement) return text;
  }
  return "off";
}

/// Options of `app create` and `app update`. A list that is given replaces the former one, except
/// consent items and terms, which are set one by one.
struct Settings {
  std::optional<std::string> name;
  std::vector<std::string> redirect_uris, logout_redirect_uris, site_domains, allowed_ips,
      properties, team, scopes, terms;
  std::optional<bool> client_secret, auto_link, login, require_pkce, client_credentials,
      legacy_user_me, local;
  std::optional<std::string> openid, id_token_algorithm, unlink_webhook, unlink_webhook_method,
      event_webhook;
  std::optional<std::int64_t> access_seconds, refresh_seconds, code_seconds, local_per_day,
      local_per_second;
};

void add_switch(CLI::App& command, const std::string& name, std::optional<bool>& to,
                const std::string& what) {
  command.add_option(name, to, what)
      ->transform(CLI::CheckedTransformer(kOnOff))
      ->type_name("on|off");
}

void add_list(CLI::App& command, const std::string& name, std::vector<std::string>& to,
              const std::string& what, const std::string& shape) {
  command.add_option(name, to, what + "; repeatable")->type_name(shape)->allow_extra_args(false);
}

void add_settings(CLI::App& command, Settings& s) {
  add_list(command, "--redirect-uri", s.redirect_uris, "Where codes may be sent; exact", "URL");
  add_list(command, "--logout-redirect-uri", s.logout_redirect_uris,
           "Where people may be sent after signing out", "URL");
  add_list(command, "--site-domain", s.site_domains, "Origin that may use the JavaScript key",
           "ORIGIN");
  add_list(command, "--allowed-ip", s.allowed_ips,
           "Address that may call kapi and the Local API; none: any", "IP");
  add_list(command, "--scope", s.scopes,
           "Consent item: profile_nickname=required; required, optional, while-using or off",
           "ID=MODE");
  add_list(command, "--service-terms", s.terms,
           "Service term: TAG=required or TAG=optional, then |TITLE|URL", "TAG=MODE");
  add_list(command, "--property", s.properties, "App-defined user property", "KEY");
  add_list(command, "--team-member", s.team, "Test mode: only these people may sign in at the app",
           "EMAIL");
  add_switch(command, "--client-secret", s.client_secret, "Whether the secret must be sent");
  command
      .add_option(
          "--openid", s.openid,
          "ID tokens: asked (default) only with scope=openid, on also without any scope, as "
          "Kakao issues them, off never")
      ->check(CLI::IsMember({"on", "off", "asked"}));
  add_switch(command, "--auto-link", s.auto_link, "Whether consent alone makes a member");
  add_switch(command, "--login", s.login, "Whether people can sign in at all");
  add_switch(command, "--require-pkce", s.require_pkce, "Whether PKCE must be used");
  add_switch(command, "--client-credentials", s.client_credentials,
             "Whether the app may get tokens for itself");
  add_switch(command, "--legacy-user-me", s.legacy_user_me, "Whether /v1/user/me answers");
  add_switch(command, "--local", s.local, "Whether the app may use the Local API");
  command
      .add_option("--local-per-day", s.local_per_day,
                  "Calls of each Local endpoint a day; 0: no limit; default 100000")
      ->check(CLI::NonNegativeNumber);
  command
      .add_option("--local-per-second", s.local_per_second,
                  "Calls of the Local API a second; 0: no limit; default 1000")
      ->check(CLI::NonNegativeNumber);
  command.add_option("--id-token-algorithm", s.id_token_algorithm, "Signature of ID tokens")
      ->check(CLI::IsMember({"RS256", "ES256"}));
  command.add_option("--access-token-seconds", s.access_seconds, "Life of access tokens");
  command.add_option("--refresh-token-seconds", s.refresh_seconds, "Life of refresh tokens");
  command.add_option("--code-seconds", s.code_seconds, "Life of authorization codes");
  command.add_option("--unlink-webhook", s.unlink_webhook, "Told when a person disconnects")
      ->type_name("URL");
  command.add_option("--unlink-webhook-method", s.unlink_webhook_method, "How it is called")
      ->check(CLI::IsMember({"GET", "POST"}));
  command.add_option("--event-webhook", s.event_webhook, "Gets security event tokens (RFC 8935)")
      ->type_name("URL");
}

template <class T>
void replace(T& to, const std::optional<T>& from) {
  if (from) to = *from;
}
void replace(std::vector<std::string>& to, const std::vector<std::string>& from) {
  if (!from.empty()) to = from;
}

/// "id=mode" → consent item; false when it is not of that form.
bool set_scope(App& app, const std::string& text) {
  const std::size_t equals = text.find('=');
  const auto mode = equals == std::string::npos ? kRequirements.end()
                                                : kRequirements.find(text.substr(equals + 1));
  if (mode == kRequirements.end()) return false;
  const std::string id = text.substr(0, equals);
  for (accounts::ConsentItem& item : app.consent_items) {
    if (item.id == id) {
      item.requirement = mode->second;
      return true;
    }
  }
  app.consent_items.push_back({id, mode->second});
  return true;
}

/// "tag=required|title|url" → service term.
bool set_term(App& app, const std::string& text, base::Instant now) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) return false;
  std::vector<std::string> parts;
  for (std::size_t at = equals + 1; at <= text.size();) {
    const std::size_t bar = std::min(text.find('|', at), text.size());
    parts.push_back(text.substr(at, bar - at));
    at = bar + 1;
  }
  if (parts[0] != "required" && parts[0] != "optional") return false;
  accounts::ServiceTerm term{.tag = text.substr(0, equals),
                             .title = parts.size() > 1 ? parts[1] : text.substr(0, equals),
                             .url = parts.size() > 2 ? parts[2] : "",
                             .required = parts[0] == "required",
                             .created_at = now,
                             .updated_at = now};
  for (accounts::ServiceTerm& former : app.service_terms) {
    if (former.tag != term.tag) continue;
    term.created_at = former.created_at;
    former = term;
    return true;
  }
  app.service_terms.push_back(std::move(term));
  return true;
}

/// Applies the options; the option that is wrong, or nothing.
std::optional<std::string> apply(const Settings& s, App& app, base::Instant now) {
  replace(app.name, s.name);
  replace(app.redirect_uris, s.redirect_uris);
  replace(app.logout_redirect_uris, s.logout_redirect_uris);
  replace(app.site_domains, s.site_domains);
  replace(app.allowed_ips, s.allowed_ips);
  replace(app.property_keys, s.properties);
  replace(app.team_members, s.team);
  replace(app.client_secret_required, s.client_secret);
  if (s.openid) {
    app.oidc_enabled = *s.openid != "off";
    app.id_token_unasked = *s.openid == "on";
  }
  replace(app.auto_link, s.auto_link);
  replace(app.login_enabled, s.login);
  replace(app.require_pkce, s.require_pkce);
  replace(app.client_credentials, s.client_credentials);
  replace(app.legacy_user_me, s.legacy_user_me);
  replace(app.local.enabled, s.local);
  if (s.local_per_day) app.local.per_day = s.local_per_day;
  if (s.local_per_second) app.local.per_second = s.local_per_second;
  replace(app.id_token_algorithm, s.id_token_algorithm);
  replace(app.unlink_webhook, s.unlink_webhook);
  replace(app.unlink_webhook_method, s.unlink_webhook_method);
  replace(app.event_webhook, s.event_webhook);
  if (s.access_seconds) app.lifetimes.access = s.access_seconds;
  if (s.refresh_seconds) app.lifetimes.refresh = s.refresh_seconds;
  if (s.code_seconds) app.lifetimes.code = s.code_seconds;
  for (const std::string& scope : s.scopes) {
    if (!set_scope(app, scope)) return "--scope " + scope + ": write it as id=required";
  }
  for (const std::string& term : s.terms) {
    if (!set_term(app, term, now)) return "--service-terms " + term + ": write it as tag=required";
  }
  return std::nullopt;
}

Json texts(const std::vector<std::string>& list) {
  Json out = Json::array();
  for (const std::string& text : list)
    out.push(text);
  return out;
}

Json keys_of(const App& app, bool with_secrets) {
  Json out = Json::object();
  out.set("app_id", app.number)
      .set("name", app.name)
      .set("rest_api_key", app.rest_api_key)
      .set("javascript_key", app.javascript_key)
      .set("native_app_key", app.native_app_key);
  if (with_secrets) out.set("admin_key", app.admin_key).set("client_secret", app.client_secret);
  return out;
}

Json to_json(const App& app, bool with_secrets) {
  Json items = Json::object();
  for (const accounts::ConsentItem& item : app.consent_items) {
    items.set(item.id, requirement_text(item.requirement));
  }
  Json terms = Json::array();
  for (const accounts::ServiceTerm& term : app.service_terms) {
    Json one = Json::object();
    one.set("tag", term.tag).set("title", term.title).set("url", term.url);
    one.set("required", term.required);
    terms.push(std::move(one));
  }
  Json out = keys_of(app, with_secrets);
  out.set("redirect_uris", texts(app.redirect_uris))
      .set("logout_redirect_uris", texts(app.logout_redirect_uris))
      .set("site_domains", texts(app.site_domains))
      .set("allowed_ips", texts(app.allowed_ips))
      .set("scopes", std::move(items))
      .set("service_terms", std::move(terms))
      .set("properties", texts(app.property_keys))
      .set("team_members", texts(app.team_members))
      .set("client_secret_required", app.client_secret_required)
      .set("login", app.login_enabled)
      .set("openid", !app.oidc_enabled      ? "off"
                     : app.id_token_unasked ? "on"
                                            : "asked")
      .set("auto_link", app.auto_link)
      .set("require_pkce", app.require_pkce)
      .set("client_credentials", app.client_credentials)
      .set("local", app.local.enabled)
      .set("local_per_day", app.local.per_day.value_or(accounts::LocalApi::kPerDay))
      .set("local_per_second", app.local.per_second.value_or(accounts::LocalApi::kPerSecond))
      .set("id_token_algorithm", app.id_token_algorithm)
      .set("unlink_webhook", app.unlink_webhook)
      .set("event_webhook", app.event_webhook)
      .set("created_at", base::to_rfc3339(app.created_at))
      .set("updated_at", base::to_rfc3339(app.updated_at));
  return out;
}

/// `name: value` lines of a flat view of the document.
std::string lines_of(const Json& document) {
  std::string out;
  for (const auto& [name, value] : *document.if_object()) {
    const std::string* text = value.if_string();
    out += fmt::format("{:<24}{}\n", name, text != nullptr ? *text : value.to_text());
  }
  return out;
}

std::shared_ptr<const App> find(Services& services, Context& context, std::int64_t number) {
  auto app = services.directory.by_number(number);
  if (!app)
    context.fail(Exit::refused, fmt::format("there is no app {}; see haetae app list", number));
  return app;
}

void create(Context& context, const Settings& settings) {
  const auto services = context.open();
  if (!services) return;
  App draft;
  // What almost every site reads; --scope changes it.
  draft.consent_items = {{"profile_nickname", Requirement::required},
                         {"account_email", Requirement::required},
                         {"profile_image", Requirement::optional_}};
  if (const auto wrong = apply(settings, draft, context.clock.now())) {
    return context.fail(Exit::usage, *wrong);
  }
  const auto app = services->directory.create(draft);
  if (!app) return context.fail(Exit::refused, accounts::explain(app.error()));
  const Json document = keys_of(*app, true);
  context.print(document, lines_of(document) +
                              "\nKeep client_secret and admin_key; `haetae app show ID --secrets` "
                              "shows them again.\n");
}

void show(Context& context, std::int64_t number, bool with_secrets) {
  const auto services = context.open();
  if (!services) return;
  if (const auto app = find(*services, context, number)) {
    Json document = to_json(*app, with_secrets);
    juso::ApprovalKey key{.app = app->number, .issued = app->created_at};
    document.set("juso_key", juso::to_text(key, services->sealer));
    key = {.app = app->number, .issued = services->clock.now(), .development = true};
    document.set("juso_development_key", juso::to_text(key, services->sealer));
    context.print(document, lines_of(document));
  }
}

void list(Context& context) {
  const auto services = context.open();
  if (!services) return;
  Json document = Json::array();
  std::string text = fmt::format("{:<12}{:<34}{}\n", "app_id", "rest_api_key", "name");
  for (const auto& app : services->directory.list()) {
    document.push(to_json(*app, false));
    text += fmt::format("{:<12}{:<34}{}\n", app->number, app->rest_api_key, app->name);
  }
  context.print(document, text);
}

void update(Context& context, std::int64_t number, const Settings& settings) {
  const auto services = context.open();
  if (!services) return;
  const auto app = find(*services, context, number);
  if (!app) return;
  App changed = *app;
  if (const auto wrong = apply(settings, changed, context.clock.now())) {
    return context.fail(Exit::usage, *wrong);
  }
  const auto updated = services->directory.update(changed);
  if (!updated) return context.fail(Exit::refused, accounts::explain(updated.error()));
  const Json document = to_json(*updated, false);
  context.print(document, lines_of(document));
}

void rotate(Context& context, std::int64_t number) {
  const auto services = context.open();
  if (!services) return;
  if (!find(*services, context, number)) return;
  const auto app = services->directory.rotate_secret(number);
  if (!app) return context.fail(Exit::refused, accounts::explain(app.error()));
  Json document = Json::object();
  document.set("app_id", app->number).set("client_secret", app->client_secret);
  context.print(document, lines_of(document) + "\nThe former secret is dead at once.\n");
}

}  // namespace

void add_app_commands(CLI::App& root, Context& context) {
  CLI::App* group = root.add_subcommand("app", "Apps: the sites that sign people in");
  group->require_subcommand(1)->fallthrough();
  const auto settings = std::make_shared<Settings>();
  const auto number = std::make_shared<std::int64_t>(0);
  const auto secrets = std::make_shared<bool>(false);

  CLI::App* made = add_command(*group, "create", "Register an app and print its keys",
                               [&context, settings] { create(context, *settings); });
  made->add_option("--name", settings->name, "What people see on the consent page")->required();
  add_settings(*made, *settings);
  made->get_option("--redirect-uri")->required();

  add_command(*group, "list", "All apps", [&context] { list(context); });

  CLI::App* shown = add_command(*group, "show", "One app whole",
                                [&context, number, secrets] { show(context, *number, *secrets); });
  shown->add_option("app_id", *number, "The app's number")->required();
  shown->add_flag("--secrets", *secrets, "Show admin key and client secret too");

  CLI::App* changed =
      add_command(*group, "update", "Change an app; what is not named stays",
                  [&context, number, settings] { update(context, *number, *settings); });
  changed->add_option("app_id", *number, "The app's number")->required();
  changed->add_option("--name", settings->name, "What people see on the consent page");
  add_settings(*changed, *settings);

  CLI::App* rotated = add_command(*group, "rotate-secret", "Give an app a new client secret",
                                  [&context, number] { rotate(context, *number); });
  rotated->add_option("app_id", *number, "The app's number")->required();
}

}  // namespace haetae::app
