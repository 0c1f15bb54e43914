// SPDX-License-Identifier: Apache-2.0
// An index from outside bytes: refused, or every question about it is answered without leaving
// them. An even first byte: the rest is a file. An odd one: the rest edits the sections of a good
// index behind the back of its checksums, so that the checks of structure are met too.
#include "input.hpp"
#include "sample_index.hpp"
#include "sections.hpp"

#include <map>

using namespace haetae;
using namespace haetae::address;

namespace {

void walk(const base::Outcome<Index, IndexError>& index) {
  static Scratch scratch;
  // An index that grew under the edits is not walked for minutes.
  if (index && index->address_count() < 10'000)
    HAETAE_ASSERT(walk_index(*index, scratch) < 1U << 30);
}

const AlignedBytes& sample() {
  static const auto built = [] {
    auto builder = sample_builder(true);
    return write_index(builder);
  }();
  return built.bytes;
}

std::uint32_t number(fuzz::Input& input, int bytes) {
  std::uint32_t out = 0;
  for (int i = 0; i < bytes; ++i)
    out = out << 8 | input.byte();
  return out;
}

/// One edit: section, place, what to do there, a value.
void edit(fuzz::Input& input, const Sections& good, std::map<std::uint32_t, AlignedBytes>& edited) {
  const auto id = 1 + number(input, 1) % static_cast<std::uint32_t>(kSectionsMax - 1);
  if (edited.find(id) == edited.end()) {
    base::BytesView bytes;
    if (good.read(SectionId{id}, bytes)) edited.emplace(id, AlignedBytes(bytes));
  }
  auto& bytes = edited[id];
  const auto place = number(input, 3);
  const auto action = number(input, 1) % 4;
  const auto value = number(input, 2);
  if (action == 3) {
    bytes = AlignedBytes(bytes.view().first(std::min<std::size_t>(place, bytes.size())));
  } else if (const auto width = std::size_t{1} << action; bytes.size() >= width) {
    // A column entry of one, two or four bytes; 0xffff stands for all ones.
    const auto whole = value == 0xffff ? ~0U : value;
    std::memcpy(bytes.data() + place % (bytes.size() / width) * width, &whole, width);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  if (input.byte() % 2 == 0) {
    const AlignedBytes file(base::as_bytes(input.rest()));
    walk(Index::open(file.view()));
    return 0;
  }
  auto sections = read_sections(sample().view()).value();
  std::map<std::uint32_t, AlignedBytes> edited;
  for (int i = 0; i < 16 && !input.empty(); ++i)
    edit(input, sections, edited);
  for (const auto& block : edited)
    sections.set(SectionId{block.first}, block.second.view());
  walk(Index::open(sections));
  return 0;
}
