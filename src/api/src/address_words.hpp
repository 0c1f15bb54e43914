// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/search.hpp"

#include <string_view>

// The words of the engine as answers spell them.

namespace haetae::api {

[[nodiscard]] constexpr std::string_view match_word(address::Match match) {
  switch (match) {
    case address::Match::exact:
      return "exact";
    case address::Match::prefix:
      return "prefix";
    case address::Match::initials:
      return "initials";
    case address::Match::former:
      return "former";
    case address::Match::typo:
      return "typo";
    case address::Match::partial:
      return "partial";
  }
  return {};
}

[[nodiscard]] constexpr std::string_view kind_word(address::HitKind kind) {
  switch (kind) {
    case address::HitKind::road_address:
      return "road_address";
    case address::HitKind::lot_address:
      return "lot_address";
    case address::HitKind::road:
      return "road";
    case address::HitKind::region:
      return "region";
    case address::HitKind::building:
      return "building";
  }
  return {};
}

}  // namespace haetae::api
