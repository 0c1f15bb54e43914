// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/multipart.hpp"

#include "haetae/wire/headers.hpp"
#include "text.hpp"

#include <algorithm>
#include <optional>

namespace haetae::wire {
namespace {

using base::fail;
using base::Outcome;

constexpr std::size_t kPartHeadMax = 8 * 1024;
constexpr std::size_t kBoundaryMax = 70;

struct Parameter {
  std::string name;  ///< lower case
  std::string value;
};

/// A quoted string, `rest` standing behind its first quote. Only `\"` and `\\` are escapes:
/// browsers send the backslashes of file names as they are.
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string out;
  for (std::size_t at = 0; at < rest.size(); ++at) {
    if (rest[at] == '"') {
      rest.remove_prefix(at + 1);
      return out;
    }
    const bool escape =
        rest[at] == '\\' && at + 1 < rest.size() && (rest[at + 1] == '"' || rest[at + 1] == '\\');
    if (escape) ++at;
    out += rest[at];
  }
  return std::nullopt;
}

/// `; name=value` pairs behind a media type or disposition; nullopt when malformed or a name
/// comes twice, since two readers could take two values.
std::optional<std::vector<Parameter>> parse_parameters(std::string_view rest) {
  std::vector<Parameter> found;
  for (rest = trim(rest); !rest.empty(); rest = trim(rest)) {
    if (rest.front() != ';') return std::nullopt;
    rest = trim(rest.substr(1));
    if (rest.empty()) break;
    const auto equals = rest.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    Parameter parameter{to_lower(rest.substr(0, equals)), {}};
    const bool named = !parameter.name.empty() &&
                       std::all_of(parameter.name.begin(), parameter.name.end(), is_token_char);
    if (!named || found.size() >= 8) return std::nullopt;
    rest.remove_prefix(equals + 1);
    if (rest.starts_with('"')) {
      rest.remove_prefix(1);
      auto value = take_quoted(rest);
      if (!value) return std::nullopt;
      parameter.value = *std::move(value);
    } else {
      const auto end = std::min(rest.find_first_of("; \t"), rest.size());
      parameter.value = std::string{rest.substr(0, end)};
      if (parameter.value.empty()) return std::nullopt;
      rest.remove_prefix(end);
    }
    for (const auto& other : found) {
      if (other.name == parameter.name) return std::nullopt;
    }
    found.push_back(std::move(parameter));
  }
  return found;
}

const std::string* find_parameter(const std::vector<Parameter>& parameters, std::string_view name) {
  for (const auto& parameter : parameters) {
    if (parameter.name == name) return &parameter.value;
  }
  return nullptr;
}

std::string_view behind_type(std::string_view value) {
  const auto semicolon = value.find(';');
  return semicolon == std::string_view::npos ? std::string_view{} : value.substr(semicolon);
}

/// RFC 2046 §5.1.1, bchars.
bool is_boundary(std::string_view text) {
  return !text.empty() && text.size() <= kBoundaryMax && text.back() != ' ' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_alnum(c) ||
                  std::string_view{"'()+_,-./:=? "}.find(c) != std::string_view::npos;
         });
}

bool read_disposition(std::string_view value, Part& part) {
  if (!equal_no_case(media_type(value), "form-data")) return false;
  const auto parameters = parse_parameters(behind_type(value));
  if (!parameters) return false;
  const auto* name = find_parameter(*parameters, "name");
  if (name == nullptr) return false;
  part.name = *name;
  if (const auto* file_name = find_parameter(*parameters, "filename")) part.file_name = *file_name;
  return true;
}

/// Header lines of one part up to and with the empty line; `rest` moves to the part's body.
bool read_head(std::string_view& rest, Part& part) {
  bool disposed = false;
  bool typed = false;
  part.content_type = "text/plain";
  for (std::size_t spent = 0; spent <= kPartHeadMax;) {
    const auto end = rest.substr(0, kPartHeadMax + 2).find("\r\n");
    if (end == std::string_view::npos) return false;
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    spent += end + 2;
    if (line.empty()) return disposed;
    // A bare CR or LF would be a line end to other readers.
    if (std::any_of(line.begin(), line.end(), [](char c) { return is_control(c) && c != '\t'; })) {
      return false;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    const auto name = line.substr(0, colon);
    const auto value = trim(line.substr(colon + 1));
    if (!std::all_of(name.begin(), name.end(), is_token_char)) return false;
    if (equal_no_case(name, "Content-Disposition")) {
      if (disposed || !read_disposition(value, part)) return false;
      disposed = true;
    } else if (equal_no_case(name, "Content-Type")) {
      if (typed) return false;
      part.content_type = std::string{value};
      typed = true;
    }
  }
  return false;
}

/// What follows a delimiter: the end, the next part, or neither.
enum class After { end, part, malformed };

After read_after_delimiter(std::string_view& rest) {
  if (rest.starts_with("--")) return After::end;
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t'))
    rest.remove_prefix(1);
  if (!rest.starts_with("\r\n")) return After::malformed;
  rest.remove_prefix(2);
  return After::part;
}

}  // namespace

Outcome<std::vector<Part>, MultipartError> parse_multipart(std::string_view content_type,
                                                           std::string_view body) {
  if (!equal_no_case(media_type(content_type), "multipart/form-data")) {
    return fail(MultipartError::not_multipart);
  }
  const auto parameters = parse_parameters(behind_type(content_type));
  const auto* boundary = parameters ? find_parameter(*parameters, "boundary") : nullptr;
  if (boundary == nullptr || !is_boundary(*boundary)) return fail(MultipartError::bad_boundary);

  const std::string delimiter = "\r\n--" + *boundary;
  std::string_view rest = body;
  if (rest.starts_with(std::string_view{delimiter}.substr(2))) {
    rest.remove_prefix(delimiter.size() - 2);
  } else {
    const auto first = rest.find(delimiter);
    if (first == std::string_view::npos) return fail(MultipartError::malformed);
    rest.remove_prefix(first + delimiter.size());
  }

  std::vector<Part> parts;
  for (;;) {
    const auto after = read_after_delimiter(rest);
    if (after == After::end) return parts;
    if (after == After::malformed) return fail(MultipartError::malformed);
    if (parts.size() == kMultipartPartsMax) return fail(MultipartError::too_many_parts);
    Part part;
    if (!read_head(rest, part)) return fail(MultipartError::malformed);
    const auto end = rest.find(delimiter);
    if (end == std::string_view::npos) return fail(MultipartError::malformed);
    part.body = std::string{rest.substr(0, end)};
    rest.remove_prefix(end + delimiter.size());
    parts.push_back(std::move(part));
  }
}

}  // namespace haetae::wire
