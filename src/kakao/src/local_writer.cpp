// SPDX-License-Identifier: Apache-2.0
#include "local_writer.hpp"

#include "haetae/wire/form.hpp"
#include "haetae/wire/json.hpp"

#include <cmath>
#include <fmt/compile.h>
#include <fmt/format.h>

namespace haetae::kakao {
namespace {

/// Room for one document, so that most answers allocate once.
constexpr std::size_t kUsualSize = 1200;

/// Whether every byte may stand in a JSON string or an XML text as it is. Names of the index are
/// UTF-8, so that bytes above 0x7f need a look only where they come from the caller.
bool is_plain(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&') {
      return false;
    }
  }
  return true;
}

bool is_special(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == '<' || c == '>' ||
         c == '&' || c == 0x7f;
}

std::string_view json_form(char c, std::string& room) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    case '\r':
      return "\\r";
    default:
      room = fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
      return room;
  }
}

std::string_view xml_form(char c) {
  switch (c) {
    case '"':
      return "&quot;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '&':
      return "&amp;";
    case '\\':
      return "\\";
    case '\n':
      return "\n";
    case '\t':
      return "\t";
    default:
      return {};
  }
}

/// Valid UTF-8, by way of the JSON codec, which has the rule.
std::string repaired(std::string_view text) {
  std::string quoted;
  wire::append_json_string(quoted, text);
  const auto json = wire::Json::parse(quoted);
  const std::string* inside = json ? json->if_string() : nullptr;
  return inside != nullptr ? *inside : std::string{};
}

}  // namespace

LocalWriter::LocalWriter(LocalFormat format) : xml_(format == LocalFormat::xml) {
  out_.reserve(kUsualSize);
  out_ = xml_ ? R"(<?xml version="1.0" encoding="UTF-8"?><result>)" : "{";
}

void LocalWriter::open(std::string_view name) {
  if (xml_) {
    out_.append("<").append(name).append(">");
    return;
  }
  if (out_.back() != '{') out_ += ',';
  out_.append("\"").append(name).append("\":");
}

void LocalWriter::close(std::string_view name) {
  if (xml_) out_.append("</").append(name).append(">");
}

void LocalWriter::begin_object(std::string_view name) {
  open(name);
  if (!xml_) out_ += '{';
}

void LocalWriter::end_object(std::string_view name) {
  if (!xml_) out_ += '}';
  close(name);
}

void LocalWriter::begin_array(std::string_view name) {
  if (xml_) return;
  open(name);
  out_ += '[';
}

void LocalWriter::end_array() {
  if (!xml_) out_ += ']';
}

void LocalWriter::begin_element(std::string_view array) {
  if (xml_) return open(array);
  if (out_.back() != '[') out_ += ',';
  out_ += '{';
}

void LocalWriter::end_element(std::string_view array) {
  end_object(array);
}

void LocalWriter::text_element(std::string_view array, std::string_view value) {
  if (xml_) return text(array, value);
  if (out_.back() != '[') out_ += ',';
  out_ += '"';
  put_text(value);
  out_ += '"';
}

void LocalWriter::put_text(std::string_view value) {
  if (is_plain(value)) {
    out_ += value;
    return;
  }
  const std::string mended = wire::is_utf8(value) ? std::string{} : repaired(value);
  std::string_view rest = mended.empty() ? value : std::string_view{mended};
  std::string room;
  while (!rest.empty()) {
    std::size_t plain = 0;
    while (plain < rest.size() && !is_special(rest[plain]))
      ++plain;
    out_ += rest.substr(0, plain);
    if (plain == rest.size()) return;
    out_ += xml_ ? xml_form(rest[plain]) : json_form(rest[plain], room);
    rest.remove_prefix(plain + 1);
  }
}

void LocalWriter::text(std::string_view name, std::string_view value) {
  open(name);
  if (!xml_) out_ += '"';
  put_text(value);
  if (!xml_) out_ += '"';
  close(name);
}

void LocalWriter::null(std::string_view name) {
  open(name);
  if (!xml_) out_ += "null";
  close(name);
}

void LocalWriter::boolean(std::string_view name, bool value) {
  open(name);
  out_ += value ? "true" : "false";
  close(name);
}

void LocalWriter::integer(std::string_view name, std::uint64_t value) {
  open(name);
  fmt::format_to(std::back_inserter(out_), FMT_COMPILE("{}"), value);
  close(name);
}

void LocalWriter::number(std::string_view name, double value) {
  open(name);
  const bool whole = value == std::trunc(value) && std::abs(value) < 1e15;
  if (whole) {
    fmt::format_to(std::back_inserter(out_), FMT_COMPILE("{}.0"), static_cast<std::int64_t>(value));
  } else {
    fmt::format_to(std::back_inserter(out_), FMT_COMPILE("{}"), value);
  }
  close(name);
}

std::string LocalWriter::finish() {
  out_ += xml_ ? "</result>" : "}";
  return std::move(out_);
}

std::string degrees_text(double degrees) {
  const std::int64_t units = std::llround(degrees / geo::kPackedUnit);
  constexpr std::int64_t kPerDegree = 10'000'000;
  std::string text = fmt::format(FMT_COMPILE("{}{}.{:07}"), units < 0 ? "-" : "",
                                 std::abs(units) / kPerDegree, std::abs(units) % kPerDegree);
  while (text.back() == '0' && text[text.size() - 2] != '.')
    text.pop_back();
  return text;
}

}  // namespace haetae::kakao
