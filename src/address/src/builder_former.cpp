// SPDX-License-Identifier: Apache-2.0
#include "builder_draft.hpp"

namespace haetae::address {
namespace {

/// A reform of the last decades: the region of today, and what it was called before. Sources: the
/// code table of the Ministry of Land (abolished codes), and the acts that founded the new cities.
struct Reform {
  std::uint64_t code;
  std::string_view name;
  std::uint64_t former_code;
};

constexpr Reform kReforms[] = {
    // Provinces.
    {5100000000, "강원도", 4200000000},
    {5200000000, "전라북도", 4500000000},
    {5000000000, "제주도", 4900000000},
    // 2023: 군위군 left 경상북도.
    {2772000000, "경상북도 군위군", 4772000000},
    // 2018: 인천 남구.
    {2817700000, "남구", 2817000000},
    // 2014: 청원군 became part of 청주시 and lies in all four of its districts.
    {4311100000, "청원군", 4371000000},
    {4311200000, "청원군", 4371000000},
    {4311300000, "청원군", 4371000000},
    {4311400000, "청원군", 4371000000},
    // 2012 and 2013: counties that became cities.
    {4167000000, "여주군", 4173000000},
    {4427000000, "당진군", 4483000000},
    // 2012: 연기군 became 세종.
    {3600000000, "충청남도 연기군", 4473000000},
    {3600000000, "연기군", 4473000000},
    {3611000000, "연기군", 4473000000},
    // 2010: 마산시 and 진해시 joined 창원시; 창원시 got districts.
    {4812500000, "마산시", 4816000000},
    {4812700000, "마산시", 4816000000},
    {4812500000, "마산시 합포구", 4815100000},
    {4812700000, "마산시 회원구", 4815300000},
    {4812900000, "진해시", 4819000000},
    // 2006: the counties of Jeju.
    {5011000000, "북제주군", 4971000000},
    {5013000000, "남제주군", 4972000000},
    // 2005: 일산구 was divided.
    {4128500000, "고양시 일산구", 4128300000},
    {4128700000, "고양시 일산구", 4128300000},
    // 1995 to 2003: counties that became cities of the same name.
    {4163000000, "양주군", 4171000000},
    {4165000000, "포천군", 4181000000},
    {4159000000, "화성군", 4175000000},
    {4161000000, "광주군", 4179000000},
    {4155000000, "안성군", 4186000000},
    {4157000000, "김포군", 4187000000},
    {4148000000, "파주군", 4177000000},
    {4150000000, "이천군", 4184000000},
    {4833000000, "양산군", 4876000000},
    {4423000000, "논산군", 4475000000},
    {5214000000, "이리시", 4515000000},
    {5214000000, "익산군", 4583000000},
    {4824000000, "삼천포시", 4823000000},
    {4822000000, "충무시", 4821000000},
    {4822000000, "통영군", 4880000000},
    {4831000000, "장승포시", 4829000000},
    {4313000000, "중원군", 4378000000},
};

}  // namespace

void stage_known_reforms(Stage& stage) {
  for (const auto& reform : kReforms) {
    stage.former_regions.push_back({reform.code, reform.former_code, stage.texts.add(reform.name)});
  }
}

}  // namespace haetae::address
