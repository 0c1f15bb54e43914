// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/ids.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/crypto/seal.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::juso {

/// An approval key (승인키) in the shape that clients know: base64 of `SMS_AUTH`, the time of issue
/// and digits; `dev` stands before a development key. Nothing is stored: the digits are the app's
/// number and a proof under the server's secret.
struct ApprovalKey {
  accounts::AppNumber app = 0;
  base::Instant issued{};
  bool development = false;
};

/// How long a development key works (E0014 afterwards).
inline constexpr base::Seconds kDevelopmentLife = std::chrono::hours{24 * 90};

[[nodiscard]] std::string to_text(const ApprovalKey& key, const crypto::Sealer& sealer);
/// Nothing for a text that to_text() did not make. Cost: one HMAC.
[[nodiscard]] std::optional<ApprovalKey> read_approval_key(std::string_view text,
                                                           const crypto::Sealer& sealer);

}  // namespace haetae::juso
