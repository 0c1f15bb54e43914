// SPDX-License-Identifier: Apache-2.0
#include "parameters.hpp"

#include "haetae/wire/headers.hpp"
#include "haetae/wire/json.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace haetae::kakao {
namespace {

using base::fail;
using wire::Json;

constexpr std::int64_t kNumberMax = (std::int64_t{1} << 53) - 1;
using Names = std::optional<std::vector<std::string>>;

Names words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(", "), text.size());
    if (end != 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

Names texts_of(const Json& json) {
  const auto* array = json.if_array();
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  for (const Json& element : *array) {
    const std::string* text = element.if_string();
    if (text == nullptr) return std::nullopt;
    texts.push_back(*text);
  }
  return texts;
}

std::optional<std::int64_t> number_in(const Json& json) {
  if (const std::string* text = json.if_string()) return parse_number(*text);
  const std::int64_t* number = json.if_integer();
  if (number == nullptr || *number < 0 || *number > kNumberMax) return std::nullopt;
  return *number;
}

std::optional<std::string> text_in(const Json& json) {
  if (const std::string* text = json.if_string()) return *text;
  if (json.if_bool() != nullptr || json.if_number()) return json.to_text();
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || number > kNumberMax || text.front() == '-') return std::nullopt;
  return number;
}

Called<std::int64_t> number_of(const wire::Form& form, std::string_view name, NumberRange range) {
  const auto text = form.get_filled(name);
  if (!text) return range.preset;
  const auto number = parse_number(*text);
  if (!number || *number < range.least || *number > range.most) {
    return fail(bad_parameter(
        name, fmt::format("must be a number from {} to {}.", range.least, range.most)));
  }
  return *number;
}

bool flag_of(const wire::Form& form, std::string_view name) {
  return wire::equal_no_case(form.text(name), "true");
}

Called<Names> names_of(const wire::Form& form, std::string_view name) {
  const auto given = form.get_filled(name);
  if (!given) return Names{};
  const std::string_view text = wire::trim(*given);
  const bool is_json = text.starts_with('[') || text.starts_with('{') || text.starts_with('"');
  Names names;
  if (!is_json) {
    names = words_of(text);
  } else if (const auto json = Json::parse(text)) {
    names = texts_of(*json);
  }
  if (!names || names->size() > kListMax) {
    return fail(bad_parameter(name, "must be a JSON array of strings."));
  }
  return names;
}

Called<std::vector<std::int64_t>> numbers_of(const wire::Form& form, std::string_view name) {
  const auto json = Json::parse(form.get_filled(name).value_or(""));
  const auto* array = json ? json->if_array() : nullptr;
  const KapiError error = bad_parameter(name, "must be a JSON array of user numbers.");
  if (array == nullptr || array->size() > kListMax) return fail(error);
  std::vector<std::int64_t> numbers;
  for (const Json& element : *array) {
    const auto number = number_in(element);
    if (!number) return fail(error);
    if (std::find(numbers.begin(), numbers.end(), *number) == numbers.end()) {
      numbers.push_back(*number);
    }
  }
  return numbers;
}

Called<std::optional<Properties>> properties_of(const wire::Form& form) {
  const auto text = form.get_filled("properties");
  if (!text) return std::optional<Properties>{};
  const auto json = Json::parse(*text);
  const auto* object = json ? json->if_object() : nullptr;
  const KapiError error = bad_parameter("properties", "must be a JSON object of strings.");
  if (object == nullptr || object->size() > kListMax) return fail(error);
  Properties properties;
  for (const auto& [key, value] : *object) {
    auto property = text_in(value);
    if (!property) return fail(error);
    properties.emplace_back(key, *std::move(property));
  }
  return std::optional<Properties>{std::move(properties)};
}

}  // namespace haetae::kakao
