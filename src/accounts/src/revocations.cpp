// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/revocations.hpp"

#include <algorithm>
#include <utility>

namespace haetae::accounts {
namespace {

/// Clocks of sites may differ by this much.
constexpr base::Seconds kSkew = std::chrono::minutes{5};

std::string person_key(const PersonId& person) {
  return "p:" + person.value();
}
std::string link_key(const PersonId& person, AppNumber app) {
  return "l:" + person.value() + ":" + std::to_string(app);
}
std::string family_key(const FamilyId& family) {
  return "f:" + family.value();
}

}  // namespace

Revocations::Revocations(const Ports& ports)
    : ports_(ports), list_(std::make_shared<const List>()) {}

Revocation Revocations::make(std::string id) const {
  const base::Instant now = ports_.clock.now();
  return {std::move(id), now, now + kAccessLifeMax + kSkew};
}

Revocation Revocations::of_person(const PersonId& person) const {
  return make(person_key(person));
}
Revocation Revocations::of_link(const PersonId& person, AppNumber app) const {
  return make(link_key(person, app));
}
Revocation Revocations::of_family(const FamilyId& family) const {
  return make(family_key(family));
}

void Revocations::put(Transaction& transaction, const Revocation& revocation) {
  transaction.revocations.put(revocation);
  transaction.revisions.bump(kTopic);
}

void Revocations::put_with_families(Transaction& transaction, const Revocation& revocation,
                                    const PersonId& person, std::optional<AppNumber> app) {
  for (const Family& family : transaction.families.of_person(person, app)) {
    // No access token of it can be alive any more.
    if (family.advanced_at + kAccessLifeMax + kSkew < revocation.before) continue;
    if (family.revoked) continue;
    transaction.revocations.put({family_key(family.id), revocation.before, revocation.expires_at});
  }
  transaction.families.revoke_of(person, app);
  put(transaction, revocation);
}

base::Instant Revocations::latest(const PersonId& person, AppNumber app) const {
  const std::shared_ptr<const List> now = list();
  base::Instant latest{};
  for (const std::string& key : {person_key(person), link_key(person, app)}) {
    const auto found = now->find(key);
    if (found != now->end()) latest = std::max(latest, found->second.before);
  }
  return latest;
}

std::shared_ptr<const Revocations::List> Revocations::list() const {
  const std::lock_guard lock{mutex_};
  return list_;
}

void Revocations::replace(std::shared_ptr<const List> next) {
  const std::lock_guard lock{mutex_};
  list_.swap(next);
}

void Revocations::learn(const Revocation& revocation) {
  const std::lock_guard changing{changing_};
  auto next = std::make_shared<List>(*list());
  Revocation& kept = next->try_emplace(revocation.id, revocation).first->second;
  kept.before = std::max(kept.before, revocation.before);
  kept.expires_at = std::max(kept.expires_at, revocation.expires_at);
  replace(std::move(next));
}

bool Revocations::is_dead(const PersonId& person, AppNumber app, const FamilyId& family,
                          base::Instant issued_at) const {
  const std::shared_ptr<const List> now = list();
  if (now->empty()) return false;
  if (!family.value().empty() && now->contains(family_key(family))) return true;
  if (person.value().empty()) return false;
  const auto killed = [&](const std::string& key) {
    const auto found = now->find(key);
    return found != now->end() && issued_at < found->second.before;
  };
  return killed(person_key(person)) || killed(link_key(person, app));
}

base::Outcome<void, StoreError> Revocations::reload() {
  // Held across the read, so that what is learnt meanwhile is not lost to an older list.
  const std::lock_guard changing{changing_};
  auto next = std::make_shared<List>();
  const auto done = ports_.store.read([&](Transaction& transaction) {
    next->clear();
    for (Revocation& one : transaction.revocations.all()) {
      std::string id = one.id;
      next->emplace(std::move(id), std::move(one));
    }
  });
  if (!done) return done;
  replace(std::move(next));
  return {};
}

}  // namespace haetae::accounts
