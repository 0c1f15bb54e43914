// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
// What people granted to apps, and the one-time and counting stores around it.
#include "memory/stores.hpp"

namespace haetae::storage::memory {

namespace {

using namespace accounts;

class Links final : public LinkStore {
 public:
  explicit Links(Access access) : access_(access) {}

  bool insert(const Link& link) override {
    Undo& undo = access_.undo();
    return !subject_of_another(link) && access_.tables().links.insert(undo, link);
  }
  std::optional<Link> find(const PersonId& person, AppNumber app) override {
    return access_.tables().links.copy(link_key(person, app));
  }
  std::optional<Link> find_by_subject(AppNumber app, Subject subject) override {
    auto found = access_.tables().links.list(link_by_subject, sortable(app), subject, 1);
    return found.empty() || found[0].subject != subject ? std::nullopt
                                                        : std::optional<Link>{std::move(found[0])};
  }
  std::vector<Link> of_person(const PersonId& person) override {
    return access_.tables().links.list(link_by_person, person.value());
  }
  std::vector<Link> page(AppNumber app, std::optional<Subject> from, bool ascending,
                         std::size_t most) override {
    const auto& links = access_.tables().links;
    return ascending
               ? links.list(link_by_subject, sortable(app), from.value_or(INT64_MIN), most)
               : links.list_back(link_by_subject, sortable(app), from.value_or(INT64_MAX), most);
  }
  std::vector<Link> preregistered(base::Instant linked_until, std::size_t most) override {
    auto found = access_.tables().links.list(link_preregistered, {}, INT64_MIN, most);
    const auto late = std::find_if(found.begin(), found.end(),
                                   [&](const Link& link) { return link.linked_at > linked_until; });
    found.erase(late, found.end());
    return found;
  }
  bool update(const Link& link) override {
    Undo& undo = access_.undo();
    return !subject_of_another(link) && access_.tables().links.replace(undo, link);
  }
  bool remove(const PersonId& person, AppNumber app) override {
    return access_.tables().links.erase(access_.undo(), link_key(person, app));
  }

 private:
  bool subject_of_another(const Link& link) {
    const auto holder = find_by_subject(link.app, link.subject);
    return holder && holder->person != link.person;
  }

  Access access_;
};

class Families final : public FamilyStore {
 public:
  explicit Families(Access access) : access_(access) {}

  bool insert(const Family& family) override {
    return access_.tables().families.insert(access_.undo(), family);
  }
  std::optional<Family> find(const FamilyId& id) override {
    return access_.tables().families.copy(id.value());
  }
  bool advance(const FamilyId& id, std::uint32_t from, base::Instant now,
               base::Instant expires_at) override {
    Undo& undo = access_.undo();
    auto family = find(id);
    if (!family || family->revoked || family->generation != from) {
      return false;
    }
    ++family->generation;
    family->advanced_at = now;
    family->expires_at = expires_at;
    return access_.tables().families.replace(undo, *family);
  }
  bool revoke(const FamilyId& id) override {
    Undo& undo = access_.undo();
    auto family = find(id);
    return family && revoke_row(undo, std::move(*family));
  }
  std::size_t revoke_of(const PersonId& person, std::optional<AppNumber> app) override {
    Undo& undo = access_.undo();
    std::size_t revoked = 0;
    for (Family& family : of_person(person, app)) {
      revoked += revoke_row(undo, std::move(family)) ? 1 : 0;
    }
    return revoked;
  }
  std::size_t revoke_of_session(const SessionId& session) override {
    Undo& undo = access_.undo();
    std::size_t revoked = 0;
    for (Family& family : access_.tables().families.list(family_by_session, session.value())) {
      revoked += revoke_row(undo, std::move(family)) ? 1 : 0;
    }
    return revoked;
  }
  std::vector<Family> of_person(const PersonId& person, std::optional<AppNumber> app) override {
    auto found = access_.tables().families.list(family_by_person, person.value());
    if (app) {
      std::erase_if(found, [&](const Family& family) { return family.app != *app; });
    }
    return found;
  }
  std::size_t remove_expired(base::Instant now, std::size_t most) override {
    return access_.tables().families.erase_up_to(access_.undo(), family_by_expiry, {},
                                                 base::to_unix_milliseconds(now), most);
  }

 private:
  bool revoke_row(Undo& undo, Family family) {
    if (family.revoked) {
      return false;
    }
    family.revoked = true;
    return access_.tables().families.replace(undo, family);
  }

  Access access_;
};

class Revocations final : public RevocationStore {
 public:
  explicit Revocations(Access access) : access_(access) {}

  void put(const Revocation& revocation) override {
    Undo& undo = access_.undo();
    auto& rows = access_.tables().revocations;
    auto row = rows.copy(revocation.id);
    if (!row) {
      rows.insert(undo, revocation);
      return;
    }
    row->before = std::max(row->before, revocation.before);
    row->expires_at = std::max(row->expires_at, revocation.expires_at);
    rows.replace(undo, *row);
  }
  std::vector<Revocation> all() override {
    std::vector<Revocation> found;
    for (const auto& [id, row] : access_.tables().revocations.rows()) {
      found.push_back(row);
    }
    return found;
  }
  std::size_t remove_expired(base::Instant now, std::size_t most) override {
    return access_.tables().revocations.erase_up_to(access_.undo(), by_expiry, {},
                                                    base::to_unix_milliseconds(now), most);
  }

 private:
  Access access_;
};

class Spent final : public SpentStore {
 public:
  explicit Spent(Access access) : access_(access) {}

  bool spend(std::string_view id, base::Instant expires_at) override {
    return access_.tables().spent.insert(access_.undo(), {std::string{id}, expires_at});
  }
  std::size_t remove_expired(base::Instant now, std::size_t most) override {
    return access_.tables().spent.erase_up_to(access_.undo(), by_expiry, {},
                                              base::to_unix_milliseconds(now), most);
  }

 private:
  Access access_;
};

class Guesses final : public GuessStore {
 public:
  explicit Guesses(Access access) : access_(access) {}

  std::uint32_t count(std::string_view key, base::Instant now) override {
    const GuessRow* row = access_.tables().guesses.find(key);
    return row == nullptr || row->ends_at <= now ? 0 : row->count;
  }
  std::uint32_t add(std::string_view key, base::Instant now, base::Milliseconds window) override {
    Undo& undo = access_.undo();
    auto& rows = access_.tables().guesses;
    GuessRow next{std::string{key}, 1, now + window};
    const GuessRow* row = rows.find(key);
    if (row == nullptr) {
      rows.insert(undo, next);
      return next.count;
    }
    if (row->ends_at > now) {
      next.count = row->count + 1;
      next.ends_at = row->ends_at;
    }
    rows.replace(undo, next);
    return next.count;
  }
  void clear(std::string_view key) override { access_.tables().guesses.erase(access_.undo(), key); }
  std::size_t remove_expired(base::Instant now, std::size_t most) override {
    return access_.tables().guesses.erase_up_to(access_.undo(), by_expiry, {},
                                                base::to_unix_milliseconds(now), most);
  }

 private:
  Access access_;
};

}  // namespace

std::unique_ptr<LinkStore> make_links(Access access) {
  return std::make_unique<Links>(access);
}
std::unique_ptr<FamilyStore> make_families(Access access) {
  return std::make_unique<Families>(access);
}
std::unique_ptr<RevocationStore> make_revocations(Access access) {
  return std::make_unique<Revocations>(access);
}
std::unique_ptr<SpentStore> make_spent(Access access) {
  return std::make_unique<Spent>(access);
}
std::unique_ptr<GuessStore> make_guesses(Access access) {
  return std::make_unique<Guesses>(access);
}

}  // namespace haetae::storage::memory
