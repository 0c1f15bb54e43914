// SPDX-License-Identifier: Apache-2.0
// What is not an index is refused; what opens can be walked through without leaving its bytes (the
// sanitizers watch).
#include "places_rows.hpp"
#include "sample_index.hpp"
#include "sections.hpp"

#include <gmock/gmock.h>

namespace haetae::address {
namespace {

AlignedBytes sample_bytes(bool boundaries) {
  auto builder = sample_builder(boundaries);
  return write_index(builder).bytes;
}

TEST(Corruption, WalksTheSampleWhole) {
  const auto bytes = sample_bytes(true);
  const auto index = Index::open(bytes.view());
  ASSERT_TRUE(index.has_value()) << index.error().message;
  EXPECT_EQ(index->report().orphans, 0U);
  EXPECT_EQ(index->report().places, 2U);
  EXPECT_EQ(index->report().boundaries, 2U);
  Scratch scratch;
  EXPECT_GT(walk_index(*index, scratch), 10'000U);
}

TEST(Corruption, IsSeenInEveryByteThatMatters) {
  auto bytes = sample_bytes(false);
  std::size_t passed = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes.data()[i] ^= 0x10;
    passed += Index::open(bytes.view()).has_value() ? 1 : 0;
    bytes.data()[i] ^= 0x10;
  }
  // Only the gaps between sections may differ, and a section leaves fewer than 16 bytes.
  EXPECT_LT(passed, kSectionsMax * kSectionAlignment);
}

TEST(Corruption, IsSeenInEveryLength) {
  const auto bytes = sample_bytes(false);
  for (std::size_t size = 0; size < bytes.size(); size += size < 4096 ? 1 : 61)
    EXPECT_FALSE(Index::open(bytes.view().first(size)).has_value()) << size;
  auto longer = bytes;
  longer.append(base::as_bytes("0123456789abcdef"));
  EXPECT_FALSE(Index::open(longer.view()).has_value());
}

TEST(Corruption, NamesWhatIsWrong) {
  auto bytes = sample_bytes(false);
  EXPECT_THAT(Index::open(bytes.view().first(10)).error().message, testing::HasSubstr("header"));
  EXPECT_THAT(Index::open(bytes.view().subspan(1)).error().message, testing::HasSubstr("16"));
  bytes.data()[8] ^= 0x80;
  EXPECT_THAT(Index::open(bytes.view()).error().message, testing::HasSubstr("import"));
}

/// Edits one section of an index behind the back of its checksums and opens what comes out.
class EditedSections : public testing::Test {
 protected:
  const AlignedBytes bytes_ = sample_bytes(true);
  const Sections sections_ = read_sections(bytes_.view()).value();
  Scratch scratch_;

  [[nodiscard]] base::BytesView section(std::uint32_t id) const {
    base::BytesView bytes;
    return sections_.read(SectionId{id}, bytes) ? bytes : base::BytesView{};
  }
  void expect_safe(std::uint32_t id, const AlignedBytes& edited) {
    auto sections = sections_;
    sections.set(SectionId{id}, edited.view());
    const auto index = Index::open(sections);
    if (index) {
      EXPECT_GT(walk_index(*index, scratch_), 0U);
    }
  }
};

TEST_F(EditedSections, AreRefusedOrStillHarmless) {
  for (std::uint32_t id = 1; id < kSectionsMax; ++id) {
    const auto original = section(id);
    AlignedBytes edited(original);
    // Long sections repeat themselves: some dozens of places in each are enough.
    const auto step = std::max<std::size_t>(1, original.size() / 60);
    for (std::size_t i = 0; i < original.size(); i += step) {
      for (const auto value : {0x00, 0x01, 0x7f, 0xff}) {
        edited.data()[i] = static_cast<std::uint8_t>(value);
        expect_safe(id, edited);
      }
      edited.data()[i] = original[i];
    }
  }
}

TEST_F(EditedSections, HoldNoTextsThatAreNotUtf8) {
  for (const auto id :
       {SectionId::text_bytes, SectionId::road_name_bytes, SectionId::building_name_bytes,
        address::section(PlaceSection::text_bytes)}) {
    const auto original = section(static_cast<std::uint32_t>(id));
    ASSERT_FALSE(original.empty());
    AlignedBytes edited(original);
    // The last byte of the last text: the order stays as it was.
    edited.data()[original.size() - 1] = 0xff;
    auto sections = sections_;
    sections.set(id, edited.view());
    EXPECT_FALSE(Index::open(sections).has_value()) << static_cast<std::uint32_t>(id);
  }
}

TEST(Corruption, TextsThatAreNotUtf8NeverComeIn) {
  auto builder = sample_builder(false);
  builder.add(PlaceRecord{.id = "x", .name = "\xff", .position = {127, 37}});
  builder.add(RoadRecord{1, "\xea\xb0", "\x80"});
  const auto bytes = write_index(builder, {"1", "\xc0", "", 0}).bytes;
  const auto index = Index::open(bytes.view());
  ASSERT_TRUE(index.has_value());
  EXPECT_EQ(index->label().source, "");
}

TEST_F(EditedSections, MayBeMissingOrCut) {
  for (std::uint32_t id = 1; id < kSectionsMax; ++id) {
    const auto original = section(id);
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, original.size() / 2 / 16 * 16,
                                   original.size() - std::min<std::size_t>(original.size(), 4),
                                   original.size() - std::min<std::size_t>(original.size(), 24)}) {
      if (size <= original.size()) expect_safe(id, AlignedBytes(original.first(size)));
    }
  }
}

}  // namespace
}  // namespace haetae::address
