// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/app/config.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/crypto/ed25519.hpp"

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

namespace haetae::app {

/// Waits that end early when somebody stops them. Thread-safe.
class Pause {
 public:
  /// False when it was stopped, before or meanwhile.
  bool wait(base::Milliseconds span);
  void stop();
  [[nodiscard]] bool stopped() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;
};

/// `data.trusted_keys`, or which of them is no key.
[[nodiscard]] base::Outcome<std::vector<crypto::Ed25519Public>, ConfigError> trusted_keys(
    const Config& config);

/// A file with a private key that signs what is published; mode 0600.
[[nodiscard]] base::Outcome<void, ConfigError> write_signing_key(
    const std::string& path, const crypto::Ed25519Signer& signer);
[[nodiscard]] base::Outcome<crypto::Ed25519Signer, ConfigError> read_signing_key(
    const std::string& path);

}  // namespace haetae::app
