// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/crypto/ed25519.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/intake/error.hpp"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What travels between sites (docs/artifacts.md): a version of some data is one or two files, and
/// a signed manifest says what is in them, chunk by chunk.
namespace haetae::intake {

/// Longest signed manifest that is read. A file of 100 GB has 12,000 chunks, 0.8 MB of manifest.
inline constexpr std::size_t kManifestBytesMax = 1024 * 1024;
inline constexpr std::uint64_t kChunkBytesLeast = 64 * 1024;
inline constexpr std::uint64_t kChunkBytesDefault = 8 * 1024 * 1024;
inline constexpr std::uint64_t kChunkBytesMost = 64 * 1024 * 1024;

/// A sort of data that travels. Its files are called `<version>.<extension>`; the first is needed.
struct ArtifactKind {
  std::string_view name;
  std::span<const std::string_view> extensions;
  /// Reads the whole first file and checks it, before anything is put in its place.
  base::Outcome<void, IntakeError> (*verify)(const std::filesystem::path& first,
                                             std::string_view version);
};
/// Address indexes and the records that they were built from.
[[nodiscard]] const ArtifactKind& address_artifact();

struct ArtifactFile {
  std::string name;
  std::uint64_t bytes = 0;
  crypto::Digest sha256{};
  std::vector<crypto::Digest> chunks;  ///< SHA-256 of each chunk; all but the last are full

  friend bool operator==(const ArtifactFile&, const ArtifactFile&) = default;
};

struct Manifest {
  std::string version;
  base::Instant created{};
  std::uint64_t chunk_bytes = kChunkBytesDefault;
  std::vector<ArtifactFile> files;

  [[nodiscard]] std::uint64_t bytes() const;
  friend bool operator==(const Manifest&, const Manifest&) = default;
};

[[nodiscard]] std::uint64_t chunk_count(std::uint64_t bytes, std::uint64_t chunk_bytes);
/// Length of chunk `index` of a file.
[[nodiscard]] std::uint64_t chunk_length(std::uint64_t bytes, std::uint64_t chunk_bytes,
                                         std::uint64_t index);

/// JSON, format 1.
[[nodiscard]] std::string to_text(const Manifest& manifest, const ArtifactKind& kind);
/// Takes only what to_text can have written for this kind: known format, names that follow from the
/// version, as many chunks as the size asks for. Errors: refused.
[[nodiscard]] base::Outcome<Manifest, IntakeError> parse_manifest(std::string_view text,
                                                                  const ArtifactKind& kind);

/// The document that is published: the manifest's text as it was signed, and the signatures.
[[nodiscard]] std::string sign_manifest(std::string_view manifest,
                                        std::span<const crypto::Ed25519Signer> signers);

struct SignedManifest {
  Manifest manifest;
  crypto::Ed25519Public key{};  ///< the trusted key that signed it
};
/// Reads a published document. Nothing in the manifest is looked at before a signature by one of
/// `trusted` is found good. Errors: refused.
[[nodiscard]] base::Outcome<SignedManifest, IntakeError> open_manifest(
    std::string_view document, const ArtifactKind& kind,
    std::span<const crypto::Ed25519Public> trusted);

/// The version that a published document speaks of, signed or not; empty when it says none. For
/// whoever publishes, to see what stands there.
[[nodiscard]] std::string published_version(std::string_view document);

/// `address.json`: the newest version; `address-20261101-1.json`: that version.
[[nodiscard]] std::string manifest_name(const ArtifactKind& kind, std::string_view version = {});

}  // namespace haetae::intake
