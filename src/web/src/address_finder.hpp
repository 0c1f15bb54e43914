// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::web {

/// An address as a person chooses it.
struct FoundAddress {
  std::string pick;  ///< names it in any version of the data: road code, ground, number
  std::string road;  ///< "경기 성남시 분당구 판교역로 235 (삼평동, 에이치스퀘어 엔동)"
  std::string lot;  ///< "경기 성남시 분당구 삼평동 681"; empty when not known
  std::string zip;  ///< five digits; empty when not known
};

struct FoundAddresses {
  std::vector<FoundAddress> list;  ///< best first, at most kAddressesShown
  bool more = false;               ///< there would be others
};
inline constexpr std::size_t kAddressesShown = 10;

[[nodiscard]] FoundAddresses find_addresses(const address::Index& index, std::string_view query);
/// The address of a pick; nothing when the data has none (any more).
[[nodiscard]] std::optional<FoundAddress> picked_address(const address::Index& index,
                                                         std::string_view pick);

}  // namespace haetae::web
