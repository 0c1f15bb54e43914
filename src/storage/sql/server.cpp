// SPDX-License-Identifier: Apache-2.0
// What belongs to the server rather than to a person: apps, keys, audit, mails, pictures.
#include "sql/query.hpp"
#include "sql/stores.hpp"

namespace haetae::storage::sql {

namespace {

using namespace accounts;

class Apps final : public AppStore {
 public:
  explicit Apps(Connection& connection)
      : insert_(connection,
                "INSERT INTO apps (app, display_name, document, sealed_secrets, created_at, "
                "updated_at) VALUES (?, ?, ?, ?, ?, ?)"),
        all_(connection,
             "SELECT app, display_name, document, sealed_secrets, created_at, updated_at "
             "FROM apps ORDER BY created_at, app"),
        update_(connection,
                "UPDATE apps SET display_name = ?, document = ?, sealed_secrets = ?, "
                "created_at = ?, updated_at = ? WHERE app = ?") {}

  bool insert(const AppRecord& app) override {
    return insert_(app.number, app.name, app.document, app.sealed_secrets, app.created_at,
                   app.updated_at)
        .inserted();
  }
  std::vector<AppRecord> all() override {
    std::vector<AppRecord> found;
    Bound row = all_();
    while (row.next()) {
      found.push_back(AppRecord{.number = row.integer(),
                                .name = row.text(),
                                .document = row.text(),
                                .sealed_secrets = row.text(),
                                .created_at = row.instant(),
                                .updated_at = row.instant()});
    }
    return found;
  }
  bool update(const AppRecord& app) override {
    return update_(app.name, app.document, app.sealed_secrets, app.created_at, app.updated_at,
                   app.number)
               .changed() == 1;
  }

 private:
  Query insert_, all_, update_;
};

#define KEY_COLUMNS                                                                  \
  "id, algorithm, public_jwk, sealed_private, created_at, signs_from, signs_until, " \
  "expires_at"

class SigningKeys final : public SigningKeyStore {
 public:
  explicit SigningKeys(Connection& connection)
      : insert_(connection,
                "INSERT INTO signing_keys (" KEY_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
        all_(connection, "SELECT " KEY_COLUMNS " FROM signing_keys ORDER BY created_at, id"),
        update_(connection,
                "UPDATE signing_keys SET algorithm = ?, public_jwk = ?, sealed_private = ?, "
                "created_at = ?, signs_from = ?, signs_until = ?, expires_at = ? WHERE id = ?"),
        expired_(connection,
                 "SELECT id FROM signing_keys WHERE expires_at <= ? "
                 "ORDER BY expires_at, id LIMIT ?"),
        remove_(connection, "DELETE FROM signing_keys WHERE id = ?") {}

  bool insert(const SigningKeyRecord& key) override {
    return insert_(key.id, key.algorithm, key.public_jwk, key.sealed_private, key.created_at,
                   key.signs_from, key.signs_until, key.expires_at)
        .inserted();
  }
  std::vector<SigningKeyRecord> all() override {
    std::vector<SigningKeyRecord> found;
    Bound row = all_();
    while (row.next()) {
      found.push_back(SigningKeyRecord{.id = row.text(),
                                       .algorithm = row.text(),
                                       .public_jwk = row.text(),
                                       .sealed_private = row.text(),
                                       .created_at = row.instant(),
                                       .signs_from = row.instant(),
                                       .signs_until = row.instant(),
                                       .expires_at = row.instant()});
    }
    return found;
  }
  bool update(const SigningKeyRecord& key) override {
    return update_(key.algorithm, key.public_jwk, key.sealed_private, key.created_at,
                   key.signs_from, key.signs_until, key.expires_at, key.id)
               .changed() == 1;
  }
  std::size_t remove_expired(base::Instant now, std::size_t most) override {
    return remove_some(expired_, remove_, now, most);
  }

 private:
  Query insert_, all_, update_, expired_, remove_;
};

#define AUDIT_COLUMNS "id, at, event, outcome, person_id, app, address, device, detail"
#define AUDIT_FILTER "id < ? AND (? = '' OR event = ?) AND at >= ? ORDER BY id DESC LIMIT ?"

class Audit final : public AuditStore {
 public:
  explicit Audit(Connection& connection)
      : insert_(connection,
                "INSERT INTO audit (" AUDIT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        page_(connection, "SELECT " AUDIT_COLUMNS " FROM audit WHERE " AUDIT_FILTER),
        page_of_person_(connection, "SELECT " AUDIT_COLUMNS
                                    " FROM audit WHERE person_id = ? AND " AUDIT_FILTER) {}

  void append(const AuditEntry& entry) override {
    // A taken id is this very entry, written by an attempt whose answer was lost.
    static_cast<void>(insert_(entry.id, entry.at, entry.event, entry.outcome, entry.person,
                              entry.app, entry.address, entry.device, entry.detail)
                          .inserted());
  }
  std::vector<AuditEntry> page(const AuditFilter& filter) override {
    // Ids are lower-case base32hex, so "~" sorts behind all of them.
    const std::string_view before =
        filter.before_id.empty() ? std::string_view{"~"} : std::string_view{filter.before_id};
    const std::int64_t since = filter.since ? base::to_unix_milliseconds(*filter.since) : INT64_MIN;
    Bound row = filter.person.empty()
                    ? page_(before, filter.event, filter.event, since, row_limit(filter.most))
                    : page_of_person_(filter.person, before, filter.event, filter.event, since,
                                      row_limit(filter.most));
    std::vector<AuditEntry> found;
    while (row.next()) {
      found.push_back(AuditEntry{.id = row.text(),
                                 .at = row.instant(),
                                 .event = row.text(),
                                 .outcome = row.text(),
                                 .person = row.text(),
                                 .app = row.integer(),
                                 .address = row.text(),
                                 .device = row.text(),
                                 .detail = row.text()});
    }
    return found;
  }

 private:
  Query insert_, page_, page_of_person_;
};

#define MAIL_COLUMNS \
  "id, recipient, subject, plain, html, created_at, due_at, attempts, sent_at, last_error"

class Mails final : public MailStore {
 public:
  explicit Mails(Connection& connection)
      : insert_(connection,
                "INSERT INTO mails (" MAIL_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        due_(connection, "SELECT " MAIL_COLUMNS
                         " FROM mails WHERE sent_at IS NULL AND due_at <= ? "
                         "ORDER BY created_at, id LIMIT ?"),
        newest_(connection,
                "SELECT " MAIL_COLUMNS " FROM mails ORDER BY created_at DESC, id DESC LIMIT ?"),
        update_(connection,
                "UPDATE mails SET recipient = ?, subject = ?, plain = ?, html = ?, "
                "created_at = ?, due_at = ?, attempts = ?, sent_at = ?, last_error = ? "
                "WHERE id = ?"),
        old_(connection,
             "SELECT id FROM mails WHERE created_at < ? ORDER BY created_at, id LIMIT ?"),
        remove_(connection, "DELETE FROM mails WHERE id = ?") {}

  void insert(const Mail& mail) override {
    static_cast<void>(insert_(mail.id, mail.to, mail.subject, mail.text, mail.html, mail.created_at,
                              mail.due_at, mail.attempts, mail.sent_at, mail.last_error)
                          .inserted());
  }
  std::vector<Mail> due(base::Instant now, std::size_t most) override {
    Bound rows = due_(now, row_limit(most));
    return mails_from(rows);
  }
  std::vector<Mail> newest(std::size_t most) override {
    Bound rows = newest_(row_limit(most));
    return mails_from(rows);
  }
  bool update(const Mail& mail) override {
    return update_(mail.to, mail.subject, mail.text, mail.html, mail.created_at, mail.due_at,
                   mail.attempts, mail.sent_at, mail.last_error, mail.id)
               .changed() == 1;
  }
  std::size_t remove_before(base::Instant created_before, std::size_t most) override {
    return remove_some(old_, remove_, created_before, most);
  }

 private:
  static std::vector<Mail> mails_from(Bound& row) {
    std::vector<Mail> found;
    while (row.next()) {
      found.push_back(Mail{.id = row.text(),
                           .to = row.text(),
                           .subject = row.text(),
                           .text = row.text(),
                           .html = row.text(),
                           .created_at = row.instant(),
                           .due_at = row.instant(),
                           .attempts = row.small(),
                           .sent_at = row.maybe_instant(),
                           .last_error = row.text()});
    }
    return found;
  }

  Query insert_, due_, newest_, update_, old_, remove_;
};

class Pictures final : public PictureStore {
 public:
  explicit Pictures(Connection& connection)
      : insert_(connection,
                "INSERT INTO pictures (id, large, small, created_at) VALUES (?, ?, ?, ?)"),
        find_(connection, "SELECT id, large, small, created_at FROM pictures WHERE id = ?"),
        remove_(connection, "DELETE FROM pictures WHERE id = ?") {}

  void insert(const Picture& picture) override {
    static_cast<void>(
        insert_(picture.id, BytesOf{picture.large}, BytesOf{picture.small}, picture.created_at)
            .inserted());
  }
  std::optional<Picture> find(std::string_view id) override {
    Bound row = find_(id);
    if (!row.next()) {
      return std::nullopt;
    }
    return Picture{row.text(), row.text(), row.text(), row.instant()};
  }
  bool remove(std::string_view id) override { return remove_(id).changed() == 1; }

 private:
  Query insert_, find_, remove_;
};

}  // namespace

std::unique_ptr<AppStore> make_apps(Connection& connection) {
  return std::make_unique<Apps>(connection);
}
std::unique_ptr<SigningKeyStore> make_signing_keys(Connection& connection) {
  return std::make_unique<SigningKeys>(connection);
}
std::unique_ptr<AuditStore> make_audit(Connection& connection) {
  return std::make_unique<Audit>(connection);
}
std::unique_ptr<MailStore> make_mails(Connection& connection) {
  return std::make_unique<Mails>(connection);
}
std::unique_ptr<PictureStore> make_pictures(Connection& connection) {
  return std::make_unique<Pictures>(connection);
}

Bundle make_stores(Connection& connection, const OwnRows& own) {
  return {.people = make_people(connection),
          .passwords = make_passwords(connection),
          .passkeys = make_passkeys(connection),
          .sessions = make_sessions(connection),
          .links = make_links(connection),
          .families = make_families(connection),
          .revocations = make_revocations(connection),
          .spent = make_spent(connection),
          .guesses = make_guesses(connection, own),
          .apps = make_apps(connection),
          .signing_keys = make_signing_keys(connection),
          .audit = make_audit(connection),
          .mails = make_mails(connection),
          .pictures = make_pictures(connection),
          .handovers = make_handovers(connection),
          .revisions = make_revisions(connection, own),
          .targets = make_targets(connection)};
}

}  // namespace haetae::storage::sql
