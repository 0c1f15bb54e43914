// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/model.hpp"

#include <string>
#include <string_view>

namespace haetae::address {

/// A region's own name: 시도 by their usual names ("Seoul", "Gyeonggi-do"), units behind a hyphen,
/// 가 with its number read out ("Jongno 1(il)-ga"), "성남시 분당구" as "Bundang-gu, Seongnam-si".
[[nodiscard]] std::string romanise_region(std::string_view name, RegionLevel level);

/// The sounds alone, without affixes, first letters large: "신림" → "Sillim".
[[nodiscard]] std::string romanise_sounds(std::string_view text);
/// The same behind what is there; `large`: whether the first letter is.
void append_sounds(std::string& out, std::string_view text, bool large);

/// romanise(name) behind what is there.
void append_romanised(std::string& out, std::string_view name);

}  // namespace haetae::address
