// SPDX-License-Identifier: Apache-2.0
#include "sections.hpp"

#include "haetae/base/assert.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <xxhash.h>

namespace haetae::address {
namespace {

constexpr std::uint64_t kMagic = 0x31584449'54454148ULL;  // "HAETIDX1" as bytes

struct Header {
  std::uint64_t magic = kMagic;
  std::uint32_t format = kFormatVersion;
  std::uint32_t sections = 0;
  std::uint64_t size = 0;      ///< of the whole file
  std::uint64_t checksum = 0;  ///< of the table
};

struct Entry {
  std::uint32_t id = 0;
  std::uint32_t unused = 0;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::uint64_t checksum = 0;
};

constexpr std::uint64_t padded(std::uint64_t size) {
  return (size + kSectionAlignment - 1) / kSectionAlignment * kSectionAlignment;
}

template <class T>
base::BytesView bytes_of(std::span<const T> rows) {
  return {reinterpret_cast<const std::uint8_t*>(rows.data()), rows.size_bytes()};
}

std::uint64_t checksum(base::BytesView bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

std::string fault_of(const Header& header, base::BytesView bytes) {
  if (header.magic != kMagic) return "header: this is not an address index";
  if (header.format != kFormatVersion) {
    return fmt::format("header: format {} instead of {}; import the data again", header.format,
                       kFormatVersion);
  }
  if (header.size != bytes.size()) {
    return fmt::format("header: the file has {} bytes instead of {}", bytes.size(), header.size);
  }
  if (header.sections > kSectionsMax) return "header: too many sections";
  if (bytes.size() < sizeof(Header) + header.sections * sizeof(Entry)) return "table: cut off";
  return {};
}

}  // namespace

void SectionWriter::place(SectionId id, base::BytesView bytes, std::shared_ptr<const void> keeper) {
  HAETAE_ASSERT(static_cast<std::size_t>(id) < kSectionsMax);
  const auto at =
      std::lower_bound(blocks_.begin(), blocks_.end(), id,
                       [](const Block& block, SectionId wanted) { return block.id < wanted; });
  HAETAE_ASSERT(at == blocks_.end() || at->id != id);
  blocks_.insert(at, Block{id, bytes, std::move(keeper)});
  view_.set(id, bytes);
}

std::uint64_t SectionWriter::size_with(std::uint64_t more) const {
  std::uint64_t size = sizeof(Header) + (blocks_.size() + 1) * sizeof(Entry) + padded(more);
  for (const auto& block : blocks_)
    size += padded(block.bytes.size());
  return size;
}

bool SectionWriter::write(Parallel& parallel, const IndexSink& sink) const {
  std::vector<Entry> table(blocks_.size());
  std::vector<std::function<void()>> jobs;
  std::uint64_t offset = sizeof(Header) + blocks_.size() * sizeof(Entry);
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const auto& block = blocks_[i];
    table[i] = {static_cast<std::uint32_t>(block.id), 0, offset, block.bytes.size(), 0};
    offset += padded(block.bytes.size());
    jobs.push_back([&block, &entry = table[i]] { entry.checksum = checksum(block.bytes); });
  }
  parallel.run(std::move(jobs));

  Header header;
  header.sections = static_cast<std::uint32_t>(table.size());
  header.size = offset;
  header.checksum = checksum(bytes_of(std::span<const Entry>(table)));
  const std::array<std::uint8_t, kSectionAlignment> zeros{};
  const auto put = [&](base::BytesView bytes) {
    const auto rest = padded(bytes.size()) - bytes.size();
    return (bytes.empty() || sink(bytes)) &&
           (rest == 0 || sink(base::BytesView(zeros).first(rest)));
  };
  static_assert(sizeof(Header) % kSectionAlignment == 0 && sizeof(Entry) % kSectionAlignment == 0);
  if (!put(bytes_of(std::span<const Header>(&header, 1)))) return false;
  if (!put(bytes_of(std::span<const Entry>(table)))) return false;
  return std::all_of(blocks_.begin(), blocks_.end(),
                     [&](const Block& block) { return put(block.bytes); });
}

base::Outcome<Sections, IndexError> read_sections(base::BytesView bytes) {
  const auto refuse = [](std::string why) { return base::fail(IndexError{std::move(why)}); };
  if (reinterpret_cast<std::uintptr_t>(bytes.data()) % kSectionAlignment != 0) {
    return refuse("the bytes do not stand at a multiple of 16");
  }
  Header header;
  if (bytes.size() < sizeof header) return refuse("header: cut off");
  std::memcpy(&header, bytes.data(), sizeof header);
  if (auto why = fault_of(header, bytes); !why.empty()) return refuse(std::move(why));
  const auto table = bytes.subspan(sizeof header, header.sections * sizeof(Entry));
  if (checksum(table) != header.checksum) return refuse("table: wrong checksum");

  Sections sections;
  std::uint64_t end = sizeof header + table.size();
  std::uint32_t last_id = 0;
  for (std::size_t i = 0; i < header.sections; ++i) {
    Entry entry;
    std::memcpy(&entry, table.data() + i * sizeof entry, sizeof entry);
    if (entry.id <= last_id || entry.id >= kSectionsMax) return refuse("table: wrong section");
    if (entry.offset != end || entry.size > bytes.size() - end ||
        padded(entry.size) > bytes.size() - end) {
      return refuse(fmt::format("section {}: lies outside the file", entry.id));
    }
    const auto block = bytes.subspan(entry.offset, entry.size);
    if (checksum(block) != entry.checksum) {
      return refuse(fmt::format("section {}: wrong checksum", entry.id));
    }
    end += padded(entry.size);
    last_id = entry.id;
    sections.set(SectionId{entry.id}, block);
  }
  if (end != bytes.size()) return refuse("table: bytes behind the last section");
  return sections;
}

}  // namespace haetae::address
