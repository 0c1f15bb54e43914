// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/stores.hpp"
#include "haetae/base/outcome.hpp"

#include <functional>

namespace haetae::accounts {

/// unavailable: certainly not done. unknown: may or may not have been done (the connection broke at
/// the commit); look your own id up, or repeat, since every write carries its own id.
enum class StoreError { unavailable, unknown };

enum class Verdict { commit, roll_back };

/// Everything a transaction can touch; one consumer-declared store per aggregate.
struct Transaction {
  PersonStore& people;
  PasswordStore& passwords;
  PasskeyStore& passkeys;
  SessionStore& sessions;
  LinkStore& links;
  FamilyStore& families;
  RevocationStore& revocations;
  SpentStore& spent;
  GuessStore& guesses;
  AppStore& apps;
  SigningKeyStore& signing_keys;
  AuditStore& audit;
  MailStore& mails;
  PictureStore& pictures;
  HandoverStore& handovers;
  RevisionStore& revisions;
  TargetStore& targets;
};

/// The port to the database. Thread-safe.
class Store {
 public:
  using Read = std::function<void(Transaction&)>;
  using Write = std::function<Verdict(Transaction&)>;

  Store() = default;
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  virtual ~Store() = default;

  /// Runs `work` on one consistent snapshot of the local node. `work` must not write, and may run
  /// more than once, so it starts by resetting what it returns through captures.
  [[nodiscard]] virtual base::Outcome<void, StoreError> read(const Read& work) = 0;

  /// Runs `work` in one transaction and returns after it is durable (or rolled back as `work`
  /// wished). `work` may run more than once and on another thread; it does no I/O, hashing or
  /// signing of its own. Concurrent writers may share one commit.
  [[nodiscard]] virtual base::Outcome<void, StoreError> write(const Write& work) = 0;

  /// The same, with work for the calling thread while the write is on its way: what is worth
  /// nothing unless the write is done, such as signing what it grants. `meanwhile` runs once, may
  /// not use the store, and shares with `work` only what both of them read. When the store knows
  /// early that the write fails, it may run `meanwhile` not at all.
  [[nodiscard]] virtual base::Outcome<void, StoreError> write_beside(
      const Write& work, const std::function<void()>& meanwhile) {
    auto done = write(work);
    if (done) meanwhile();
    return done;
  }

  /// Waits until the local node shows every write that any site acknowledged before this call. For
  /// the few decisions that must not miss one: what is revoked, and a row that looks older than
  /// what a visitor holds. Costs a round trip to the other sites; nothing where there are none.
  [[nodiscard]] virtual base::Outcome<void, StoreError> catch_up() { return {}; }
};

}  // namespace haetae::accounts
