// SPDX-License-Identifier: Apache-2.0
// Manifests of data that travels, signed and bare, and the fields that say where bytes belong. What
// is taken reads back as it was, names no path, and covers its files exactly; nothing that the
// fuzzer writes is signed.
#include "haetae/base/assert.hpp"
#include "haetae/intake/artifact.hpp"
#include "haetae/intake/artifact_pull.hpp"
#include "haetae/intake/version_name.hpp"
#include "input.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

using namespace haetae;

namespace {

const std::vector<crypto::Ed25519Signer>& signers() {
  static base::SeededEntropy entropy{3};
  static const std::vector<crypto::Ed25519Signer> kept = {crypto::Ed25519Signer::generate(entropy)};
  return kept;
}

void check_bare(std::string_view text) {
  const intake::ArtifactKind& kind = intake::address_artifact();
  const auto manifest = intake::parse_manifest(text, kind);
  const std::vector<crypto::Ed25519Public> trusted = {signers().front().public_key()};
  const auto opened = intake::open_manifest(intake::sign_manifest(text, signers()), kind, trusted);
  if (!manifest) {
    HAETAE_ASSERT(!opened.has_value());
    return;
  }
  // A text near the limit grows beyond it when it is signed.
  if (opened) HAETAE_ASSERT(opened->manifest == *manifest);
  HAETAE_ASSERT(intake::is_version(manifest->version));
  for (const intake::ArtifactFile& file : manifest->files) {
    HAETAE_ASSERT(file.name.find('/') == std::string::npos && file.name[0] != '.');
    const std::uint64_t count = file.chunks.size();
    HAETAE_ASSERT((count - 1) * manifest->chunk_bytes +
                      intake::chunk_length(file.bytes, manifest->chunk_bytes, count - 1) ==
                  file.bytes);
  }
  const auto again = intake::parse_manifest(to_text(*manifest, kind), kind);
  HAETAE_ASSERT(again.has_value() && *again == *manifest);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::Input{data, size}.rest();
  check_bare(text);
  const std::vector<crypto::Ed25519Public> trusted = {signers().front().public_key()};
  HAETAE_ASSERT(!intake::open_manifest(text, intake::address_artifact(), trusted));
  static_cast<void>(intake::published_version(text));
  const auto head = intake::fetch_head(206, text, std::nullopt, text);
  if (head && head->total) HAETAE_ASSERT(head->from < *head->total);
  return 0;
}
