// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/records.hpp"
#include "sections.hpp"
#include "tables.hpp"

#include <cstdint>
#include <memory>

namespace haetae::address {

/// Places of keyword search, as they stand in the sections 64–79.
class Places {
 public:
  /// Reads and checks the sections. `tables` outlives the places.
  [[nodiscard]] static base::Outcome<Places, IndexError> open(const Sections& sections,
                                                              const Tables& tables);
  [[nodiscard]] std::uint32_t count() const { return 0; }
  [[nodiscard]] Place place(PlaceId) const { return {}; }
};

/// Keeps the records of places until the index is built.
class PlaceStage {
 public:
  void add(const PlaceRecord& record);
  /// Writes the sections 64–79. `index` has tables and vocabulary, so that the addresses of places
  /// can be looked up in it. The same records in any order give the same bytes.
  void build(const Index& index, SectionWriter& writer, Parallel& parallel) const;
};

}  // namespace haetae::address
