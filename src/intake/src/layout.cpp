// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/layout.hpp"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

namespace haetae::intake {
namespace {

/// What the text of a field looks like.
enum class Shape : std::uint8_t {
  digits2,
  digits5,
  digits7,
  digits10,
  digits12,
  digits25,
  digits26,
  number,
  number_or_none,
  code10_or_none,
  flag,    ///< 0 or 1
  ground,  ///< 0, 1 or 2
  metres,  ///< a number with decimals, or nothing
  latin,
};

struct FieldShape {
  std::uint8_t field;
  Shape shape;
};

struct LayoutShape {
  Layout layout;
  std::uint8_t fields_min, fields_max;
  std::uint8_t change_field;  ///< where 이동사유코드 stands; 0: nowhere
  std::vector<FieldShape> fields;
};

using enum Shape;

// The first that fits wins, so the English edition stands before the Korean one.
const std::vector<LayoutShape> kShapes = {
    {Layout::english,
     14,
     24,
     0,
     {{1, digits26}, {2, digits10}, {3, latin}, {10, digits12}, {11, latin}, {12, ground}}},
    {Layout::road_address,
     24,
     24,
     21,
     {{1, digits26}, {2, digits10}, {7, flag}, {10, digits12}, {12, ground}, {13, number}}},
    {Layout::road_address_lot,
     14,
     14,
     14,
     {{1, digits26}, {2, digits10}, {7, flag}, {10, digits12}, {11, ground}, {12, number}}},
    {Layout::entrance_summary,
     18,
     18,
     0,
     {{1, digits5}, {3, digits10}, {7, digits12}, {9, ground}, {17, metres}, {18, metres}}},
    {Layout::entrance,
     19,
     19,
     14,
     {{1, digits26}, {2, digits10}, {7, digits12}, {9, ground}, {18, metres}, {19, metres}}},
    {Layout::building,
     31,
     31,
     23,
     {{1, digits10}, {9, digits12}, {11, ground}, {12, number}, {16, digits25}}},
    {Layout::building,
     27,
     27,
     23,
     {{1, digits10}, {9, digits12}, {11, ground}, {12, number}, {16, digits25}}},
    {Layout::building_lot,
     14,
     14,
     14,
     {{1, digits10}, {6, flag}, {9, digits12}, {10, ground}, {11, number}, {13, number}}},
    {Layout::road_code, 20, 20, 0, {{1, digits5}, {2, digits7}, {5, digits2}, {13, flag}}},
    {Layout::navi_lot,
     20,
     20,
     18,
     {{1, digits10}, {9, digits12}, {10, ground}, {19, digits25}, {20, digits10}}},
    {Layout::road_code_address, 17, 17, 0, {{1, digits12}, {4, digits2}, {13, flag}}},
    {Layout::address_key,
     11,
     11,
     8,
     {{1, digits25}, {2, digits12}, {3, digits2}, {4, ground}, {5, number}}},
    {Layout::address_lot,
     11,
     11,
     0,
     {{1, digits25}, {2, number}, {3, digits10}, {8, flag}, {9, number}, {11, flag}}},
    {Layout::navi_entrance,
     11,
     11,
     11,
     {{1, digits5}, {3, digits12}, {4, ground}, {7, digits10}, {9, metres}, {10, metres}}},
    {Layout::address_extra, 9, 9, 0, {{1, digits25}, {2, code10_or_none}, {4, number_or_none}}},
    {Layout::navi_building,
     33,
     33,
     33,
     {{1, digits10}, {5, digits12}, {7, ground}, {8, number}, {11, digits25}}},
    {Layout::detail,
     16,
     16,
     0,
     {{1, digits5}, {2, number_or_none}, {11, digits25}, {13, digits12}, {14, ground}}},
    {Layout::korea_post,
     26,
     26,
     0,
     {{1, digits5}, {8, digits12}, {11, ground}, {12, number}, {17, digits10}}},
};

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_digits(std::string_view text, std::size_t length) {
  return text.size() == length && all_digits(text);
}

bool is_metres(std::string_view text) {
  return text.size() < 24 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || c == '.' || c == '-';
         });
}

bool is_latin(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  }) && std::any_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

bool fits(Shape shape, std::string_view text) {
  switch (shape) {
    case digits2:
      return is_digits(text, 2);
    case digits5:
      return is_digits(text, 5);
    case digits7:
      return is_digits(text, 7);
    case digits10:
      return is_digits(text, 10);
    case digits12:
      return is_digits(text, 12);
    case digits25:
      return is_digits(text, 25);
    case digits26:
      return is_digits(text, 26);
    case number:
      return !text.empty() && text.size() <= 10 && all_digits(text);
    case number_or_none:
      return text.size() <= 10 && all_digits(text);
    case code10_or_none:
      return text.empty() || is_digits(text, 10);
    case flag:
      return text == "0" || text == "1";
    case ground:
      return text == "0" || text == "1" || text == "2";
    case metres:
      return is_metres(text);
    case latin:
      return is_latin(text);
  }
  return false;
}

bool fits(const LayoutShape& shape, const Fields& fields) {
  return fields.count >= shape.fields_min && fields.count <= shape.fields_max &&
         std::all_of(shape.fields.begin(), shape.fields.end(), [&](const FieldShape& field) {
           return fits(field.shape, fields(field.field));
         });
}

constexpr std::size_t kSampleLines = 200;

std::vector<Fields> sample(std::string_view text) {
  std::vector<Fields> out;
  while (!text.empty() && out.size() < kSampleLines) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) continue;
    split_fields(line, out.emplace_back());
  }
  return out;
}

/// Most of the lines: a file with some broken ones is still what it is.
bool most(std::size_t of, std::size_t all) {
  return of > 0 && of * 10 >= all * 6;
}

bool says_no_data(std::string_view text) {
  std::string letters;
  for (const char c : text.substr(0, 64)) {
    if (c >= 'A' && c <= 'Z') letters += static_cast<char>(c - 'A' + 'a');
    if (c >= 'a' && c <= 'z') letters += c;
    if (static_cast<unsigned char>(c) >= 0x80 || c == '|') return false;
  }
  return text.size() <= 64 && letters == "nodata";
}

/// What most of the lines that hold more than ASCII are: single lines may be broken.
Encoding encoding_of(std::string_view head) {
  std::size_t utf8 = 0, other = 0;
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find('\n'));
    head.remove_prefix(std::min(line.size() + 1, head.size()));
    const bool ascii = std::all_of(line.begin(), line.end(),
                                   [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!ascii) ++(is_utf8(line) ? utf8 : other);
  }
  if (utf8 + other == 0) return Encoding::open;
  return utf8 > other ? Encoding::utf8 : Encoding::cp949;
}

}  // namespace

std::string_view name_of(Layout layout) {
  constexpr std::array<std::string_view, 19> kNames = {"unknown",
                                                       "no data",
                                                       "도로명코드",
                                                       "개선 도로명코드",
                                                       "도로명주소 영문",
                                                       "우편번호DB",
                                                       "주소DB 주소",
                                                       "주소DB 부가정보",
                                                       "주소DB 지번",
                                                       "내비게이션용DB 건물",
                                                       "내비게이션용DB 지번",
                                                       "건물DB",
                                                       "건물DB 관련지번",
                                                       "도로명주소 한글",
                                                       "도로명주소 한글 관련지번",
                                                       "내비게이션용DB 출입구",
                                                       "위치정보요약DB",
                                                       "도로명주소 출입구",
                                                       "상세주소DB"};
  static_assert(kNames.size() == static_cast<std::size_t>(Layout::detail) + 1);
  return kNames[static_cast<std::size_t>(layout)];
}

std::size_t fields_of(Layout layout) {
  for (const LayoutShape& shape : kShapes) {
    if (shape.layout == layout) return shape.fields_min == shape.fields_max ? shape.fields_min : 0;
  }
  return 0;
}

void split_fields(std::string_view line, Fields& out) {
  out.count = 0;
  const char* at = line.data();
  const char* const end = at + line.size();
  const char* start = at;
  for (; at != end; ++at) {
    if (*at != '|') continue;
    if (out.count < kFieldsMax) {
      out.at[out.count] = {start, static_cast<std::size_t>(at - start)};
    }
    ++out.count;
    start = at + 1;
  }
  if (out.count < kFieldsMax) out.at[out.count] = {start, static_cast<std::size_t>(end - start)};
  ++out.count;
}

Recognition recognise(std::string_view head) {
  Recognition out;
  constexpr std::string_view kBom = "\xEF\xBB\xBF";
  if (head.substr(0, kBom.size()) == kBom) {
    out.bom = true;
    head.remove_prefix(kBom.size());
  }
  // A line that was cut says nothing, not even about the encoding.
  const std::size_t last = head.rfind('\n');
  if (head.size() + 3 >= kHeadBytes && last != std::string_view::npos) head = head.substr(0, last);
  out.encoding = out.bom ? Encoding::utf8 : encoding_of(head);
  if (says_no_data(head)) {
    out.layout = Layout::no_data;
    out.changes = true;
    return out;
  }
  std::string text;
  append_utf8(out.encoding, head, text);
  std::vector<Fields> lines = sample(text);
  if (lines.size() > 1 && lines.front()(1).find("우편번호") != std::string_view::npos) {
    out.header = true;
    lines.erase(lines.begin());
  }
  for (const LayoutShape& shape : kShapes) {
    std::size_t fitting = 0, changed = 0;
    for (const Fields& fields : lines) {
      if (!fits(shape, fields)) continue;
      ++fitting;
      changed += shape.change_field != 0 && !fields(shape.change_field).empty() ? 1 : 0;
    }
    if (!most(fitting, lines.size())) continue;
    out.layout = shape.layout;
    out.changes = most(changed, fitting);
    return out;
  }
  return out;
}

}  // namespace haetae::intake
