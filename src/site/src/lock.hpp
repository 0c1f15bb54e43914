// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/site/error.hpp"
#include "haetae/site/site_file.hpp"

#include <optional>
#include <sys/types.h>
#include <utility>

namespace haetae::site {

/// Whoever starts a site's database holds this; it dies with its holder, whatever becomes of that.
class SiteLock {
 public:
  /// Errors: somebody else holds it; the file cannot be written.
  [[nodiscard]] static base::Outcome<SiteLock, SiteError> take(const SiteFile& site);
  /// The process that holds it.
  [[nodiscard]] static std::optional<pid_t> holder(const SiteFile& site);

  SiteLock(SiteLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  SiteLock& operator=(SiteLock&&) = delete;
  SiteLock(const SiteLock&) = delete;
  SiteLock& operator=(const SiteLock&) = delete;
  ~SiteLock();

 private:
  explicit SiteLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace haetae::site
