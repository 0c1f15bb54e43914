// SPDX-License-Identifier: Apache-2.0
#include "vocabulary.hpp"

namespace haetae::address {

base::Outcome<Vocabulary, IndexError> Vocabulary::open(const Sections&, const Tables&) {
  return Vocabulary{};
}

void build_vocabulary(const Tables&, SectionWriter&, Parallel&) {}

}  // namespace haetae::address
