// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/artifact_pull.hpp"

#include "artifact_receiver.hpp"
#include "haetae/intake/mapped_file.hpp"
#include "haetae/intake/version_name.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/statvfs.h>
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
IntakeError stopped() {
  return unavailable("stopped; what has come stays, and the next pull goes on from there");
}

/// Waits that double, each with some chance in it, so that sites do not come back all at once.
class Patience {
 public:
  explicit Patience(const PullTools& tools) : tools_(tools) {}
  void reset() { failures_ = 0; }
  /// Waits before another attempt. Errors: the last reason when there were enough; stopped.
  Outcome<void, IntakeError> again(const std::string& why) {
    if (failures_ >= kRetriesMax) {
      return fail(
          unavailable(fmt::format("{}, {} times in a row; what has come stays, and the next "
                                  "pull goes on from there",
                                  why, failures_ + 1)));
    }
    const auto most = std::min(kRetryFirst * (1 << failures_), kRetryMost);
    ++failures_;
    std::array<std::uint8_t, 2> chance{};
    tools_.entropy.fill(chance);
    const auto part = (chance[0] << 8 | chance[1]) * most.count() / 2 / 0xFFFF;
    if (!tools_.wait(most / 2 + base::Milliseconds{part})) return fail(stopped());
    return {};
  }

 private:
  const PullTools& tools_;
  int failures_ = 0;
};

/// One pull: what it works on, and what came of it so far.
class Pull {
 public:
  Pull(const DataStore& store, const PullRequest& request, const PullTools& tools)
      : store_(store), request_(request), tools_(tools) {}

  Outcome<PullReport, IntakeError> run();

 private:
  enum class End { done, changed };
  [[nodiscard]] fs::path folder() const { return store_.directory() / "pull"; }
  [[nodiscard]] fs::path part_path(const ArtifactFile& file) const {
    return folder() / (file.name + ".part");
  }

  Outcome<std::string, IntakeError> fetch_document();
  Outcome<SignedManifest, IntakeError> fetch_manifest();
  Outcome<void, IntakeError> check_age(const std::string& version) const;
  Outcome<bool, IntakeError> held(const Manifest& manifest) const;
  Outcome<End, IntakeError> fetch_files(const Manifest& manifest);
  Outcome<void, IntakeError> check_room(const std::vector<PartFile>& parts,
                                        const Manifest& manifest) const;
  Outcome<End, IntakeError> fetch_file(PartFile& part, const ArtifactFile& file,
                                       std::uint64_t before, std::uint64_t all);
  Outcome<void, IntakeError> put_in_place(const Manifest& manifest) const;
  void clear_folder(const Manifest* keep) const;

  const DataStore& store_;
  const PullRequest& request_;
  const PullTools& tools_;
  PullReport report_;
};

Outcome<std::string, IntakeError> Pull::fetch_document() {
  Patience patience{tools_};
  const std::string name = manifest_name(request_.kind, request_.version);
  for (;;) {
    TextReceiver receiver;
    const auto got = tools_.source.fetch({.name = name}, receiver);
    if (got) return receiver.text();
    if (receiver.too_long()) {
      return fail(refused(
          fmt::format("{} is longer than a manifest may be ({} bytes)", name, kManifestBytesMax)));
    }
    switch (got.error().kind) {
      case FetchError::Kind::missing:
        return fail(refused(request_.version.empty()
                                ? fmt::format("the store has no {}", name)
                                : fmt::format("the store has no version {}", request_.version)));
      case FetchError::Kind::refused:
        return fail(refused(got.error().message));
      case FetchError::Kind::stopped:
        return fail(stopped());
      case FetchError::Kind::broken:
      case FetchError::Kind::changed:
        break;
    }
    if (auto again = patience.again(got.error().message); !again) return fail(again.error());
  }
}

Outcome<SignedManifest, IntakeError> Pull::fetch_manifest() {
  const auto document = fetch_document();
  if (!document) return fail(document.error());
  auto opened = open_manifest(*document, request_.kind, request_.trusted);
  if (!opened) return opened;
  if (!request_.version.empty() && opened->manifest.version != request_.version) {
    return fail(refused(fmt::format("asked for {}, the store answered with {}", request_.version,
                                    opened->manifest.version)));
  }
  return opened;
}

Outcome<void, IntakeError> Pull::check_age(const std::string& version) const {
  if (request_.allow_older) return {};
  std::string newest = store_.active().value_or("");
  for (const Version& one : store_.list())
    newest = std::max(newest, one.name, older);
  if (newest.empty() || !older(version, newest)) return {};
  return fail(
      refused(fmt::format("the store offers {}, which is older than {} here: somebody may be "
                          "playing back old data; --allow-older takes it all the same",
                          version, newest)));
}

/// True when the version is here with the same contents.
Outcome<bool, IntakeError> Pull::held(const Manifest& manifest) const {
  if (!store_.has(manifest.version)) return false;
  for (const ArtifactFile& file : manifest.files) {
    const fs::path path = store_.directory() / file.name;
    std::error_code code;
    // The source log may have been left behind; the index is what counts.
    if (!fs::exists(path, code)) continue;
    const auto mapped = MappedFile::open(path, MappedFile::Use::sequential);
    if (!mapped) return fail(mapped.error());
    if (mapped->bytes().size() != file.bytes || crypto::sha256(mapped->bytes()) != file.sha256) {
      return fail(
          refused(fmt::format("another {} is here already, made by another import; remove it, "
                              "or publish the data under a later version",
                              file.name)));
    }
  }
  return true;
}

Outcome<void, IntakeError> Pull::check_room(const std::vector<PartFile>& parts,
                                            const Manifest& manifest) const {
  std::uint64_t missing = 0;
  for (std::size_t i = 0; i < parts.size(); ++i)
    missing += manifest.files[i].bytes - parts[i].size();
  struct statvfs facts {};
  if (::statvfs(folder().c_str(), &facts) != 0) return {};
  const std::uint64_t room = static_cast<std::uint64_t>(facts.f_bavail) * facts.f_frsize;
  const auto megabytes = [](std::uint64_t bytes) { return (bytes + 999'999) / 1'000'000; };
  bool fits = room >= missing + request_.spare_bytes;
  for (std::size_t i = 0; fits && i < parts.size(); ++i)
    fits = parts[i].reserve();
  if (fits) return {};
  return fail(unavailable(fmt::format(
      "{} has {} MB free; {} still needs {} MB and leaves {} MB to others; make room (haetae data "
      "remove VERSION) and pull again",
      store_.directory().string(), megabytes(room), manifest.version, megabytes(missing),
      megabytes(request_.spare_bytes))));
}

Outcome<Pull::End, IntakeError> Pull::fetch_file(PartFile& part, const ArtifactFile& file,
                                                 std::uint64_t before, std::uint64_t all) {
  FileReceiver receiver{part, file, [&](std::uint64_t done) {
                          if (tools_.progress) tools_.progress({file.name, before + done, all});
                        }};
  Patience patience{tools_};
  while (!part.complete()) {
    const std::uint64_t had = receiver.offset();
    receiver.prepare();
    ++report_.attempts;
    const auto got =
        tools_.source.fetch({.name = file.name, .from = had, .tag = receiver.tag()}, receiver);
    report_.fetched += receiver.received();
    if (receiver.disk_error() != 0) {
      return fail(
          unavailable(fmt::format("{} cannot be written at byte {}: {}; what has come stays, "
                                  "so make room and pull again",
                                  part_path(file).string(), part.size(),
                                  std::generic_category().message(receiver.disk_error()))));
    }
    if (part.complete()) break;
    if (receiver.wrong()) return End::changed;
    const FetchError why = got ? FetchError{FetchError::Kind::broken,
                                            fmt::format("{} ended at byte {} of {}", file.name,
                                                        receiver.offset(), file.bytes)}
                               : got.error();
    if (why.kind == FetchError::Kind::stopped) return fail(stopped());
    if (why.kind == FetchError::Kind::refused) return fail(refused(why.message));
    // The manifest may be newer by now and name another file.
    if (why.kind != FetchError::Kind::broken) return End::changed;
    if (receiver.offset() > had) patience.reset();
    if (auto again = patience.again(why.message); !again) return fail(again.error());
  }
  if (auto whole = part.finish(); !whole) return fail(whole.error());
  return End::done;
}

void Pull::clear_folder(const Manifest* keep) const {
  std::error_code code;
  std::vector<fs::path> gone;
  for (const auto& entry : fs::directory_iterator{folder(), code}) {
    const auto wanted = [&](const ArtifactFile& file) { return part_path(file) == entry.path(); };
    if (keep == nullptr || std::none_of(keep->files.begin(), keep->files.end(), wanted)) {
      gone.push_back(entry.path());
    }
  }
  for (const fs::path& path : gone)
    fs::remove(path, code);
}

Outcome<Pull::End, IntakeError> Pull::fetch_files(const Manifest& manifest) {
  clear_folder(&manifest);
  std::vector<PartFile> parts;
  report_.resumed = 0;
  for (const ArtifactFile& file : manifest.files) {
    auto part = PartFile::open(part_path(file), file, manifest.chunk_bytes, tools_.stopping);
    if (!part) return fail(part.error());
    report_.resumed += part->size();
    parts.push_back(std::move(*part));
  }
  if (tools_.stopping()) return fail(stopped());
  if (auto room = check_room(parts, manifest); !room) return fail(room.error());
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    auto end = fetch_file(parts[i], manifest.files[i], before, manifest.bytes());
    if (!end || *end == End::changed) return end;
    before += manifest.files[i].bytes;
  }
  return End::done;
}

Outcome<void, IntakeError> Pull::put_in_place(const Manifest& manifest) const {
  if (auto good = request_.kind.verify(part_path(manifest.files.front()), manifest.version);
      !good) {
    clear_folder(nullptr);
    return fail(refused(fmt::format("{} is signed and whole, but cannot be used: {}",
                                    manifest.version, good.error().message)));
  }
  const auto lock = store_.lock();
  if (!lock) return fail(lock.error());
  // The file that makes it a version comes last.
  for (auto file = manifest.files.rbegin(); file != manifest.files.rend(); ++file) {
    const fs::path to = store_.directory() / file->name;
    if (::rename(part_path(*file).c_str(), to.c_str()) != 0) {
      return fail(unavailable(fmt::format("{} cannot be written: {}", to.string(),
                                          std::generic_category().message(errno))));
    }
  }
  sync_directory(store_.directory());
  return {};
}

Outcome<PullReport, IntakeError> Pull::run() {
  std::error_code code;
  fs::create_directories(folder(), code);
  if (code) {
    return fail(
        unavailable(fmt::format("{} cannot be made: {}", folder().string(), code.message())));
  }
  Patience patience{tools_};
  for (int wrong = 0;;) {
    const auto found = fetch_manifest();
    if (!found) return fail(found.error());
    const Manifest& manifest = found->manifest;
    report_.version = manifest.version;
    report_.created = manifest.created;
    report_.key = found->key;
    report_.bytes = manifest.bytes();
    if (auto young = check_age(manifest.version); !young) return fail(young.error());
    const auto here = held(manifest);
    if (!here) return fail(here.error());
    report_.held = *here;
    if (*here) {
      clear_folder(nullptr);
      return report_;
    }
    const auto end = fetch_files(manifest);
    if (!end) return fail(end.error());
    if (*end == End::done) {
      if (auto placed = put_in_place(manifest); !placed) return fail(placed.error());
      return report_;
    }
    // Somebody may be publishing at this moment: the manifest is read again.
    const std::string why = fmt::format(
        "the store's files of {} are not those that its manifest "
        "names",
        manifest.version);
    if (++wrong >= kWrongMax) return fail(refused(why));
    if (auto again = patience.again(why); !again) return fail(again.error());
  }
}

}  // namespace

Outcome<PullReport, IntakeError> pull(const DataStore& store, const PullRequest& request,
                                      const PullTools& tools) {
  if (request.trusted.empty()) {
    return fail(
        refused("no key is trusted; put the publisher's public key into data.trusted_keys"));
  }
  if (!request.version.empty() && !is_version(request.version)) {
    return fail(refused(fmt::format("{} is no name of a version", request.version)));
  }
  const auto turn = store.lock(DataStore::LockKind::pull);
  if (!turn) return fail(turn.error());
  return Pull{store, request, tools}.run();
}

}  // namespace haetae::intake
