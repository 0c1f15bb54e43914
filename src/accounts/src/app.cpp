// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/app.hpp"

#include "haetae/wire/json.hpp"

namespace haetae::accounts {
namespace {

using wire::Json;

std::string_view requirement_text(Requirement requirement) {
  switch (requirement) {
    case Requirement::required:
      return "required";
    case Requirement::optional_:
      return "optional";
    case Requirement::while_using:
      return "while_using";
    case Requirement::off:
      return "off";
  }
  return "off";
}

std::optional<Requirement> requirement_from(std::string_view text) {
  if (text == "required") return Requirement::required;
  if (text == "optional") return Requirement::optional_;
  if (text == "while_using") return Requirement::while_using;
  if (text == "off") return Requirement::off;
  return std::nullopt;
}

Json strings(const std::vector<std::string>& values) {
  Json array = Json::array();
  for (const std::string& value : values)
    array.push(value);
  return array;
}

Json terms(const std::vector<ServiceTerm>& values) {
  Json array = Json::array();
  for (const ServiceTerm& term : values) {
    Json one = Json::object();
    one.set("tag", term.tag).set("title", term.title).set("url", term.url);
    one.set("required", term.required);
    one.set("created_at", base::to_unix_milliseconds(term.created_at));
    one.set("updated_at", base::to_unix_milliseconds(term.updated_at));
    array.push(std::move(one));
  }
  return array;
}

Json items(const std::vector<ConsentItem>& values) {
  Json array = Json::array();
  for (const ConsentItem& item : values) {
    Json one = Json::object();
    one.set("id", item.id).set("requirement", requirement_text(item.requirement));
    array.push(std::move(one));
  }
  return array;
}

/// Reads members into fields; a member of a wrong type makes the whole document unreadable, an
/// absent one leaves the default, so that newer fields may be added.
class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}

  void read(std::string_view name, std::string& out) {
    const Json* member = json_.find(name);
    if (member == nullptr) return;
    if (const std::string* text = member->if_string())
      out = *text;
    else
      failed_ = true;
  }
  void read(std::string_view name, bool& out) {
    const Json* member = json_.find(name);
    if (member == nullptr) return;
    if (const bool* value = member->if_bool())
      out = *value;
    else
      failed_ = true;
  }
  void read(std::string_view name, std::int64_t& out) {
    const Json* member = json_.find(name);
    if (member == nullptr) return;
    if (const std::int64_t* value = member->if_integer())
      out = *value;
    else
      failed_ = true;
  }
  void read(std::string_view name, std::optional<std::int64_t>& out) {
    if (json_.find(name) == nullptr) return;
    read(name, out.emplace());
  }
  void read(std::string_view name, base::Instant& out) {
    std::int64_t milliseconds = base::to_unix_milliseconds(out);
    read(name, milliseconds);
    out = base::from_unix_milliseconds(milliseconds);
  }
  void read(std::string_view name, std::vector<std::string>& out) {
    each(name, [&](const Json& element) {
      if (const std::string* text = element.if_string())
        out.push_back(*text);
      else
        failed_ = true;
    });
  }
  void read(std::string_view name, std::vector<ConsentItem>& out) {
    each(name, [&](const Json& element) {
      Reader reader{element};
      std::string requirement;
      ConsentItem item;
      reader.read("id", item.id);
      reader.read("requirement", requirement);
      const std::optional<Requirement> parsed = requirement_from(requirement);
      failed_ |= reader.failed_ || !parsed;
      item.requirement = parsed.value_or(Requirement::off);
      out.push_back(std::move(item));
    });
  }
  void read(std::string_view name, std::vector<ServiceTerm>& out) {
    each(name, [&](const Json& element) {
      Reader reader{element};
      ServiceTerm term;
      reader.read("tag", term.tag);
      reader.read("title", term.title);
      reader.read("url", term.url);
      reader.read("required", term.required);
      reader.read("created_at", term.created_at);
      reader.read("updated_at", term.updated_at);
      failed_ |= reader.failed_;
      out.push_back(std::move(term));
    });
  }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  template <class Work>
  void each(std::string_view name, const Work& work) {
    const Json* member = json_.find(name);
    if (member == nullptr) return;
    const Json::Array* array = member->if_array();
    if (array == nullptr) {
      failed_ = true;
      return;
    }
    for (const Json& element : *array)
      work(element);
  }

  const Json& json_;
  bool failed_ = false;
};

void put_optional(Json& json, std::string_view name, const std::optional<std::int64_t>& value) {
  if (value) json.set(name, *value);
}

}  // namespace

std::string to_document(const App& app) {
  Json json = Json::object();
  json.set("number", app.number).set("name", app.name);
  json.set("rest_api_key", app.rest_api_key).set("javascript_key", app.javascript_key);
  json.set("native_app_key", app.native_app_key);
  json.set("client_secret_required", app.client_secret_required);
  json.set("redirect_uris", strings(app.redirect_uris));
  json.set("logout_redirect_uris", strings(app.logout_redirect_uris));
  json.set("site_domains", strings(app.site_domains));
  json.set("allowed_ips", strings(app.allowed_ips));
  json.set("consent_items", items(app.consent_items));
  json.set("service_terms", terms(app.service_terms));
  json.set("property_keys", strings(app.property_keys));
  json.set("team_members", strings(app.team_members));
  json.set("login_enabled", app.login_enabled).set("oidc_enabled", app.oidc_enabled);
  json.set("id_token_unasked", app.id_token_unasked);
  json.set("auto_link", app.auto_link).set("require_pkce", app.require_pkce);
  json.set("client_credentials", app.client_credentials);
  json.set("legacy_user_me", app.legacy_user_me);
  json.set("id_token_algorithm", app.id_token_algorithm);
  put_optional(json, "access_lifetime", app.lifetimes.access);
  put_optional(json, "refresh_lifetime", app.lifetimes.refresh);
  put_optional(json, "code_lifetime", app.lifetimes.code);
  json.set("local_enabled", app.local.enabled);
  put_optional(json, "local_per_day", app.local.per_day);
  put_optional(json, "local_per_second", app.local.per_second);
  json.set("unlink_webhook", app.unlink_webhook);
  json.set("unlink_webhook_method", app.unlink_webhook_method);
  json.set("event_webhook", app.event_webhook);
  json.set("created_at", base::to_unix_milliseconds(app.created_at));
  json.set("updated_at", base::to_unix_milliseconds(app.updated_at));
  return json.to_text();
}

std::optional<App> app_from_document(std::string_view document) {
  const auto json = Json::parse(document);
  if (!json || json->if_object() == nullptr) return std::nullopt;
  App app;
  Reader reader{*json};
  reader.read("number", app.number);
  reader.read("name", app.name);
  reader.read("rest_api_key", app.rest_api_key);
  reader.read("javascript_key", app.javascript_key);
  reader.read("native_app_key", app.native_app_key);
  reader.read("client_secret_required", app.client_secret_required);
  reader.read("redirect_uris", app.redirect_uris);
  reader.read("logout_redirect_uris", app.logout_redirect_uris);
  reader.read("site_domains", app.site_domains);
  reader.read("allowed_ips", app.allowed_ips);
  reader.read("consent_items", app.consent_items);
  reader.read("service_terms", app.service_terms);
  reader.read("property_keys", app.property_keys);
  reader.read("team_members", app.team_members);
  reader.read("login_enabled", app.login_enabled);
  reader.read("oidc_enabled", app.oidc_enabled);
  reader.read("id_token_unasked", app.id_token_unasked);
  reader.read("auto_link", app.auto_link);
  reader.read("require_pkce", app.require_pkce);
  reader.read("client_credentials", app.client_credentials);
  reader.read("legacy_user_me", app.legacy_user_me);
  reader.read("id_token_algorithm", app.id_token_algorithm);
  reader.read("access_lifetime", app.lifetimes.access);
  reader.read("refresh_lifetime", app.lifetimes.refresh);
  reader.read("code_lifetime", app.lifetimes.code);
  reader.read("local_enabled", app.local.enabled);
  reader.read("local_per_day", app.local.per_day);
  reader.read("local_per_second", app.local.per_second);
  reader.read("unlink_webhook", app.unlink_webhook);
  reader.read("unlink_webhook_method", app.unlink_webhook_method);
  reader.read("event_webhook", app.event_webhook);
  reader.read("created_at", app.created_at);
  reader.read("updated_at", app.updated_at);
  if (reader.failed() || app.number <= 0 || app.rest_api_key.empty()) return std::nullopt;
  return app;
}

}  // namespace haetae::accounts
