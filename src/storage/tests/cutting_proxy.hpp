// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "temporary_folder.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace haetae::storage::testing {

/// Stands between a store and its database on a unix socket, and breaks the connection over which
/// a COMMIT goes, once, at the moment that a test asks for.
class CuttingProxy {
 public:
  enum class Cut {
    none,
    before_commit,  ///< the COMMIT never reaches the server
    after_commit,   ///< it does, but its answer reaches nobody
    late_commit,    ///< it reaches the server when the store has looked for it in vain
  };

  explicit CuttingProxy(std::string server_socket);
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;
  ~CuttingProxy();

  [[nodiscard]] std::string socket() const { return folder_.file("s"); }
  /// The next COMMIT is cut so.
  void cut_next(Cut cut) { cut_ = cut; }
  /// New connections are refused from now on, and those that are broken.
  void refuse_new(bool on) { refusing_ = on; }

 private:
  void accept_all();
  void carry(int client);
  /// False when the connection is to end.
  bool from_client(int client, int server, const std::string& bytes);

  TemporaryFolder folder_;
  std::string server_socket_;
  std::atomic<Cut> cut_{Cut::none};
  std::atomic<bool> refusing_{false}, stopping_{false};
  std::atomic<bool> waiting_for_fence_{false}, fence_sent_{false};
  int listener_ = -1;
  std::mutex mutex_;
  std::condition_variable fence_stands_;
  bool fenced_ = false;
  std::vector<std::thread> carriers_;
  std::thread acceptor_;
};

}  // namespace haetae::storage::testing
