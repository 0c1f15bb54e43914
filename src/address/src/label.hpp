// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sections.hpp"

namespace haetae::address {

/// An IndexLabel as text: version, source, edition and time, each ended by a NUL.
void write_label(const IndexLabel& label, SectionWriter& writer);
/// False when the section holds something else.
[[nodiscard]] bool read_label(const Sections& sections, IndexLabel& out);

}  // namespace haetae::address
