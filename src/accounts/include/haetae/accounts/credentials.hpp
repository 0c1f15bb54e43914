// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::accounts {

inline constexpr std::size_t kPasswordLengthMin = 8;   ///< characters
inline constexpr std::size_t kNicknameLengthMax = 20;  ///< characters

/// A password in NFC, the form that is hashed, so that Hangul typed on any system is the same
/// password. Empty when it is no UTF-8 or over crypto::kPasswordLengthMax bytes, checked before
/// any other work (threat 70).
[[nodiscard]] base::SecretText normal_password(std::string_view typed);

enum class PasswordFault { too_short, too_long, guessable };
/// What is wrong with a new password; nullopt: fine. Guessable: the e-mail, its local part or the
/// nickname, one character repeated, a run ("12345678"), or among the most used ones.
[[nodiscard]] std::optional<PasswordFault> password_fault(const base::SecretText& normal,
                                                          std::string_view email,
                                                          std::string_view nickname);

/// NFC, trimmed, without control characters; empty when nothing or more than kNicknameLengthMax
/// characters are left.
[[nodiscard]] std::string normal_nickname(std::string_view typed);

}  // namespace haetae::accounts
