// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"

#include <optional>
#include <string_view>

namespace haetae::crypto {

/// When the first certificate of a PEM text ends (RFC 5280 §4.1.2.5); nullopt when it holds none.
[[nodiscard]] std::optional<base::Instant> certificate_end(std::string_view pem);

}  // namespace haetae::crypto
