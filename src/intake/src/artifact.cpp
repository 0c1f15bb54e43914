// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/artifact.hpp"

#include "haetae/base/time_text.hpp"
#include "haetae/intake/data_store.hpp"
#include "haetae/intake/version_name.hpp"
#include "haetae/wire/base64url.hpp"
#include "haetae/wire/json.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;
using wire::Json;

constexpr std::int64_t kFormat = 1;
constexpr std::size_t kSignaturesMax = 8;
/// Signed in front of the manifest, so that a signature of anything else is none of a manifest.
constexpr std::string_view kSignedPrefix = "haetae-artifact-1\n";
constexpr std::uint64_t kFileBytesMax = 1ULL << 40;

IntakeError refused(std::string message) {
  return {IntakeError::Kind::refused, std::move(message)};
}

Outcome<void, IntakeError> verify_index(const std::filesystem::path& first,
                                        std::string_view version) {
  const auto index = open_index(first);
  if (!index) return fail(index.error());
  if ((*index)->label().version != version) {
    return fail(refused(fmt::format("the index calls itself {}, its manifest {}",
                                    (*index)->label().version, version)));
  }
  return {};
}

std::string signed_bytes(std::string_view manifest) {
  return fmt::format("{}{}", kSignedPrefix, manifest);
}

/// 64 lower-case digits: one digest has one text.
std::optional<crypto::Digest> digest_of(std::optional<std::string_view> text) {
  crypto::Digest digest{};
  if (!text || text->size() != 2 * digest.size()) return std::nullopt;
  const auto bytes = wire::hex_decode(*text);
  if (!bytes || wire::hex_encode(*bytes) != *text) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

Outcome<ArtifactFile, std::string> file_of(const Json& json, const std::string& name,
                                           std::uint64_t chunk_bytes) {
  ArtifactFile file;
  file.name = name;
  if (json.string_at("name") != name) return fail(fmt::format("its file is not called {}", name));
  const std::int64_t bytes = json.integer_at("bytes").value_or(0);
  if (bytes <= 0 || static_cast<std::uint64_t>(bytes) > kFileBytesMax) {
    return fail(fmt::format("{} has no size that can be", name));
  }
  file.bytes = static_cast<std::uint64_t>(bytes);
  const auto whole = digest_of(json.string_at("sha256"));
  const Json* chunks = json.find("chunks");
  const Json::Array* list = chunks == nullptr ? nullptr : chunks->if_array();
  if (!whole || list == nullptr || list->size() != chunk_count(file.bytes, chunk_bytes)) {
    return fail(fmt::format("{} lacks checksums", name));
  }
  file.sha256 = *whole;
  for (const Json& one : *list) {
    const std::string* text = one.if_string();
    const auto digest = text == nullptr ? std::nullopt : digest_of(*text);
    if (!digest) return fail(fmt::format("{} has a broken checksum", name));
    file.chunks.push_back(*digest);
  }
  return file;
}

Outcome<Manifest, std::string> manifest_of(const Json& json, const ArtifactKind& kind) {
  if (json.integer_at("format") != kFormat) {
    return fail(std::string{"its format is of another release; upgrade Haetae here"});
  }
  if (json.string_at("kind") != kind.name) return fail(fmt::format("it is not of {}", kind.name));
  Manifest manifest;
  manifest.version = json.string_at("version").value_or("");
  if (!is_version(manifest.version)) return fail(std::string{"its version is no name"});
  const auto created = json.integer_at("created");
  const auto chunk_bytes = json.integer_at("chunk_bytes");
  if (!created || *created < 0 || *created > 253'402'300'799) {
    return fail(std::string{"it has no date"});
  }
  manifest.created = base::from_unix_seconds(*created);
  manifest.chunk_bytes =
      chunk_bytes && *chunk_bytes > 0 ? static_cast<std::uint64_t>(*chunk_bytes) : 0;
  if (manifest.chunk_bytes < kChunkBytesLeast || manifest.chunk_bytes > kChunkBytesMost) {
    return fail(std::string{"its chunks have no size that can be"});
  }
  const Json* files = json.find("files");
  const Json::Array* list = files == nullptr ? nullptr : files->if_array();
  if (list == nullptr || list->empty() || list->size() > kind.extensions.size()) {
    return fail(std::string{"it lists no files, or too many"});
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string name = fmt::format("{}.{}", manifest.version, kind.extensions[i]);
    auto file = file_of((*list)[i], name, manifest.chunk_bytes);
    if (!file) return fail(file.error());
    manifest.files.push_back(std::move(*file));
  }
  return manifest;
}

/// The manifest's text and its signatures; nothing is verified.
struct Envelope {
  std::string manifest;
  std::vector<std::pair<crypto::Ed25519Public, base::Bytes>> signatures;
};

std::optional<Envelope> read_envelope(std::string_view document) {
  if (document.size() > kManifestBytesMax) return std::nullopt;
  const auto json = Json::parse(document);
  if (!json || json->integer_at("haetae_artifact") != kFormat) return std::nullopt;
  const auto text = json->string_at("manifest");
  const Json* signatures = json->find("signatures");
  const Json::Array* list = signatures == nullptr ? nullptr : signatures->if_array();
  if (!text || list == nullptr || list->empty() || list->size() > kSignaturesMax) {
    return std::nullopt;
  }
  Envelope envelope{std::string{*text}, {}};
  for (const Json& one : *list) {
    const auto key = crypto::ed25519_public_from_text(one.string_at("key").value_or(""));
    auto bytes = wire::base64url_decode(one.string_at("ed25519").value_or(""));
    if (!key || !bytes || bytes->size() != crypto::kEd25519SignatureBytes) return std::nullopt;
    envelope.signatures.emplace_back(*key, std::move(*bytes));
  }
  return envelope;
}

}  // namespace

const ArtifactKind& address_artifact() {
  static constexpr std::string_view kExtensions[] = {"hai", "src"};
  static constexpr ArtifactKind kKind{"address", kExtensions, verify_index};
  return kKind;
}

std::uint64_t Manifest::bytes() const {
  std::uint64_t sum = 0;
  for (const ArtifactFile& file : files)
    sum += file.bytes;
  return sum;
}

std::uint64_t chunk_count(std::uint64_t bytes, std::uint64_t chunk_bytes) {
  return bytes / chunk_bytes + (bytes % chunk_bytes == 0 ? 0 : 1);
}

std::uint64_t chunk_length(std::uint64_t bytes, std::uint64_t chunk_bytes, std::uint64_t index) {
  const std::uint64_t from = index * chunk_bytes;
  return from >= bytes ? 0 : std::min(chunk_bytes, bytes - from);
}

std::string to_text(const Manifest& manifest, const ArtifactKind& kind) {
  Json files = Json::array();
  for (const ArtifactFile& file : manifest.files) {
    Json chunks = Json::array();
    for (const crypto::Digest& chunk : file.chunks)
      chunks.push(wire::hex_encode(chunk));
    Json one = Json::object();
    one.set("name", file.name)
        .set("bytes", static_cast<std::int64_t>(file.bytes))
        .set("sha256", wire::hex_encode(file.sha256))
        .set("chunks", std::move(chunks));
    files.push(std::move(one));
  }
  Json json = Json::object();
  json.set("format", kFormat)
      .set("kind", kind.name)
      .set("version", manifest.version)
      .set("created", base::to_unix_seconds(manifest.created))
      .set("chunk_bytes", static_cast<std::int64_t>(manifest.chunk_bytes))
      .set("files", std::move(files));
  return json.to_text();
}

Outcome<Manifest, IntakeError> parse_manifest(std::string_view text, const ArtifactKind& kind) {
  const auto json =
      text.size() > kManifestBytesMax ? fail(wire::JsonError::too_long) : Json::parse(text);
  if (!json) return fail(refused("the manifest is no JSON"));
  auto manifest = manifest_of(*json, kind);
  if (!manifest)
    return fail(refused(fmt::format("the manifest cannot be used: {}", manifest.error())));
  return std::move(*manifest);
}

std::string sign_manifest(std::string_view manifest,
                          std::span<const crypto::Ed25519Signer> signers) {
  Json signatures = Json::array();
  for (const crypto::Ed25519Signer& signer : signers) {
    const base::Bytes signature = signer.sign(base::as_bytes(signed_bytes(manifest)));
    Json one = Json::object();
    one.set("key", crypto::to_text(signer.public_key()))
        .set("ed25519", wire::base64url_encode(signature));
    signatures.push(std::move(one));
  }
  Json json = Json::object();
  json.set("haetae_artifact", kFormat)
      .set("manifest", manifest)
      .set("signatures", std::move(signatures));
  return json.to_text() + "\n";
}

Outcome<SignedManifest, IntakeError> open_manifest(std::string_view document,
                                                   const ArtifactKind& kind,
                                                   std::span<const crypto::Ed25519Public> trusted) {
  const auto envelope = read_envelope(document);
  if (!envelope) return fail(refused("what stands there is no signed manifest"));
  const std::string bytes = signed_bytes(envelope->manifest);
  for (const auto& [key, signature] : envelope->signatures) {
    if (std::find(trusted.begin(), trusted.end(), key) == trusted.end()) continue;
    if (!crypto::ed25519_verify(key, base::as_bytes(bytes), signature)) {
      return fail(
          refused(fmt::format("the manifest's signature by {} is wrong", crypto::to_text(key))));
    }
    auto manifest = parse_manifest(envelope->manifest, kind);
    if (!manifest) return fail(manifest.error());
    return SignedManifest{std::move(*manifest), key};
  }
  return fail(
      refused(fmt::format("the manifest is signed by {}, which data.trusted_keys does not hold",
                          crypto::to_text(envelope->signatures.front().first))));
}

std::string published_version(std::string_view document) {
  const auto envelope = read_envelope(document);
  if (!envelope) return {};
  const auto json = Json::parse(envelope->manifest);
  const std::string version{json ? json->string_at("version").value_or("") : ""};
  return is_version(version) ? version : std::string{};
}

std::string manifest_name(const ArtifactKind& kind, std::string_view version) {
  return version.empty() ? fmt::format("{}.json", kind.name)
                         : fmt::format("{}-{}.json", kind.name, version);
}

}  // namespace haetae::intake
