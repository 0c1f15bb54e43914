// SPDX-License-Identifier: Apache-2.0
#include "label.hpp"

#include "utf8.hpp"

#include <charconv>
#include <fmt/format.h>

namespace haetae::address {

void write_label(const IndexLabel& label, SectionWriter& writer) {
  std::vector<char> bytes;
  for (const auto& field :
       {label.version, label.source, label.edition, fmt::to_string(label.built)}) {
    if (is_utf8(field)) {
      std::copy_if(field.begin(), field.end(), std::back_inserter(bytes),
                   [](char byte) { return byte != '\0'; });
    }
    bytes.push_back('\0');
  }
  writer.add(SectionId::label, std::move(bytes));
}

bool read_label(const Sections& sections, IndexLabel& out) {
  std::span<const char> bytes;
  if (!sections.read(SectionId::label, bytes)) return false;
  std::string_view rest(bytes.data(), bytes.size());
  if (!is_utf8(rest)) return false;
  std::string built;
  for (auto* field : {&out.version, &out.source, &out.edition, &built}) {
    const auto end = rest.find('\0');
    if (end == std::string_view::npos) return false;
    *field = rest.substr(0, end);
    rest.remove_prefix(end + 1);
  }
  const auto* last = built.data() + built.size();
  const auto parsed = std::from_chars(built.data(), last, out.built);
  return rest.empty() && parsed.ec == std::errc{} && parsed.ptr == last;
}

}  // namespace haetae::address
