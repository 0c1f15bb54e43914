// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace haetae::wire {

/// Nesting beyond this is refused (threat 71).
inline constexpr std::size_t kJsonDepthMax = 32;
inline constexpr std::size_t kJsonLengthMax = 1024 * 1024;

enum class JsonError { too_long, too_deep, malformed, duplicate_name };

/// A JSON value (RFC 8259) as an immutable-by-habit tree, for documents of modest size. Members
/// keep their order; duplicate names are an error, since two readers could see two documents.
class Json {
 public:
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;

  Json() : value_(nullptr) {}
  Json(std::nullptr_t) : value_(nullptr) {}
  Json(bool value) : value_(value) {}
  Json(int value) : value_(static_cast<std::int64_t>(value)) {}
  Json(std::int64_t value) : value_(value) {}
  Json(double value) : value_(value) {}
  Json(const char* value) : value_(std::string{value}) {}
  Json(std::string_view value) : value_(std::string{value}) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(Array value) : value_(std::move(value)) {}
  Json(Object value) : value_(std::move(value)) {}

  [[nodiscard]] static base::Outcome<Json, JsonError> parse(std::string_view text);
  [[nodiscard]] static Json object() { return Json{Object{}}; }
  [[nodiscard]] static Json array() { return Json{Array{}}; }

  [[nodiscard]] bool is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }
  [[nodiscard]] const bool* if_bool() const { return std::get_if<bool>(&value_); }
  [[nodiscard]] const std::int64_t* if_integer() const {
    return std::get_if<std::int64_t>(&value_);
  }
  [[nodiscard]] std::optional<double> if_number() const;
  [[nodiscard]] const std::string* if_string() const { return std::get_if<std::string>(&value_); }
  [[nodiscard]] const Array* if_array() const { return std::get_if<Array>(&value_); }
  [[nodiscard]] const Object* if_object() const { return std::get_if<Object>(&value_); }

  /// Member of an object; nullptr when this is no object or has no such member.
  [[nodiscard]] const Json* find(std::string_view name) const;
  /// Shortcuts for members of a given type; nullopt when absent or of another type.
  [[nodiscard]] std::optional<std::string_view> string_at(std::string_view name) const;
  [[nodiscard]] std::optional<std::int64_t> integer_at(std::string_view name) const;
  [[nodiscard]] std::optional<bool> bool_at(std::string_view name) const;

  /// Sets a member (appends, or replaces in place). Only on objects.
  Json& set(std::string_view name, Json value);
  /// Appends to an array. Only on arrays.
  Json& push(Json value);

  /// Compact text, UTF-8, with `<`, `>` and `&` left as they are.
  [[nodiscard]] std::string to_text() const;

  friend bool operator==(const Json&, const Json&) = default;

 private:
  std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Array, Object> value_;
};

/// Appends `text` as a JSON string with quotes; invalid UTF-8 becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace haetae::wire
