// SPDX-License-Identifier: Apache-2.0
// What belongs to the server rather than to a person: apps, keys, audit, mails, pictures.
#include "memory/stores.hpp"

namespace haetae::storage::memory {

namespace {

using namespace accounts;

class Apps final : public AppStore {
 public:
  explicit Apps(Access access) : access_(access) {}

  bool insert(const AppRecord& app) override {
    return access_.tables().apps.insert(access_.undo(), app);
  }
  std::vector<AppRecord> all() override { return access_.tables().apps.list(app_by_creation, {}); }
  bool update(const AppRecord& app) override {
    return access_.tables().apps.replace(access_.undo(), app);
  }

 private:
  Access access_;
};

class SigningKeys final : public SigningKeyStore {
 public:
  explicit SigningKeys(Access access) : access_(access) {}

  bool insert(const SigningKeyRecord& key) override {
    return access_.tables().signing_keys.insert(access_.undo(), key);
  }
  std::vector<SigningKeyRecord> all() override {
    return access_.tables().signing_keys.list(signing_key_by_creation, {});
  }
  bool update(const SigningKeyRecord& key) override {
    return access_.tables().signing_keys.replace(access_.undo(), key);
  }
  std::size_t remove_expired(base::Instant now, std::size_t most) override {
    return access_.tables().signing_keys.erase_up_to(access_.undo(), signing_key_by_expiry, {},
                                                     base::to_unix_milliseconds(now), most);
  }

 private:
  Access access_;
};

class Audit final : public AuditStore {
 public:
  explicit Audit(Access access) : access_(access) {}

  void append(const AuditEntry& entry) override {
    access_.tables().audit.insert(access_.undo(), entry);
  }
  std::vector<AuditEntry> page(const AuditFilter& filter) override {
    std::vector<AuditEntry> found;
    const auto& rows = access_.tables().audit.rows();
    auto at = filter.before_id.empty() ? rows.end() : rows.lower_bound(filter.before_id);
    while (at != rows.begin() && found.size() < filter.most) {
      const AuditEntry& entry = (--at)->second;
      if ((filter.person.empty() || entry.person == filter.person) &&
          (filter.event.empty() || entry.event == filter.event) &&
          (!filter.since || entry.at >= *filter.since)) {
        found.push_back(entry);
      }
    }
    return found;
  }

 private:
  Access access_;
};

class Mails final : public MailStore {
 public:
  explicit Mails(Access access) : access_(access) {}

  void insert(const Mail& mail) override { access_.tables().mails.insert(access_.undo(), mail); }
  std::vector<Mail> due(base::Instant now, std::size_t most) override {
    auto found = access_.tables().mails.list(unsent_mail, {});
    std::erase_if(found, [&](const Mail& mail) { return mail.due_at > now; });
    if (found.size() > most) {
      found.resize(most);
    }
    return found;
  }
  std::vector<Mail> newest(std::size_t most) override {
    return access_.tables().mails.list_back(mail_by_creation, {}, INT64_MAX, most);
  }
  bool update(const Mail& mail) override {
    return access_.tables().mails.replace(access_.undo(), mail);
  }
  std::size_t remove_before(base::Instant created_before, std::size_t most) override {
    return access_.tables().mails.erase_up_to(access_.undo(), mail_by_creation, {},
                                              base::to_unix_milliseconds(created_before) - 1, most);
  }

 private:
  Access access_;
};

class Pictures final : public PictureStore {
 public:
  explicit Pictures(Access access) : access_(access) {}

  void insert(const Picture& picture) override {
    access_.tables().pictures.insert(access_.undo(), picture);
  }
  std::optional<Picture> find(std::string_view id) override {
    return access_.tables().pictures.copy(id);
  }
  bool remove(std::string_view id) override {
    return access_.tables().pictures.erase(access_.undo(), id);
  }

 private:
  Access access_;
};

class Handovers final : public HandoverStore {
 public:
  explicit Handovers(Access access) : access_(access) {}

  void put(std::string_view id, std::string_view text, base::Instant expires_at) override {
    Undo& undo = access_.undo();
    const HandoverRow row{std::string{id}, std::string{text}, expires_at};
    if (!access_.tables().handovers.insert(undo, row)) {
      access_.tables().handovers.replace(undo, row);
    }
  }
  bool has(std::string_view id, base::Instant now) override {
    const HandoverRow* row = access_.tables().handovers.find(id);
    return row != nullptr && now < row->expires_at;
  }
  std::optional<std::string> take(std::string_view id, base::Instant now) override {
    Undo& undo = access_.undo();
    const auto row = access_.tables().handovers.copy(id);
    if (!row || now >= row->expires_at) {
      return std::nullopt;
    }
    access_.tables().handovers.erase(undo, id);
    return row->text;
  }
  std::size_t remove_expired(base::Instant now, std::size_t most) override {
    return access_.tables().handovers.erase_up_to(access_.undo(), by_expiry, {},
                                                  base::to_unix_milliseconds(now), most);
  }

 private:
  Access access_;
};

class Revisions final : public RevisionStore {
 public:
  explicit Revisions(Access access) : access_(access) {}

  std::uint64_t get(std::string_view topic) override {
    const RevisionRow* row = access_.tables().revisions.find(topic);
    return row == nullptr ? 0 : row->revision;
  }
  void bump(std::string_view topic) override {
    Undo& undo = access_.undo();
    const RevisionRow next{std::string{topic}, get(topic) + 1};
    if (!access_.tables().revisions.replace(undo, next)) {
      access_.tables().revisions.insert(undo, next);
    }
  }

 private:
  Access access_;
};

class Targets final : public TargetStore {
 public:
  explicit Targets(Access access) : access_(access) {}

  std::optional<std::string> get(std::string_view name) override {
    const TargetRow* row = access_.tables().targets.find(name);
    if (row == nullptr) {
      return std::nullopt;
    }
    return row->text;
  }
  void put(std::string_view name, std::string_view text) override {
    Undo& undo = access_.undo();
    const TargetRow row{std::string{name}, std::string{text}};
    if (!access_.tables().targets.replace(undo, row)) {
      access_.tables().targets.insert(undo, row);
    }
  }
  bool remove(std::string_view name) override {
    return access_.tables().targets.erase(access_.undo(), name);
  }

 private:
  Access access_;
};

}  // namespace

std::unique_ptr<AppStore> make_apps(Access access) {
  return std::make_unique<Apps>(access);
}
std::unique_ptr<SigningKeyStore> make_signing_keys(Access access) {
  return std::make_unique<SigningKeys>(access);
}
std::unique_ptr<AuditStore> make_audit(Access access) {
  return std::make_unique<Audit>(access);
}
std::unique_ptr<MailStore> make_mails(Access access) {
  return std::make_unique<Mails>(access);
}
std::unique_ptr<PictureStore> make_pictures(Access access) {
  return std::make_unique<Pictures>(access);
}
std::unique_ptr<HandoverStore> make_handovers(Access access) {
  return std::make_unique<Handovers>(access);
}
std::unique_ptr<RevisionStore> make_revisions(Access access) {
  return std::make_unique<Revisions>(access);
}
std::unique_ptr<TargetStore> make_targets(Access access) {
  return std::make_unique<Targets>(access);
}

}  // namespace haetae::storage::memory
