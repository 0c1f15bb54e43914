// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"

#include <string>
#include <string_view>

namespace haetae::address {

/// `full`: "서울특별시"; `abbreviated`: "서울", and full for 세종, 제주, 강원 and 전북 (spec
/// kakao-postcode §2 shorthand, kakao-local §2).
enum class SidoStyle { full, abbreviated };

[[nodiscard]] std::string_view sido_text(std::string_view full_name, SidoStyle style);

/// "경기 성남시 분당구 판교역로 235", "… 홍천군 두촌면 증골길 61", "… 세종대로 지하 189".
[[nodiscard]] std::string road_address_text(const Index& index, AddressId id, SidoStyle style);
/// The road alone: "경기 성남시 분당구 판교역로".
[[nodiscard]] std::string road_text(const Index& index, RoadId id, SidoStyle style);
/// "경기 성남시 분당구 삼평동 681", "… 대산읍 운산리 산 12-3"; without a number when main is 0.
[[nodiscard]] std::string lot_address_text(const Index& index, RegionId region, LotNumber lot,
                                           SidoStyle style);
/// "경기 성남시 분당구 삼평동".
[[nodiscard]] std::string region_text(const Index& index, RegionId id, SidoStyle style);
/// "235", "12-3", "지하 189".
[[nodiscard]] std::string number_text(const RoadNumber& number);
/// "681", "산 99-1"; empty when main is 0.
[[nodiscard]] std::string number_text(const LotNumber& number);
/// The reference part that is written behind a road address: "(삼평동, 에이치스퀘어 엔동)": 법정동
/// that end in 동 or 로 or 가 or 리's 동 only, and the name of an apartment complex; may be empty.
[[nodiscard]] std::string reference_text(const Index& index, AddressId id);

/// 건물관리번호, 25 digits (postcode buildingCode, juso bdMgtSn): of the first building of the
/// address, otherwise composed of 법정동코드, land kind, lot and road number.
[[nodiscard]] std::string building_number(const Index& index, AddressId id);
/// The same behind what is there, for a row that was read already: index.address(id).
void append_building_number(std::string& out, const Index& index, AddressId id,
                            const Address& address);

/// "235 Pangyoyeok-ro, Bundang-gu, Seongnam-si, Gyeonggi-do"; underground numbers are "B189".
[[nodiscard]] std::string road_address_english(const Index& index, AddressId id);
/// "681 Sampyeong-dong, Bundang-gu, Seongnam-si, Gyeonggi-do"; mountain lots are "San99".
[[nodiscard]] std::string lot_address_english(const Index& index, RegionId region, LotNumber lot);
/// "Bundang-gu, Seongnam-si, Gyeonggi-do": from the region up to the 시도.
[[nodiscard]] std::string region_english(const Index& index, RegionId id);
/// The region's own part of it: "Bundang-gu, Seongnam-si".
[[nodiscard]] std::string own_english(const Index& index, RegionId id);
/// The name of a road without number: "Pangyoyeok-ro".
[[nodiscard]] std::string road_english(const Index& index, RoadId id);
/// The same behind what is there, for a row that was read already: index.road(id).
void append_road_english(std::string& out, const Road& road);

/// Revised Romanisation of a place or road name (문체부 고시 2014-42), with the affixes of the
/// road-name law: "판교역로" → "Pangyoyeok-ro", "세종대로23길" → "Sejong-daero 23-gil". Used where
/// no official English name was imported.
[[nodiscard]] std::string romanise(std::string_view name);

}  // namespace haetae::address
