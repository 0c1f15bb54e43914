// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"
#include "haetae/intake/import.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace haetae;
using namespace haetae::intake;
using namespace haetae::intake::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

constexpr int kRows = 100;

std::string roads(int first, int last, std::string_view change = "") {
  std::string text;
  for (int i = first; i <= last; ++i)
    text += road_address(i, change);
  return text;
}

struct Data {
  TempDir dir;
  base::ManualClock clock{base::from_unix_seconds(1'767'225'600)};  // 2026-01-01
  DataStore store{dir.path() / "address"};

  base::Outcome<ImportReport, IntakeError> juso(const std::string& name, const std::string& bytes,
                                                AssemblyOptions options = {}, bool add = false) {
    return import_juso(store, clock, {dir.write(name, bytes)}, {}, options, add);
  }
  base::Outcome<ImportReport, IntakeError> daily(const std::string& name,
                                                 const std::string& bytes) {
    return import_changes(store, clock, {dir.write(name, bytes)}, {}, {});
  }
  std::shared_ptr<const address::Index> active() {
    return open_index(store.index_file(store.active().value())).value();
  }
  /// Whether the active index has 바다로 `number`.
  bool has(std::uint32_t number) {
    const auto index = active();
    const auto road = index->find_road(991103000123);
    return road && index->find_address(*road, {address::Ground::surface, number, 0});
  }
};

}  // namespace

TEST(Import, MakesAVersionThatCanBeOpened) {
  Data data;
  const auto done = data.juso("202512_all.txt", roads(1, kRows));
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(done->built.version, "20260101-1");
  EXPECT_EQ(done->built.build.addresses, 100U);
  EXPECT_TRUE(done->built.activated);
  EXPECT_EQ(data.store.active(), "20260101-1");
  EXPECT_EQ(data.active()->label().edition, "20251231");
  EXPECT_TRUE(data.has(kRows));
}

TEST(Import, RefusesToLoseMoreThanTheShareUnlessForced) {
  Data data;
  ASSERT_TRUE(data.juso("a.txt", roads(1, 100)).has_value());
  ASSERT_TRUE(data.juso("a.txt", roads(1, 99)).has_value());
  const auto lost = data.juso("a.txt", roads(1, 90));
  ASSERT_FALSE(lost.has_value());
  EXPECT_EQ(lost.error().kind, IntakeError::Kind::refused);
  EXPECT_THAT(lost.error().message, HasSubstr("addresses 99 → 90"));
  EXPECT_EQ(data.store.active(), "20260101-2");
  EXPECT_EQ(data.store.list().size(), 2U);
  EXPECT_TRUE(data.juso("a.txt", roads(1, 90), {.loss_max_percent = 10}).has_value());
  EXPECT_TRUE(data.juso("a.txt", roads(1, 10), {.force = true}).has_value());
}

TEST(Import, AddsToWhatWasImportedBefore) {
  Data data;
  ASSERT_TRUE(data.juso("a.txt", roads(1, 50)).has_value());
  ASSERT_TRUE(data.juso("b.txt", roads(51, 60) + entrance(1), {}, true).has_value());
  EXPECT_EQ(data.active()->address_count(), 60U);
}

TEST(Import, NothingUsableIsRefused) {
  Data data;
  const auto done = data.juso("a.txt", "hello");
  ASSERT_FALSE(done.has_value());
  EXPECT_THAT(done.error().message, HasSubstr("not one of the official address files"));
  EXPECT_TRUE(data.store.list().empty());
}

TEST(ImportChanges, SetsAndAbolishesDayByDay) {
  Data data;
  ASSERT_TRUE(data.juso("202512_all.txt", roads(1, kRows)).has_value());
  const auto gap = data.daily("AlterD.JUSUKR.20260102.MST.TXT", roads(101, 101, "31"));
  ASSERT_FALSE(gap.has_value());
  EXPECT_THAT(gap.error().message, HasSubstr("20260101"));

  ASSERT_TRUE(
      data.daily("AlterD.JUSUKR.20260101.MST.TXT", roads(101, 102, "31") + roads(5, 5, "63"))
          .has_value());
  EXPECT_TRUE(data.has(101));
  EXPECT_FALSE(data.has(5));
  EXPECT_EQ(data.active()->label().edition, "20260101");

  ASSERT_TRUE(
      data.daily("AlterD.JUSUKR.20260102.MST.TXT", roads(101, 101, "63") + roads(5, 5, "34"))
          .has_value());
  EXPECT_FALSE(data.has(101));
  EXPECT_TRUE(data.has(102));
  EXPECT_TRUE(data.has(5));
}

TEST(ImportChanges, AbolishesOneRelatedLot) {
  Data data;
  ASSERT_TRUE(data.juso("202512_a.zip", zip({{"a", roads(1, kRows)},
                                             {"b", related_lot(2, 970) + related_lot(2, 971)}}))
                  .has_value());
  const auto done = data.daily("AlterD.JUSUKR.20260101.LNBR.TXT", related_lot(2, 970, "63"));
  ASSERT_TRUE(done.has_value()) << done.error().message;
  const auto index = data.active();
  const auto region = index->find_region(9911010100).value();
  EXPECT_TRUE(index->find_lots(region, {false, 970, 0}).empty());
  EXPECT_EQ(index->find_lots(region, {false, 971, 0}).size(), 1U);
}

TEST(ImportChanges, NeedsFullFiles) {
  Data data;
  const auto done = data.daily("AlterD.JUSUKR.20260101.MST.TXT", roads(1, 1, "31"));
  ASSERT_FALSE(done.has_value());
  EXPECT_THAT(done.error().message, HasSubstr("full month first"));
}

TEST(ImportLayer, StaysThroughLaterImportsAndIsReplacedByItsName) {
  Data data;
  ASSERT_TRUE(data.juso("a.txt", roads(1, kRows)).has_value());
  const auto place = [](std::string_view name) {
    return [name = std::string{name}](RecordSink& sink) -> base::Outcome<void, IntakeError> {
      sink.add(address::PlaceRecord{"1", name, "", "", "", "", "", {127, 37}});
      return {};
    };
  };
  ASSERT_TRUE(import_layer(data.store, data.clock, "pois:a", place("가"), {}).has_value());
  ASSERT_TRUE(import_layer(data.store, data.clock, "pois:b", place("나"), {}).has_value());
  ASSERT_TRUE(
      import_layer(data.store, data.clock, "pois:a", place("다"), {.force = true}).has_value());
  const auto done = data.juso("a.txt", roads(1, kRows));
  ASSERT_TRUE(done.has_value());
  EXPECT_THAT(done->built.layers, ElementsAre("pois:b", "pois:a", "juso"));
}

TEST(DataStore, RollsBackAndForth) {
  Data data;
  EXPECT_FALSE(data.store.rollback().has_value());
  ASSERT_TRUE(data.juso("a.txt", roads(1, 10)).has_value());
  ASSERT_TRUE(data.juso("a.txt", roads(1, 11)).has_value());
  EXPECT_EQ(data.store.rollback().value(), "20260101-1");
  EXPECT_EQ(data.store.active(), "20260101-1");
  EXPECT_EQ(data.store.former(), "20260101-2");
  EXPECT_EQ(data.store.rollback().value(), "20260101-2");
}

TEST(DataStore, RefusesToActivateWhatIsDamaged) {
  Data data;
  ASSERT_TRUE(data.juso("a.txt", roads(1, 10)).has_value());
  ASSERT_TRUE(data.juso("a.txt", roads(1, 10), {.activate = false}).has_value());
  EXPECT_EQ(data.store.active(), "20260101-1");
  {
    std::fstream file{data.store.index_file("20260101-2"),
                      std::ios::in | std::ios::out | std::ios::binary};
    file.seekp(2000);
    file.put('\x55');
    file.put('\x7F');
  }
  const auto done = data.store.activate("20260101-2");
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().kind, IntakeError::Kind::unavailable);
  EXPECT_EQ(data.store.active(), "20260101-1");
}

TEST(DataStore, KeepsTheNewestAndThoseInUse) {
  Data data;
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(data.juso("a.txt", roads(1, 10), {.activate = i == 0, .keep = 3}).has_value());
  std::vector<std::string> names;
  for (const Version& version : data.store.list())
    names.push_back(version.name);
  EXPECT_THAT(names, ElementsAre("20260101-1", "20260101-4", "20260101-5"));
  EXPECT_FALSE(data.store.remove("20260101-1").has_value());
  EXPECT_TRUE(data.store.remove("20260101-5").has_value());
  EXPECT_FALSE(data.store.remove("../x").has_value());
  EXPECT_FALSE(data.store.remove("20260101-5").has_value());
}

TEST(DataStore, OnlyOneImportRunsAtATime) {
  Data data;
  const auto lock = data.store.lock();
  ASSERT_TRUE(lock.has_value());
  const auto done = data.juso("a.txt", roads(1, 10));
  ASSERT_FALSE(done.has_value());
  EXPECT_THAT(done.error().message, HasSubstr("another import"));
}

TEST(SourceLog, ADamagedLogIsToldAndNothingIsBuiltFromIt) {
  Data data;
  ASSERT_TRUE(data.juso("202512_a.txt", roads(1, kRows)).has_value());
  const auto path = data.store.source_file("20260101-1");
  std::string bytes;
  {
    std::ifstream file{path, std::ios::binary};
    bytes.assign(std::istreambuf_iterator<char>{file}, {});
  }
  for (std::size_t size = 0; size < bytes.size(); size += 7)
    EXPECT_FALSE(SourceLog::parse(std::string_view{bytes}.substr(0, size), "x").has_value());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x10);
  std::ofstream{path, std::ios::binary} << bytes;
  const auto done = data.daily("AlterD.JUSUKR.20260101.MST.TXT", roads(101, 101, "31"));
  ASSERT_FALSE(done.has_value());
  EXPECT_THAT(done.error().message, HasSubstr("import the full official files again"));
  EXPECT_EQ(data.store.active(), "20260101-1");
}

TEST(Records, ComeBackAsTheyWereWritten) {
  RecordWriter writer;
  const address::AddressKey key{991103000123, {address::Ground::underground, 12, 3}};
  writer.add(address::RegionRecord{9911010100, "가나도", "다라시", "마바동", ""});
  writer.add(address::AddressRecord{key,
                                    9911010100,
                                    9911051000,
                                    "마바1동",
                                    {true, 12, 1},
                                    12345,
                                    "건물",
                                    "대장",
                                    "옛주소",
                                    true});
  writer.add(address::BoundaryRecord{address::BoundaryKind::administrative,
                                     9911051000,
                                     "마바1동",
                                     {{{127, 37}, {127.5, 37}, {127, 37.5}}}});
  writer.add(address::UnitRecord{key, "가동", "1", "101", true});
  writer.remove(key);
  Journal journal;
  ASSERT_TRUE(replay(writer.bytes(), journal));
  EXPECT_THAT(
      journal.lines,
      ElementsAre("region 9911010100 가나도|다라시|마바동|",
                  "address 991103000123/1/12-3 9911010100 9911051000|마바1동 산12-1 12345 "
                  "건물|대장|옛주소 true",
                  "boundary administrative 9911051000 마바1동 rings 1 points 3",
                  "unit 991103000123/1/12-3 가동|1|101 true", "remove 991103000123/1/12-3"));
  for (std::size_t size = 1; size < writer.bytes().size(); ++size) {
    Journal part;
    static_cast<void>(replay(std::string_view{writer.bytes()}.substr(0, size), part));
    EXPECT_LE(part.lines.size(), journal.lines.size());
  }
}
