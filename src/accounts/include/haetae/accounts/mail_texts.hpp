// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/ports.hpp"

#include <string>
#include <string_view>

namespace haetae::accounts {

/// The mails that accounts sends. Each exists in Korean and English.
enum class MailKind {
  sign_up_code,        ///< value: the code
  sign_up_known,       ///< somebody tried to sign up with an address that has an account
  reset_code,          ///< value: the code
  password_changed,    ///< told after a reset or a change
  email_change_code,   ///< value: the code; goes to the new address
  email_change_known,  ///< the new address has an account already
  email_changed,       ///< value: the new address, shortened; goes to the former one
  passkey_added,       ///< value: the passkey's name
  passkey_removed,     ///< value: the passkey's name
  account_deleted,
};

/// A row for MailStore, due at once. `language`: "ko" or "en", anything else is Korean. Values are
/// escaped in the HTML part.
[[nodiscard]] Mail make_mail(const Ports& ports, MailKind kind, std::string_view to,
                             std::string_view language, std::string_view value = {});

/// "ki***@example.kr"
[[nodiscard]] std::string shortened_email(std::string_view email);

}  // namespace haetae::accounts
