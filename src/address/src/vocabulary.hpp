// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sections.hpp"
#include "tables.hpp"

namespace haetae::address {

/// Names to regions, districts, roads and buildings: the part of an index that queries search.
class Vocabulary {
 public:
  /// Reads and checks the sections 32–63. `tables` outlives the vocabulary.
  [[nodiscard]] static base::Outcome<Vocabulary, IndexError> open(const Sections& sections,
                                                                  const Tables& tables);
};

/// Writes the sections 32–63 from the finished tables.
void build_vocabulary(const Tables& tables, SectionWriter& writer, Parallel& parallel);

}  // namespace haetae::address
