// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/app.hpp"
#include "haetae/accounts/model.hpp"
#include "haetae/accounts/people_stores.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The stores that accounts needs. Methods neither block on others nor fail one by one: a store
// that cannot go on throws inside, and Store::read or Store::write turns that into a StoreError.
// "insert" of a taken key returns false (if anything) and changes nothing. Lists are ordered by
// creation unless they say otherwise.

namespace haetae::accounts {

struct LinkStore {
  virtual ~LinkStore() = default;
  /// False when the pair or the app's subject is taken.
  virtual bool insert(const Link& link) = 0;
  virtual std::optional<Link> find(const PersonId& person, AppNumber app) = 0;
  virtual std::optional<Link> find_by_subject(AppNumber app, Subject subject) = 0;
  virtual std::vector<Link> of_person(const PersonId& person) = 0;
  /// By subject, from `from` inclusive when given; at most `most`.
  virtual std::vector<Link> page(AppNumber app, std::optional<Subject> from, bool ascending,
                                 std::size_t most) = 0;
  /// Preregistered people (not signed up) that were linked at `linked_until` or before, oldest
  /// first; at most `most`.
  virtual std::vector<Link> preregistered(base::Instant linked_until, std::size_t most) = 0;
  virtual bool update(const Link& link) = 0;
  virtual bool remove(const PersonId& person, AppNumber app) = 0;
};

struct FamilyStore {
  virtual ~FamilyStore() = default;
  /// The one-time use of a code: false when the id exists, revoked or not.
  virtual bool insert(const Family& family) = 0;
  virtual std::optional<Family> find(const FamilyId& id) = 0;
  /// Grows the generation by one and sets advanced_at and expires_at, only while the row is at
  /// `from` and not revoked. False otherwise.
  virtual bool advance(const FamilyId& id, std::uint32_t from, base::Instant now,
                       base::Instant expires_at) = 0;
  /// True when this call revoked it: it exists and was alive. revoke_of counts in the same way.
  virtual bool revoke(const FamilyId& id) = 0;
  virtual std::size_t revoke_of(const PersonId& person, std::optional<AppNumber> app) = 0;
  virtual std::size_t revoke_of_session(const SessionId& session) = 0;
  virtual std::vector<Family> of_person(const PersonId& person, std::optional<AppNumber> app) = 0;
  virtual std::size_t remove_expired(base::Instant now, std::size_t most) = 0;
};

struct RevocationStore {
  virtual ~RevocationStore() = default;
  /// Inserts, or moves `before` and `expires_at` later.
  virtual void put(const Revocation& revocation) = 0;
  virtual std::vector<Revocation> all() = 0;
  virtual std::size_t remove_expired(base::Instant now, std::size_t most) = 0;
};

struct SpentStore {
  virtual ~SpentStore() = default;
  /// One-time use of anything sealed (challenges, mailed codes): false when already spent.
  virtual bool spend(std::string_view id, base::Instant expires_at) = 0;
  virtual std::size_t remove_expired(base::Instant now, std::size_t most) = 0;
};

struct GuessStore {
  virtual ~GuessStore() = default;
  /// Failures noted under `key` in its present window; 0 after the window ended.
  virtual std::uint32_t count(std::string_view key, base::Instant now) = 0;
  /// Adds one and returns the new count; starts a window of `window` when none is open.
  virtual std::uint32_t add(std::string_view key, base::Instant now, base::Milliseconds window) = 0;
  virtual void clear(std::string_view key) = 0;
  virtual std::size_t remove_expired(base::Instant now, std::size_t most) = 0;
};

struct AppStore {
  virtual ~AppStore() = default;
  virtual bool insert(const AppRecord& app) = 0;
  virtual std::vector<AppRecord> all() = 0;
  virtual bool update(const AppRecord& app) = 0;
};

struct SigningKeyStore {
  virtual ~SigningKeyStore() = default;
  virtual bool insert(const SigningKeyRecord& key) = 0;
  virtual std::vector<SigningKeyRecord> all() = 0;
  virtual bool update(const SigningKeyRecord& key) = 0;
  virtual std::size_t remove_expired(base::Instant now, std::size_t most) = 0;
};

struct AuditFilter {
  std::string person, event;  ///< empty: any
  std::string before_id;      ///< entries older than this id; empty: from the newest
  std::optional<base::Instant> since;
  std::size_t most = 100;
};
struct AuditStore {
  virtual ~AuditStore() = default;
  virtual void append(const AuditEntry& entry) = 0;
  /// Newest first.
  virtual std::vector<AuditEntry> page(const AuditFilter& filter) = 0;
};

struct MailStore {
  virtual ~MailStore() = default;
  virtual void insert(const Mail& mail) = 0;
  virtual std::vector<Mail> due(base::Instant now, std::size_t most) = 0;
  virtual std::vector<Mail> newest(std::size_t most) = 0;
  virtual bool update(const Mail& mail) = 0;
  virtual std::size_t remove_before(base::Instant created_before, std::size_t most) = 0;
};

/// Short texts that one request leaves for another, read at most once (the popup of Kakao's
/// JavaScript SDK and the page that opened it).
struct HandoverStore {
  virtual ~HandoverStore() = default;
  /// Replaces what was there.
  virtual void put(std::string_view id, std::string_view text, base::Instant expires_at) = 0;
  virtual bool has(std::string_view id, base::Instant now) = 0;
  /// The text, which is gone then; nullopt when there is none or it has expired.
  virtual std::optional<std::string> take(std::string_view id, base::Instant now) = 0;
  virtual std::size_t remove_expired(base::Instant now, std::size_t most) = 0;
};

/// A counter per topic ("apps", "keys", "revocations"), bumped in the transaction that changes it,
/// so that snapshots in memory know when to reload, whoever wrote.
struct RevisionStore {
  virtual ~RevisionStore() = default;
  virtual std::uint64_t get(std::string_view topic) = 0;
  virtual void bump(std::string_view topic) = 0;
};

/// What every site is to have in force, by kind ("address"): one row a kind, set by an operator and
/// read by all, so that sites change in step. Names are 1 to 64 characters of [a-z0-9_].
struct TargetStore {
  virtual ~TargetStore() = default;
  virtual std::optional<std::string> get(std::string_view name) = 0;
  /// Replaces what was there.
  virtual void put(std::string_view name, std::string_view text) = 0;
  /// False when there was none.
  virtual bool remove(std::string_view name) = 0;
};

}  // namespace haetae::accounts
