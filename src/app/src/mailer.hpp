// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/store.hpp"
#include "haetae/app/config.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/base/secret.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace haetae::app {

/// One attempt over SMTP (RFC 5321) with libcurl. The error is what the operator must read.
class SmtpSender {
 public:
  SmtpSender(const Config::Mail& config, base::SecretText password);

  [[nodiscard]] base::Outcome<void, std::string> send(const accounts::Mail& mail) const;
  /// Connects, greets, authenticates, and sends nothing; for `haetae doctor`.
  [[nodiscard]] base::Outcome<void, std::string> check() const;

 private:
  const Config::Mail config_;
  base::SecretText password_;
};

/// Takes one of the mails that are due for 25 s. Every site does so on the same table: one alone
/// gets each, and each begins with another one, so that they seldom want the same. One whose time
/// ran out is due again, for whoever comes next.
[[nodiscard]] std::optional<accounts::Mail> claim_mail(accounts::Store& store,
                                                       const base::Clock& clock,
                                                       std::string_view site);

/// Sends what waits in the store's mail table. A mail that fails is tried again after 10 s, then
/// twice as long each time, up to an hour, ten times in all; then it stays with its error.
class MailQueue {
 public:
  /// Without a sender (development mode) mails stay in the table, for /outbox.
  MailQueue(accounts::Store& store, const base::Clock& clock, std::string site,
            const SmtpSender* sender)
      : store_(store), clock_(clock), site_(std::move(site)), sender_(sender) {}

  /// Sends every mail that is due, one after another.
  void deliver();

 private:
  accounts::Store& store_;
  const base::Clock& clock_;
  std::string site_;
  const SmtpSender* sender_;
};

/// When a mail that failed `attempts` times is due again; nothing = give up.
[[nodiscard]] std::optional<base::Milliseconds> mail_retry_delay(std::uint32_t attempts);

/// The message as it goes over the wire (RFC 5322, RFC 2047 headers, RFC 2046 alternatives in
/// base64), CRLF lines.
[[nodiscard]] std::string to_rfc5322(const accounts::Mail& mail, std::string_view from);

/// `Name <address>` or `address` → address alone.
[[nodiscard]] std::string address_of(std::string_view mailbox);

}  // namespace haetae::app
