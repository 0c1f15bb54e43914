// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "faults.hpp"
#include "haetae/address/search.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace haetae::juso {

enum class FirstSort { none, road, location };

struct Question {
  std::string_view keyword;
  FirstSort sort = FirstSort::none;
  bool changed_too = true;  ///< hstryYn=Y: also what is found by a road name of the past
  std::uint32_t page = 1;
  std::uint32_t per_page = 10;
};

struct Found {
  address::AddressId address = address::kNoAddress;
  bool changed = false;
};

/// One page of addresses: a road or region that was named stands for all addresses of it.
struct Finding {
  Fault fault = Fault::none;
  std::uint64_t total = 0;
  std::vector<Found> rows;
};
[[nodiscard]] Finding find_page(const address::Index& index, const Question& question);

}  // namespace haetae::juso
