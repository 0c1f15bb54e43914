// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/import.hpp"

#include <algorithm>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;

/// Reads official files into the layer of the assembly. Refused when no file was used.
Outcome<ReadReport, IntakeError> read_into(Assembly& assembly, const std::vector<SourceFile>& files,
                                           const ReadOptions& options) {
  auto report = read_juso(
      files, options,
      [&assembly](std::string_view records, const std::string& packed, std::uint32_t edition) {
        return assembly.add(kJusoLayer, records, packed, edition);
      });
  if (!report) return report;
  const bool any = std::any_of(report->files.begin(), report->files.end(),
                               [](const FileReport& file) { return file.used; });
  if (any) return report;
  std::string why = "none of the files can be used";
  for (std::size_t i = 0; i < std::min<std::size_t>(report->files.size(), 3); ++i)
    why += (i == 0 ? ": " : "; ") + report->files[i].name + ": " + report->files[i].note;
  return fail(IntakeError{IntakeError::Kind::refused, std::move(why)});
}

Outcome<ImportReport, IntakeError> finish(Assembly& assembly, ReadReport read,
                                          const AssemblyOptions& options) {
  auto built = assembly.finish(options);
  if (!built) return fail(built.error());
  return ImportReport{std::move(read), std::move(*built)};
}

}  // namespace

Outcome<ImportReport, IntakeError> import_juso(const DataStore& store, const base::Clock& clock,
                                               const std::vector<std::filesystem::path>& paths,
                                               const ReadOptions& read,
                                               const AssemblyOptions& options, bool add) {
  const auto files = list_sources(paths);
  if (!files) return fail(files.error());
  auto assembly = Assembly::begin(store, clock.now());
  if (!assembly) return fail(assembly.error());
  // A version without its log can still be replaced whole.
  if ((*assembly)->before() != nullptr || add) {
    const auto carried = (*assembly)->carry_over([add](std::string_view layer) {
      return layer != kSampleLayer && (add || layer != kJusoLayer);
    });
    if (!carried) return fail(carried.error());
  }
  auto report = read_into(**assembly, *files, read);
  if (!report) return fail(report.error());
  return finish(**assembly, std::move(*report), options);
}

Outcome<ImportReport, IntakeError> import_changes(const DataStore& store, const base::Clock& clock,
                                                  const std::vector<std::filesystem::path>& paths,
                                                  const ReadOptions& read,
                                                  const AssemblyOptions& options) {
  const auto files = list_sources(paths);
  if (!files) return fail(files.error());
  auto assembly = Assembly::begin(store, clock.now());
  if (!assembly) return fail(assembly.error());
  const SourceLog* before = (*assembly)->before();
  if (before == nullptr || !before->has(kJusoLayer)) {
    return fail(IntakeError{IntakeError::Kind::refused,
                            "there are no official files that changes could be applied to; load a "
                            "full month first (haetae import juso)"});
  }
  const auto carried = (*assembly)->carry_over([](std::string_view) { return true; });
  if (!carried) return fail(carried.error());
  ReadOptions changes = read;
  changes.changes = true;
  changes.edition_before = before->edition(kJusoLayer);
  changes.origin_before = (*assembly)->origin();
  auto report = read_into(**assembly, *files, changes);
  if (!report) return fail(report.error());
  return finish(**assembly, std::move(*report), options);
}

Outcome<ImportReport, IntakeError> import_layer(const DataStore& store, const base::Clock& clock,
                                                std::string_view layer, const Fill& fill,
                                                const AssemblyOptions& options) {
  auto assembly = Assembly::begin(store, clock.now());
  if (!assembly) return fail(assembly.error());
  const auto carried =
      (*assembly)->carry_over([layer](std::string_view other) { return other != layer; });
  if (!carried) return fail(carried.error());
  Outcome<void, IntakeError> filled;
  const bool written = (*assembly)->add(layer, [&](RecordSink& sink) { filled = fill(sink); });
  if (!filled) return fail(filled.error());
  if (!written) {
    return fail(IntakeError{IntakeError::Kind::unavailable,
                            "the records cannot be written; is there room on the disk?"});
  }
  return finish(**assembly, {}, options);
}

}  // namespace haetae::intake
