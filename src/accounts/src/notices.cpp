// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/notices.hpp"

namespace haetae::accounts {

std::string_view to_text(UnlinkReason reason) {
  switch (reason) {
    case UnlinkReason::account_delete:
      return "ACCOUNT_DELETE";
    case UnlinkReason::forced_account_delete:
      return "FORCED_ACCOUNT_DELETE";
    case UnlinkReason::unlink_from_admin:
      return "UNLINK_FROM_ADMIN";
    case UnlinkReason::unlink_from_apps:
      return "UNLINK_FROM_APPS";
    case UnlinkReason::incomplete_sign_up:
      return "INCOMPLETE_SIGN_UP";
  }
  return "UNLINK_FROM_APPS";
}

}  // namespace haetae::accounts
