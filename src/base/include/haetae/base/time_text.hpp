// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"

#include <string>

namespace haetae::base {

/// `2026-03-09T08:07:06Z`, UTC to the second (RFC 3339; also Kakao's `connected_at`).
[[nodiscard]] std::string to_rfc3339(Instant instant);

/// `2026-03-09T08:07:06.123Z`, for logs and audit entries.
[[nodiscard]] std::string to_rfc3339_milliseconds(Instant instant);

/// `Mon, 09 Mar 2026 08:07:06 GMT` (IMF-fixdate, RFC 9110 §5.6.7), for HTTP headers.
[[nodiscard]] std::string to_http_date(Instant instant);

}  // namespace haetae::base
