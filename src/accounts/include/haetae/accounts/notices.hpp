// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/app.hpp"

#include <string>
#include <string_view>

namespace haetae::accounts {

/// Why a link ended, as Kakao's unlink callback names it (spec kakao-login §5).
enum class UnlinkReason {
  account_delete,
  forced_account_delete,
  unlink_from_admin,
  unlink_from_apps,
  incomplete_sign_up
};
[[nodiscard]] std::string_view to_text(UnlinkReason reason);  // "ACCOUNT_DELETE", …

/// What sites are told after the fact. Called once the transaction has committed, on the thread of
/// the request: implementations queue and return.
class Notices {
 public:
  Notices() = default;
  Notices(const Notices&) = delete;
  Notices& operator=(const Notices&) = delete;
  virtual ~Notices() = default;

  /// Not called when the site itself asked for it with the person's token.
  virtual void unlinked(const App& app, Subject subject, UnlinkReason reason) = 0;
  /// A security event (RFC 8417) for the app's event webhook. `event`: the last part of the URI,
  /// "user-linked", "user-unlinked", "user-scope-consent", "user-scope-withdraw",
  /// "tokens-revoked", "account-disabled", "account-enabled", "sessions-revoked".
  virtual void happened(const App& app, Subject subject, std::string_view event) = 0;
};

/// For command lines and tests: tells nobody.
class NoNotices final : public Notices {
 public:
  void unlinked(const App&, Subject, UnlinkReason) override {}
  void happened(const App&, Subject, std::string_view) override {}
};

}  // namespace haetae::accounts
