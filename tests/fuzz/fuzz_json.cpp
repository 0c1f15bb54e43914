// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/wire/form.hpp"
#include "haetae/wire/json.hpp"
#include "input.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

using namespace haetae;
using wire::Json;

namespace {

void check_tree(const Json& json, std::size_t depth_left) {
  if (const auto* array = json.if_array()) {
    HAETAE_ASSERT(depth_left > 0);
    for (const auto& item : *array)
      check_tree(item, depth_left - 1);
  }
  if (const auto* object = json.if_object()) {
    HAETAE_ASSERT(depth_left > 0);
    std::set<std::string_view> names;
    for (const auto& [name, value] : *object) {
      HAETAE_ASSERT(names.insert(name).second);
      HAETAE_ASSERT(wire::is_utf8(name) && json.find(name) == &value);
      check_tree(value, depth_left - 1);
    }
  }
  if (const auto* text = json.if_string()) HAETAE_ASSERT(wire::is_utf8(*text));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input{data, size}.rest();
  if (const auto json = Json::parse(text)) {
    check_tree(*json, wire::kJsonDepthMax);
    const auto written = json->to_text();
    const auto back = Json::parse(written);
    HAETAE_ASSERT(back.has_value() || written.size() > wire::kJsonLengthMax);
    if (back) HAETAE_ASSERT(*back == *json && back->to_text() == written);
  }

  // Any bytes at all make a JSON string, and good UTF-8 comes back unchanged.
  std::string quoted;
  wire::append_json_string(quoted, text);
  const auto string = Json::parse(quoted);
  HAETAE_ASSERT(string.has_value() && string->if_string() != nullptr);
  HAETAE_ASSERT(std::none_of(quoted.begin(), quoted.end(),
                             [](char c) { return static_cast<unsigned char>(c) < 0x20; }));
  if (wire::is_utf8(text)) HAETAE_ASSERT(*string->if_string() == text);
  return 0;
}
