// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace haetae::app {

/// The ways in which people and programs write an address down.
enum class Notation : std::uint8_t {
  full,                 ///< 서울특별시 강남구 테헤란로4길 12
  short_sido,           ///< 서울 강남구 테헤란로4길 12
  spoken_sido,          ///< 서울시 …, 경상남도 → 경남, 세종시, 제주도
  former_sido,          ///< 강원도 …, 전라북도 …
  no_sido,              ///< 강남구 테헤란로4길 12
  no_spaces,            ///< 서울특별시강남구테헤란로4길12
  extra_spaces,         ///< two spaces each, before and behind too
  wide_spaces,          ///< U+3000 between the words
  joined_number,        ///< 테헤란로4길12
  split_road,           ///< 테헤란로 4길 12
  split_sub_number,     ///< 12 - 3
  commas,               ///< 서울특별시, 강남구, 테헤란로4길 12
  dong_before_road,     ///< 서울특별시 강남구 역삼동 테헤란로4길 12
  dong_behind,          ///< … 12 (역삼동)
  building_behind,      ///< … 12 이름
  dong_and_building,    ///< … 12 (역삼동, 이름)
  floor_behind,         ///< … 12, 3층
  unit_behind,          ///< … 12, 101동 1203호
  zip_before,           ///< 06241 서울특별시 …
  zip_in_brackets,      ///< (06241) 서울특별시 …
  decomposed,           ///< NFD, as file names of macOS are
  wide_digits,          ///< full-width digits and hyphen
  joined_ground,        ///< 세종대로 지하172
  lot,                  ///< 서울특별시 강남구 역삼동 825
  lot_short_sido,       ///< 서울 강남구 역삼동 825
  lot_no_sido,          ///< 강남구 역삼동 825
  lot_beonji,           ///< … 역삼동 825번지
  lot_beonji_parts,     ///< … 역삼동 825번지 3호
  lot_no_spaces,        ///< 서울특별시강남구역삼동825
  lot_joined_mountain,  ///< … 산56-1
  english,              ///< 12 Teheran-ro 4-gil, Gangnam-gu, Seoul
};
inline constexpr std::size_t kNotations = static_cast<std::size_t>(Notation::english) + 1;

[[nodiscard]] std::string_view to_text(Notation notation);

/// The words that the notations of one address are made of.
struct AddressWords {
  std::string sido, sigungu, town, road, number;  ///< town: 읍 or 면, which a road address names
  std::string dong;                               ///< 법정동 that is no 읍 or 면
  std::string place;                              ///< 읍면동 with 리, for the lot
  std::string lot, building, zip, english;
  bool ground = true;
};

/// `lot` is one of the address's lots, or main 0.
[[nodiscard]] AddressWords words_of(const address::Index& index, address::AddressId id,
                                    const address::Lot& lot);

/// The address in one notation; empty where it has no such form (no lot known, no former 시도,
/// nothing to join).
[[nodiscard]] std::string written(const AddressWords& words, Notation notation);

/// True for the notations that name the lot.
[[nodiscard]] bool names_lot(Notation notation);

}  // namespace haetae::app
