// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "vocabulary.hpp"

#include <functional>
#include <string_view>

namespace haetae::address {

using RegionNameSink = std::function<void(std::u16string_view name, RegionPosting posting)>;

/// Every name by which people call the regions and the 행정동 of an index: whole, in parts,
/// shortened, former.
void expand_regions(const Tables& tables, const RegionNameSink& sink);

}  // namespace haetae::address
