// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/builder.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/intake/data_store.hpp"
#include "haetae/intake/error.hpp"
#include "haetae/intake/record_code.hpp"
#include "haetae/intake/source_log.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::intake {

// Layers: what was imported together is replaced together.
inline constexpr std::string_view kJusoLayer = "juso";
inline constexpr std::string_view kSampleLayer = "sample";
inline constexpr std::string_view kRegionsLayer = "regions";
inline constexpr std::string_view kDistrictsLayer = "districts";
inline constexpr std::string_view kPlacesLayer = "pois:";            ///< and a name behind it
inline constexpr std::string_view kBoundariesLayer = "boundaries:";  ///< likewise

struct AssemblyOptions {
  double loss_max_percent = 2;  ///< of addresses, positions, lots, buildings, units, places
  bool force = false;           ///< take it whatever was lost
  bool activate = true;
  std::size_t keep = 3;  ///< versions on disk, this one among them
  std::string label;     ///< for people; empty: the layers
};

struct AssemblyReport {
  std::string version;
  std::string before;  ///< the version that was in force, or empty
  address::BuildReport build;
  std::optional<address::BuildReport> build_before;
  bool activated = false;
  std::vector<std::string> layers;
  std::vector<std::string> pruned;
};

/// Makes the next version out of layers: some carried over from the version in force, some new.
/// Nothing of it is seen before `finish` has written it whole and opened it to verify.
class Assembly {
 public:
  /// Takes the lock of the directory and clears what an import that broke off left behind.
  [[nodiscard]] static base::Outcome<std::unique_ptr<Assembly>, IntakeError> begin(
      const DataStore& store, base::Instant now);

  /// The source log of the version in force; null when there is none.
  [[nodiscard]] const SourceLog* before() const { return before_ ? &*before_ : nullptr; }
  /// Takes the layers that `wanted` accepts. Errors: unavailable when a block is damaged, refused
  /// when the version in force has lost its log.
  [[nodiscard]] base::Outcome<void, IntakeError> carry_over(
      const std::function<bool(std::string_view layer)>& wanted);
  /// The database that declared the addresses of what was carried over.
  [[nodiscard]] Origin origin() const { return sink_.origin(); }
  /// Adds a block; false when it cannot be written. `packed` as pack_block made it.
  bool add(std::string_view layer, std::string_view records, std::string_view packed,
           std::uint32_t edition);
  /// Adds what `fill` writes. False when it cannot be written.
  bool add(std::string_view layer, const std::function<void(RecordSink& sink)>& fill);

  /// Builds, writes, verifies, compares with the version in force and activates.
  [[nodiscard]] base::Outcome<AssemblyReport, IntakeError> finish(const AssemblyOptions& options);

 private:
  Assembly(const DataStore& store, base::Instant now, DataStore::Lock lock);
  [[nodiscard]] base::Outcome<void, IntakeError> build(const AssemblyOptions& options,
                                                       AtomicFile& file, AssemblyReport& report);
  void note_layer(std::string_view layer);

  const DataStore& store_;
  const base::Instant now_;
  DataStore::Lock lock_;
  const std::string version_;
  std::optional<SourceLog> before_;
  SourceLogWriter log_;
  address::IndexBuilder builder_;
  BuilderSink sink_;
  std::vector<std::string> layers_;
  std::uint32_t edition_ = 0;
};

}  // namespace haetae::intake
