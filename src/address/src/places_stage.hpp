// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"
#include "haetae/address/records.hpp"
#include "sections.hpp"

#include <string>
#include <vector>

namespace haetae::address {

/// Keeps the records of places until the index is built.
class PlaceStage {
 public:
  /// A record without a name is left out.
  void add(const PlaceRecord& record);
  /// Writes the sections 64–79. `index` has tables and vocabulary, so that the addresses of places
  /// can be looked up in it. The same records in any order give the same bytes. Of records with one
  /// id one is kept; a place without a position takes that of its address or is left out.
  void build(const Index& index, SectionWriter& writer, Parallel& parallel) const;

  struct Kept {
    std::string id, name, category, category_group, phone, road_address, lot_address;
    geo::Point position;
  };

 private:
  std::vector<Kept> kept_;
};

}  // namespace haetae::address
