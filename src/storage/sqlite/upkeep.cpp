// SPDX-License-Identifier: Apache-2.0
#include "sqlite/upkeep.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <system_error>
#include <unistd.h>

namespace haetae::storage::sqlite {

namespace {

using Reason = StorageError::Reason;

StorageError system_error(std::string_view what, const std::string& path, int error) {
  return {Reason::not_accessible,
          fmt::format("cannot {} {}: {}", what, path, std::generic_category().message(error))};
}

/// So that the rename is on disk too.
void sync_folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor >= 0) {
    ::fsync(descriptor);
    ::close(descriptor);
  }
}

void copy_snapshot(const std::string& from, const std::string& to, base::Milliseconds busy_wait) {
  Connection source{from, Mode::read_only, busy_wait};
  Connection target{to, Mode::read_write, busy_wait};
  // An open snapshot keeps other writers from restarting the copy.
  source.execute("BEGIN");
  static_cast<void>(source.ask("SELECT COUNT(*) FROM schema_migrations"));
  sqlite3_backup* backup = sqlite3_backup_init(target.handle(), "main", source.handle(), "main");
  if (backup == nullptr) {
    throw SqliteFailure(sqlite3_extended_errcode(target.handle()), sqlite3_errmsg(target.handle()));
  }
  const int stepped = sqlite3_backup_step(backup, -1);
  const int finished = sqlite3_backup_finish(backup);
  source.execute("COMMIT");
  if (stepped != SQLITE_DONE || finished != SQLITE_OK) {
    const int code = finished != SQLITE_OK ? finished : stepped;
    throw SqliteFailure(code, sqlite3_errstr(code));
  }
  // One file, without a log beside it.
  static_cast<void>(target.ask("PRAGMA journal_mode = DELETE"));
}

}  // namespace

StorageError explain(const SqliteFailure& failure, const std::string& path) {
  const std::string_view what = failure.what();
  switch (failure.primary_code()) {
    case SQLITE_NOTADB:
      return {Reason::not_ours, fmt::format("{} is no SQLite database", path)};
    case SQLITE_CORRUPT:
      return {Reason::damaged, fmt::format("{} is damaged ({}): restore a backup", path, what)};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Reason::busy,
              fmt::format("another process keeps {} busy: try again when it is done", path)};
    case SQLITE_FULL:
      return {Reason::not_accessible, fmt::format("no space left for {}", path)};
    default:
      return {Reason::not_accessible, fmt::format("cannot use {}: {}", path, what)};
  }
}

base::Outcome<void, StorageError> ensure_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return base::fail(system_error("open", path, errno));
  }
  ::close(descriptor);
  return {};
}

base::Outcome<void, StorageError> back_up(const std::string& from, const std::string& to,
                                          base::Milliseconds busy_wait) {
  const std::string partial = to + ".partial";
  ::unlink(partial.c_str());
  if (auto made = ensure_file(partial); !made) {
    return made;
  }
  try {
    copy_snapshot(from, partial, busy_wait);
  } catch (const SqliteFailure& failure) {
    ::unlink(partial.c_str());
    return base::fail(explain(failure, partial));
  }
  if (std::rename(partial.c_str(), to.c_str()) != 0) {
    const int error = errno;
    ::unlink(partial.c_str());
    return base::fail(system_error("write", to, error));
  }
  sync_folder_of(to);
  return {};
}

base::Outcome<std::vector<std::string>, StorageError> check_integrity(
    const std::string& path, base::Milliseconds busy_wait) {
  try {
    Connection connection{path, Mode::read_only, busy_wait};
    std::vector<std::string> problems;
    const auto statement = connection.prepare("PRAGMA integrity_check(100)");
    while (statement->next()) {
      problems.emplace_back(statement->text(0));
    }
    if (problems == std::vector<std::string>{"ok"}) {
      problems.clear();
    }
    return problems;
  } catch (const SqliteFailure& failure) {
    return base::fail(explain(failure, path));
  }
}

}  // namespace haetae::storage::sqlite
