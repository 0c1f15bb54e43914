// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/wire/message.hpp"
#include "haetae/wire/uri.hpp"
#include "input.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

using namespace haetae;

namespace {

/// The path at which a browser would arrive, resolving `place` the forgiving way of WHATWG URL §4:
/// tabs and line ends vanish, '\' is '/', dot segments go, also when encoded. "!" stands for
/// another server.
std::string browser_path(std::string_view place) {
  std::string text;
  for (const char c : place) {
    if (c == '\t' || c == '\n' || c == '\r') continue;
    text += c == '\\' ? '/' : c;
  }
  const auto start = text.find_first_not_of(' ');
  if (start == std::string::npos || text[start] != '/') return "!";
  text = text.substr(start, text.find_first_of("?#") - start);
  if (text.starts_with("//")) return "!";
  std::vector<std::string> segments;
  for (std::size_t at = 1; at <= text.size();) {
    const auto end = std::min(text.find('/', at), text.size());
    std::string segment = text.substr(at, end - at);
    for (auto dot = segment.find("%2"); dot != std::string::npos;
         dot = segment.find("%2", dot + 1)) {
      if (dot + 2 < segment.size() && (segment[dot + 2] | 0x20) == 'e')
        segment.replace(dot, 3, ".");
    }
    if (segment == "..") {
      if (!segments.empty()) segments.pop_back();
    } else if (segment != ".") {
      segments.push_back(text.substr(at, end - at));
    }
    at = end + 1;
  }
  std::string path;
  for (const auto& segment : segments)
    path += "/" + segment;
  return path.empty() ? "/" : path;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input{data, size}.rest();

  if (const auto place = wire::local_path(text)) {
    HAETAE_ASSERT(*place == text);
    const auto path = browser_path(text);
    HAETAE_ASSERT(path != "!" && !path.starts_with("//"));
    HAETAE_ASSERT(path == text.substr(0, text.find_first_of("?#")));
    // Nothing left for the header to encode.
    HAETAE_ASSERT(wire::redirect_response(303, *place).headers.get("Location") == text);
  }

  const auto response = wire::redirect_response(302, text);
  const auto location = response.headers.get("Location");
  for (const char c : *location)
    HAETAE_ASSERT(c > 0x20 && c < 0x7f && c != '\\');
  return 0;
}
