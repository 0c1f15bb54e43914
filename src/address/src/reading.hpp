// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scratch.hpp"

#include <cstdint>

namespace haetae::address {

/// What was read of a query up to `at`.
struct Reading {
  std::uint16_t at = 0;
  std::uint16_t cost = 0;
  std::uint32_t areas_from = 0;  ///< [from, to) of Scratch::Impl::areas, when words > 0
  std::uint32_t areas_to = 0;
  std::uint8_t words = 0;  ///< region words read
  std::uint8_t skipped = 0;
  Match match = Match::exact;
  Stretch region;
};

/// A building number or a lot number in the query.
struct WrittenNumber {
  bool ok = false;
  bool mountain = false;
  Ground ground = Ground::surface;
  std::uint32_t main = 0;
  std::uint32_t sub = 0;
  std::uint16_t from = 0;
  std::uint16_t to = 0;
};

}  // namespace haetae::address
