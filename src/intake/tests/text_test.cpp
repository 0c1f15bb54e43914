// SPDX-License-Identifier: Apache-2.0
#include "fixture.hpp"
#include "haetae/intake/cp949.hpp"
#include "haetae/intake/layout.hpp"
#include "haetae/intake/table.hpp"

#include <gtest/gtest.h>

using namespace haetae::intake;
using haetae::intake::testing::cp949;
using haetae::intake::testing::crlf;

namespace {

std::string decoded(std::string_view bytes) {
  std::string out;
  append_cp949(bytes, out);
  return out;
}

}  // namespace

TEST(Cp949, ReadsTheHangulThatPlainEucKrLacks) {
  for (const char* text : {"가나다", "똠방각하길", "뷁", "A동 3·15대로", "喆", ""}) {
    EXPECT_EQ(decoded(cp949(text)), text);
  }
}

TEST(Cp949, GivesUpOnlyTheBytesThatMeanNothing) {
  std::string out;
  EXPECT_EQ(append_cp949("a\xFF|\x80"
                         "b\xB0",
                         out),
            3U);
  EXPECT_EQ(out,
            "a\xEF\xBF\xBD|\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
}

TEST(Cp949, AnOpenTextIsUtf8WhereItIsValid) {
  std::string out;
  EXPECT_EQ(append_utf8(Encoding::open, "바다로", out), 0U);
  EXPECT_EQ(append_utf8(Encoding::open, cp949("바다로"), out), 0U);
  EXPECT_EQ(out, "바다로바다로");
}

TEST(Cp949, ABrokenLineOfUtf8LeavesTheOthersWhole) {
  std::string out;
  EXPECT_EQ(append_utf8(Encoding::utf8, "바다\n\xB0\xA1|1\n로", out), 2U);
  EXPECT_EQ(out, "바다\n\xEF\xBF\xBD\xEF\xBF\xBD|1\n로");
}

TEST(SplitFields, KeepsEmptyFieldsAtTheEnd) {
  Fields fields;
  split_fields("a||c|", fields);
  EXPECT_EQ(fields.count, 4U);
  EXPECT_EQ(fields(1), "a");
  EXPECT_EQ(fields(2), "");
  EXPECT_EQ(fields(4), "");
  EXPECT_EQ(fields(5), "");
  split_fields(std::string(100, '|'), fields);
  EXPECT_EQ(fields.count, 101U);
}

namespace {

struct Sample {
  Layout layout;
  const char* line;
};

// Invented rows in the official shapes.
const Sample kSamples[] = {
    {Layout::road_address,
     "99110101300012300012000000|9911010100|가나도|다라시|마바동||0|12|1|991103000123|바다로|0|12|"
     "0|"
     "9911051000|마바1동|12345||20260105|0||||"},
    {Layout::road_address_lot,
     "99110101300012300012000000|9911010100|가나도|다라시|마바동||0|13|0|991103000123|0|12|0|"},
    {Layout::english,
     "99110101300012300012000000|9911010100|Gana-do|Dara-si|Maba-dong||0|12|1|991103000123|Bada-ro|"
     "0|"
     "12|0|9911051000|12345|20260105|"},
    {Layout::entrance_summary,
     "99110|12|9911010100|가나도|다라시|마바동|991103000123|바다로|0|12|0||12345|주택|0|마바1동|"
     "953012.25|"
     "1954023.4"},
    {Layout::entrance,
     "99110101300012300012000000|9911010100|가나도|다라시|마바동||991103000123|바다로|0|12|0|12345|"
     "20260105||7|RM|01|953012.25|1954023.4"},
    {Layout::building,
     "9911010100|가나도|다라시|마바동||0|12|1|991103000123|바다로|0|12|0|||"
     "9911010100100120001000001|01|"
     "9911051000|마바1동|12345|||||||0|12345|0||"},
    {Layout::building,
     "9911010100|가나도|다라시|마바동||0|12|1|991103000123|바다로|0|12|0|||"
     "9911010100100120001000001|01|"
     "9911051000|마바1동|123456|001||||||0"},
    {Layout::building_lot, "9911010100|가나도|다라시|마바동||0|13|0|991103000123|0|12|0|1114|"},
    {Layout::road_code,
     "99110|3000123|바다로|Bada-ro|00|가나도|다라시|2|||||0|||Gana-do|Dara-si||20100520|"},
    {Layout::road_code_address,
     "991103000123|바다로|Bada-ro|00|가나도|Gana-do|다라시|Dara-si|||2||0||||"},
    {Layout::address_key, "9911010100100120001000001|991103000123|01|0|12|0|12345||||0"},
    {Layout::address_lot, "9911010100100120001000001|1|9911010100|가나도|다라시|마바동||0|12|1|1"},
    {Layout::address_extra, "9911010100100120001000001|9911051000|마바1동|12345|||대장|건물|1"},
    {Layout::navi_building,
     "9911010100|가나도|다라시|마바동|991103000123|바다로|0|12|0|12345|9911010100100120001000001|"
     "건물|주택|"
     "9911051000|마바1동|3|1|0|1||||0|953010.0|1954020.0|953012.25|1954023.4|Gana-do|Dara-si|"
     "Maba-dong|Bada-ro|1|"},
    {Layout::navi_lot,
     "9911010100|가나도|다라시|마바동||0|12|1|991103000123|0|12|0|0|Gana-do|Dara-si|Maba-dong|||"
     "9911010100100120001000001|9911010100"},
    {Layout::navi_entrance, "99110|12|991103000123|0|12|0|9911010100|01|953012.25|1954023.4|"},
    {Layout::detail,
     "99110|1|2|3|0|가동|2|201||0|9911010100100120001000001|9911010100|991103000123|0|12|0"},
};

}  // namespace

TEST(Recognise, TellsEveryLayoutByItsContentInEitherEncoding) {
  for (const Sample& sample : kSamples) {
    const std::string line = sample.line;
    for (const std::string& text : {line, line + "\n", crlf(line + "\n" + line + "\n")}) {
      const auto utf8 = recognise(text);
      EXPECT_EQ(utf8.layout, sample.layout) << line << " " << name_of(utf8.layout);
      const auto old = recognise(cp949(text));
      EXPECT_EQ(old.layout, sample.layout) << line;
      EXPECT_FALSE(old.changes) << line;
      const auto marked = recognise("\xEF\xBB\xBF" + text);
      EXPECT_EQ(marked.layout, sample.layout) << line;
      EXPECT_EQ(marked.encoding, Encoding::utf8);
      EXPECT_TRUE(marked.bom);
    }
  }
}

TEST(Recognise, TellsTheEncodingAndLeavesItOpenForAsciiAlone) {
  EXPECT_EQ(recognise(cp949(kSamples[0].line)).encoding, Encoding::cp949);
  EXPECT_EQ(recognise(kSamples[0].line).encoding, Encoding::utf8);
  EXPECT_EQ(recognise("99110|12|991103000123|0|12|0|9911010100|01|953012.2|1954023.4|").encoding,
            Encoding::open);
}

TEST(Recognise, TellsChangeFilesByTheirReasons) {
  using haetae::intake::testing::related_lot;
  using haetae::intake::testing::road_address;
  EXPECT_TRUE(recognise(road_address(1, "31") + road_address(2, "63")).changes);
  EXPECT_TRUE(recognise(related_lot(1, 5, "63")).changes);
  EXPECT_FALSE(recognise(road_address(1)).changes);
  EXPECT_EQ(recognise("No Data\r\n").layout, Layout::no_data);
}

TEST(Recognise, SomeBrokenLinesChangeNothing) {
  std::string text;
  for (int i = 1; i < 20; ++i)
    text += haetae::intake::testing::road_address(i) + (i % 3 == 0 ? "broken|line\n" : "");
  EXPECT_EQ(recognise(text).layout, Layout::road_address);
}

TEST(Recognise, OtherTextIsNothing) {
  for (const char* text : {"", "\n", "hello", "a|b|c\n", "1|2|3|4|5|6|7|8|9|10|11|12|13|14\n",
                           "%PDF-1.7 \x01\x02", "{\"type\":\"FeatureCollection\"}"}) {
    EXPECT_EQ(recognise(text).layout, Layout::unknown) << text;
  }
}

TEST(Recognise, PostcodesOfKoreaPostBringAHeader) {
  const std::string header =
      "우편번호|시도|시도영문|시군구|시군구영문|읍면|읍면영문|도로명코드|도로명|도로명영문|"
      "지하여부|건물번호본번|"
      "건물번호부번|건물관리번호|다량배달처명|시군구용건물명|법정동코드|법정동명|리명|행정동명|"
      "산여부|지번본번|"
      "읍면동일련번호|지번부번|구우편번호|우편번호일련번호\n";
  const std::string row =
      "12345|가나도|Gana-do|다라시|Dara-si|||991103000123|바다로|Bada-ro|0|12|0|"
      "9911010100100120001000001||건물|9911010100|마바동||마바1동|0|12|01|1||\n";
  const auto found = recognise(header + row);
  EXPECT_EQ(found.layout, Layout::korea_post);
  EXPECT_TRUE(found.header);
}

TEST(Table, ReadsQuotesAndLineEndsInThem) {
  Table table{"\xEF\xBB\xBFname,note\r\n\"a, \"\"b\"\"\",\"two\nlines\"\r\n\r\nshort\r\nlast,x"};
  EXPECT_EQ(table.columns(), (std::vector<std::string>{"name", "note"}));
  std::vector<std::string> cells;
  ASSERT_TRUE(table.next(cells));
  EXPECT_EQ(cells, (std::vector<std::string>{"a, \"b\"", "two\nlines"}));
  EXPECT_EQ(table.line(), 2U);
  ASSERT_TRUE(table.next(cells));
  EXPECT_EQ(cells, (std::vector<std::string>{"short", ""}));
  EXPECT_EQ(table.line(), 5U);
  ASSERT_TRUE(table.next(cells));
  EXPECT_EQ(cells[1], "x");
  EXPECT_FALSE(table.next(cells));
}

TEST(Table, FindsTheSeparatorAndReadsCp949) {
  Table table{cp949("이름\t위도\n가\"나\t37\n")};
  EXPECT_EQ(table.column({"경도", "위도"}), 1U);
  std::vector<std::string> cells;
  ASSERT_TRUE(table.next(cells));
  EXPECT_EQ(cells[0], "가\"나");
}
