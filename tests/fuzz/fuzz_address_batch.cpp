// SPDX-License-Identifier: Apache-2.0
// The rows of a batch: CSV, lines and NDJSON.
#include "address_batch_reader.hpp"
#include "address_json_line.hpp"
#include "haetae/base/assert.hpp"
#include "haetae/wire/json.hpp"
#include "input.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

using namespace haetae;

namespace {

/// What both our own reader and the JSON reader understand, they understand alike.
void compare_with_json(std::string_view line, const std::optional<api::JsonLine>& read) {
  const auto json = wire::Json::parse(line);
  if (!json) return;
  const auto* const object = json->if_object();
  const auto* const text = json->if_string();
  if (text != nullptr) HAETAE_ASSERT(read && read->query == *text);
  if (object == nullptr || !read) return;
  // The later of the two names counts.
  const std::string* wanted = nullptr;
  for (const auto& [name, value] : *object) {
    if ((name == "query" || name == "address") && value.if_string() != nullptr) {
      wanted = value.if_string();
    }
  }
  const bool plain_names = line.find('\\') == std::string_view::npos;
  if (plain_names) HAETAE_ASSERT(wanted != nullptr && *wanted == read->query);
}

void check_id(std::string_view id) {
  if (id.empty()) return;
  const std::string document = "{\"id\":" + std::string{id} + "}";
  const auto json = wire::Json::parse(document);
  HAETAE_ASSERT(json.has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const auto choice = input.byte();
  const auto text = input.rest();
  api::BatchFormat format;
  format.input = static_cast<api::BatchInput>(choice % 3);
  if ((choice & 4) != 0) format.column = "2";
  if ((choice & 8) != 0) format.has_header = (choice & 16) != 0;
  auto reader = api::BatchReader::open(text, format);
  if (!reader) return 0;
  std::size_t rows = 0, before = reader->position();
  for (api::BatchRow row; reader->next(row); ++rows) {
    HAETAE_ASSERT(reader->position() > before && reader->position() <= text.size());
    before = reader->position();
    HAETAE_ASSERT(row.query.size() <= text.size());
    check_id(row.id);
  }
  HAETAE_ASSERT(rows <= text.size());
  std::string buffer;
  compare_with_json(text, api::read_json_line(text, buffer));
  return 0;
}
