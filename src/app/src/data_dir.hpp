// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/entropy.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/crypto/seal.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace haetae::app {

/// What is wrong with the data directory and what to do, in one sentence.
struct DataDirError {
  std::string message;
};

/// The data directory: `haetae.db` (people, apps, grants), `secret.key` (sealing keys) and
/// `address` (versions of the address data).
struct DataDir {
  std::filesystem::path path;
  [[nodiscard]] std::filesystem::path database() const { return path / "haetae.db"; }
  [[nodiscard]] std::filesystem::path secret_file() const { return path / "secret.key"; }
  /// What a site wrote while it was cut off from the others, until that is merged.
  [[nodiscard]] std::filesystem::path island() const { return path / "island.db"; }
  [[nodiscard]] std::filesystem::path address() const { return path / "address"; }
  /// What apps have used today of their quotas at this node: QuotaFile.
  [[nodiscard]] std::filesystem::path quotas() const { return path / "local-quotas"; }
};

/// Makes the directory when it is missing (mode 0700).
[[nodiscard]] base::Outcome<DataDir, DataDirError> open_data_dir(const std::string& path);

/// Writes a file that did not exist, mode 0600, and syncs it. False when it cannot; errno says why.
[[nodiscard]] bool write_new_file(const std::filesystem::path& path, std::string_view text);

/// Reads `secret.key`: one key a line, `number:64 hex digits`, the first seals and all open; lines
/// that start with '#' are comments. Made with one random key (mode 0600) when neither it nor a
/// database exists; a database without its keys is an error, since nothing in it could be opened.
[[nodiscard]] base::Outcome<std::vector<crypto::SealKey>, DataDirError> load_secret_keys(
    const DataDir& dir, base::Entropy& entropy);

}  // namespace haetae::app
