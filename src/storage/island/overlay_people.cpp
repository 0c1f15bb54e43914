// SPDX-License-Identifier: Apache-2.0
// Sessions, families and passkeys of an island: its own rows lie over the stale ones.
#include "island/overlay.hpp"

#include <algorithm>
#include <utility>

namespace haetae::storage::island {
namespace {

using namespace accounts;

/// Own rows: sessions that began here, and ends of older ones (kEnded). Visits are not noted.
class Sessions final : public SessionStore {
 public:
  Sessions(SessionStore& own, SessionStore& stale) : own_(own), stale_(stale) {}

  bool insert(const Session& session) override {
    return !stale_.find(session.id) && own_.insert(session);
  }
  std::optional<Session> find(const SessionId& id) override {
    std::optional<Session> session = own_.find(id);
    if (!session) return stale_.find(id);
    return session->expires_at == kEnded ? std::nullopt : std::move(session);
  }
  std::vector<Session> of_person(const PersonId& person) override {
    std::vector<Session> all = stale_.of_person(person);
    std::erase_if(all, [&](const Session& session) { return own_.find(session.id).has_value(); });
    for (Session& session : own_.of_person(person)) {
      if (session.expires_at != kEnded) all.push_back(std::move(session));
    }
    return all;
  }
  bool update(const Session& session) override {
    const std::optional<Session> own = own_.find(session.id);
    if (!own) return stale_.find(session.id).has_value();
    return own->expires_at != kEnded && own_.update(session);
  }
  bool remove(const SessionId& id) override {
    std::optional<Session> session = find(id);
    if (!session) return false;
    session->expires_at = kEnded;
    return own_.find(id) ? own_.update(*session) : own_.insert(*session);
  }
  std::size_t remove_of(const PersonId& person, const SessionId* but) override {
    std::size_t removed = 0;
    for (const Session& session : of_person(person)) {
      if ((but == nullptr || session.id != *but) && remove(session.id)) ++removed;
    }
    return removed;
  }
  std::size_t remove_expired(base::Instant, std::size_t) override { return 0; }

 private:
  SessionStore& own_;
  SessionStore& stale_;
};

/// Own rows: copies of passkeys that were used here, with their counters.
class Passkeys final : public PasskeyStore {
 public:
  Passkeys(PasskeyStore& own, PasskeyStore& stale) : own_(own), stale_(stale) {}

  bool insert(const Passkey&) override { throw Refused{}; }
  std::optional<Passkey> find(std::string_view credential_id) override {
    std::optional<Passkey> used = own_.find(credential_id);
    return used ? std::move(used) : stale_.find(credential_id);
  }
  std::vector<Passkey> of_person(const PersonId& person) override {
    std::vector<Passkey> all = stale_.of_person(person);
    for (Passkey& passkey : all) {
      if (auto used = own_.find(passkey.credential_id)) passkey = *std::move(used);
    }
    return all;
  }
  bool update(const Passkey& passkey) override {
    std::optional<Passkey> known = find(passkey.credential_id);
    if (!known) return false;
    if (known->name != passkey.name) throw Refused{};
    return own_.find(passkey.credential_id) ? own_.update(passkey) : own_.insert(passkey);
  }
  bool remove(const PersonId&, std::string_view) override { throw Refused{}; }

 private:
  PasskeyStore& own_;
  PasskeyStore& stale_;
};

/// Own rows: families that began here with a code of this island, and copies of revoked ones. No
/// generation grows here (Tokens), so that none is spent at two sites.
class Families final : public FamilyStore {
 public:
  Families(FamilyStore& own, Transaction& stale) : own_(own), stale_(stale) {}

  bool insert(const Family& family) override {
    return !stale_.families.find(family.id) && own_.insert(family);
  }
  std::optional<Family> find(const FamilyId& id) override {
    std::optional<Family> family = own_.find(id);
    return family ? std::move(family) : stale_.families.find(id);
  }
  bool advance(const FamilyId&, std::uint32_t, base::Instant, base::Instant) override {
    throw Refused{};
  }
  bool revoke(const FamilyId& id) override {
    if (own_.find(id)) return own_.revoke(id);
    std::optional<Family> family = stale_.families.find(id);
    if (!family || family->revoked) return false;
    return own_.insert(*family) && own_.revoke(id);
  }
  std::size_t revoke_of(const PersonId& person, std::optional<AppNumber> app) override {
    return revoke_all(of_person(person, app));
  }
  std::size_t revoke_of_session(const SessionId& session) override {
    const std::optional<Session> row = stale_.sessions.find(session);
    std::size_t revoked = own_.revoke_of_session(session);
    if (!row) return revoked;
    std::vector<Family> families = stale_.families.of_person(row->person, std::nullopt);
    std::erase_if(families, [&](const Family& family) {
      return family.session != session || own_.find(family.id);
    });
    return revoked + revoke_all(families);
  }
  std::vector<Family> of_person(const PersonId& person, std::optional<AppNumber> app) override {
    std::vector<Family> all = stale_.families.of_person(person, app);
    std::erase_if(all, [&](const Family& family) { return own_.find(family.id).has_value(); });
    std::vector<Family> own = own_.of_person(person, app);
    all.insert(all.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
    return all;
  }
  std::size_t remove_expired(base::Instant, std::size_t) override { return 0; }

 private:
  std::size_t revoke_all(const std::vector<Family>& families) {
    std::size_t revoked = 0;
    for (const Family& family : families) {
      if (revoke(family.id)) ++revoked;
    }
    return revoked;
  }

  FamilyStore& own_;
  Transaction& stale_;
};

}  // namespace

std::unique_ptr<SessionStore> make_sessions(Transaction& own, Transaction& stale) {
  return std::make_unique<Sessions>(own.sessions, stale.sessions);
}
std::unique_ptr<PasskeyStore> make_passkeys(Transaction& own, Transaction& stale) {
  return std::make_unique<Passkeys>(own.passkeys, stale.passkeys);
}
std::unique_ptr<FamilyStore> make_families(Transaction& own, Transaction& stale) {
  return std::make_unique<Families>(own.families, stale);
}

}  // namespace haetae::storage::island
