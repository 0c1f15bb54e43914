// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/wire/cookie.hpp"
#include "input.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

using namespace haetae;

namespace {

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

/// What a browser sends back of a Set-Cookie.
std::string returned(const wire::Response& response) {
  std::string line;
  for (const auto& field : response.headers.fields()) {
    if (field.name != "Set-Cookie") continue;
    if (!line.empty()) line += "; ";
    line += field.value.substr(0, field.value.find(';'));
  }
  return line;
}

void check_round_trip(std::string_view name, std::string_view value, bool secure) {
  wire::Request request;
  request.secure = secure;
  wire::Response response;
  wire::set_cookie(response, request, {.name = "other", .value = "x"});
  wire::set_cookie(response, request, {.name = name, .value = value});
  request.headers.add("Cookie", returned(response));
  HAETAE_ASSERT(wire::read_cookie(request, name) == value);
  wire::clear_cookie(response, request, name);
  request.headers.set("Cookie", returned(response));
  HAETAE_ASSERT(wire::read_cookie(request, name) == "");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input{data, size}.rest();
  const auto cookies = wire::parse_cookies(text);

  std::string rejoined;
  for (const auto& [name, value] : cookies) {
    HAETAE_ASSERT(!name.empty() && name.find_first_of("=;") == std::string::npos);
    HAETAE_ASSERT(value.find(';') == std::string::npos);
    rejoined += name + "=" + value + "; ";
  }
  HAETAE_ASSERT(wire::parse_cookies(rejoined) == cookies);

  for (const bool secure : {false, true}) {
    wire::Request request;
    request.secure = secure;
    request.headers.add("Cookie", text);
    for (std::size_t i = 0; i < std::min<std::size_t>(cookies.size(), 4); ++i) {
      const std::string name = secure ? "__Host-" + cookies[i].first : cookies[i].first;
      const auto times = std::count_if(cookies.begin(), cookies.end(),
                                       [&](const auto& cookie) { return cookie.first == name; });
      const auto found = wire::read_cookie(request, cookies[i].first);
      HAETAE_ASSERT(found.has_value() == (times == 1));
      if (!cookies[i].first.empty() && is_plain(cookies[i].first) && is_plain(cookies[i].second)) {
        check_round_trip(cookies[i].first, cookies[i].second, secure);
      }
    }
  }
  return 0;
}
