// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answer.hpp"
#include "haetae/address/index.hpp"

#include <optional>

// What an address looks like on this surface (spec juso-api §2–§5).

namespace haetae::juso {

struct SearchExtras {
  bool wanted = false;   ///< addInfoYn=Y
  bool changed = false;  ///< found by a name that is no longer in use
};
[[nodiscard]] Record search_record(const address::Index& index, address::AddressId id,
                                   const SearchExtras& extras);
[[nodiscard]] Record english_record(const address::Index& index, address::AddressId id);
/// entX and entY in UTM-K metres; empty when the position is not known.
[[nodiscard]] Record coordinate_record(const address::Index& index, address::AddressId id);
[[nodiscard]] Record detail_record(const address::Index& index, address::AddressId id,
                                   const address::Unit& unit);

/// The three fields of the reference part and the address that a window gives back.
struct RoadText {
  std::string part1;  ///< "경기도 성남시 분당구 판교역로 235"
  std::string part2;  ///< "(삼평동, 에이치스퀘어 엔동)"; may be empty
};
[[nodiscard]] RoadText road_text_of(const address::Index& index, address::AddressId id);
[[nodiscard]] std::string lot_text_of(const address::Index& index, address::AddressId id);
/// 동 of the buildings of an address, each once, joined by commas.
[[nodiscard]] std::string building_list(const address::Index& index, address::AddressId id);
/// "삼평동 681, 삼평동 682": the lots beside the representative one.
[[nodiscard]] std::string related_lots(const address::Index& index, address::AddressId id);

/// The address that rnMgtSn, udrtYn, buldMnnm and buldSlno name, as clients send them.
struct AddressText {
  std::string_view road, ground, main, sub;
};
[[nodiscard]] std::optional<address::AddressId> find(const address::Index& index,
                                                     const AddressText& text);

}  // namespace haetae::juso
