// SPDX-License-Identifier: Apache-2.0
#include "small_index.hpp"

#include "haetae/address/builder.hpp"

#include <stdexcept>

namespace haetae::address::test {
namespace {

constexpr std::uint64_t kPangyo = 4113510900;  // 경기도 성남시 분당구 삼평동
constexpr std::uint64_t kDaesan = 4421025326;  // 충청남도 서산시 대산읍 운산리
constexpr std::uint64_t kNaseong = 3611010700;
constexpr std::uint64_t kJungang = 1114010300;  // 서울특별시 중구 태평로1가
constexpr std::uint64_t kSuwon = 4111113200;

constexpr std::uint64_t kPangyoyeokRo = 411353180023;
constexpr std::uint64_t kUnsanRo = 442104554001;
constexpr std::uint64_t kJeongbu = 361103258015;
constexpr std::uint64_t kSejongDaero = 111402005001;
constexpr std::uint64_t kJungangRo = 361103258099;
constexpr std::uint64_t kJungangRoSuwon = 411113181001;

void add_regions(IndexBuilder& builder) {
  builder.add(RegionRecord{kPangyo, "경기도", "성남시 분당구", "삼평동", ""});
  builder.add(RegionRecord{kDaesan, "충청남도", "서산시", "대산읍", "운산리"});
  builder.add(RegionRecord{kNaseong, "세종특별자치시", "", "나성동", ""});
  builder.add(RegionRecord{kJungang, "서울특별시", "중구", "태평로1가", ""});
  builder.add(RegionRecord{kSuwon, "경기도", "수원시 장안구", "영화동", ""});
  builder.add(
      RegionEnglishRecord{kPangyo, "Gyeonggi-do", "Bundang-gu, Seongnam-si", "Sampyeong-dong", ""});
  builder.add(RoadRecord{kPangyoyeokRo, "판교역로", "Pangyoyeok-ro"});
  builder.add(RoadRecord{kUnsanRo, "운산로", "Unsan-ro"});
  builder.add(RoadRecord{kJeongbu, "정부2청사로", "Jeongbu 2cheongsa-ro"});
  builder.add(RoadRecord{kSejongDaero, "세종대로", "Sejong-daero"});
  builder.add(RoadRecord{kJungangRo, "중앙로", "Jungang-ro"});
  builder.add(RoadRecord{kJungangRoSuwon, "중앙로", "Jungang-ro"});
  builder.add(FormerRoadRecord{kJeongbu, "옛청사로"});
}

void add_address(IndexBuilder& builder, const AddressRecord& record, double lon, double lat) {
  builder.add(record);
  builder.add(PositionRecord{record.key, {lon, lat}});
}

void add_addresses(IndexBuilder& builder) {
  AddressRecord pangyo;
  pangyo.key = {kPangyoyeokRo, {Ground::surface, 235, 0}};
  pangyo.region = kPangyo;
  pangyo.district = 4113565500;
  pangyo.district_name = "삼평동";
  pangyo.lot = {false, 681, 0};
  pangyo.zip = 13494;
  pangyo.building = "에이치스퀘어 엔동";
  add_address(builder, pangyo, 127.1080, 37.4020);
  builder.add(LotRecord{pangyo.key, kPangyo, {false, 682, 3}});

  AddressRecord homes = pangyo;
  homes.key.number = {Ground::surface, 99, 1};
  homes.lot = {false, 700, 0};
  homes.zip = 13524;
  homes.building = "봇들마을아파트";
  homes.apartment = true;
  add_address(builder, homes, 127.1110, 37.4050);
  builder.add(BuildingRecord{homes.key, "4113510900107000000000001", "봇들마을아파트", "101동"});
  builder.add(BuildingRecord{homes.key, "4113510900107000000000002", "봇들마을아파트", "102동"});
  for (const std::string_view dong : {"101동", "102동"}) {
    builder.add(UnitRecord{homes.key, dong, "1층", "101호", false});
    builder.add(UnitRecord{homes.key, dong, "2층", "201호", false});
  }

  AddressRecord hill;
  hill.key = {kUnsanRo, {Ground::surface, 12, 3}};
  hill.region = kDaesan;
  hill.lot = {true, 12, 3};
  hill.zip = 31902;
  add_address(builder, hill, 126.43, 36.94);

  AddressRecord sejong;
  sejong.key = {kJeongbu, {Ground::surface, 13, 0}};
  sejong.region = kNaseong;
  sejong.lot = {false, 457, 0};
  sejong.zip = 30128;
  add_address(builder, sejong, 127.2589, 36.4870);

  AddressRecord under;
  under.key = {kSejongDaero, {Ground::underground, 110, 0}};
  under.region = kJungang;
  under.lot = {false, 31, 0};
  under.zip = 4524;
  add_address(builder, under, 126.9779, 37.5662);

  AddressRecord here = sejong;
  here.key = {kJungangRo, {Ground::surface, 7, 0}};
  here.lot = {false, 460, 0};
  add_address(builder, here, 127.2601, 36.4880);
  AddressRecord there = pangyo;
  there.key = {kJungangRoSuwon, {Ground::surface, 7, 0}};
  there.region = kSuwon;
  there.lot = {false, 320, 2};
  there.building = "";
  there.zip = 16285;
  add_address(builder, there, 127.0111, 37.2901);
}

}  // namespace

SmallIndex::SmallIndex() {
  IndexBuilder builder;
  add_regions(builder);
  add_addresses(builder);
  Sequential one_after_the_other;
  const auto built =
      builder.finish({.version = "20261101-1", .source = "test", .edition = "20261101", .built = 1},
                     one_after_the_other, [this](base::BytesView part) {
                       bytes_.insert(bytes_.end(), part.begin(), part.end());
                       return true;
                     });
  if (!built) throw std::runtime_error("the index cannot be built");
  auto opened = Index::open(bytes_);
  if (!opened) throw std::runtime_error(opened.error().message);
  index_ = std::make_shared<const Index>(*std::move(opened));
}

}  // namespace haetae::address::test
