// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace haetae::intake {

/// The regions of an index by their names, to find those that a file names by other codes.
class RegionNames {
 public:
  explicit RegionNames(const address::Index& index);

  [[nodiscard]] bool is_legal(std::uint64_t code) const;
  [[nodiscard]] bool is_district(std::uint64_t code) const;
  /// 시도 by the two digits of Statistics Korea; 0 when there is none.
  [[nodiscard]] std::uint64_t sido(std::string_view statistics) const;
  /// 시군구 by its name ("용산구", "서울특별시 용산구", "수원시장안구") within a 시도, else in the
  /// whole nation where only one has it; 0 when there is none.
  [[nodiscard]] std::uint64_t sigungu(std::uint64_t sido, std::string_view name) const;
  /// The 시군구 of a 시도 whose 행정동 have most of these names; 0 when none has a third of them.
  [[nodiscard]] std::uint64_t sigungu_of_districts(std::uint64_t sido,
                                                   const std::vector<std::string>& names) const;
  /// 행정동 of a 시군구 by name; 0 when there is none.
  [[nodiscard]] std::uint64_t district(std::uint64_t sigungu, std::string_view name) const;

  /// Without what is written in different ways: "종로1.2.3.4가동", "종로1·2·3·4가동".
  [[nodiscard]] static std::string plain(std::string_view name);

 private:
  const address::Index& index_;
  std::map<std::uint64_t, std::string> sigungu_;  ///< plain names by code; 세종 stands for itself
  std::map<std::uint64_t, std::unordered_map<std::string, std::uint64_t>> districts_;
};

}  // namespace haetae::intake
