// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::wire {

/// Fields beyond this many are not read (hash-flooding and memory bound).
inline constexpr std::size_t kFormFieldsMax = 256;

/// application/x-www-form-urlencoded fields in order (WHATWG URL §5).
class Form {
 public:
  struct Field {
    std::string name;
    std::string value;
  };

  Form() = default;
  Form(std::initializer_list<Field> fields) : fields_(fields) {}

  /// '+' is a space; a broken percent sequence stays as it is; text that is not UTF-8 after
  /// decoding is kept as bytes (readers that need UTF-8 check it).
  [[nodiscard]] static Form parse(std::string_view text);

  void add(std::string_view name, std::string_view value);
  /// First value of that name; an empty value counts as given. It lives as long as the form, hence
  /// none of a temporary one.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const&;
  std::optional<std::string_view> get(std::string_view name) const&& = delete;
  /// First value, or nothing when absent or empty: Auth.js sends `scope=` for "not given".
  [[nodiscard]] std::optional<std::string_view> get_filled(std::string_view name) const&;
  std::optional<std::string_view> get_filled(std::string_view name) const&& = delete;
  [[nodiscard]] std::string text(std::string_view name) const;
  /// How often a name occurs: OAuth forbids repeated parameters (RFC 6749 §3.1).
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }
  [[nodiscard]] std::string to_text() const;

 private:
  std::vector<Field> fields_;
};

/// Percent-encodes everything but RFC 3986 unreserved characters.
[[nodiscard]] std::string percent_encode(std::string_view text);
/// Decodes %XX; nothing else. nullopt for a broken sequence.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);
[[nodiscard]] bool is_utf8(std::string_view text);

}  // namespace haetae::wire
