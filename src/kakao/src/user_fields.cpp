// SPDX-License-Identifier: Apache-2.0
#include "user_fields.hpp"

#include "age.hpp"
#include "haetae/accounts/facts.hpp"
#include "haetae/base/time_text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

namespace haetae::kakao {
namespace {

using accounts::App;
using accounts::Link;
using wire::Json;

constexpr std::array<std::string_view, 3> kBuiltIn{"nickname", "profile_image", "thumbnail_image"};
constexpr std::array<std::string_view, 2> kProfileItems{"profile_nickname", "profile_image"};

/// The plain members of kakao_account: one consent item, a flag and its values.
struct Field {
  std::array<std::string_view, 1> item;
  std::string_view name;
  bool (*is_known)(const UserView& view);
  void (*tell)(const UserView& view, Json& account);
  bool has_flag = true;  ///< the deprecated `has_…`
};

const accounts::Profile& profile_of(const UserView& view) {
  return view.person.profile;
}

void set_filled(Json& json, std::string_view name, std::string_view value) {
  if (!value.empty()) json.set(name, value);
}

void tell_email(const UserView& view, Json& account) {
  account.set("is_email_valid", true)
      .set("is_email_verified", view.person.email_verified)
      .set("email", view.person.email);
}

std::string_view age_of(const UserView& view) {
  return age_range(profile_of(view).birthyear, profile_of(view).birthday, view.now);
}

void tell_birthday(const UserView& view, Json& account) {
  const auto& profile = profile_of(view);
  account.set("birthday", profile.birthday);
  const bool lunar = profile.birthday_type == "LUNAR";
  account.set("birthday_type", lunar ? "LUNAR" : "SOLAR");
  // Whether a lunar month was a leap one is not asked of people.
  if (!lunar) account.set("is_leap_month", false);
}

void tell_ci(const UserView& view, Json& account) {
  account.set("ci", profile_of(view).ci);
  if (const auto& at = profile_of(view).ci_authenticated_at) {
    account.set("ci_authenticated_at", base::to_rfc3339(*at));
  }
}

void tell_nothing(const UserView&, Json&) {}
bool never(const UserView&) {
  return false;
}

/// In the order of the documents. The last three are for partners: their consent can be asked for,
/// but no such values are kept.
constexpr std::array kFields{
    Field{{"name"},
          "name",
          [](const UserView& v) { return !profile_of(v).name.empty(); },
          [](const UserView& v, Json& out) { out.set("name", profile_of(v).name); },
          false},
    Field{{"account_email"},
          "email",
          [](const UserView& v) { return !v.person.email.empty(); },
          tell_email},
    Field{{"age_range"},
          "age_range",
          [](const UserView& v) { return !age_of(v).empty(); },
          [](const UserView& v, Json& out) { out.set("age_range", age_of(v)); }},
    Field{{"birthyear"},
          "birthyear",
          [](const UserView& v) { return !profile_of(v).birthyear.empty(); },
          [](const UserView& v, Json& out) { out.set("birthyear", profile_of(v).birthyear); }},
    Field{{"birthday"},
          "birthday",
          [](const UserView& v) { return !profile_of(v).birthday.empty(); },
          tell_birthday},
    Field{{"gender"},
          "gender",
          [](const UserView& v) { return !profile_of(v).gender.empty(); },
          [](const UserView& v, Json& out) { out.set("gender", profile_of(v).gender); }},
    Field{
        {"phone_number"},
        "phone_number",
        [](const UserView& v) { return !profile_of(v).phone_number.empty(); },
        [](const UserView& v, Json& out) { out.set("phone_number", profile_of(v).phone_number); }},
    Field{
        {"account_ci"}, "ci", [](const UserView& v) { return !profile_of(v).ci.empty(); }, tell_ci},
    Field{{"legal_name"}, "legal_name", never, tell_nothing, false},
    Field{{"legal_birth_date"}, "legal_birth_date", never, tell_nothing, false},
    Field{{"legal_gender"}, "legal_gender", never, tell_nothing, false},
};

/// True when the app may be told the nickname or the picture: by their own items, or by the old
/// item for both.
bool may_tell(const UserView& view, const oidc::Scopes& agreed, std::string_view item) {
  return (has_item(view.app, item) || has_item(view.app, "profile")) &&
         oidc::covers_item(agreed, item, oidc::kKakaoPolicy);
}

void add_profile(const UserView& view, const oidc::Scopes& agreed, Json& account) {
  for (const std::string_view item : {"profile", "profile_nickname", "profile_image"}) {
    if (!has_item(view.app, item)) continue;
    account.set(fmt::format("{}_needs_agreement", item),
                !oidc::covers_item(agreed, item, oidc::kKakaoPolicy));
  }
  Json profile = Json::object();
  if (may_tell(view, agreed, "profile_nickname")) {
    profile.set("nickname", view.person.nickname).set("is_default_nickname", false);
  }
  if (may_tell(view, agreed, "profile_image")) {
    profile.set("thumbnail_image_url", picture_address(view, false))
        .set("profile_image_url", picture_address(view, true))
        .set("is_default_image", view.person.picture_id.empty());
  }
  if (!profile.if_object()->empty()) account.set("profile", std::move(profile));
}

Json account_of(const UserView& view, const PropertyKeys& keys) {
  const oidc::Scopes agreed = accounts::agreed_items(view.link);
  Json account = Json::object();
  if (keys.wants_account("profile")) add_profile(view, agreed, account);
  for (const Field& field : kFields) {
    const std::string_view item = field.item.front();
    const bool shown = view.link.signed_up || field.name == "email";
    if (!shown || !keys.wants_account(field.name) || !has_item(view.app, item)) continue;
    const bool known = field.is_known(view);
    if (field.has_flag) account.set(fmt::format("has_{}", field.name), known);
    const bool agrees = oidc::covers_item(agreed, item, oidc::kKakaoPolicy);
    account.set(fmt::format("{}_needs_agreement", field.name), !agrees);
    if (agrees && known) field.tell(view, account);
  }
  return account;
}

Json properties_of(const UserView& view, const PropertyKeys& keys) {
  const oidc::Scopes agreed = accounts::agreed_items(view.link);
  Json properties = Json::object();
  const auto add = [&](std::string_view key, std::string_view value) {
    if (keys.wants_property(key)) set_filled(properties, key, value);
  };
  // Deprecated, but passport-kakao still reads the nickname here.
  if (may_tell(view, agreed, "profile_nickname")) add("nickname", view.person.nickname);
  if (may_tell(view, agreed, "profile_image")) {
    add("profile_image", picture_address(view, true));
    add("thumbnail_image", picture_address(view, false));
  }
  for (const auto& [key, value] : view.link.properties)
    add(key, value);
  return properties;
}

/// When the person joined by agreeing to service terms on the consent page (Kakao Sync).
std::optional<base::Instant> synched_at(const Link& link) {
  std::optional<base::Instant> first;
  for (const accounts::Agreement& term : link.terms) {
    if (term.agreed_by == "KAUTH" && (!first || term.agreed_at < *first)) first = term.agreed_at;
  }
  return first;
}

}  // namespace

std::span<const AccountSet> account_sets() {
  static const auto sets = [] {
    std::vector<AccountSet> out{{"profile", kProfileItems}};
    for (const Field& field : kFields)
      out.push_back({field.name, field.item});
    return out;
  }();
  return sets;
}

bool has_item(const App& app, std::string_view item) {
  return std::any_of(app.consent_items.begin(), app.consent_items.end(),
                     [&](const accounts::ConsentItem& one) {
                       return one.id == item && one.requirement != accounts::Requirement::off;
                     });
}

bool is_set_up(const App& app, const AccountSet& set) {
  const bool old_profile = set.name == "profile" && has_item(app, "profile");
  return old_profile || std::any_of(set.items.begin(), set.items.end(),
                                    [&](std::string_view item) { return has_item(app, item); });
}

bool is_built_in_property(std::string_view key) {
  return std::find(kBuiltIn.begin(), kBuiltIn.end(), key) != kBuiltIn.end();
}

KapiError unknown_properties(const std::vector<std::string>& keys, accounts::AppNumber app) {
  return {.code = KapiCode::unknown_property,
          .msg = fmt::format("user property not found ({} for appId={})", bracketed(keys), app)};
}

std::string picture_address(const UserView& view, bool large) {
  std::string url = accounts::picture_url(view.public_url, view.person.picture_id, large);
  constexpr std::string_view kSecure = "https://";
  const auto authority =
      std::string_view{view.public_url}.substr(std::min(kSecure.size(), view.public_url.size()));
  const bool has_port = authority.substr(0, authority.find('/')).find(':') != std::string::npos;
  if (!view.secure_resource && url.starts_with(kSecure) && !has_port) url.erase(4, 1);
  return url;
}

Json user_head(const App& app, const Link& link) {
  Json head = Json::object();
  head.set("id", link.subject);
  if (!app.auto_link || !link.signed_up) head.set("has_signed_up", link.signed_up);
  head.set("connected_at", base::to_rfc3339(link.linked_at));
  if (const auto at = synched_at(link); at && link.signed_up) {
    head.set("synched_at", base::to_rfc3339(*at));
  }
  return head;
}

Json user_body(const UserView& view, const PropertyKeys& keys) {
  Json body = user_head(view.app, view.link);
  Json properties = properties_of(view, keys);
  if (view.link.signed_up && !properties.if_object()->empty()) {
    body.set("properties", std::move(properties));
  }
  Json account = account_of(view, keys);
  // Clients reach into it without looking.
  if (!keys.given() || !account.if_object()->empty()) {
    body.set("kakao_account", std::move(account));
  }
  return body;
}

}  // namespace haetae::kakao
