// SPDX-License-Identifier: Apache-2.0
#include "age.hpp"

#include "parameters.hpp"

#include <array>

namespace haetae::kakao {
namespace {

constexpr std::chrono::hours kKoreaOffset{9};

struct Range {
  int below;
  std::string_view text;
};
constexpr std::array kRanges{
    Range{10, "1~9"},   Range{15, "10~14"}, Range{20, "15~19"}, Range{30, "20~29"},
    Range{40, "30~39"}, Range{50, "40~49"}, Range{60, "50~59"}, Range{70, "60~69"},
    Range{80, "70~79"}, Range{90, "80~89"},
};

}  // namespace

std::string_view age_range(std::string_view birthyear, std::string_view birthday,
                           base::Instant now) {
  const auto year = parse_number(birthyear);
  if (!year || birthyear.size() != 4) return {};
  const std::chrono::year_month_day today{
      std::chrono::floor<std::chrono::days>(now + kKoreaOffset)};
  const auto month_day = static_cast<std::int64_t>(static_cast<unsigned>(today.month()) * 100 +
                                                   static_cast<unsigned>(today.day()));
  auto age = static_cast<int>(today.year()) - static_cast<int>(*year);
  if (birthday.size() == 4 && parse_number(birthday).value_or(0) > month_day) --age;
  if (age < 0) return {};
  for (const Range& range : kRanges) {
    if (age < range.below) return range.text;
  }
  return "90~";
}

}  // namespace haetae::kakao
