// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/json.hpp"

#include "haetae/base/assert.hpp"
#include "text.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <simdjson.h>

namespace haetae::wire {
namespace {

using base::fail;
using base::Outcome;
using simdjson::dom::element;
using simdjson::dom::element_type;

bool has_duplicates(const Json::Object& members) {
  std::vector<std::string_view> names;
  names.reserve(members.size());
  for (const auto& member : members)
    names.push_back(member.first);
  std::sort(names.begin(), names.end());
  return std::adjacent_find(names.begin(), names.end()) != names.end();
}

Outcome<Json, JsonError> convert(element from, std::size_t depth);

Outcome<Json, JsonError> convert_array(simdjson::dom::array from, std::size_t depth) {
  if (depth == 0) return fail(JsonError::too_deep);
  Json::Array items;
  items.reserve(from.size());
  for (const element item : from) {
    auto value = convert(item, depth - 1);
    if (!value) return value;
    items.push_back(*std::move(value));
  }
  return Json{std::move(items)};
}

Outcome<Json, JsonError> convert_object(simdjson::dom::object from, std::size_t depth) {
  if (depth == 0) return fail(JsonError::too_deep);
  Json::Object members;
  members.reserve(from.size());
  for (const auto field : from) {
    auto value = convert(field.value, depth - 1);
    if (!value) return value;
    members.emplace_back(std::string{field.key}, *std::move(value));
  }
  if (has_duplicates(members)) return fail(JsonError::duplicate_name);
  return Json{std::move(members)};
}

Outcome<Json, JsonError> convert(element from, std::size_t depth) {
  switch (from.type()) {
    case element_type::ARRAY:
      return convert_array(from.get_array().value_unsafe(), depth);
    case element_type::OBJECT:
      return convert_object(from.get_object().value_unsafe(), depth);
    case element_type::INT64:
      return Json{from.get_int64().value_unsafe()};
    case element_type::UINT64:
      return Json{static_cast<double>(from.get_uint64().value_unsafe())};
    case element_type::DOUBLE:
      return Json{from.get_double().value_unsafe()};
    case element_type::STRING:
      return Json{from.get_string().value_unsafe()};
    case element_type::BOOL:
      return Json{from.get_bool().value_unsafe()};
    case element_type::NULL_VALUE:
      return Json{};
  }
  return fail(JsonError::malformed);
}

/// True for digits that stand alone, without fraction and exponent, and that 64 bits do not hold
/// for sure: 20 digits, or 19 below the least negative integer.
bool is_wide_integer(std::string_view text, std::size_t start, std::size_t end) {
  constexpr std::string_view kLeastInt64 = "9223372036854775808";
  const char before = start == 0 ? ' ' : text[start - 1];
  const char after = end < text.size() ? text[end] : ' ';
  if (std::string_view{".+eE"}.find(before) != std::string_view::npos) return false;
  if (std::string_view{".eE"}.find(after) != std::string_view::npos) return false;
  const bool negative = before == '-';
  if (negative && start >= 2 && (text[start - 2] == 'e' || text[start - 2] == 'E')) return false;
  const auto digits = text.substr(start, end - start);
  return digits.size() > kLeastInt64.size() ||
         (digits.size() == kLeastInt64.size() && negative && digits > kLeastInt64);
}

/// simdjson refuses integers beyond 64 bits, which are good JSON; with a fraction written behind
/// them it takes them as doubles. nullopt when there are none.
std::optional<std::string> widen_integers(std::string_view text) {
  std::string out;
  bool in_string = false;
  bool changed = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto start = at;
    const char c = text[at++];
    if (in_string && c == '\\' && at < text.size()) ++at;
    if (c == '"') in_string = !in_string;
    const bool number = !in_string && is_digit(c);
    while (number && at < text.size() && is_digit(text[at]))
      ++at;
    out += text.substr(start, at - start);
    if (number && is_wide_integer(text, start, at)) {
      out += ".0";
      changed = true;
    }
  }
  return changed ? std::optional{std::move(out)} : std::nullopt;
}

void append(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  const auto text = fmt::format("{}", number);
  out += text;
  if (text.find_first_of(".e") == std::string::npos) out += ".0";
}

void append(std::string& out, const Json& json) {
  if (const auto* array = json.if_array()) {
    out += '[';
    for (const auto& item : *array) {
      if (&item != array->data()) out += ',';
      append(out, item);
    }
    out += ']';
  } else if (const auto* object = json.if_object()) {
    out += '{';
    for (const auto& member : *object) {
      if (&member != object->data()) out += ',';
      append_json_string(out, member.first);
      out += ':';
      append(out, member.second);
    }
    out += '}';
  } else if (const auto* text = json.if_string()) {
    append_json_string(out, *text);
  } else if (const auto* integer = json.if_integer()) {
    out += fmt::format_int(*integer).c_str();
  } else if (const auto* truth = json.if_bool()) {
    out += *truth ? "true" : "false";
  } else if (const auto number = json.if_number()) {
    append(out, *number);
  } else {
    out += "null";
  }
}

/// Goes into a JSON string as it is.
bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    default:
      break;
  }
  if (static_cast<unsigned char>(c) < 0x20) {
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
  } else {
    out += c;
  }
}

}  // namespace

Outcome<Json, JsonError> Json::parse(std::string_view text) {
  if (text.size() > kJsonLengthMax) return fail(JsonError::too_long);
  // simdjson copies with memcpy, which must not be given the null of an empty view.
  if (text.empty()) return fail(JsonError::malformed);
  simdjson::dom::parser parser{2 * kJsonLengthMax};
  element root;
  // One level of grace: convert() counts exactly, this bounds simdjson's own work.
  auto error = parser.allocate(std::max<std::size_t>(text.size(), 32), kJsonDepthMax + 2);
  if (error == simdjson::SUCCESS) error = parser.parse(text.data(), text.size()).get(root);
  if (error == simdjson::NUMBER_ERROR) {
    if (const auto widened = widen_integers(text)) {
      error = parser.parse(widened->data(), widened->size()).get(root);
    }
  }
  if (error == simdjson::DEPTH_ERROR) return fail(JsonError::too_deep);
  if (error != simdjson::SUCCESS) return fail(JsonError::malformed);
  return convert(root, kJsonDepthMax);
}

std::optional<double> Json::if_number() const {
  if (const auto* integer = if_integer()) return static_cast<double>(*integer);
  if (const auto* number = std::get_if<double>(&value_)) return *number;
  return std::nullopt;
}

const Json* Json::find(std::string_view name) const {
  const auto* object = if_object();
  if (object == nullptr) return nullptr;
  const auto found = std::find_if(object->begin(), object->end(),
                                  [&](const Member& member) { return member.first == name; });
  return found == object->end() ? nullptr : &found->second;
}

std::optional<std::string_view> Json::string_at(std::string_view name) const {
  const Json* value = find(name);
  const auto* text = value != nullptr ? value->if_string() : nullptr;
  return text != nullptr ? std::optional<std::string_view>{*text} : std::nullopt;
}

std::optional<std::int64_t> Json::integer_at(std::string_view name) const {
  const Json* value = find(name);
  const auto* integer = value != nullptr ? value->if_integer() : nullptr;
  return integer != nullptr ? std::optional{*integer} : std::nullopt;
}

std::optional<bool> Json::bool_at(std::string_view name) const {
  const Json* value = find(name);
  const auto* truth = value != nullptr ? value->if_bool() : nullptr;
  return truth != nullptr ? std::optional{*truth} : std::nullopt;
}

Json& Json::set(std::string_view name, Json value) {
  auto* object = std::get_if<Object>(&value_);
  HAETAE_ASSERT(object != nullptr);
  for (auto& member : *object) {
    if (member.first == name) {
      member.second = std::move(value);
      return *this;
    }
  }
  object->emplace_back(std::string{name}, std::move(value));
  return *this;
}

Json& Json::push(Json value) {
  auto* array = std::get_if<Array>(&value_);
  HAETAE_ASSERT(array != nullptr);
  array->push_back(std::move(value));
  return *this;
}

std::string Json::to_text() const {
  std::string out;
  append(out, *this);
  return out;
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t plain = at;
    while (at < text.size() && is_plain(text[at]))
      ++at;
    out += text.substr(plain, at - plain);
    if (at == text.size()) break;
    const auto length = utf8_length(text, at);
    if (length == 0) {
      out += "\xEF\xBF\xBD";
      ++at;
    } else if (length == 1) {
      append_escaped(out, text[at++]);
    } else {
      out += text.substr(at, length);
      at += length;
    }
  }
  out += '"';
}

}  // namespace haetae::wire
