// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/intake/error.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::intake {

/// An index with the mapped file that it reads; verified as Index::open does.
[[nodiscard]] base::Outcome<std::shared_ptr<const address::Index>, IntakeError> open_index(
    const std::filesystem::path& file);

/// One version on disk.
struct Version {
  std::string name;
  std::uint64_t index_bytes = 0;
  std::uint64_t source_bytes = 0;
  bool active = false;
  bool former = false;  ///< what `rollback` goes back to
};

/// The versions of the address data in one directory (docs/adr/0007-address-data-versions.md):
/// `<version>.hai` is an index, `<version>.src` the records that it was built from, and `active`
/// names the version in force and the one before. Nothing is ever changed in place.
class DataStore {
 public:
  explicit DataStore(std::filesystem::path directory) : directory_(std::move(directory)) {}

  /// Keeps other processes from importing and activating while it lives.
  class Lock {
   public:
    explicit Lock(int file) : file_(file) {}
    Lock(Lock&& other) noexcept : file_(other.file_) { other.file_ = -1; }
    Lock& operator=(Lock&&) = delete;
    ~Lock();

   private:
    int file_;
  };
  /// Imports and activations keep each other out, and so do pulls; but a pull only needs the
  /// former lock at its end.
  enum class LockKind { change, pull };
  /// Makes the directory when it is missing. Errors: refused while another process holds it.
  [[nodiscard]] base::Outcome<Lock, IntakeError> lock(LockKind kind = LockKind::change) const;

  [[nodiscard]] const std::filesystem::path& directory() const { return directory_; }
  [[nodiscard]] std::filesystem::path index_file(std::string_view version) const;
  [[nodiscard]] std::filesystem::path source_file(std::string_view version) const;

  /// Oldest first.
  [[nodiscard]] std::vector<Version> list() const;
  [[nodiscard]] bool has(std::string_view version) const;
  [[nodiscard]] std::optional<std::string> active() const;
  [[nodiscard]] std::optional<std::string> former() const;
  /// "20261101-2": today's date (UTC) and the number behind the last one of today.
  [[nodiscard]] std::string next_version(base::Instant now) const;

  /// Verifies a version and puts it in force; the one in force until now becomes the former one.
  [[nodiscard]] base::Outcome<void, IntakeError> activate(std::string_view version) const;
  /// Puts the former version in force again. Gives its name.
  [[nodiscard]] base::Outcome<std::string, IntakeError> rollback() const;
  /// Deletes a version that is not in force.
  [[nodiscard]] base::Outcome<void, IntakeError> remove(std::string_view version) const;
  /// Deletes the oldest versions beyond `keep`, never the active or the former one. Gives their
  /// names.
  [[nodiscard]] std::vector<std::string> prune(std::size_t keep) const;

 private:
  struct Pointer {
    std::string active, former;
  };
  [[nodiscard]] Pointer pointer() const;
  std::filesystem::path directory_;
};

/// Makes renames in a directory last.
void sync_directory(const std::filesystem::path& path);

/// Writes a file whole or not at all: to `path` with ".part" behind it, synced, then renamed.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path);
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;
  /// Deletes the part that was not committed.
  ~AtomicFile();

  /// False when a write failed, now or before.
  bool write(base::BytesView bytes);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] const std::filesystem::path& part() const { return part_; }
  /// Writes out what is buffered, so that `part()` can be opened by others.
  [[nodiscard]] bool sync();
  /// Syncs and renames.
  [[nodiscard]] base::Outcome<void, IntakeError> commit();

 private:
  [[nodiscard]] bool flush();
  std::filesystem::path path_, part_;
  int file_ = -1;
  bool failed_ = false;
  std::uint64_t size_ = 0;
  std::vector<std::uint8_t> buffer_;
};

}  // namespace haetae::intake
