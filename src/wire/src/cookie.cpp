// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/cookie.hpp"

#include "haetae/base/assert.hpp"
#include "text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::wire {
namespace {

/// Browsers send at most 180 or so for one host; more is an attack on the reader.
constexpr std::size_t kCookiesMax = 256;

std::string full_name(const Request& request, std::string_view name) {
  return std::string{request.secure ? "__Host-" : ""}.append(name);
}

/// RFC 6265 §4.1.1, cookie-octet.
bool is_cookie_octet(char c) {
  return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

/// A response must not set one name twice (RFC 6265 §4.1.1): the later call wins.
void remove_set_cookie(Response& response, std::string_view name) {
  Headers kept;
  for (const auto& field : response.headers.fields()) {
    std::string_view value = field.value;
    const bool same = equal_no_case(field.name, "Set-Cookie") && take_until(value, '=') == name;
    if (!same) kept.add(field.name, field.value);
  }
  response.headers = std::move(kept);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> parse_cookies(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> cookies;
  while (!text.empty() && cookies.size() < kCookiesMax) {
    std::string_view pair = take_until(text, ';');
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    const auto name = trim(pair.substr(0, equals));
    if (name.empty()) continue;
    cookies.emplace_back(name, trim(pair.substr(equals + 1)));
  }
  return cookies;
}

std::optional<std::string> read_cookie(const Request& request, std::string_view name) {
  const std::string wanted = full_name(request, name);
  std::optional<std::string> found;
  for (const auto& field : request.headers.fields()) {
    if (!equal_no_case(field.name, "Cookie")) continue;
    for (auto& [key, value] : parse_cookies(field.value)) {
      if (key != wanted) continue;
      if (found) return std::nullopt;
      found = std::move(value);
    }
  }
  return found;
}

void set_cookie(Response& response, const Request& request, const Cookie& cookie) {
  HAETAE_ASSERT(!cookie.name.empty() &&
                std::all_of(cookie.name.begin(), cookie.name.end(), is_token_char));
  HAETAE_ASSERT(std::all_of(cookie.value.begin(), cookie.value.end(), is_cookie_octet));
  const std::string name = full_name(request, cookie.name);
  std::string text = fmt::format("{}={}; Path=/; HttpOnly; SameSite=Lax", name, cookie.value);
  if (request.secure) text += "; Secure";
  if (cookie.max_age) text += fmt::format("; Max-Age={}", cookie.max_age->count());
  remove_set_cookie(response, name);
  response.headers.add("Set-Cookie", text);
}

void clear_cookie(Response& response, const Request& request, std::string_view name) {
  set_cookie(response, request, {.name = name, .value = "", .max_age = base::Seconds{0}});
}

}  // namespace haetae::wire
