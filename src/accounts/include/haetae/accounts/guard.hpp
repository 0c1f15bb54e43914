// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/ports.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::accounts {

/// Bounds guessing without letting a stranger lock the owner out (issue: guessing is bounded).
///
/// A password attempt from a browser without a device cookie for that account counts against three
/// budgets: the account, the address and its network. A browser with one (it once signed in to this
/// very account) counts against that cookie alone, so exhausted budgets of strangers never stop the
/// owner; and passkeys and resets by mail are not bound by the password budget at all. Unknown
/// accounts have budgets like known ones (threat 61). The counts live in the store, so several
/// sites share them (threat 58).
class Guard {
 public:
  explicit Guard(const Ports& ports) : ports_(ports) {}

  static constexpr base::Milliseconds kWindow = std::chrono::minutes{15};
  static constexpr std::uint32_t kPerAccount = 10;
  static constexpr std::uint32_t kPerAddress = 30;
  static constexpr std::uint32_t kPerNetwork = 100;
  static constexpr std::uint32_t kPerDevice = 10;
  /// Mails that one recipient, and one address, can make this server send in kMailWindow.
  static constexpr base::Milliseconds kMailWindow = std::chrono::hours{1};
  static constexpr std::uint32_t kMailsPerRecipient = 5;
  static constexpr std::uint32_t kMailsPerAddress = 20;
  static constexpr std::uint32_t kMailsPerNetwork = 60;
  /// A device cookie's life.
  static constexpr base::Seconds kDeviceLife = std::chrono::hours{24 * 365};

  /// The budgets that one attempt draws from. Keys are keyed hashes, so that the store shows no
  /// e-mail. Made outside the transaction.
  struct Budget {
    std::string key;
    std::uint32_t most = 0;  ///< this site's part, Site::share
    base::Milliseconds window{};
    bool cleared_by_success = false;
  };
  using Budgets = std::vector<Budget>;

  /// `account`: normal_email as asked for, known or not. `device_cookie`: text of the cookie, or
  /// "".
  [[nodiscard]] Budgets for_password(std::string_view account, const Visitor& visitor,
                                     std::string_view device_cookie) const;
  [[nodiscard]] Budgets for_mail(std::string_view recipient, const Visitor& visitor) const;

  /// The longest the visitor may have to wait; nullopt: go on.
  [[nodiscard]] static std::optional<base::Seconds> refusal(Transaction& transaction,
                                                            const Budgets& budgets,
                                                            base::Instant now);
  /// Counts an attempt against every budget; true when one of them ended by it.
  static bool spend(Transaction& transaction, const Budgets& budgets, base::Instant now);
  static void succeeded(Transaction& transaction, const Budgets& budgets);

  /// For a browser that has just signed in. Sealed, bound to the account, of no other use.
  [[nodiscard]] std::string make_device_cookie(std::string_view account) const;

 private:
  Ports ports_;
};

}  // namespace haetae::accounts
