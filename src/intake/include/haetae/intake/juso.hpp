// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/intake/error.hpp"
#include "haetae/intake/layout.hpp"
#include "haetae/intake/record_code.hpp"
#include "haetae/intake/source.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::intake {

/// What a file was taken for, and what became of its lines.
struct FileReport {
  std::string name;
  Layout layout = Layout::unknown;
  bool changes = false;
  bool used = false;
  std::uint64_t rows = 0;
  std::uint64_t broken = 0;
  std::string note;  ///< why it was not used
};

struct ReadReport {
  std::vector<FileReport> files;
  std::uint64_t rows = 0;
  std::uint64_t broken = 0;
  std::uint64_t unmatched = 0;        ///< rows whose other half no file held
  std::vector<std::string> problems;  ///< the first kProblemsShown: "file:line: field 10 is …"
  std::uint32_t edition = 0;          ///< YYYYMMDD that the files reach; 0: they do not say
  Origin origin = Origin::road_addresses;  ///< which of them declared the addresses
};

inline constexpr std::size_t kProblemsShown = 100;

struct ReadProgress {
  std::size_t file = 0, files = 0;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0, bytes_all = 0;
};

struct ReadOptions {
  /// Read change files (일변동, 월변동) instead of full ones.
  bool changes = false;
  /// The day that the data has reached; changes begin on the next one. 0: not known.
  std::uint32_t edition_before = 0;
  /// The database that the addresses came from: its change files say what addresses there are.
  Origin origin_before = Origin::road_addresses;
  /// Take changes although days are missing.
  bool gaps_allowed = false;
  std::size_t threads = 0;  ///< that parse; 0: one per core
  std::function<void(const ReadProgress&)> progress;
  /// Every broken line, for a report file.
  std::function<void(std::string_view line)> problem;
};

/// Takes records in order. `packed` is `records` as pack_block made it.
using BlockSink =
    std::function<bool(std::string_view records, std::string packed, std::uint32_t edition)>;

/// Reads official files: recognises each by its content, parses them on several threads, joins
/// what stands in several files. Broken lines are counted and reported and never stop it.
/// The same files give the same records in the same order.
/// Errors: unavailable when a file is damaged; refused when none is usable, or days are missing.
[[nodiscard]] base::Outcome<ReadReport, IntakeError> read_juso(const std::vector<SourceFile>& files,
                                                               const ReadOptions& options,
                                                               const BlockSink& sink);

}  // namespace haetae::intake
