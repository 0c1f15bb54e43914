// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "haetae/base/clock.hpp"

namespace haetae::crypto {

/// When the first certificate of a PEM text ends (RFC 5280 §4.1.2.5); nullopt when it holds none.
[[nodiscard]] std::optional<base::Instant> certificate_end(std::string_view pem);

}  // namespace haetae::crypto
