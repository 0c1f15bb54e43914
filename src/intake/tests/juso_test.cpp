// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/juso.hpp"

#include "fixture.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace haetae::intake;
using namespace haetae::intake::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

namespace {

/// Everything that files say, written down.
struct Read {
  Journal journal;
  haetae::base::Outcome<ReadReport, IntakeError> report{ReadReport{}};
};

Read read(const std::vector<std::pair<std::string, std::string>>& named, ReadOptions options = {}) {
  std::vector<SourceFile> files;
  for (const auto& [name, bytes] : named)
    files.push_back(memory_file(name, bytes));
  Read out;
  out.report =
      read_juso(files, options, [&](std::string_view records, const std::string&, std::uint32_t) {
        return replay(records, out.journal);
      });
  return out;
}

const char* const kBuilding =
    "9911010100|가나도|다라시|마바동||0|12|1|991103000123|바다로|0|12|0|||"
    "9911010100100120001000001|01|"
    "9911051000|마바1동|12345|||||||0|12345|0||\n";

}  // namespace

TEST(ReadJuso, JoinsNothingButReadsARoadAddressWhole) {
  const auto got = read({{"a.txt", cp949(crlf(road_address(12, "", "똠건물")))}});
  ASSERT_TRUE(got.report.has_value());
  EXPECT_THAT(got.journal.lines,
              ElementsAre("region 9911010100 가나도|다라시|마바동|", "road 991103000123 바다로|",
                          "address 991103000123/0/12-0 9911010100 9911051000|마바1동 12-1 12345 "
                          "똠건물|대장| false"));
  EXPECT_EQ(got.report->rows, 1U);
  EXPECT_EQ(got.report->edition, 20260105U);
}

TEST(ReadJuso, GivesTheSameWhateverEncodingLineEndAndNumberOfThreads) {
  std::string text;
  for (int i = 1; i <= 30'000; ++i)
    text += road_address(i, "", i % 7 == 0 ? "건물" : "");
  std::string unended = text;
  unended.pop_back();
  ReadOptions one;
  one.threads = 1;
  const auto plain = read({{"a", text}}, one);
  // Where chunks end, regions and roads are declared again.
  const auto addresses = [](const Read& r) {
    std::vector<std::string> out;
    for (const std::string& line : r.journal.lines) {
      if (line.rfind("address", 0) == 0) out.push_back(line);
    }
    return out;
  };
  for (const std::string& bytes :
       {cp949(text), crlf(text), cp949(crlf(text)), "\xEF\xBB\xBF" + text, unended}) {
    const auto got = read({{"a", bytes}});
    EXPECT_TRUE(addresses(got) == addresses(plain));
    EXPECT_EQ(got.report->broken, 0U);
    EXPECT_EQ(got.report->rows, 30'000U);
  }
}

TEST(ReadJuso, CarriesEntrancesToDegrees) {
  const auto got = read({{"a", road_address(12)}, {"b", entrance(12)}});
  ASSERT_TRUE(got.report.has_value());
  // 953012.25, 1954023.466812 in EPSG:5179, computed apart with Krüger's series.
  EXPECT_EQ(got.journal.lines.back(), "position 991103000123/0/12-0 126.96781 37.58440");
}

TEST(ReadJuso, CountsBrokenLinesWithFileLineAndReasonAndGoesOn) {
  std::string text = road_address(1) + "9911|nonsense\n" + road_address(2);
  text += road_address(3);
  const std::string good = road_address(6) + road_address(7) + road_address(8);
  const std::string bad_code = "X" + road_address(4).substr(1);
  std::string bad_number = road_address(5);
  bad_number.replace(bad_number.find("|0|5|0|9911"), 11, "|0|x|0|9911");
  std::vector<std::string> all;
  ReadOptions options;
  options.problem = [&all](std::string_view line) { all.emplace_back(line); };
  const auto got =
      read({{"road.txt", text + bad_code + bad_number + cp949("가") + "\n" + good}}, options);
  ASSERT_TRUE(got.report.has_value());
  EXPECT_EQ(got.report->rows, 10U);
  EXPECT_EQ(got.report->broken, 4U);
  EXPECT_EQ(got.journal.count("address"), 6U);
  EXPECT_EQ(got.report->problems, all);
  EXPECT_THAT(
      got.report->problems,
      ElementsAre(HasSubstr("road.txt:2: "), "road.txt:5: field 1 is not a code of 26 digits",
                  "road.txt:6: field 13 is not a number from 0 to 99999",
                  HasSubstr("road.txt:7: ")));
}

TEST(ReadJuso, RefusesNumbersThatNoAddressHas) {
  const auto broken = [](std::string row, std::string_view from, std::string_view to) {
    row.replace(row.find(from), from.size(), to);
    const auto got = read({{"a", road_address(1) + road_address(2) + row}});
    return got.report->broken;
  };
  EXPECT_EQ(broken(road_address(3), "바다로|0|3|0", "바다로|0|0|0"), 1U);
  EXPECT_EQ(broken(road_address(3), "바다로|0|3|0", "바다로|0|3|8192"), 1U);
  EXPECT_EQ(broken(road_address(3), "|12345|", "|1234|"), 1U);
  EXPECT_EQ(broken(road_address(3), "||0|3|1|", "||0|10000|1|"), 1U);
  EXPECT_EQ(broken(entrance(3), "953003.25", "700000.0"), 1U);
}

TEST(ReadJuso, EntrancesOutsideKoreaAreBroken) {
  std::string outside = entrance(3);
  outside.replace(outside.find("953003.250000"), 13, "553003.250000");
  const auto got = read({{"a", entrance(1) + entrance(2) + outside}});
  EXPECT_THAT(got.report->problems,
              ElementsAre("a:3: field 17 and the next lie outside Korea (EPSG:5179)"));
}

TEST(ReadJuso, LeavesOutWhatItDoesNotKnowAndSaysSo) {
  const auto got = read(
      {{"a.txt", road_address(1)}, {"layout.pdf", "%PDF-1.4"}, {"mst.txt", road_address(2, "31")}});
  ASSERT_TRUE(got.report.has_value());
  ASSERT_EQ(got.report->files.size(), 3U);
  EXPECT_FALSE(got.report->files[1].used);
  EXPECT_THAT(got.report->files[1].note, HasSubstr("not one of the official"));
  EXPECT_THAT(got.report->files[2].note, HasSubstr("juso-daily"));
}

TEST(ReadJuso, TakesBuildingsForAddressesOnlyWhereNothingBetterIsThere) {
  const auto alone = read({{"b", kBuilding}});
  EXPECT_EQ(alone.journal.count("address"), 1U);
  EXPECT_EQ(alone.journal.count("building"), 1U);
  const auto beside = read({{"b", kBuilding}, {"a", road_address(12)}});
  EXPECT_EQ(beside.journal.count("address"), 1U);
  EXPECT_EQ(beside.journal.count("building"), 1U);
  EXPECT_TRUE(
      beside.journal.has("address 991103000123/0/12-0 9911010100 9911051000|마바1동 12-1 12345 "
                         "|대장| false"));
}

TEST(ReadJuso, JoinsTheFilesOfTheAddressDatabase) {
  const std::string id = "9911010100100120001000001";
  const auto got = read({{"1", id + "|991103000123|01|0|12|0|12345||||0\n"},
                         {"2", id + "|1|9911010100|가나도|다라시|마바동||0|12|1|1\n" + id +
                                   "|2|9911010100|가나도|다라시|마바동||0|13|0|0\n"},
                         {"3", id + "|9911051000|마바1동|12345|||대장|바다빌라|1\n"},
                         {"4",
                          "991103000123|바다로|Bada-ro|00|가나도|Gana-do|다라시|Dara-si|마바동|"
                          "Maba-dong|1|101|0||||\n"}});
  ASSERT_TRUE(got.report.has_value());
  EXPECT_TRUE(got.journal.has(
      "address 991103000123/0/12-0 9911010100 9911051000|마바1동 12-1 12345 바다빌라|대장| true"));
  EXPECT_TRUE(got.journal.has("lot 991103000123/0/12-0 9911010100 13-0"));
  EXPECT_TRUE(got.journal.has("road 991103000123 바다로|Bada-ro"));
  EXPECT_TRUE(got.journal.has("english 9911010100 Gana-do|Dara-si|Maba-dong|"));
  EXPECT_EQ(got.report->unmatched, 0U);
}

TEST(ReadJuso, TellsRoadsTheirFormerNames) {
  const auto got =
      read({{"r",
             "99110|3000123|바다로|Bada-ro|00|가나도|다라시|2|||||0|0|99110300099900|Gana-do|"
             "Dara-si||2010|\n"
             "99110|3000999|옛길|Yet-gil|00|가나도|다라시|2|||||1|0|신규|Gana-do|Dara-si||"
             "2010|20200101\n"
             "99110|3000124|산로|San-ro|00|가나도|다라시|2|||||0||신규|Gana-do|Dara-si||"
             "2010|\n"}});
  EXPECT_TRUE(got.journal.has("former road 991103000123 옛길"));
  EXPECT_EQ(got.journal.count("former road"), 1U);
  EXPECT_EQ(got.journal.count("road "), 2U);
}

TEST(ReadJuso, ReadsTheFilesForNavigation) {
  const auto got = read(
      {{"match_build",
        "9911010100|가나도|다라시|마바동|991103000123|바다로|0|12|0|12345|"
        "9911010100100120001000001|건물|주택|"
        "9911051000|마바1동|3|1|1|1|가동|||0|953010.0|1954020.0|953012.25|1954023.466812|Gana-do|"
        "Dara-si|Maba-dong|Bada-ro|1|\n"},
       {"match_jibun",
        "9911010100|가나도|다라시|마바동||1|12|1|991103000123|0|12|0|0|Gana-do|Dara-si|Maba-dong|||"
        "9911010100100120001000001|9911010100\n"}});
  EXPECT_TRUE(got.journal.has(
      "address 991103000123/0/12-0 9911010100 9911051000|마바1동 산12-1 12345 건물|| true"));
  EXPECT_TRUE(got.journal.has("building 991103000123/0/12-0 9911010100100120001000001 건물|가동"));
  EXPECT_EQ(got.journal.count("position"), 1U);
}

TEST(ReadJuso, ReadsUnits) {
  const auto got = read({{"d",
                          "99110|1|2|3|0|가동|지1|201|A|1|9911010100100120001000001|9911010100|"
                          "991103000123|0|12|0\n"}});
  EXPECT_THAT(got.journal.lines, ElementsAre("unit 991103000123/0/12-0 가동|지1|201A true"));
}

TEST(ReadChanges, AppliesTheDaysInOrder) {
  ReadOptions options;
  options.changes = true;
  options.edition_before = 20260131;
  const auto got =
      read({{"20260202.zip!AlterD.JUSUKR.20260202.TH_SGCO_RNADR_MST.TXT", road_address(1, "63")},
            {"AlterD.JUSUKR.20260201.TH_SGCO_RNADR_LNBR.TXT",
             related_lot(1, 7, "31") + related_lot(1, 8, "63")},
            {"AlterD.JUSUKR.20260201.TH_SGCO_RNADR_MST.TXT", road_address(1, "31")}},
           options);
  ASSERT_TRUE(got.report.has_value()) << got.report.error().message;
  EXPECT_EQ(got.report->edition, 20260202U);
  std::vector<std::string> kinds;
  for (const std::string& line : got.journal.lines) {
    if (line.rfind("region", 0) != 0 && line.rfind("road", 0) != 0) {
      kinds.push_back(line.substr(0, line.find(" 991")));
    }
  }
  EXPECT_THAT(kinds, ElementsAre("address", "lot", "remove lot", "remove"));
}

TEST(ReadChanges, RefusesAGapAndLeavesOutWhatItHas) {
  ReadOptions options;
  options.changes = true;
  options.edition_before = 20260131;
  const auto gap =
      read({{"AlterD.JUSUKR.20260203.TH_SGCO_RNADR_MST.TXT", road_address(1, "31")}}, options);
  ASSERT_FALSE(gap.report.has_value());
  EXPECT_THAT(gap.report.error().message, HasSubstr("changes of 20260201 are missing"));
  EXPECT_EQ(gap.report.error().kind, IntakeError::Kind::refused);

  const auto old = read({{"AlterD.JUSUKR.20260131.TH_SGCO_RNADR_MST.TXT", road_address(1, "31")},
                         {"AlterD.JUSUKR.20260201.TH_SGCO_RNADR_MST.TXT", "No Data"}},
                        options);
  ASSERT_TRUE(old.report.has_value());
  EXPECT_TRUE(old.journal.lines.empty());
  EXPECT_EQ(old.report->edition, 20260201U);

  options.gaps_allowed = true;
  EXPECT_TRUE(
      read({{"AlterD.JUSUKR.20260203.TH_SGCO_RNADR_MST.TXT", road_address(1, "31")}}, options)
          .report.has_value());
}
