// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Names that a made nation is built from, and small games with Korean text.
namespace haetae::bench {

/// splitmix64: the same numbers on every machine.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  /// In [0, 1).
  double share() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

 private:
  std::uint64_t state_;
};

struct Name {
  std::string utf8, cp949;
};

/// A 리, or a 읍면동 that has none.
struct Leaf {
  std::uint64_t code = 0;      ///< 법정동코드
  std::uint64_t district = 0;  ///< stands for a 행정동코드
  std::string zip;
  std::string emd;             ///< CP949
  std::string row_names;       ///< CP949: code and names as rnaddrkor and jibun rows have them
  std::string entrance_names;  ///< CP949: the same for entrc rows
  std::string road_prefix;     ///< "강원특별자치도 홍천군 두촌면 "
  std::string lot_prefix;      ///< "강원특별자치도 홍천군 두촌면 철정리 "
};

struct City {
  std::uint64_t code = 0;  ///< 시군구코드, 5 digits
  std::string_view file;   ///< "seoul": as official files are called
  double weight = 1;       ///< share of the nation's addresses
  std::vector<Leaf> leaves;
};

struct Names {
  std::vector<City> cities;  ///< those of one 시도 together
  std::vector<Name> roads;
  std::vector<Name> stems;  ///< of building names
  std::vector<Name> kinds;  ///< "빌딩", "아파트", …
};

/// Reads legal_dong_20250415.csv and road_names_kr.txt.gz below HAETAE_TEST_DATA. Throws when they
/// are missing.
[[nodiscard]] Names read_names();

/// One vowel of one syllable changed.
[[nodiscard]] std::string with_typo(std::string_view text, Random& random);
/// "테헤란로4길" as "ㅌㅎㄹㄹ4ㄱ".
[[nodiscard]] std::string initials_of(std::string_view text);
/// The first `percent` of the characters, at least one.
[[nodiscard]] std::string first_part(std::string_view text, std::uint32_t percent);

}  // namespace haetae::bench
