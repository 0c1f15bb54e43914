// SPDX-License-Identifier: Apache-2.0
#include "faults.hpp"

#include "haetae/wire/form.hpp"
#include "haetae/wire/headers.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace haetae::juso {
namespace {

constexpr std::array kTexts = {
    FaultText{"0", "정상", "OK"},
    FaultText{"-999", "시스템에러", "A system error has occurred."},
    FaultText{"E0001", "승인되지 않은 KEY 입니다.", "The KEY is not approved."},
    FaultText{"E0002", "행정구역코드가 입력되지 않았습니다.",
              "No administrative code has been entered."},
    FaultText{"E0003", "도로명코드가 입력되지 않았습니다.", "No road code has been entered."},
    FaultText{"E0004", "지하여부가 입력되지 않았습니다.", "No underground flag has been entered."},
    FaultText{"E0005", "건물본번이 입력되지 않았습니다.",
              "No main building number has been entered."},
    FaultText{"E0006", "건물부번이 입력되지 않았습니다.",
              "No sub building number has been entered."},
    FaultText{"E0005", "검색어가 입력되지 않았습니다.", "No search word has been entered."},
    FaultText{"E0006", "주소를 상세히 입력해 주시기 바랍니다.",
              "Please enter the address in more detail."},
    FaultText{"E0007", "짧은 시간에 다량의 요청이 발생하여 잠시 후 이용하여 주시기 바랍니다.",
              "There have been too many requests. Please try again later."},
    FaultText{"E0008", "검색어는 두글자 이상 입력되어야 합니다.",
              "The search word must have at least two letters."},
    FaultText{"E0009", "검색어는 문자와 숫자 같이 입력되어야 합니다.",
              "The search word must have letters beside the numbers."},
    FaultText{"E0010", "검색어가 너무 깁니다. (한글40자, 영문,숫자 80자 이하)",
              "The search word is too long. (up to 40 Korean letters, 80 letters and digits)"},
    FaultText{"E0011", "검색어에 너무 긴 숫자가 포함되어 있습니다. (숫자10자 이하)",
              "The search word contains a number that is too long. (up to 10 digits)"},
    FaultText{"E0012", "특수문자+숫자만으로는 검색이 불가능 합니다.",
              "Symbols and numbers alone cannot be searched for."},
    FaultText{"E0013", "SQL 예약어 또는 특수문자( %,=,>,<,[,] )는 검색이 불가능 합니다.",
              "SQL keywords and symbols ( %,=,>,<,[,] ) cannot be searched for."},
    FaultText{"E0014", "개발승인키 기간이 만료되어 서비스를 이용하실 수 없습니다.",
              "The development KEY has expired."},
    FaultText{"E0015", "검색 범위를 초과하였습니다.", "The search has too many results."},
};
static_assert(kTexts.size() == static_cast<std::size_t>(Fault::too_many_hits) + 1);

constexpr std::size_t kHangulMax = 40;
constexpr std::size_t kCharactersMax = 80;
constexpr std::size_t kDigitsMax = 10;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_ascii(char c) {
  return static_cast<unsigned char>(c) < 0x80;
}

bool is_reserved(std::string_view word) {
  constexpr std::array<std::string_view, 12> kWords = {"OR",     "SELECT", "INSERT",  "DELETE",
                                                       "UPDATE", "CREATE", "DROP",    "EXEC",
                                                       "UNION",  "FETCH",  "DECLARE", "TRUNCATE"};
  return std::ranges::any_of(kWords,
                             [&](std::string_view one) { return wire::equal_no_case(one, word); });
}

bool is_forbidden(std::string_view keyword) {
  if (keyword.find_first_of("%=><[]") != std::string_view::npos) return true;
  while (!keyword.empty()) {
    const auto space = std::min(keyword.find_first_of(" \t\r\n;()'\""), keyword.size());
    if (is_reserved(keyword.substr(0, space))) return true;
    keyword.remove_prefix(std::min(space + 1, keyword.size()));
  }
  return false;
}

/// What a keyword consists of. Bytes beyond ASCII that begin a character count as Hangul.
struct Shape {
  std::size_t characters = 0, wide = 0, letters = 0, digits = 0, digits_run = 0, symbols = 0;
};

Shape shape_of(std::string_view keyword) {
  Shape shape;
  std::size_t run = 0;
  for (const char c : keyword) {
    const bool continues = !is_ascii(c) && (static_cast<unsigned char>(c) & 0xC0U) == 0x80;
    if (continues) continue;
    ++shape.characters;
    run = is_digit(c) ? run + 1 : 0;
    shape.digits_run = std::max(shape.digits_run, run);
    if (!is_ascii(c)) {
      ++shape.wide;
    } else if (is_letter(c)) {
      ++shape.letters;
    } else if (is_digit(c)) {
      ++shape.digits;
    } else if (c != ' ') {
      ++shape.symbols;
    }
  }
  return shape;
}

}  // namespace

const FaultText& text_of(Fault fault) {
  return kTexts[static_cast<std::size_t>(fault)];
}

Fault keyword_fault(std::string_view keyword) {
  keyword = wire::trim(keyword);
  if (keyword.empty()) return Fault::keyword_missing;
  if (is_forbidden(keyword) || !wire::is_utf8(keyword)) return Fault::keyword_forbidden;
  const Shape shape = shape_of(keyword);
  if (shape.characters < 2) return Fault::keyword_too_short;
  if (shape.wide > kHangulMax || shape.characters > kCharactersMax) return Fault::keyword_too_long;
  if (shape.digits_run > kDigitsMax) return Fault::number_too_long;
  if (shape.wide + shape.letters > 0) return Fault::none;
  return shape.symbols == 0 ? Fault::keyword_number_only : Fault::keyword_symbols_only;
}

bool is_callback_name(std::string_view text) {
  constexpr std::size_t kLengthMax = 128;
  if (text.size() > kLengthMax) return false;
  bool at_start = true;
  for (const char c : text) {
    const bool starts = is_letter(c) || c == '_' || c == '$';
    if (!starts && (at_start || (!is_digit(c) && c != '.'))) return false;
    at_start = c == '.';
  }
  return !at_start;
}

}  // namespace haetae::juso
