// SPDX-License-Identifier: Apache-2.0
// Any bytes as a query to a small index: no crash, bounded answers, and the same answer twice.
#include "haetae/address/builder.hpp"
#include "haetae/address/search.hpp"
#include "haetae/base/assert.hpp"
#include "input.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

namespace {

using namespace haetae;
using namespace haetae::address;

struct Place {
  std::uint64_t region;
  const char* sido;
  const char* sigungu;
  const char* emd;
  const char* ri;
  std::uint64_t road;
  const char* name;
  RoadNumber number;
  LotNumber lot;
  const char* building;
};
constexpr Place kPlaces[] = {
    {1114010300,
     "서울특별시",
     "중구",
     "태평로1가",
     "",
     111402005001,
     "세종대로",
     {Ground::surface, 110, 0},
     {false, 31, 0},
     "서울특별시청"},
    {1111011900,
     "서울특별시",
     "종로구",
     "세종로",
     "",
     111102005001,
     "세종대로",
     {Ground::underground, 172, 0},
     {false, 0, 0},
     "광화문역"},
    {1162010200,
     "서울특별시",
     "관악구",
     "신림동",
     "",
     116203000001,
     "관악로",
     {Ground::surface, 1, 0},
     {true, 56, 1},
     "서울대학교"},
    {4113510900,
     "경기도",
     "성남시 분당구",
     "삼평동",
     "",
     411354000001,
     "대왕판교로644번길",
     {Ground::surface, 49, 0},
     {false, 681, 0},
     "한컴타워(본관)"},
    {4684025624,
     "전라남도",
     "무안군",
     "삼향읍",
     "남악리",
     468403000001,
     "오룡길",
     {Ground::surface, 1, 0},
     {false, 1000, 0},
     "전라남도청"},
    {4812510800,
     "경상남도",
     "창원시 마산합포구",
     "중앙동3가",
     "",
     481252000001,
     "3·15대로",
     {Ground::surface, 231, 0},
     {false, 3, 0},
     "마산의료원"},
};

struct Built {
  Built() {
    IndexBuilder builder;
    for (const Place& place : kPlaces) {
      builder.add(RegionRecord{place.region, place.sido, place.sigungu, place.emd, place.ri});
      builder.add(RoadRecord{place.road, place.name, ""});
      AddressRecord record;
      record.key = {place.road, place.number};
      record.region = place.region;
      record.district = 1114055000;
      record.district_name = "종로1.2.3.4가동";
      record.lot = place.lot;
      record.building = place.building;
      builder.add(record);
    }
    Sequential sequential;
    std::vector<std::uint8_t> file;
    const auto report = builder.finish({"1", "", "", 0}, sequential, [&](base::BytesView piece) {
      file.insert(file.end(), piece.begin(), piece.end());
      return true;
    });
    HAETAE_ASSERT(report.has_value());
    rows = std::make_unique<Row[]>(file.size() / sizeof(Row) + 1);
    std::memcpy(rows.get(), file.data(), file.size());
    auto opened = Index::open({reinterpret_cast<const std::uint8_t*>(rows.get()), file.size()});
    HAETAE_ASSERT(opened.has_value());
    index = std::make_unique<Index>(std::move(*opened));
  }
  struct alignas(16) Row {
    std::uint8_t bytes[16];
  };
  std::unique_ptr<Row[]> rows;
  std::unique_ptr<Index> index;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Built built;
  static Scratch scratch;
  const Index& index = *built.index;
  const auto text = haetae::fuzz::Input(data, size).rest();
  const auto answer = search(index, text, {}, scratch);
  HAETAE_ASSERT(answer.hits.size() <= 10 && answer.hits.size() <= answer.total);
  for (const Hit& hit : answer.hits) {
    const auto total = addresses_behind(index, hit);
    HAETAE_ASSERT(addresses_behind(index, hit, 0, 5).size() == std::min<std::size_t>(total, 5));
  }
  const auto best = geocode(index, text, scratch);
  HAETAE_ASSERT(answer.exhausted || best.found == !answer.hits.empty());
  HAETAE_ASSERT(suggest(index, text, 10, scratch).size() <= 10);
  const auto again = search(index, text, {.typing = true}, scratch);
  HAETAE_ASSERT(again.hits.size() <= again.total);
  return 0;
}
