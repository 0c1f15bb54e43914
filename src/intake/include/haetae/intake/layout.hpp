// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/intake/cp949.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace haetae::intake {

/// The official files that `import juso` reads (business.juso.go.kr; field tables of each edition
/// ship with the download). In the order in which they are read: what comes later knows better.
enum class Layout : std::uint8_t {
  unknown,
  no_data,            ///< a change file of a day without changes
  road_code,          ///< 도로명코드, 20 fields
  road_code_address,  ///< 개선 도로명코드 of 주소DB and of changes, 17
  english,            ///< 영문: the first fields of road_address in Latin letters
  korea_post,         ///< 우편번호DB of Korea Post, 26, with a header
  address_key,        ///< 주소DB 주소, 11
  address_extra,      ///< 주소DB 부가정보, 9
  address_lot,        ///< 주소DB 지번, 11
  navi_building,      ///< 내비게이션용DB match_build, 33
  navi_lot,           ///< 내비게이션용DB match_jibun, 20
  building,           ///< 건물DB, 31, or 27 before 2015
  building_lot,       ///< 건물DB 관련지번, 14
  road_address,       ///< 도로명주소 한글, 24
  road_address_lot,   ///< 도로명주소 한글 관련지번, 14
  navi_entrance,      ///< 내비게이션용DB match_rs_entrc, 11
  entrance_summary,   ///< 위치정보요약DB, 18
  entrance,           ///< 도로명주소 출입구, 19
  detail,             ///< 상세주소DB, 16
};

/// "도로명주소 한글" and so on.
[[nodiscard]] std::string_view name_of(Layout layout);

/// How many fields its lines have; 0 where that varies (영문).
[[nodiscard]] std::size_t fields_of(Layout layout);

inline constexpr std::size_t kFieldsMax = 40;

/// The fields of one line. Numbered from 1, as in the official tables.
struct Fields {
  std::array<std::string_view, kFieldsMax> at;
  std::size_t count = 0;  ///< may exceed kFieldsMax; what is beyond was not kept

  [[nodiscard]] std::string_view operator()(std::size_t number) const {
    return number <= count && number <= kFieldsMax ? at[number - 1] : std::string_view{};
  }
};

/// Splits at '|'; the line has no line end. Cost: about 1 ns a byte, no allocation.
void split_fields(std::string_view line, Fields& out);

/// What a file is, judged by its beginning.
struct Recognition {
  Layout layout = Layout::unknown;
  bool changes = false;  ///< its rows carry 이동사유코드: a change file, not a full one
  Encoding encoding = Encoding::open;
  bool header = false;  ///< the first line names the fields
  bool bom = false;     ///< it begins with a byte order mark
};

inline constexpr std::size_t kHeadBytes = 64 * 1024;

/// By content alone: the number of fields, the shapes of codes, flags and numbers in most of the
/// first lines. `head`: the first kHeadBytes of the file, or all of it.
[[nodiscard]] Recognition recognise(std::string_view head);

}  // namespace haetae::intake
