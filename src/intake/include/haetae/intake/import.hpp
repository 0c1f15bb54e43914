// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/intake/assembly.hpp"
#include "haetae/intake/juso.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace haetae::intake {

struct ImportReport {
  ReadReport read;  ///< empty where no official files were read
  AssemblyReport built;
};

/// Makes a version from the full official files in `paths`. Places, boundaries and regions are
/// carried over from the version in force; `add` carries its official files over too, and the new
/// ones come on top. Errors: as list_sources, read_juso and Assembly.
[[nodiscard]] base::Outcome<ImportReport, IntakeError> import_juso(
    const DataStore& store, const base::Clock& clock,
    const std::vector<std::filesystem::path>& paths, const ReadOptions& read,
    const AssemblyOptions& options, bool add);

/// Makes a version from the one in force and change files, day by day.
/// Errors: likewise; refused when no full files were imported, or days are missing.
[[nodiscard]] base::Outcome<ImportReport, IntakeError> import_changes(
    const DataStore& store, const base::Clock& clock,
    const std::vector<std::filesystem::path>& paths, const ReadOptions& read,
    const AssemblyOptions& options);

/// Makes a version from the one in force with `layer` replaced by what `fill` gives.
/// `fill` says why it could not.
using Fill = std::function<base::Outcome<void, IntakeError>(RecordSink& sink)>;
[[nodiscard]] base::Outcome<ImportReport, IntakeError> import_layer(const DataStore& store,
                                                                    const base::Clock& clock,
                                                                    std::string_view layer,
                                                                    const Fill& fill,
                                                                    const AssemblyOptions& options);

}  // namespace haetae::intake
