// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/data_store.hpp"

#include "haetae/intake/mapped_file.hpp"
#include "haetae/intake/version_name.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace haetae::intake {
namespace {

namespace fs = std::filesystem;
using base::fail;
using base::Outcome;

IntakeError refused(std::string message) {
  return {IntakeError::Kind::refused, std::move(message)};
}
IntakeError unavailable(std::string message) {
  return {IntakeError::Kind::unavailable, std::move(message)};
}

struct MappedIndex {
  MappedFile file;
  address::Index index;
};

std::uint64_t size_of(const fs::path& file) {
  std::error_code code;
  const auto size = fs::file_size(file, code);
  return code ? 0 : size;
}

}  // namespace

Outcome<std::shared_ptr<const address::Index>, IntakeError> open_index(const fs::path& file) {
  auto mapped = MappedFile::open(file, MappedFile::Use::random);
  if (!mapped) return fail(mapped.error());
  auto index = address::Index::open(mapped->bytes());
  if (!index) {
    return fail(unavailable(
        fmt::format("{} is no whole index: {}; import the data again or activate another version",
                    file.string(), index.error().message)));
  }
  auto both = std::make_shared<MappedIndex>(MappedIndex{std::move(*mapped), std::move(*index)});
  return std::shared_ptr<const address::Index>{both, &both->index};
}

DataStore::Lock::~Lock() {
  if (file_ >= 0) ::close(file_);
}

Outcome<DataStore::Lock, IntakeError> DataStore::lock(LockKind kind) const {
  std::error_code code;
  fs::create_directories(directory_, code);
  const fs::path path = directory_ / (kind == LockKind::pull ? "pull.lock" : "lock");
  const int file = code ? -1 : ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) {
    return fail(
        unavailable(fmt::format("{} cannot be written: {}", directory_.string(),
                                code ? code.message() : std::generic_category().message(errno))));
  }
  Lock held{file};
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    return fail(
        refused(fmt::format("another {} runs on this data directory; try again when it has ended",
                            kind == LockKind::pull ? "pull" : "import or activation")));
  }
  return held;
}

fs::path DataStore::index_file(std::string_view version) const {
  return directory_ / fmt::format("{}.hai", version);
}

fs::path DataStore::source_file(std::string_view version) const {
  return directory_ / fmt::format("{}.src", version);
}

DataStore::Pointer DataStore::pointer() const {
  Pointer out;
  std::ifstream file{directory_ / "active"};
  std::getline(file, out.active);
  std::getline(file, out.former);
  if (!is_version(out.active)) out.active.clear();
  if (!is_version(out.former)) out.former.clear();
  return out;
}

std::optional<std::string> DataStore::active() const {
  auto names = pointer();
  if (names.active.empty()) return std::nullopt;
  return std::move(names.active);
}

std::optional<std::string> DataStore::former() const {
  auto names = pointer();
  if (names.former.empty()) return std::nullopt;
  return std::move(names.former);
}

bool DataStore::has(std::string_view version) const {
  std::error_code code;
  return is_version(version) && fs::exists(index_file(version), code);
}

std::vector<Version> DataStore::list() const {
  std::vector<Version> out;
  const Pointer names = pointer();
  std::error_code code;
  for (const auto& entry : fs::directory_iterator{directory_, code}) {
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() != ".hai" || !is_version(name)) continue;
    out.push_back({.name = name,
                   .index_bytes = size_of(entry.path()),
                   .source_bytes = size_of(source_file(name)),
                   .active = name == names.active,
                   .former = name == names.former});
  }
  std::sort(out.begin(), out.end(),
            [](const Version& a, const Version& b) { return older(a.name, b.name); });
  return out;
}

std::string DataStore::next_version(base::Instant now) const {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(now)};
  const std::string date =
      fmt::format("{:04}{:02}{:02}", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  // Behind every version of today, also one that was deleted while a server may still hold it.
  std::vector<std::string> names = {active().value_or(""), former().value_or("")};
  for (Version& version : list())
    names.push_back(std::move(version.name));
  int last = 0;
  for (const std::string& name : names) {
    if (name.rfind(date + "-", 0) == 0) last = std::max(last, std::stoi(name.substr(9)));
  }
  return fmt::format("{}-{}", date, last + 1);
}

Outcome<void, IntakeError> DataStore::activate(std::string_view version) const {
  if (!has(version)) {
    return fail(
        refused(fmt::format("there is no version {}; haetae data list shows all", version)));
  }
  if (const auto opened = open_index(index_file(version)); !opened) return fail(opened.error());
  const Pointer names = pointer();
  if (names.active == version) return {};
  AtomicFile file{directory_ / "active"};
  file.write(base::as_bytes(fmt::format("{}\n{}\n", version, names.active)));
  return file.commit();
}

Outcome<std::string, IntakeError> DataStore::rollback() const {
  const auto back = former();
  if (!back || !has(*back)) {
    return fail(refused("there is no former version to go back to; haetae data list shows all"));
  }
  if (const auto done = activate(*back); !done) return fail(done.error());
  return *back;
}

Outcome<void, IntakeError> DataStore::remove(std::string_view version) const {
  if (!has(version)) {
    return fail(
        refused(fmt::format("there is no version {}; haetae data list shows all", version)));
  }
  if (active() == version) {
    return fail(refused(fmt::format("{} is in force; activate another version first", version)));
  }
  std::error_code code;
  fs::remove(source_file(version), code);
  fs::remove(index_file(version), code);
  if (code) {
    return fail(unavailable(
        fmt::format("{} cannot be deleted: {}", index_file(version).string(), code.message())));
  }
  return {};
}

std::vector<std::string> DataStore::prune(std::size_t keep) const {
  std::vector<std::string> gone;
  const std::vector<Version> all = list();
  std::size_t left = all.size();
  for (const Version& version : all) {
    if (left <= keep) break;
    if (version.active || version.former || !remove(version.name)) continue;
    gone.push_back(version.name);
    --left;
  }
  return gone;
}

}  // namespace haetae::intake
