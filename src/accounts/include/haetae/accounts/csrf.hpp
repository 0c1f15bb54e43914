// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/model.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/crypto/seal.hpp"

#include <string>
#include <string_view>

namespace haetae::accounts {

/// A fresh value for the browser-binding cookie, which every visitor without a session has, so that
/// sign-in and sign-up forms are bound to the browser that asked for them (threats 42, 46).
/// 32 letters and digits (190 bits).
[[nodiscard]] std::string new_browser_binding(base::Entropy& entropy);

/// A form's token, HMAC of what it is bound to: a session, or the browser-binding cookie. The two
/// never mix.
[[nodiscard]] std::string make_csrf(const crypto::Sealer& sealer, const Session& session);
[[nodiscard]] std::string make_csrf(const crypto::Sealer& sealer, std::string_view browser_binding);
/// Constant time (threat 72). An empty binding never matches.
[[nodiscard]] bool check_csrf(const crypto::Sealer& sealer, const Session& session,
                              std::string_view token);
[[nodiscard]] bool check_csrf(const crypto::Sealer& sealer, std::string_view browser_binding,
                              std::string_view token);

}  // namespace haetae::accounts
