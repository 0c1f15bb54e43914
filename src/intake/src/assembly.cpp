// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/assembly.hpp"

#include "haetae/intake/sample.hpp"
#include "threads.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;

IntakeError disk_full(const std::filesystem::path& file) {
  return {IntakeError::Kind::unavailable,
          fmt::format("{} cannot be written; is there room on the disk?", file.string())};
}

/// Parts of files, and logs whose index was never written.
void sweep(const DataStore& store) {
  std::error_code code;
  std::vector<std::filesystem::path> gone;
  for (const auto& entry : std::filesystem::directory_iterator{store.directory(), code}) {
    const auto& path = entry.path();
    const bool part = path.extension() == ".part";
    const bool orphan = path.extension() == ".src" && !store.has(path.stem().string());
    if (part || orphan) gone.push_back(path);
  }
  for (const auto& path : gone)
    std::filesystem::remove(path, code);
}

std::string_view words(address::BuildError error) {
  switch (error) {
    case address::BuildError::too_many_regions:
      return "there are more regions than an index can hold; is this address data?";
    case address::BuildError::too_many_strings:
      return "the names need more room than an index has";
    case address::BuildError::empty:
      return "there is not one address in it; import 도로명주소 한글 first (haetae import juso)";
    case address::BuildError::sink_failed:
      return "the index cannot be written; is there room on the disk?";
  }
  return "unknown";
}

/// What is fewer than the share allows, in words; empty when nothing is.
std::string losses(const address::BuildReport& before, const address::BuildReport& after,
                   double percent_max) {
  struct Counted {
    std::string_view what;
    std::uint64_t before, after;
  };
  const Counted all[] = {{"addresses", before.addresses, after.addresses},
                         {"positions", before.positions, after.positions},
                         {"lots", before.lots, after.lots},
                         {"buildings", before.buildings, after.buildings},
                         {"units", before.units, after.units},
                         {"places", before.places, after.places},
                         {"boundaries", before.boundaries, after.boundaries}};
  std::string out;
  for (const Counted& one : all) {
    if (one.after >= one.before) continue;
    const double lost =
        100.0 * static_cast<double>(one.before - one.after) / static_cast<double>(one.before);
    if (lost <= percent_max) continue;
    out += fmt::format("{}{} {} → {}", out.empty() ? "" : ", ", one.what, one.before, one.after);
  }
  return out;
}

}  // namespace

Assembly::Assembly(const DataStore& store, base::Instant now, DataStore::Lock lock)
    : store_(store),
      now_(now),
      lock_(std::move(lock)),
      version_(store.next_version(now)),
      log_(store.source_file(version_)),
      sink_(builder_) {}

Outcome<std::unique_ptr<Assembly>, IntakeError> Assembly::begin(const DataStore& store,
                                                                base::Instant now) {
  auto lock = store.lock();
  if (!lock) return fail(lock.error());
  sweep(store);
  std::unique_ptr<Assembly> made{new Assembly{store, now, std::move(*lock)}};
  const auto active = store.active();
  std::error_code code;
  if (active && std::filesystem::exists(store.source_file(*active), code)) {
    auto log = SourceLog::open(store.source_file(*active));
    if (!log) return fail(log.error());
    made->before_.emplace(std::move(*log));
  }
  return made;
}

void Assembly::note_layer(std::string_view layer) {
  if (std::find(layers_.begin(), layers_.end(), layer) == layers_.end())
    layers_.emplace_back(layer);
}

Outcome<void, IntakeError> Assembly::carry_over(
    const std::function<bool(std::string_view layer)>& wanted) {
  if (!before_) {
    if (!store_.active()) return {};
    return fail(IntakeError{IntakeError::Kind::refused,
                            "the version in force has lost its source log (.src), so nothing can "
                            "be added to it; import the full official files again"});
  }
  for (const LogBlock& block : before_->blocks()) {
    if (!wanted(block.layer)) continue;
    const auto records = unpack_block(block);
    if (!records || !replay(*records, sink_)) {
      return fail(IntakeError{IntakeError::Kind::unavailable,
                              "the source log of the version in force is damaged; import the full "
                              "official files again"});
    }
    note_layer(block.layer);
    if (block.layer == kJusoLayer) edition_ = std::max(edition_, block.edition);
    if (!log_.add(block)) return fail(disk_full(store_.source_file(version_)));
  }
  return {};
}

bool Assembly::add(std::string_view layer, std::string_view records, std::string_view packed,
                   std::uint32_t edition) {
  if (!replay(records, sink_)) return false;
  note_layer(layer);
  if (layer == kJusoLayer) edition_ = std::max(edition_, edition);
  return log_.add({.layer = layer,
                   .packed = packed,
                   .unpacked = static_cast<std::uint32_t>(records.size()),
                   .edition = edition});
}

bool Assembly::add(std::string_view layer, const std::function<void(RecordSink& sink)>& fill) {
  bool good = true;
  RecordWriter writer{[&](const std::string& records) {
    good = good && add(layer, records, pack_block(records), 0);
  }};
  fill(writer);
  writer.flush();
  return good;
}

Outcome<void, IntakeError> Assembly::build(const AssemblyOptions& options, AtomicFile& file,
                                           AssemblyReport& report) {
  address::IndexLabel label;
  label.version = version_;
  label.source =
      options.label.empty() ? fmt::format("{}", fmt::join(layers_, ", ")) : options.label;
  label.edition = edition_ == 0 ? "" : fmt::format("{}", edition_);
  label.built = base::to_unix_seconds(now_);
  // Only the order of equal answers hangs on them, so they are no layer: each build takes its own.
  if (const auto people = read_populations(populations(), sink_); !people) {
    return fail(people.error());
  }
  ThreadParallel parallel;
  const auto built = builder_.finish(label, parallel,
                                     [&file](base::BytesView bytes) { return file.write(bytes); });
  if (!built) {
    return fail(IntakeError{IntakeError::Kind::refused, std::string{words(built.error())}});
  }
  report.build = *built;
  return {};
}

Outcome<AssemblyReport, IntakeError> Assembly::finish(const AssemblyOptions& options) {
  AssemblyReport report;
  report.version = version_;
  report.before = store_.active().value_or("");
  report.layers = layers_;
  AtomicFile file{store_.index_file(version_)};
  if (const auto built = build(options, file, report); !built) return fail(built.error());
  if (!file.sync()) return fail(disk_full(store_.index_file(version_)));
  if (const auto written = open_index(file.part()); !written) return fail(written.error());
  if (const auto old = open_index(store_.index_file(report.before));
      !report.before.empty() && old) {
    report.build_before = (*old)->report();
    // The sample is there to be replaced.
    const bool sample = before_ && before_->has(kSampleLayer);
    const std::string lost = losses(*report.build_before, report.build, options.loss_max_percent);
    if (!lost.empty() && !options.force && !sample) {
      return fail(IntakeError{
          IntakeError::Kind::refused,
          fmt::format("more than {} % would be lost against {} ({}); is a file missing? "
                      "--allow-loss PERCENT or --force takes it all the same",
                      options.loss_max_percent, report.before, lost)});
    }
  }
  if (const auto done = log_.commit(); !done) return fail(done.error());
  if (const auto done = file.commit(); !done) return fail(done.error());
  if (options.activate) {
    if (const auto done = store_.activate(version_); !done) return fail(done.error());
    report.activated = true;
  }
  report.pruned = store_.prune(std::max<std::size_t>(options.keep, 1));
  return report;
}

}  // namespace haetae::intake
