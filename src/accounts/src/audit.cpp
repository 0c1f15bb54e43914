// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/audit.hpp"

#include <array>
#include <utility>

namespace haetae::accounts {
namespace {

struct Named {
  Event event;
  std::string_view name;
};
constexpr std::array kNames = {
    Named{Event::person_created, "person_created"},
    Named{Event::person_disabled, "person_disabled"},
    Named{Event::person_enabled, "person_enabled"},
    Named{Event::person_deleted, "person_deleted"},
    Named{Event::profile_changed, "profile_changed"},
    Named{Event::sign_up_started, "sign_up_started"},
    Named{Event::sign_in, "sign_in"},
    Named{Event::reauthenticated, "reauthenticated"},
    Named{Event::guessing_slowed, "guessing_slowed"},
    Named{Event::session_ended, "session_ended"},
    Named{Event::sessions_ended, "sessions_ended"},
    Named{Event::password_changed, "password_changed"},
    Named{Event::password_reset_started, "password_reset_started"},
    Named{Event::password_reset, "password_reset"},
    Named{Event::email_change_started, "email_change_started"},
    Named{Event::email_changed, "email_changed"},
    Named{Event::passkey_added, "passkey_added"},
    Named{Event::passkey_renamed, "passkey_renamed"},
    Named{Event::passkey_removed, "passkey_removed"},
    Named{Event::app_created, "app_created"},
    Named{Event::app_updated, "app_updated"},
    Named{Event::app_secret_rotated, "app_secret_rotated"},
    Named{Event::key_rotated, "key_rotated"},
    Named{Event::linked, "linked"},
    Named{Event::unlinked, "unlinked"},
    Named{Event::scopes_agreed, "scopes_agreed"},
    Named{Event::scopes_revoked, "scopes_revoked"},
    Named{Event::terms_agreed, "terms_agreed"},
    Named{Event::terms_revoked, "terms_revoked"},
    Named{Event::code_redeemed, "code_redeemed"},
    Named{Event::code_replayed, "code_replayed"},
    Named{Event::refresh_replayed, "refresh_replayed"},
    Named{Event::tokens_revoked, "tokens_revoked"},
};

constexpr bool names_follow_enumerators() {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (static_cast<std::size_t>(kNames[i].event) != i) return false;
  }
  return kNames.size() == static_cast<std::size_t>(Event::tokens_revoked) + 1;
}
static_assert(names_follow_enumerators(), "every event has its name, in order");

}  // namespace

std::string_view to_text(Event event) {
  return kNames.at(static_cast<std::size_t>(event)).name;
}

const std::vector<Event>& all_events() {
  static const std::vector<Event> events = [] {
    std::vector<Event> all;
    all.reserve(kNames.size());
    for (const Named& named : kNames)
      all.push_back(named.event);
    return all;
  }();
  return events;
}

AuditEntry Audit::entry(Event event, Facts facts) const {
  AuditEntry entry;
  entry.id = base::new_id(ports_.clock, ports_.entropy);
  entry.at = ports_.clock.now();
  entry.event = to_text(event);
  entry.outcome = std::move(facts.outcome);
  entry.person = facts.person.value();
  entry.app = facts.app;
  if (facts.visitor != nullptr) {
    entry.address = facts.visitor->address;
    entry.device = facts.visitor->device;
  }
  entry.detail = facts.detail.to_text();
  return entry;
}

base::Outcome<void, StoreError> Audit::append(const AuditEntry& entry) const {
  return ports_.store.write([&](Transaction& transaction) {
    transaction.audit.append(entry);
    return Verdict::commit;
  });
}

base::Outcome<std::vector<AuditEntry>, StoreError> Audit::page(const AuditFilter& filter) const {
  std::vector<AuditEntry> entries;
  const auto done = ports_.store.read(
      [&](Transaction& transaction) { entries = transaction.audit.page(filter); });
  if (!done) return base::fail(done.error());
  return entries;
}

}  // namespace haetae::accounts
