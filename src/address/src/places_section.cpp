// SPDX-License-Identifier: Apache-2.0
#include "places_section.hpp"

namespace haetae::address {

base::Outcome<Places, IndexError> Places::open(const Sections&, const Tables&) {
  return Places{};
}

void PlaceStage::add(const PlaceRecord&) {}

void PlaceStage::build(const Index&, SectionWriter&, Parallel&) const {}

}  // namespace haetae::address
