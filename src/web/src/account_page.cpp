// SPDX-License-Identifier: Apache-2.0
// Everything about oneself on one page.
#include "account.hpp"
#include "haetae/accounts/consent_catalog.hpp"
#include "haetae/accounts/credentials.hpp"
#include "haetae/accounts/pictures.hpp"
#include "haetae/wire/form.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::web {
namespace {

using accounts::People;
using wire::Response;

constexpr std::size_t kPasskeyNameMax = 40;
constexpr std::size_t kMegabyte = 1024 * 1024;

View choice(std::string_view value, std::string_view label, std::string_view chosen) {
  View view;
  view.set("value", std::string{value});
  view.set("label", std::string{label});
  view.set("chosen", value == chosen);
  return view;
}

void add_choices(Page& page, const ProfileFields& fields) {
  page.view.set("language_choices",
                View{ViewList{choice("", page.text("msg_language_auto"), fields.language),
                              choice("ko", "한국어", fields.language),
                              choice("en", "English", fields.language)}});
  page.view.set("gender_choices",
                View{ViewList{choice("", page.text("msg_gender_none"), fields.gender),
                              choice("female", page.text("msg_gender_female"), fields.gender),
                              choice("male", page.text("msg_gender_male"), fields.gender)}});
}

void add_profile(Page& page, const ProfileFields& fields, bool typed) {
  page.keep_value("nickname", fields.nickname);
  page.keep_value("full_name", fields.name);
  page.keep_value("phone_number", fields.phone_number);
  page.keep_value("birthdate", fields.birthdate);
  page.keep_flag("birthdate", "lunar", fields.lunar);
  add_choices(page, fields);
  page.view.set("nickname_max", fmt::format("{}", accounts::kNicknameLengthMax));
  page.view.set("picture_megabytes", fmt::format("{}", accounts::kPictureBytesMax / kMegabyte));
  View more;
  more.set("open", typed && (!fields.name.empty() || !fields.birthdate.empty() ||
                             !fields.phone_number.empty()));
  page.view.set("more", more);
}

void add_passkeys(Page& page, const People::Summary& summary) {
  ViewList list;
  for (const accounts::Passkey& passkey : summary.passkeys) {
    View one;
    one.set("id", passkey.credential_id);
    one.set("credential_id", passkey.credential_id);
    one.set("name", passkey.name);
    one.set("made", time_view(passkey.created_at, page.language, false));
    if (passkey.used_at) one.set("used", time_view(*passkey.used_at, page.language, true));
    list.push_back(one);
  }
  page.view.set("has_passkeys", !list.empty());
  page.view.set("passkeys", View{list});
  page.view.set("passkey_name_max", fmt::format("{}", kPasskeyNameMax));
  if (!summary.passkeys.empty() && !page.parts.options.passkey_rp_id.empty()) {
    View signal;
    signal.set("rp_id", page.parts.options.passkey_rp_id);
    signal.set("user_handle", summary.passkeys.front().user_handle);
    page.view.set("passkey_signal", signal);
  }
  if (summary.password_changed_at) {
    page.view.set("password_set", time_view(*summary.password_changed_at, page.language, false));
  }
}

/// Where a session comes from. Without a map of the internet that is its address.
std::string place_of(const Page& page, const std::string& address) {
  if (address.empty()) return page.text("msg_place_unknown");
  const bool is_here = address == "::1" || address.starts_with("127.");
  return is_here ? fmt::format("{} ({})", page.text("msg_place_local"), address) : address;
}

void add_sessions(Page& page, const People::Summary& summary) {
  const accounts::SessionId& own = page.browser.who->session.id;
  ViewList list;
  for (const accounts::Session& session : summary.sessions) {
    View one;
    one.set("id", session.id.value());
    one.set("device", session.device.empty() ? page.text("msg_device_unknown") : session.device);
    one.set("place", place_of(page, session.address));
    one.set("seen", time_view(session.seen_at, page.language, true));
    one.set("current", session.id == own);
    if (session.id == own)
      list.insert(list.begin(), one);
    else
      list.push_back(one);
  }
  page.view.set("has_other_sessions", list.size() > 1);
  page.view.set("sessions", View{list});
}

/// What a site may see, in the words of the consent page.
ViewList sights(const accounts::Link& link, std::string_view language) {
  ViewList list;
  for (const accounts::Agreement& agreement : link.scopes) {
    const accounts::CatalogItem* item = accounts::find_catalog_item(agreement.id);
    View one;
    one.set("title", std::string{item == nullptr    ? std::string_view{agreement.id}
                                 : language == "en" ? item->english
                                                    : item->korean});
    list.push_back(one);
  }
  return list;
}

void add_sites(Page& page, const People::Summary& summary) {
  ViewList list;
  for (const accounts::Link& link : summary.links) {
    const auto app = page.parts.directory.by_number(link.app);
    if (!app) continue;
    View one = app_view(*app);
    one.set("app_id", fmt::format("{}", link.app));
    one.set("connected", time_view(link.linked_at, page.language, false));
    one.set("sees", View{sights(link, page.language)});
    list.push_back(one);
  }
  page.view.set("has_sites", !list.empty());
  page.view.set("sites", View{list});
}

/// "1990-05-17", "05-17" or nothing.
std::string birthdate_text(const accounts::Profile& profile) {
  if (profile.birthday.size() != 4) return {};
  const std::string day =
      fmt::format("{}-{}", profile.birthday.substr(0, 2), profile.birthday.substr(2));
  return profile.birthyear.empty() ? day : fmt::format("{}-{}", profile.birthyear, day);
}

}  // namespace

Response ask_anew(Page& page, std::string_view place) {
  return page.go(leading_to(accounts::pages::kReauthenticate, place));
}

ProfileFields profile_fields(const accounts::Person& person) {
  const accounts::Profile& profile = person.profile;
  return {.nickname = person.nickname,
          .language = person.language,
          .name = profile.name,
          .gender = profile.gender,
          .birthdate = birthdate_text(profile),
          .phone_number = profile.phone_number,
          .lunar = profile.birthday_type == "LUNAR"};
}

Response draw_account(Page& page, const ProfileFields* typed, int status) {
  const auto summary = page.parts.people.summary(page.browser.who->person.id);
  if (!summary) return page.status(503, "busy");
  View person = person_view(summary->person, page.parts.options.public_url, page.language);
  page.view.set("person", person);
  page.view.set("can_sign_out", true);
  add_profile(page, typed != nullptr ? *typed : profile_fields(summary->person), typed != nullptr);
  add_addresses(page, summary->person);
  add_passkeys(page, *summary);
  add_sessions(page, *summary);
  add_sites(page, *summary);
  return page.show("account", status);
}

Response show_account(Page& page) {
  return draw_account(page);
}

Response export_account(Page& page) {
  const auto summary = page.parts.people.summary(page.browser.who->person.id);
  if (!summary) return page.status(503, "busy");
  Response response = wire::json_response(200, People::to_export(*summary));
  response.headers.set("Content-Disposition", "attachment; filename=\"haetae-account.json\"");
  wire::forbid_storing(response);
  return response;
}

}  // namespace haetae::web
