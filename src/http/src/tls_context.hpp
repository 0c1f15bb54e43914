// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/http/options.hpp"
#include "haetae/http/server.hpp"

#include <memory>
#include <string>
#include <vector>

struct ssl_ctx_st;

namespace haetae::http {

/// The certificates of one listener, loaded. Immutable; connections keep it alive, so that a
/// reload never touches a handshake that runs.
class TlsContext {
 public:
  /// Errors: bad_certificate, naming the file.
  [[nodiscard]] static base::Outcome<std::shared_ptr<TlsContext>, ServerError> load(
      const TlsOptions& options);

  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;
  ~TlsContext();

  /// Of the first certificate; the handshake itself changes to another by server name.
  [[nodiscard]] ssl_ctx_st* native() const { return contexts_.front(); }
  /// The context whose certificate covers the name, or nullptr.
  [[nodiscard]] ssl_ctx_st* find(const char* server_name) const;

 private:
  TlsContext() = default;

  std::vector<ssl_ctx_st*> contexts_;
};

}  // namespace haetae::http
