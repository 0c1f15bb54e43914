// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/ports.hpp"
#include "haetae/wire/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace haetae::accounts {

/// Every security event there is. The text of an event in the log is the enumerator's name.
enum class Event {
  person_created,
  person_disabled,
  person_enabled,
  person_deleted,
  profile_changed,
  sign_up_started,
  sign_in,
  reauthenticated,
  guessing_slowed,
  session_ended,
  sessions_ended,
  password_changed,
  password_reset_started,
  password_reset,
  email_change_started,
  email_changed,
  passkey_added,
  passkey_renamed,
  passkey_removed,
  app_created,
  app_updated,
  app_secret_rotated,
  key_rotated,
  linked,
  unlinked,
  scopes_agreed,
  scopes_revoked,
  terms_agreed,
  terms_revoked,
  code_redeemed,
  code_replayed,
  refresh_replayed,
  tokens_revoked,
};
[[nodiscard]] std::string_view to_text(Event event);
/// All events, for documents and for the filter of the command line.
[[nodiscard]] const std::vector<Event>& all_events();

/// Makes and reads the rows of the append-only audit log. Rows are made before a transaction and
/// appended in it, so that a repeated closure appends the same row. Thread-safe.
class Audit {
 public:
  explicit Audit(const Ports& ports) : ports_(ports) {}

  struct Facts {
    std::string outcome = "ok";  ///< or the reason of refusal, snake_case
    PersonId person = {};
    AppNumber app = 0;
    const Visitor* visitor = nullptr;
    wire::Json detail = wire::Json::object();  ///< never secrets, codes or tokens
  };
  [[nodiscard]] AuditEntry entry(Event event, Facts facts) const;

  /// Appends in a transaction of its own, for events that change nothing else.
  [[nodiscard]] base::Outcome<void, StoreError> append(const AuditEntry& entry) const;
  /// Newest first; go on with `before_id` = the last id.
  [[nodiscard]] base::Outcome<std::vector<AuditEntry>, StoreError> page(
      const AuditFilter& filter) const;

 private:
  Ports ports_;
};

}  // namespace haetae::accounts
