// SPDX-License-Identifier: Apache-2.0
// What a person tells about themself: names, birthday, telephone, picture, language.
#include "account.hpp"
#include "haetae/accounts/credentials.hpp"
#include "haetae/accounts/pictures.hpp"
#include "haetae/wire/cookie.hpp"
#include "haetae/wire/multipart.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

namespace haetae::web {
namespace {

using accounts::PersonError;
using wire::Response;

constexpr std::size_t kNameLengthMax = 60;
constexpr int kYearMin = 1900;
constexpr int kYearMax = 2100;
constexpr int kLunarMonthDays = 30;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Characters of a text; nullopt when it holds what no name holds.
std::optional<std::size_t> length_of(std::string_view text) {
  if (!wire::is_utf8(text)) return std::nullopt;
  std::size_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return std::nullopt;
    if ((byte & 0xC0U) != 0x80U) ++length;
  }
  return length;
}

struct Birthdate {
  std::string year, day;  ///< YYYY and MMDD, either may be empty
};

/// "1990-05-17", "19900517", "1990. 5. 17.", or the same without the year. nullopt: no such day.
std::optional<Birthdate> read_birthdate(std::string_view text, bool lunar) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      parts.back().push_back(c);
    else if (c != '-' && c != '.' && c != '/' && c != ' ')
      return std::nullopt;
    else if (!parts.back().empty())
      parts.emplace_back();
  }
  if (parts.back().empty()) parts.pop_back();
  if (parts.empty()) return Birthdate{};
  if (parts.size() == 1) {
    const std::string all = parts[0];
    if (all.size() != 4 && all.size() != 8) return std::nullopt;
    parts = {all.substr(0, all.size() - 4), all.substr(all.size() - 4, 2),
             all.substr(all.size() - 2)};
  } else if (parts.size() == 2) {
    parts.insert(parts.begin(), std::string{});
  }
  const bool has_year = !parts[0].empty();
  if (parts.size() != 3 || (has_year && parts[0].size() != 4) || parts[1].size() > 2 ||
      parts[2].size() > 2) {
    return std::nullopt;
  }
  // Without a year 29 February exists.
  const int year = has_year ? std::stoi(parts[0]) : 2000;
  const unsigned month = static_cast<unsigned>(std::stoi(parts[1]));
  const unsigned day = static_cast<unsigned>(std::stoi(parts[2]));
  const bool exists =
      lunar ? month >= 1 && month <= 12 && day >= 1 && day <= kLunarMonthDays
            : std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{month},
                                          std::chrono::day{day}}
                  .ok();
  if (!exists || year < kYearMin || year > kYearMax) return std::nullopt;
  return Birthdate{parts[0], fmt::format("{:02}{:02}", month, day)};
}

ProfileFields typed_fields(const Page& page) {
  const auto text = [&](std::string_view name) {
    return std::string{trimmed(page.form.text(name))};
  };
  const auto one_of = [](const std::string& value, std::string_view a, std::string_view b) {
    return value == a || value == b ? value : std::string{};
  };
  return {.nickname = text("nickname"),
          .language = one_of(text("language"), "ko", "en"),
          .name = text("name"),
          .gender = one_of(text("gender"), "female", "male"),
          .birthdate = text("birthdate"),
          .phone_number = text("phone_number"),
          .lunar = page.form.get_filled("lunar").has_value()};
}

void complain_about_nickname(Page& page, const std::string& nickname) {
  const auto length = length_of(nickname);
  if (nickname.empty()) {
    page.complain("nickname", page.text("msg_nickname_required"));
  } else if (length && *length > accounts::kNicknameLengthMax) {
    page.complain("nickname",
                  page.text("msg_nickname_long", fmt::format("{}", accounts::kNicknameLengthMax)));
  } else if (accounts::normal_nickname(nickname).empty()) {
    page.complain("nickname", page.text("msg_nickname_invalid"));
  }
}

/// The complaint for what the service refused; gives the status.
int complain_about_profile(Page& page, PersonError error) {
  switch (error) {
    case PersonError::nickname_malformed:
      page.complain("nickname", page.text("msg_nickname_invalid"));
      return 400;
    case PersonError::profile_malformed:
      // Name and date were read before; what is left is the telephone number.
      page.complain("phone_number", page.text("msg_phone_number_invalid"));
      return 400;
    default:
      page.complain("", page.text("msg_unavailable"));
      return 503;
  }
}

int complain_about_picture(Page& page, PersonError error, std::string_view bytes) {
  const auto megabytes = fmt::format("{}", accounts::kPictureBytesMax / (1024 * 1024));
  switch (error) {
    case PersonError::picture_too_long:
      page.complain("picture", page.text("msg_picture_large", megabytes));
      return 413;
    case PersonError::picture_too_large:
      page.complain("picture", page.text("msg_picture_pixels"));
      return 400;
    case PersonError::picture_unreadable:
      page.complain("picture", page.text(accounts::picture_size(bytes) ? "msg_picture_unreadable"
                                                                       : "msg_picture_type"));
      return 400;
    default:
      page.complain("", page.text("msg_unavailable"));
      return 503;
  }
}

Response take_picture(Page& page, std::string_view bytes, bool remove) {
  if (bytes.empty() && !remove) {
    page.complain("picture", page.text("msg_picture_missing"));
    return draw_account(page);
  }
  const std::string_view chosen = remove ? std::string_view{} : bytes;
  const auto changed =
      page.parts.people.change_picture(*page.browser.who, chosen, page.browser.visitor);
  if (!changed) {
    const int status = complain_about_picture(page, changed.error(), chosen);
    return draw_account(page, nullptr, status);
  }
  return page.go(accounts::pages::kAccount, remove ? "msg_picture_removed" : "msg_picture_saved");
}

}  // namespace

Response take_profile(Page& page) {
  const ProfileFields typed = typed_fields(page);
  const auto& who = *page.browser.who;
  complain_about_nickname(page, typed.nickname);
  const auto name_length = length_of(typed.name);
  if (!name_length || *name_length > kNameLengthMax) {
    page.complain("full_name", page.text("msg_name_invalid"));
  }
  const auto birthdate = read_birthdate(typed.birthdate, typed.lunar);
  if (!birthdate) page.complain("birthdate", page.text("msg_birthdate_invalid"));
  if (page.has_complaints()) return draw_account(page, &typed);

  accounts::Profile profile = who.person.profile;  // delivery addresses stay as they are
  profile.name = typed.name;
  profile.gender = typed.gender;
  profile.birthyear = birthdate->year;
  profile.birthday = birthdate->day;
  profile.birthday_type = birthdate->day.empty() ? "" : typed.lunar ? "LUNAR" : "SOLAR";
  profile.phone_number = typed.phone_number;
  const auto changed = page.parts.people.change_profile(
      who, {.nickname = typed.nickname, .language = typed.language, .profile = profile},
      page.browser.visitor);
  if (!changed) {
    const int status = complain_about_profile(page, changed.error());
    return draw_account(page, &typed, status);
  }
  Response response = page.go(accounts::pages::kAccount, "msg_profile_saved");
  // This browser follows at once; others follow at their next sign-in or choice.
  if (typed.language.empty()) {
    wire::clear_cookie(response, page.request, kLanguageCookie);
  } else {
    wire::set_cookie(response, page.request,
                     {.name = kLanguageCookie, .value = typed.language, .max_age = kLanguageKept});
  }
  return response;
}

wire::Handler picture_handler(std::shared_ptr<const Parts> parts) {
  return [parts = std::move(parts)](const wire::Request& request) {
    auto browser = accounts::read_browser(request, parts->sessions, parts->ports.entropy);
    const bool store_answers = browser.has_value();
    Page page{*parts, request, store_answers ? std::move(*browser) : accounts::Browser{}};
    if (!store_answers) return page.status(503, "busy");
    const auto fields =
        wire::parse_multipart(request.headers.get("Content-Type").value_or(""), request.body);
    if (!fields) return page.status(400, "form_expired");
    std::string_view bytes;
    for (const wire::Part& field : *fields) {
      if (field.name == "picture")
        bytes = field.body;
      else
        page.form.add(field.name, field.body);
    }
    if (!page.browser.who) return page.go_to_sign_in();
    if (!page.csrf_is_right()) return page.status(403, "form_expired");
    return take_picture(page, bytes, page.form.get_filled("remove").has_value());
  };
}

}  // namespace haetae::web
