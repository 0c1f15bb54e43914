// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"

#include <string_view>

namespace haetae::app {

/// Sends the log facade's records to standard error as one JSON object per line: `at`, `level`,
/// `event`, then the fields. A full pipe never stops the server: the oldest waiting lines go.
/// `clock` outlives the process's logging.
void start_logging(const base::Clock& clock, std::string_view level);
void set_logging_level(std::string_view level);
/// Writes what waits. Call once, before exit.
void stop_logging();

}  // namespace haetae::app
