// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/credentials.hpp"

namespace haetae::accounts {

/// A password's fault as the error of a service, which has the same three names.
template <class Error>
[[nodiscard]] Error password_error(PasswordFault fault) {
  switch (fault) {
    case PasswordFault::too_short:
      return Error::password_too_short;
    case PasswordFault::too_long:
      return Error::password_too_long;
    case PasswordFault::guessable:
      break;
  }
  return Error::password_guessable;
}

}  // namespace haetae::accounts
