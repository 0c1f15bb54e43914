// SPDX-License-Identifier: Apache-2.0
// What an island reads alone, and what it counts and notes on its own.
#include "island/overlay.hpp"

#include <algorithm>
#include <utility>

namespace haetae::storage::island {
namespace {

using namespace accounts;

[[noreturn]] void refuse() {
  throw Refused{};
}

class People final : public PersonStore {
 public:
  explicit People(PersonStore& stale) : stale_(stale) {}
  bool insert(const Person&) override { refuse(); }
  std::optional<Person> find(const PersonId& id) override { return stale_.find(id); }
  std::optional<Person> find_by_email(std::string_view normal_email) override {
    return stale_.find_by_email(normal_email);
  }
  bool update(const Person&) override { refuse(); }
  bool remove(const PersonId&) override { refuse(); }
  std::uint64_t count() override { return stale_.count(); }

 private:
  PersonStore& stale_;
};

class Passwords final : public PasswordStore {
 public:
  explicit Passwords(PasswordStore& stale) : stale_(stale) {}
  std::optional<Password> find(const PersonId& person) override { return stale_.find(person); }
  void put(const Password&) override { refuse(); }

 private:
  PasswordStore& stale_;
};

class Links final : public LinkStore {
 public:
  explicit Links(LinkStore& stale) : stale_(stale) {}
  bool insert(const Link&) override { refuse(); }
  std::optional<Link> find(const PersonId& person, AppNumber app) override {
    return stale_.find(person, app);
  }
  std::optional<Link> find_by_subject(AppNumber app, Subject subject) override {
    return stale_.find_by_subject(app, subject);
  }
  std::vector<Link> of_person(const PersonId& person) override { return stale_.of_person(person); }
  std::vector<Link> page(AppNumber app, std::optional<Subject> from, bool ascending,
                         std::size_t most) override {
    return stale_.page(app, from, ascending, most);
  }
  std::vector<Link> preregistered(base::Instant linked_until, std::size_t most) override {
    return stale_.preregistered(linked_until, most);
  }
  bool update(const Link&) override { refuse(); }
  bool remove(const PersonId&, AppNumber) override { refuse(); }

 private:
  LinkStore& stale_;
};

/// What was known before holds; what is revoked here is noted.
class Revocations final : public RevocationStore {
 public:
  Revocations(RevocationStore& own, RevocationStore& stale) : own_(own), stale_(stale) {}
  void put(const Revocation& revocation) override { own_.put(revocation); }
  std::vector<Revocation> all() override {
    std::vector<Revocation> all = stale_.all();
    for (Revocation& one : own_.all()) {
      const auto same = std::find_if(all.begin(), all.end(),
                                     [&](const Revocation& other) { return other.id == one.id; });
      if (same == all.end()) {
        all.push_back(std::move(one));
      } else {
        same->before = std::max(same->before, one.before);
        same->expires_at = std::max(same->expires_at, one.expires_at);
      }
    }
    return all;
  }
  std::size_t remove_expired(base::Instant, std::size_t) override { return 0; }

 private:
  RevocationStore& own_;
  RevocationStore& stale_;
};

/// Only what this island pinned to itself is ever spent here, so its own rows tell everything.
class Spent final : public SpentStore {
 public:
  explicit Spent(SpentStore& own) : own_(own) {}
  bool spend(std::string_view id, base::Instant expires_at) override {
    return own_.spend(id, expires_at);
  }
  std::size_t remove_expired(base::Instant, std::size_t) override { return 0; }

 private:
  SpentStore& own_;
};

/// What the sites had counted before the cut counts on.
class Guesses final : public GuessStore {
 public:
  Guesses(GuessStore& own, GuessStore& stale) : own_(own), stale_(stale) {}
  std::uint32_t count(std::string_view key, base::Instant now) override {
    return own_.count(key, now) + stale_.count(key, now);
  }
  std::uint32_t add(std::string_view key, base::Instant now, base::Milliseconds window) override {
    return own_.add(key, now, window) + stale_.count(key, now);
  }
  void clear(std::string_view key) override { own_.clear(key); }
  std::size_t remove_expired(base::Instant, std::size_t) override { return 0; }

 private:
  GuessStore& own_;
  GuessStore& stale_;
};

class Apps final : public AppStore {
 public:
  explicit Apps(AppStore& stale) : stale_(stale) {}
  bool insert(const AppRecord&) override { refuse(); }
  std::vector<AppRecord> all() override { return stale_.all(); }
  bool update(const AppRecord&) override { refuse(); }

 private:
  AppStore& stale_;
};

class SigningKeys final : public SigningKeyStore {
 public:
  explicit SigningKeys(SigningKeyStore& stale) : stale_(stale) {}
  bool insert(const SigningKeyRecord&) override { refuse(); }
  std::vector<SigningKeyRecord> all() override { return stale_.all(); }
  bool update(const SigningKeyRecord&) override { refuse(); }
  std::size_t remove_expired(base::Instant, std::size_t) override { return 0; }

 private:
  SigningKeyStore& stale_;
};

class AuditLog final : public AuditStore {
 public:
  AuditLog(AuditStore& own, AuditStore& stale) : own_(own), stale_(stale) {}
  void append(const AuditEntry& entry) override { own_.append(entry); }
  std::vector<AuditEntry> page(const AuditFilter& filter) override {
    std::vector<AuditEntry> all = own_.page(filter);
    std::vector<AuditEntry> before = stale_.page(filter);
    all.insert(all.end(), std::make_move_iterator(before.begin()),
               std::make_move_iterator(before.end()));
    std::sort(all.begin(), all.end(),
              [](const AuditEntry& a, const AuditEntry& b) { return a.id > b.id; });
    if (all.size() > filter.most) all.resize(filter.most);
    return all;
  }

 private:
  AuditStore& own_;
  AuditStore& stale_;
};

/// Mails wait for the merge: whether another site has sent one cannot be asked.
class Mails final : public MailStore {
 public:
  Mails(MailStore& own, MailStore& stale) : own_(own), stale_(stale) {}
  void insert(const Mail& mail) override { own_.insert(mail); }
  std::vector<Mail> due(base::Instant, std::size_t) override { return {}; }
  std::vector<Mail> newest(std::size_t most) override {
    std::vector<Mail> all = own_.newest(most);
    for (Mail& mail : stale_.newest(most)) {
      all.push_back(std::move(mail));
    }
    std::sort(all.begin(), all.end(), [](const Mail& a, const Mail& b) { return a.id > b.id; });
    if (all.size() > most) all.resize(most);
    return all;
  }
  bool update(const Mail&) override { refuse(); }
  std::size_t remove_before(base::Instant, std::size_t) override { return 0; }

 private:
  MailStore& own_;
  MailStore& stale_;
};

class Pictures final : public PictureStore {
 public:
  explicit Pictures(PictureStore& stale) : stale_(stale) {}
  void insert(const Picture&) override { refuse(); }
  std::optional<Picture> find(std::string_view id) override { return stale_.find(id); }
  bool remove(std::string_view) override { refuse(); }

 private:
  PictureStore& stale_;
};

/// What was left before the cut may have been taken elsewhere, so it counts as gone.
class Handovers final : public HandoverStore {
 public:
  explicit Handovers(HandoverStore& own) : own_(own) {}
  void put(std::string_view id, std::string_view text, base::Instant expires_at) override {
    own_.put(id, text, expires_at);
  }
  bool has(std::string_view id, base::Instant now) override { return own_.has(id, now); }
  std::optional<std::string> take(std::string_view id, base::Instant now) override {
    return own_.take(id, now);
  }
  std::size_t remove_expired(base::Instant, std::size_t) override { return 0; }

 private:
  HandoverStore& own_;
};

class Revisions final : public RevisionStore {
 public:
  Revisions(RevisionStore& own, RevisionStore& stale) : own_(own), stale_(stale) {}
  std::uint64_t get(std::string_view topic) override { return own_.get(topic) + stale_.get(topic); }
  void bump(std::string_view topic) override { own_.bump(topic); }

 private:
  RevisionStore& own_;
  RevisionStore& stale_;
};

class Targets final : public TargetStore {
 public:
  explicit Targets(TargetStore& stale) : stale_(stale) {}
  std::optional<std::string> get(std::string_view name) override { return stale_.get(name); }
  void put(std::string_view, std::string_view) override { refuse(); }
  bool remove(std::string_view) override { refuse(); }

 private:
  TargetStore& stale_;
};

}  // namespace

Bundle make_overlay(Transaction& own, Transaction& stale) {
  return {.people = std::make_unique<People>(stale.people),
          .passwords = std::make_unique<Passwords>(stale.passwords),
          .passkeys = make_passkeys(own, stale),
          .sessions = make_sessions(own, stale),
          .links = std::make_unique<Links>(stale.links),
          .families = make_families(own, stale),
          .revocations = std::make_unique<Revocations>(own.revocations, stale.revocations),
          .spent = std::make_unique<Spent>(own.spent),
          .guesses = std::make_unique<Guesses>(own.guesses, stale.guesses),
          .apps = std::make_unique<Apps>(stale.apps),
          .signing_keys = std::make_unique<SigningKeys>(stale.signing_keys),
          .audit = std::make_unique<AuditLog>(own.audit, stale.audit),
          .mails = std::make_unique<Mails>(own.mails, stale.mails),
          .pictures = std::make_unique<Pictures>(stale.pictures),
          .handovers = std::make_unique<Handovers>(own.handovers),
          .revisions = std::make_unique<Revisions>(own.revisions, stale.revisions),
          .targets = std::make_unique<Targets>(stale.targets)};
}

}  // namespace haetae::storage::island
