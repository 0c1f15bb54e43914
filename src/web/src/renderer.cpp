// SPDX-License-Identifier: Apache-2.0
#include "renderer.hpp"

#include "embedded.hpp"
#include "haetae/base/assert.hpp"
#include "haetae/base/time_text.hpp"
#include "haetae/wire/cookie.hpp"
#include "haetae/wire/json.hpp"
#include "haetae/wire/negotiate.hpp"
#include "shell.hpp"

#include <array>
#include <fmt/format.h>
#include <map>
#include <unordered_map>

namespace haetae::web {
namespace {

using kainjow::mustache::mustache;

constexpr std::array<std::string_view, 2> kLanguages = {"ko", "en"};
/// Korea has kept UTC+9 without summer time since 1988.
constexpr base::Seconds kKoreanOffset = std::chrono::hours{9};

using Messages = std::map<std::string, std::string, std::less<>>;

Messages read_messages(std::string_view language) {
  const auto json = wire::Json::parse(embedded_file(fmt::format("strings/{}.json", language)));
  HAETAE_ASSERT(json && json->if_object() != nullptr);
  Messages out;
  for (const auto& [key, value] : *json->if_object()) {
    if (const std::string* text = value.if_string()) out.emplace(key, *text);
  }
  return out;
}

const Messages& messages(std::string_view language) {
  static const Messages korean = read_messages("ko");
  static const Messages english = read_messages("en");
  return language == "en" ? english : korean;
}

std::string_view supported(std::string_view language) {
  for (const std::string_view known : kLanguages) {
    if (known == language) return known;
  }
  return {};
}

}  // namespace

std::string_view embedded_file(std::string_view path) {
  static const auto index = [] {
    std::unordered_map<std::string_view, std::string_view> map;
    for (const EmbeddedFile& file : embedded_files())
      map.emplace(file.path, file.text());
    return map;
  }();
  const auto found = index.find(path);
  return found == index.end() ? std::string_view{} : found->second;
}

std::string render(std::string_view page, std::string_view language, View& view) {
  // A parsed template keeps state while it renders, so each thread has its own.
  thread_local std::unordered_map<std::string, mustache> parsed;
  std::string path = fmt::format("pages/{}/{}.mustache", language, page);
  auto found = parsed.find(path);
  if (found == parsed.end()) {
    const std::string_view source = embedded_file(path);
    HAETAE_ASSERT(!source.empty());
    mustache made{std::string{source}};
    HAETAE_ASSERT(made.is_valid());
    found = parsed.emplace(std::move(path), std::move(made)).first;
  }
  return found->second.render(view);
}

bool has_message(std::string_view language, std::string_view key) {
  return messages(language).count(key) != 0;
}

std::string message(std::string_view language, std::string_view key, std::string_view value) {
  const auto found = messages(language).find(key);
  if (found == messages(language).end()) return {};
  std::string text = found->second;
  const std::size_t open = text.find('{');
  const std::size_t close = open == std::string::npos ? open : text.find('}', open);
  if (close != std::string::npos) text.replace(open, close - open + 1, value);
  return text;
}

View time_view(base::Instant instant, std::string_view language, bool with_clock) {
  static constexpr std::array<std::string_view, 12> kMonths = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const base::Instant local = instant + kKoreanOffset;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{local - day};
  const auto month = static_cast<unsigned>(date.month());
  std::string text = language == "en"
                         ? fmt::format("{} {} {}", static_cast<unsigned>(date.day()),
                                       kMonths[month - 1], static_cast<int>(date.year()))
                         : fmt::format("{}. {}. {}.", static_cast<int>(date.year()), month,
                                       static_cast<unsigned>(date.day()));
  if (with_clock) {
    text += fmt::format("{}{:02}:{:02}", language == "en" ? ", " : " ", clock.hours().count(),
                        clock.minutes().count());
  }
  View view;
  view.set("iso", base::to_rfc3339(instant));
  view.set("text", text);
  return view;
}

std::string language_of(const wire::Request& request, std::string_view ui_locales,
                        std::string_view fallback) {
  if (const auto asked = supported(request.query_form().text("lang")); !asked.empty()) {
    return std::string{asked};
  }
  if (const auto kept = wire::read_cookie(request, kLanguageCookie)) {
    if (const auto known = supported(*kept); !known.empty()) return std::string{known};
  }
  // Without any wish the operator's language is first in the list, and so the answer.
  const std::array<std::string_view, 2> offered = {
      fallback == "en" ? kLanguages[1] : kLanguages[0],
      fallback == "en" ? kLanguages[0] : kLanguages[1]};
  if (!ui_locales.empty()) {
    std::string list{ui_locales};
    for (char& c : list) {
      if (c == ' ') c = ',';
    }
    return std::string{wire::choose_language(list, offered)};
  }
  return std::string{
      wire::choose_language(request.headers.get("Accept-Language").value_or(""), offered)};
}

}  // namespace haetae::web
