// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/intake/error.hpp"
#include "haetae/intake/record_code.hpp"

#include <cstdint>
#include <string_view>

/// Data that is built into the program (data/README.md).
namespace haetae::intake {

/// data/sample/places.tsv and data/population.tsv.
[[nodiscard]] std::string_view sample_places();
[[nodiscard]] std::string_view populations();

/// Well-known public places as addresses and places. The first row of an address names its
/// building; roads get codes of our own (data/README.md).
/// Gives how many addresses. Errors: unavailable, naming the line that is not as the header says.
[[nodiscard]] base::Outcome<std::uint32_t, IntakeError> read_sample(std::string_view table,
                                                                    RecordSink& sink);

/// Residents by region. Gives how many regions. Errors: as read_sample.
[[nodiscard]] base::Outcome<std::uint32_t, IntakeError> read_populations(std::string_view table,
                                                                         RecordSink& sink);

}  // namespace haetae::intake
