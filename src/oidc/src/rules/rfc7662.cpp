// SPDX-License-Identifier: Apache-2.0
#include "rows.hpp"

namespace haetae::oidc::rules {

TokenVerdict token_given(const TokenAttempt& attempt) {
  return attempt.query->token.empty() ? TokenVerdict{TokenFault::token_missing} : std::nullopt;
}

}  // namespace haetae::oidc::rules
