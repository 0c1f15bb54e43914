// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/headers.hpp"

#include "text.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

namespace haetae::wire {
namespace {

/// What most messages need, so that their text does not grow by doubling.
constexpr std::size_t kFirstFields = 12;
constexpr std::size_t kFirstBytes = 512;

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

}  // namespace

Headers::Headers(std::initializer_list<Field> fields) {
  for (const auto& field : fields)
    add(field.name, field.value);
}

bool Headers::holds(std::string_view view) const {
  constexpr std::less_equal<const char*> before{};
  return before(text_.data(), view.data()) && before(view.data(), text_.data() + text_.size());
}

void Headers::add(std::string_view name, std::string_view value) {
  if (holds(name) || holds(value)) {
    // The text may move while it grows.
    const std::string kept_name{name};
    const std::string kept_value{value};
    return add(kept_name, kept_value);
  }
  if (places_.empty()) reserve(kFirstFields, kFirstBytes);
  places_.push_back({text_.size(), static_cast<std::uint32_t>(name.size()),
                     static_cast<std::uint32_t>(value.size())});
  text_.append(name).append(value);
}

void Headers::set(std::string_view name, std::string_view value) {
  if (holds(name) || holds(value)) {
    const std::string kept_name{name};
    const std::string kept_value{value};
    return set(kept_name, kept_value);
  }
  remove(name);
  add(name, value);
}

void Headers::remove(std::string_view name) {
  // What is gone stays in the text, which is cleared with the message; names compare before any
  // place moves, and places move without the text.
  std::erase_if(places_, [&](const Place& place) {
    return place.name_length == name.size() &&
           equal_no_case({text_.data() + place.at, place.name_length}, name);
  });
}

void Headers::clear() {
  text_.clear();
  places_.clear();
}

void Headers::reserve(std::size_t fields, std::size_t bytes) {
  places_.reserve(fields);
  text_.reserve(bytes);
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  for (const auto& field : fields()) {
    if (field.name.size() == name.size() && equal_no_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::size_t find_control(std::string_view text, std::size_t from) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U;
  std::size_t at = from;
  for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + at, sizeof eight);
    // A byte's high bit is set where it is below 0x20, or DEL; above the first such byte a borrow
    // may set others, so this tells only that there is one.
    const std::uint64_t low = (eight - kOnes * 0x20) & ~eight;
    const std::uint64_t crossed = eight ^ (kOnes * 0x7f);
    const std::uint64_t del = (crossed - kOnes) & ~crossed;
    if (((low | del) & (kOnes * 0x80)) != 0) break;
  }
  while (at < text.size() && !is_control(text[at]))
    ++at;
  return std::min(at, text.size());
}

bool equal_no_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
  }
  return true;
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
