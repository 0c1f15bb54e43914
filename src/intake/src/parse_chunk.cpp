// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/source_log.hpp"
#include "rows.hpp"

#include <cstring>

namespace haetae::intake {
namespace {

/// A replacement character in a line means that its bytes were neither CP949 nor UTF-8.
bool readable(std::string_view line, std::size_t bad_in_chunk) {
  return bad_in_chunk == 0 || line.find(kReplacement) == std::string_view::npos;
}

}  // namespace

Parsed parse_chunk(const Chunk& chunk, const RowRules& rules) {
  Parsed out;
  out.file = chunk.file;
  std::string text;
  const std::size_t bad = append_utf8(rules.encoding, chunk.bytes, text);
  RowOutput rows{out};
  Fields fields;
  std::uint64_t number = chunk.first_line;
  for (std::string_view rest = text; !rest.empty(); ++number) {
    const auto* found = static_cast<const char*>(std::memchr(rest.data(), '\n', rest.size()));
    const std::size_t size =
        found == nullptr ? rest.size() : static_cast<std::size_t>(found - rest.data());
    std::string_view line = rest.substr(0, size);
    rest.remove_prefix(found == nullptr ? size : size + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty() || (rules.header && number == 1)) continue;
    ++out.rows;
    split_fields(line, fields);
    Row row{fields};
    if (!readable(line, bad)) {
      row.fail(fields.count, "or one before it holds bytes that are no Korean text");
    } else if (const std::size_t wanted = fields_of(rules.layout);
               wanted != 0 && fields.count != wanted &&
               !(rules.layout == Layout::building && fields.count == 27)) {
      row.fail(fields.count, "is the last one: the line has another number of fields");
    } else {
      read_address_row(row, rules, rows);
    }
    if (!row.good()) out.problems.push_back({chunk.file, number, row.why()});
  }
  rows.finish();
  if (!out.records.bytes().empty()) out.packed = pack_block(out.records.bytes());
  return out;
}

}  // namespace haetae::intake
