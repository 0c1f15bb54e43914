// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/headers.hpp"

#include "text.hpp"

#include <algorithm>

namespace haetae::wire {
namespace {

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

}  // namespace

void Headers::add(std::string_view name, std::string_view value) {
  fields_.push_back({std::string{name}, std::string{value}});
}

void Headers::set(std::string_view name, std::string_view value) {
  // The arguments may point into a field that goes away.
  Field field{std::string{name}, std::string{value}};
  remove(field.name);
  fields_.push_back(std::move(field));
}

void Headers::remove(std::string_view name) {
  const std::string kept{name};
  std::erase_if(fields_, [&](const Field& field) { return equal_no_case(field.name, kept); });
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  for (const auto& field : fields_) {
    if (equal_no_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

bool equal_no_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string to_lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back()))
    text.remove_suffix(1);
  return text;
}

std::string_view take_until(std::string_view& rest, char separator) {
  const auto end = rest.find(separator);
  const auto piece = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  return piece;
}

std::string_view media_type(std::string_view content_type) {
  return trim(content_type.substr(0, content_type.find(';')));
}

}  // namespace haetae::wire
