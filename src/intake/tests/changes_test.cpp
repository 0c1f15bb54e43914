// SPDX-License-Identifier: Apache-2.0
// Change files of 건물DB and 내비게이션용DB, and KIKmix, up to the index that comes of them.
#include "fixture.hpp"
#include "haetae/intake/import.hpp"
#include "haetae/intake/regions.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace haetae;
using namespace haetae::intake;
using namespace haetae::intake::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

constexpr std::uint64_t kRoad = 991103000123;

std::string building_number(int serial) {
  return fmt::format("9911010100100120001{:06}", serial);
}

/// 건물DB: building `serial` at 바다로 `number`.
std::string building(int serial, int number, std::string_view change = "") {
  return fmt::format(
      "9911010100|가나도|다라시|마바동||0|{1}|1|991103000123|바다로|0|{1}|0|대장|가동|{0}|01|"
      "9911051000|마바1동|12345|||{2}||||0|12345|0||\n",
      building_number(serial), number, change);
}

/// 건물DB 관련지번 of 바다로 `number`.
std::string building_lot(int number, int lot, std::string_view change = "") {
  return fmt::format("9911010100|가나도|다라시|마바동||0|{}|0|991103000123|0|{}|0|1|{}\n", lot,
                     number, change);
}

/// 내비게이션용DB: building `serial` at 바다로 `number`.
std::string navigation(int serial, int number, std::string_view name,
                       std::string_view change = "") {
  return fmt::format(
      "9911010100|가나도|다라시|마바동|991103000123|바다로|0|{}|0|12345|{}|{}|주택|9911051000|"
      "마바1동|3|1|1|1|가동|||0|953010.0|1954020.0|953012.25|1954023.466812|Gana-do|Dara-si|"
      "Maba-dong|Bada-ro|1|{}\n",
      number, building_number(serial), name, change);
}
std::string navigation_lot(int number, int lot, int serial, std::string_view change = "") {
  return fmt::format(
      "9911010100|가나도|다라시|마바동||0|{}|1|991103000123|0|{}|0|{}|Gana-do|Dara-si|Maba-dong||{}"
      "|9911010100100120001000001|9911010100\n",
      lot, number, serial, change);
}

class Changes : public ::testing::Test {
 protected:
  void import(const std::vector<std::pair<std::string, std::string>>& files) {
    std::vector<std::filesystem::path> paths;
    for (const auto& [name, bytes] : files)
      paths.push_back(dir_.write(name, bytes));
    const auto done = import_juso(store_, clock_, paths, {}, {}, false);
    ASSERT_TRUE(done.has_value()) << done.error().message;
  }
  base::Outcome<ImportReport, IntakeError> change(const std::string& name,
                                                  const std::string& bytes) {
    AssemblyOptions options;
    options.force = true;
    return import_changes(store_, clock_, {dir_.write(name, bytes)}, {}, options);
  }
  std::shared_ptr<const address::Index> active() {
    return open_index(store_.index_file(store_.active().value())).value();
  }
  static std::optional<address::AddressId> find(const address::Index& index, std::uint32_t number) {
    const auto road = index.find_road(kRoad);
    return road ? index.find_address(*road, {address::Ground::surface, number, 0}) : std::nullopt;
  }
  /// The numbers of 바다로 that there are, and how many buildings each has.
  std::vector<std::string> numbers() {
    const auto index = active();
    std::vector<std::string> out;
    for (std::uint32_t i = 0; i < index->address_count(); ++i) {
      const address::AddressId id{i};
      out.push_back(
          fmt::format("{}:{}", index->address(id).number.main, index->buildings_of(id).size()));
    }
    return out;
  }

  TempDir dir_;
  base::ManualClock clock_{base::from_unix_seconds(1'767'225'600)};  // 2026-01-01
  DataStore store_{dir_.path() / "address"};
};

}  // namespace

TEST_F(Changes, OfBuildingsTakeAnAddressAwayWithItsLastBuilding) {
  import(
      {{ "202512_build.txt",
         building(1, 10) + building(2, 10) + building(3, 20) + building(4, 30) }});
  EXPECT_THAT(numbers(), ElementsAre("10:2", "20:1", "30:1"));
  const auto done = change("202601_build_mod.txt",
                           building(1, 10, "63") + building(3, 20, "63") + building(5, 40, "31"));
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(done->read.edition, 20260131U);
  EXPECT_THAT(numbers(), ElementsAre("10:1", "30:1", "40:1"));
}

TEST_F(Changes, OfBuildingsFollowABuildingToItsNewAddress) {
  import({{ "202512_build.txt", building(1, 10) + building(2, 20) + building(3, 20) }});
  ASSERT_TRUE(change("202601_build_mod.txt", building(1, 11, "34") + building(2, 20, "72") +
                                                 building(4, 30, "31") + building(4, 30, "63"))
                  .has_value());
  EXPECT_THAT(numbers(), ElementsAre("11:1", "20:1"));
}

TEST_F(Changes, OfBuildingsAddAndAbolishLots) {
  import({{"202512_build.txt", building(1, 10)}, { "jibun.txt", building_lot(10, 77) }});
  ASSERT_TRUE(
      change("202601_jibun_mod.txt", building_lot(10, 77, "63") + building_lot(10, 78, "31"))
          .has_value());
  const auto index = active();
  std::vector<std::uint32_t> lots;
  for (const auto& lot : index->lots_of(find(*index, 10).value()))
    lots.push_back(lot.number.main);
  EXPECT_THAT(lots, ElementsAre(10, 78));
}

TEST_F(Changes, OfAMonthFollowTheMonthBefore) {
  import({{ "202512_build.txt", building(1, 10) }});
  const auto gap = change("202602_build_mod.txt", building(2, 20, "31"));
  ASSERT_FALSE(gap.has_value());
  EXPECT_THAT(gap.error().message, HasSubstr("20260101"));
  ASSERT_TRUE(change("202601_build_mod.txt", building(2, 20, "31")).has_value());
  ASSERT_TRUE(change("202602_build_mod.txt", building(3, 30, "31")).has_value());
  const auto again = change("202602_build_mod.txt", building(4, 40, "31"));
  ASSERT_FALSE(again.has_value());
  EXPECT_THAT(again.error().message, HasSubstr("already"));
  const auto nameless = change("build_mod.txt", building(5, 50, "31"));
  ASSERT_FALSE(nameless.has_value());
  EXPECT_THAT(nameless.error().message, HasSubstr("YYYYMM"));
}

TEST_F(Changes, OfBuildingsOnlyAddToRoadAddresses) {
  import({{"202512_rnaddrkor.txt", road_address(10) + road_address(20)},
          { "202512_build.txt",
            building(1, 10) + building(2, 20) }});
  const auto done = change("build_mod.txt", building(1, 10, "63") + building(2, 20, "34") +
                                                building(3, 30, "31") + building(4, 20, "73"));
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_THAT(numbers(), ElementsAre("10:0", "20:2"));
  // The day that the addresses have reached stays: the daily files go on from there.
  EXPECT_EQ(active()->label().edition, "20251231");
  EXPECT_TRUE(
      change("AlterD.JUSUKR.20260101.TH_SGCO_RNADR_MST.TXT", road_address(40, "31")).has_value());
}

TEST_F(Changes, OfNavigationKeepTheLotThatTheyDoNotSay) {
  import({{"202512_match_build.txt", navigation(1, 10, "낡은집")},
          { "202512_match_jibun.txt",
            navigation_lot(10, 55, 0) }});
  ASSERT_TRUE(change("202601_match_build_mod.txt",
                     navigation(1, 10, "새집", "34") + navigation(2, 20, "옆집", "31"))
                  .has_value());
  const auto index = active();
  const auto changed = index->address(find(*index, 10).value());
  EXPECT_EQ(changed.building, "새집");
  EXPECT_EQ(changed.lot.main, 55U);
  EXPECT_EQ(index->address(find(*index, 20).value()).lot.main, 0U);
  ASSERT_TRUE(change("202602_match_jibun_mod.txt",
                     navigation_lot(20, 66, 0, "31") + navigation_lot(10, 56, 3, "31"))
                  .has_value());
  EXPECT_EQ(active()->lots_of(find(*active(), 20).value()).size(), 1U);
  ASSERT_TRUE(change("202603_match_build_mod.txt", navigation(1, 10, "새집", "63")).has_value());
  EXPECT_THAT(numbers(), ElementsAre("20:1"));
}

TEST_F(Changes, OfTheAddressDatabaseAreRefusedWithTheReason) {
  import({{ "202512_build.txt", building(1, 10) }});
  const auto refused = change(
      "202601.txt", "9911010100100120001000001|991103000123|01|0|12|0|12345|31|20260101||0\n");
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, HasSubstr("load the full one"));
}

TEST_F(Changes, DistrictsFillAddressesWhoseRegionHasOnlyOne) {
  std::string bare = road_address(10);
  bare.replace(bare.find("9911051000|마바1동"), std::string{"9911051000|마바1동"}.size(), "|");
  import({{ "202512_rnaddrkor.txt", bare + road_address(20) }});
  const auto fill = [this](const std::string& table) {
    return import_layer(store_, clock_, kDistrictsLayer,
                        [&](RecordSink& sink) -> base::Outcome<void, IntakeError> {
                          const auto read = read_districts(table, "KIKmix.txt", sink);
                          if (!read) return base::fail(read.error());
                          return {};
                        },
                        {});
  };
  const std::string head =
      "행정동코드\t시도명\t시군구명\t읍면동명\t법정동코드\t동리명\t생성일자\t말소일자\n"
      "9911000000\t가나도\t다라시\t\t9911000000\t다라시\t19880423\t\n";
  const std::string one = "9911052000\t가나도\t다라시\t마바2동\t9911010100\t마바동\t19880423\t\n";
  const auto district = [this](std::uint32_t number) -> std::string {
    const auto index = active();
    const auto id = index->address(find(*index, number).value()).district;
    return id == address::kNoDistrict ? "" : std::string{index->district(id).name};
  };
  ASSERT_TRUE(fill(head + one).has_value());
  EXPECT_EQ(district(10), "마바2동");
  EXPECT_EQ(district(20), "마바1동");
  ASSERT_TRUE(
      fill(head + one + "9911053000\t가나도\t다라시\t마바3동\t9911010100\t마바동\t19880423\t\n")
          .has_value());
  EXPECT_EQ(district(10), "");
  ASSERT_TRUE(fill(head + one +
                   "9911053000\t가나도\t다라시\t마바3동\t9911010100\t마바동\t19880423\t20200101\n")
                  .has_value());
  EXPECT_EQ(district(10), "마바2동");
}

TEST(Districts, RefuseWhatIsNoSuchTable) {
  Journal journal;
  const auto read = read_districts("a,b\n1,2\n", "x.csv", journal);
  ASSERT_FALSE(read.has_value());
  EXPECT_THAT(read.error().message, HasSubstr("KIKmix"));
  const auto bad = read_districts(
      "행정동코드,읍면동명,법정동코드,동리명,말소일자\nx,마바동,9911010100,마바동,\n", "x",
      journal);
  ASSERT_TRUE(bad.has_value());
  EXPECT_EQ(bad->broken, 1U);
  EXPECT_TRUE(journal.lines.empty());
}
