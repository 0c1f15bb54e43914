// SPDX-License-Identifier: Apache-2.0
#include "address_json_line.hpp"

#include "haetae/wire/form.hpp"

#include <algorithm>
#include <cstdint>

namespace haetae::api {
namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::optional<std::uint32_t> hex4(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : text.substr(0, 4)) {
    const char lower = static_cast<char>(c | 0x20);
    const bool is_digit = c >= '0' && c <= '9';
    if (!is_digit && (lower < 'a' || lower > 'f')) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(is_digit ? c - '0' : lower - 'a' + 10);
  }
  return value;
}

void append_utf8(std::string& out, std::uint32_t c) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

/// The character of a `\uXXXX` at `at`, which is moved behind it; half a pair becomes U+FFFD.
std::optional<std::uint32_t> unicode_escape(std::string_view raw, std::size_t& at) {
  const auto first = hex4(raw.substr(std::min(at + 2, raw.size())));
  if (!first) return std::nullopt;
  at += 6;
  const bool is_high = *first >= 0xD800 && *first < 0xDC00;
  if (is_high && raw.substr(at).starts_with("\\u")) {
    const auto second = hex4(raw.substr(at + 2));
    if (second && *second >= 0xDC00 && *second < 0xE000) {
      at += 6;
      return 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00);
    }
  }
  return *first >= 0xD800 && *first < 0xE000 ? 0xFFFD : *first;
}

bool unescape(std::string_view raw, std::string& out) {
  constexpr std::string_view kEscapes = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  out.clear();
  for (std::size_t at = 0; at < raw.size();) {
    const auto slash = std::min(raw.find('\\', at), raw.size());
    out.append(raw, at, slash - at);
    at = slash;
    if (at == raw.size()) return true;
    if (at + 1 == raw.size()) return false;
    if (raw[at + 1] == 'u') {
      const auto c = unicode_escape(raw, at);
      if (!c) return false;
      append_utf8(out, *c);
      continue;
    }
    const auto which = kEscapes.find(raw[at + 1]);
    if (which == std::string_view::npos) return false;
    out += kMeanings[which];
    at += 2;
  }
  return true;
}

bool is_integer(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.size() <= 20 &&
         text.find_first_not_of("0123456789") == std::string_view::npos &&
         (text.size() == 1 || text[0] != '0');
}

/// Steps through one line.
class Cursor {
 public:
  explicit Cursor(std::string_view line) : line_(line) {}

  void skip_space() {
    while (at_ < line_.size() && is_space(line_[at_]))
      ++at_;
  }
  [[nodiscard]] char peek() const { return at_ < line_.size() ? line_[at_] : '\0'; }
  [[nodiscard]] bool at_end() const { return at_ >= line_.size(); }
  bool take(char c) {
    skip_space();
    if (at_end() || line_[at_] != c) return false;
    ++at_;
    return true;
  }

  /// A string without its quotes and as written; control characters are refused.
  std::optional<std::string_view> take_string() {
    if (!take('"')) return std::nullopt;
    const auto begin = at_;
    for (; at_ < line_.size(); ++at_) {
      const char c = line_[at_];
      if (c == '"') return line_.substr(begin, at_++ - begin);
      if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
      if (c == '\\') ++at_;
    }
    return std::nullopt;
  }

  /// Steps over any value; what it is made of is not checked beyond strings and brackets.
  std::optional<std::string_view> take_value() {
    skip_space();
    const auto begin = at_;
    std::size_t depth = 0;
    do {
      skip_space();
      const char c = peek();
      if (at_end()) return std::nullopt;
      if (c == '"') {
        if (!take_string()) return std::nullopt;
      } else if (c == '{' || c == '[') {
        ++depth;
        ++at_;
      } else if (c == '}' || c == ']') {
        if (depth == 0) return std::nullopt;
        --depth;
        ++at_;
      } else if (c == ',' || c == ':') {
        if (depth == 0) return std::nullopt;
        ++at_;
      } else {
        while (!at_end() && !is_space(peek()) &&
               std::string_view{",:{}[]\""}.find(peek()) == std::string_view::npos)
          ++at_;
      }
    } while (depth > 0);
    return line_.substr(begin, at_ - begin);
  }

 private:
  std::string_view line_;
  std::size_t at_ = 0;
};

/// Text as meant; as written when it has no escape.
std::optional<std::string_view> meant(std::string_view raw, std::string& buffer) {
  if (raw.find('\\') == std::string_view::npos) return raw;
  return unescape(raw, buffer) ? std::optional<std::string_view>{buffer} : std::nullopt;
}

bool is_echoable(std::string_view value) {
  if (!value.starts_with('"')) return is_integer(value);
  std::string ignored;
  const auto inner = value.substr(1, value.size() - 2);
  return wire::is_utf8(inner) &&
         (inner.find('\\') == std::string_view::npos || unescape(inner, ignored));
}

}  // namespace

std::optional<JsonLine> read_json_line(std::string_view line, std::string& buffer) {
  Cursor cursor{line};
  JsonLine read;
  std::optional<std::string_view> query;
  cursor.skip_space();
  if (cursor.peek() == '"') {
    query = cursor.take_string();
  } else if (cursor.take('{') && !cursor.take('}')) {
    do {
      const auto name = cursor.take_string();
      if (!name || !cursor.take(':')) return std::nullopt;
      const auto value = cursor.take_value();
      if (!value) return std::nullopt;
      if ((*name == "query" || *name == "address") && value->starts_with('"')) {
        query = value->substr(1, value->size() - 2);
      } else if (*name == "id" && is_echoable(*value)) {
        read.id = *value;
      }
    } while (cursor.take(','));
    if (!cursor.take('}')) return std::nullopt;
  }
  cursor.skip_space();
  if (!query || !cursor.at_end()) return std::nullopt;
  const auto text = meant(*query, buffer);
  if (!text) return std::nullopt;
  read.query = *text;
  return read;
}

}  // namespace haetae::api
