// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/juso.hpp"

#include "haetae/intake/source_log.hpp"
#include "joiner.hpp"
#include "juso_plan.hpp"
#include "ordered.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <thread>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;

constexpr std::size_t kChunkBytes = 1 << 20;
constexpr std::size_t kLineBytesMax = 8U << 20;  ///< longer "lines" are cut: they are no rows
constexpr std::size_t kBom = 3;

/// Cuts the files of a plan into chunks at line ends, one after the other.
class ChunkReader {
 public:
  ChunkReader(const Plan& plan) : plan_(plan) {}

  /// The next chunk; nothing at the end or after an error.
  std::optional<Chunk> next() {
    while (at_ < plan_.files.size()) {
      if (!stream_ && !start()) return std::nullopt;
      if (!fill()) return std::nullopt;
      if (rest_.empty()) {
        stream_.reset();
        ++at_;
        continue;
      }
      return cut();
    }
    return std::nullopt;
  }
  [[nodiscard]] const std::optional<IntakeError>& error() const { return error_; }

 private:
  bool start() {
    auto opened = plan_.files[at_].source->open();
    if (!opened) {
      error_ = opened.error();
      return false;
    }
    stream_ = std::move(*opened);
    line_ = 1;
    ended_ = false;
    skip_ = plan_.files[at_].bom ? kBom : 0;
    return true;
  }

  /// Reads on until there is a whole chunk or the file has ended.
  bool fill() {
    while (!ended_ && (rest_.size() < kChunkBytes ||
                       (rest_.rfind('\n') == std::string::npos && rest_.size() < kLineBytesMax))) {
      const std::size_t before = rest_.size();
      rest_.resize(before + kChunkBytes);
      const auto got =
          stream_->read({reinterpret_cast<std::uint8_t*>(rest_.data()) + before, kChunkBytes});
      if (!got) {
        error_ = got.error();
        return false;
      }
      rest_.resize(before + *got);
      ended_ = *got == 0;
      const std::size_t skipped = std::min(skip_, rest_.size());
      rest_.erase(0, skipped);
      skip_ -= skipped;
    }
    return true;
  }

  Chunk cut() {
    const std::size_t last = rest_.rfind('\n');
    const std::size_t size = ended_ || last == std::string::npos ? rest_.size() : last + 1;
    Chunk chunk{at_, line_, rest_.substr(0, size)};
    rest_.erase(0, size);
    line_ += static_cast<std::uint64_t>(std::count(chunk.bytes.begin(), chunk.bytes.end(), '\n'));
    return chunk;
  }

  const Plan& plan_;
  std::size_t at_ = 0;
  std::unique_ptr<ByteStream> stream_;
  std::string rest_;
  std::uint64_t line_ = 1;
  std::size_t skip_ = 0;
  bool ended_ = false;
  std::optional<IntakeError> error_;
};

/// Takes what was parsed, in order.
class Collector {
 public:
  Collector(Plan& plan, const ReadOptions& options, const BlockSink& sink)
      : plan_(plan), options_(options), sink_(sink) {
    progress_.files = plan.files.size();
    for (const PlannedFile& file : plan.files)
      progress_.bytes_all += file.source->bytes;
  }

  bool take(Parsed parsed, std::size_t bytes) {
    const PlannedFile& planned = plan_.files[parsed.file];
    FileReport& file = plan_.report.files[planned.report];
    file.rows += parsed.rows;
    file.broken += parsed.problems.size();
    for (const Problem& problem : parsed.problems)
      note(fmt::format("{}:{}: {}", file.name, problem.line, problem.reason));
    newest_ = std::max(newest_, parsed.edition);
    progress_.file = parsed.file;
    progress_.rows += parsed.rows;
    progress_.bytes += bytes;
    if (options_.progress) options_.progress(progress_);
    joiner_.take(std::move(parsed.parts));
    if (parsed.records.bytes().empty()) return true;
    return sink_(parsed.records.bytes(), std::move(parsed.packed), planned.reaches());
  }

  /// False when the sink failed.
  bool finish() {
    ReadReport& report = plan_.report;
    bool good = true;
    RecordWriter joined{
        [&](const std::string& records) { good = good && sink_(records, pack_block(records), 0); }};
    report.unmatched = joiner_.finish(joined, options_.changes);
    if (!options_.changes) joined.note(report.origin);
    for (const FileReport& file : report.files) {
      report.rows += file.rows;
      report.broken += file.broken;
    }
    // Full files say in their names what month they are of; otherwise their newest date must do.
    if (report.edition == 0 && !options_.changes) report.edition = newest_;
    joined.flush();
    // An empty block carries the edition.
    return good && sink_({}, pack_block({}), report.edition);
  }

 private:
  void note(const std::string& text) {
    if (plan_.report.problems.size() < kProblemsShown) plan_.report.problems.push_back(text);
    if (options_.problem) options_.problem(text);
  }

  Plan& plan_;
  const ReadOptions& options_;
  const BlockSink& sink_;
  Joiner joiner_;
  ReadProgress progress_;
  std::uint32_t newest_ = 0;
};

}  // namespace

Outcome<ReadReport, IntakeError> read_juso(const std::vector<SourceFile>& files,
                                           const ReadOptions& options, const BlockSink& sink) {
  auto plan = plan_juso(files, options);
  if (!plan) return fail(plan.error());
  ChunkReader reader{*plan};
  Collector collector{*plan, options, sink};
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t threads = options.threads != 0 ? options.threads : cores;
  struct Done {
    Parsed parsed;
    std::size_t bytes = 0;
  };
  bool written = true;
  Ordered<Chunk, Done>{threads, 4 * threads + 4}.run(
      [&] { return reader.next(); },
      [&](const Chunk& chunk) {
        return Done{parse_chunk(chunk, plan->files[chunk.file].rules), chunk.bytes.size()};
      },
      [&](Done done) {
        written = collector.take(std::move(done.parsed), done.bytes);
        return written;
      });
  if (reader.error()) return fail(*reader.error());
  if (!written || !collector.finish()) {
    return fail(IntakeError{IntakeError::Kind::unavailable,
                            "the records cannot be written; is there room on the disk?"});
  }
  return std::move(plan->report);
}

}  // namespace haetae::intake
