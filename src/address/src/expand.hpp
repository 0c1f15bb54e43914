// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "vocabulary.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace haetae::address {

using RegionNameSink = std::function<void(std::u16string_view name, RegionPosting posting)>;

/// Every name by which people call the regions and the 행정동 of an index: whole, in parts,
/// shortened, former.
void expand_regions(const Tables& tables, const RegionNameSink& sink);

/// "서울시청" for 서울특별시청, "강원도청" for 강원특별자치도청, "경북도청" for 경상북도청; empty
/// for names that do not begin with a 시도 in full.
[[nodiscard]] std::string spoken_building(std::string_view name);

}  // namespace haetae::address
