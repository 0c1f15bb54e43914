// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/key_ring.hpp"
#include "haetae/accounts/notices.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"

#include <deque>
#include <mutex>
#include <string>
#include <vector>

namespace haetae::app {

/// Tells sites what happened to their members: the unlink callback and security event tokens
/// (spec kakao-login §5, RFC 8417, RFC 8935). As Kakao does, each is sent once, with three seconds
/// to answer, and never repeated; a failure is logged for the operator.
class Notifier final : public accounts::Notices {
 public:
  struct Parts {
    const accounts::KeyRing& keys;
    const base::Clock& clock;
    base::Entropy& entropy;
    std::string issuer;
  };
  explicit Notifier(Parts parts) : parts_(std::move(parts)) {}

  void unlinked(const accounts::App& app, accounts::Subject subject,
                accounts::UnlinkReason reason) override;
  void happened(const accounts::App& app, accounts::Subject subject,
                std::string_view event) override;

  /// Sends what waits; called by a ticker.
  void deliver();

  struct Post {
    std::string url;
    bool is_get = false;
    std::string body;
    std::vector<std::string> headers;
  };

 private:
  void enqueue(Post post);

  Parts parts_;
  std::mutex mutex_;
  std::deque<Post> waiting_;
};

/// The unlink callback's request; exposed for tests.
[[nodiscard]] Notifier::Post unlink_callback(const accounts::App& app, accounts::Subject subject,
                                             accounts::UnlinkReason reason);

}  // namespace haetae::app
