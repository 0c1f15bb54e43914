// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"

#include <memory>

namespace haetae::address {

/// Who holds the active index. A handler takes `current()` once per request and keeps it until the
/// answer is written, so that a swap never pulls data from under it.
struct IndexSource {
  virtual ~IndexSource() = default;
  /// Null while no address data is active.
  [[nodiscard]] virtual std::shared_ptr<const Index> current() const = 0;
};

}  // namespace haetae::address
