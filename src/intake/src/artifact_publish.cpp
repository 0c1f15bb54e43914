// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/artifact_publish.hpp"

#include "haetae/crypto/sha256_stream.hpp"
#include "haetae/intake/mapped_file.hpp"
#include "haetae/intake/version_name.hpp"

#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace haetae::intake {
namespace {

namespace fs = std::filesystem;
using base::fail;
using base::Outcome;

constexpr std::size_t kCopyBytes = 1 << 20;

IntakeError refused(std::string message) {
  return {IntakeError::Kind::refused, std::move(message)};
}

Outcome<ArtifactFile, IntakeError> describe_file(const fs::path& path, std::uint64_t chunk_bytes) {
  const auto mapped = MappedFile::open(path, MappedFile::Use::sequential);
  if (!mapped) return fail(mapped.error());
  const base::BytesView bytes = mapped->bytes();
  ArtifactFile file;
  file.name = path.filename().string();
  file.bytes = bytes.size();
  crypto::Sha256Stream whole;
  for (std::uint64_t i = 0; i < chunk_count(file.bytes, chunk_bytes); ++i) {
    const auto chunk = bytes.subspan(i * chunk_bytes, chunk_length(file.bytes, chunk_bytes, i));
    file.chunks.push_back(crypto::sha256(chunk));
    whole.add(chunk);
  }
  file.sha256 = whole.finish();
  return file;
}

}  // namespace

Outcome<std::optional<std::string>, IntakeError> FolderShelf::read(const std::string& name) {
  std::error_code code;
  const fs::path path = folder_ / name;
  if (!fs::exists(path, code)) return std::optional<std::string>{};
  std::ifstream in{path, std::ios::binary};
  std::stringstream text;
  text << in.rdbuf();
  if (!in) {
    return fail(IntakeError{IntakeError::Kind::unavailable,
                            fmt::format("{} cannot be read", path.string())});
  }
  return std::optional{text.str()};
}

Outcome<void, IntakeError> FolderShelf::put_file(const std::string& name, const fs::path& file) {
  const auto mapped = MappedFile::open(file, MappedFile::Use::sequential);
  if (!mapped) return fail(mapped.error());
  std::error_code code;
  fs::create_directories(folder_, code);
  AtomicFile out{folder_ / name};
  for (auto left = mapped->bytes(); !left.empty();) {
    const auto step = left.first(std::min(kCopyBytes, left.size()));
    if (!out.write(step)) break;
    left = left.subspan(step.size());
  }
  return out.commit();
}

Outcome<void, IntakeError> FolderShelf::put_text(const std::string& name, const std::string& text) {
  AtomicFile out{folder_ / name};
  out.write(base::as_bytes(text));
  return out.commit();
}

Outcome<Manifest, IntakeError> describe(const DataStore& store, const PublishRequest& request) {
  Manifest manifest;
  manifest.version = request.version;
  manifest.created = request.now;
  manifest.chunk_bytes = request.chunk_bytes;
  for (const std::string_view extension : request.kind.extensions) {
    const fs::path path = store.directory() / fmt::format("{}.{}", request.version, extension);
    std::error_code code;
    const bool first = manifest.files.empty();
    if (!first && (request.first_only || !fs::exists(path, code))) break;
    auto file = describe_file(path, request.chunk_bytes);
    if (!file) return fail(file.error());
    manifest.files.push_back(std::move(*file));
  }
  return manifest;
}

Outcome<Manifest, IntakeError> publish(const DataStore& store, const PublishRequest& request,
                                       ArtifactShelf& shelf) {
  if (!store.has(request.version)) {
    return fail(refused(
        fmt::format("there is no version {}; haetae data list shows all", request.version)));
  }
  const fs::path first =
      store.directory() / fmt::format("{}.{}", request.version, request.kind.extensions.front());
  if (auto good = request.kind.verify(first, request.version); !good) return fail(good.error());
  const std::string newest = manifest_name(request.kind);
  const auto there = shelf.read(newest);
  if (!there) return fail(there.error());
  const std::string former = *there ? published_version(**there) : std::string{};
  if (!request.allow_older && !former.empty() && older(request.version, former)) {
    return fail(
        refused(fmt::format("{} is published there already and newer than {}; sites that hold "
                            "it take no older one; --allow-older publishes it all the same",
                            former, request.version)));
  }
  auto manifest = describe(store, request);
  if (!manifest) return manifest;
  const std::string document = sign_manifest(to_text(*manifest, request.kind), request.signers);
  if (document.size() > kManifestBytesMax) {
    return fail(refused("the manifest would be longer than sites read; choose larger chunks"));
  }
  for (const ArtifactFile& file : manifest->files) {
    if (auto done = shelf.put_file(file.name, store.directory() / file.name); !done) {
      return fail(done.error());
    }
  }
  for (const std::string& name : {manifest_name(request.kind, request.version), newest}) {
    if (auto done = shelf.put_text(name, document); !done) return fail(done.error());
  }
  return manifest;
}

}  // namespace haetae::intake
