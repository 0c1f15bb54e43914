// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/intake/artifact.hpp"
#include "haetae/intake/data_store.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace haetae::intake {

/// The port to a place that artifacts are published in: a folder that a web server serves, a
/// bucket.
struct ArtifactShelf {
  virtual ~ArtifactShelf() = default;
  /// A manifest that stands there; nullopt when there is none.
  [[nodiscard]] virtual base::Outcome<std::optional<std::string>, IntakeError> read(
      const std::string& name) = 0;
  [[nodiscard]] virtual base::Outcome<void, IntakeError> put_file(
      const std::string& name, const std::filesystem::path& file) = 0;
  [[nodiscard]] virtual base::Outcome<void, IntakeError> put_text(const std::string& name,
                                                                  const std::string& text) = 0;
};

/// A folder of this machine; every file appears whole or not at all.
class FolderShelf final : public ArtifactShelf {
 public:
  explicit FolderShelf(std::filesystem::path folder) : folder_(std::move(folder)) {}
  base::Outcome<std::optional<std::string>, IntakeError> read(const std::string& name) override;
  base::Outcome<void, IntakeError> put_file(const std::string& name,
                                            const std::filesystem::path& file) override;
  base::Outcome<void, IntakeError> put_text(const std::string& name,
                                            const std::string& text) override;

 private:
  std::filesystem::path folder_;
};

struct PublishRequest {
  const ArtifactKind& kind;
  std::string version;
  base::Instant now{};
  std::uint64_t chunk_bytes = kChunkBytesDefault;
  /// Publish the first file alone, without those that only the next import needs.
  bool first_only = false;
  /// Let an older version become the newest of the shelf.
  bool allow_older = false;
  const std::vector<crypto::Ed25519Signer>& signers;
};

/// Reads the files of a version and writes down what is in them. Errors: unavailable.
[[nodiscard]] base::Outcome<Manifest, IntakeError> describe(const DataStore& store,
                                                            const PublishRequest& request);

/// Verifies a version and publishes it: its files, then its manifest, then the manifest of the
/// newest, so that whoever reads meanwhile sees a whole version. Errors: refused when a newer
/// version stands there; unavailable.
[[nodiscard]] base::Outcome<Manifest, IntakeError> publish(const DataStore& store,
                                                           const PublishRequest& request,
                                                           ArtifactShelf& shelf);

}  // namespace haetae::intake
