// SPDX-License-Identifier: Apache-2.0
// What people granted to apps: links and families.
#include "sql/documents.hpp"
#include "sql/query.hpp"
#include "sql/stores.hpp"

namespace haetae::storage::sql {

namespace {

using namespace accounts;

#define LINK_COLUMNS \
  "person_id, app, subject, signed_up, scopes, terms, properties, linked_at, updated_at"

class Links final : public LinkStore {
 public:
  explicit Links(Connection& connection)
      : insert_(connection,
                "INSERT INTO links (" LINK_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        find_(connection, "SELECT " LINK_COLUMNS " FROM links WHERE person_id = ? AND app = ?"),
        find_by_subject_(connection,
                         "SELECT " LINK_COLUMNS " FROM links WHERE app = ? AND subject = ?"),
        of_person_(connection, "SELECT " LINK_COLUMNS
                               " FROM links WHERE person_id = ? ORDER BY linked_at, app"),
        page_up_(connection, "SELECT " LINK_COLUMNS
                             " FROM links WHERE app = ? AND subject >= ? "
                             "ORDER BY subject LIMIT ?"),
        page_down_(connection, "SELECT " LINK_COLUMNS
                               " FROM links WHERE app = ? AND subject <= ? "
                               "ORDER BY subject DESC LIMIT ?"),
        preregistered_(connection, "SELECT " LINK_COLUMNS
                                   " FROM links WHERE signed_up = 0 AND linked_at <= ? "
                                   "ORDER BY linked_at LIMIT ?"),
        update_(connection,
                "UPDATE links SET subject = ?, signed_up = ?, scopes = ?, terms = ?, "
                "properties = ?, linked_at = ?, updated_at = ? WHERE person_id = ? AND app = ?"),
        remove_(connection, "DELETE FROM links WHERE person_id = ? AND app = ?") {}

  bool insert(const Link& link) override {
    return insert_(link.person, link.app, link.subject, link.signed_up, to_text(link.scopes),
                   to_text(link.terms), to_text(link.properties), link.linked_at, link.updated_at)
        .inserted();
  }
  std::optional<Link> find(const PersonId& person, AppNumber app) override {
    Bound row = find_(person, app);
    return row.next() ? std::optional{link_from(row)} : std::nullopt;
  }
  std::optional<Link> find_by_subject(AppNumber app, Subject subject) override {
    Bound row = find_by_subject_(app, subject);
    return row.next() ? std::optional{link_from(row)} : std::nullopt;
  }
  std::vector<Link> of_person(const PersonId& person) override {
    Bound rows = of_person_(person);
    return links_from(rows);
  }
  std::vector<Link> page(AppNumber app, std::optional<Subject> from, bool ascending,
                         std::size_t most) override {
    Bound rows = ascending ? page_up_(app, from.value_or(INT64_MIN), row_limit(most))
                           : page_down_(app, from.value_or(INT64_MAX), row_limit(most));
    return links_from(rows);
  }
  std::vector<Link> preregistered(base::Instant linked_until, std::size_t most) override {
    Bound rows = preregistered_(linked_until, row_limit(most));
    return links_from(rows);
  }
  bool update(const Link& link) override {
    return update_(link.subject, link.signed_up, to_text(link.scopes), to_text(link.terms),
                   to_text(link.properties), link.linked_at, link.updated_at, link.person, link.app)
               .changed() == 1;
  }
  bool remove(const PersonId& person, AppNumber app) override {
    return remove_(person, app).changed() == 1;
  }

 private:
  static Link link_from(Bound& row) {
    return {.person = row.id<PersonId>(),
            .app = row.integer(),
            .subject = row.integer(),
            .signed_up = row.flag(),
            .scopes = agreements_from(row.view()),
            .terms = agreements_from(row.view()),
            .properties = properties_from(row.view()),
            .linked_at = row.instant(),
            .updated_at = row.instant()};
  }
  static std::vector<Link> links_from(Bound& rows) {
    std::vector<Link> found;
    while (rows.next()) {
      found.push_back(link_from(rows));
    }
    return found;
  }

  Query insert_, find_, find_by_subject_, of_person_, page_up_, page_down_, preregistered_, update_,
      remove_;
};

#define FAMILY_COLUMNS                                                                 \
  "id, person_id, app, client_id, session_id, surface, scopes, with_id_token, nonce, " \
  "methods, generation, authenticated_at, created_at, advanced_at, expires_at, revoked"

class Families final : public FamilyStore {
 public:
  explicit Families(Connection& connection)
      : insert_(connection, "INSERT INTO families (" FAMILY_COLUMNS
                            ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        find_(connection, "SELECT " FAMILY_COLUMNS " FROM families WHERE id = ?"),
        advance_(connection,
                 "UPDATE families SET generation = generation + 1, advanced_at = ?, "
                 "expires_at = ? WHERE id = ? AND generation = ? AND revoked = 0"),
        revoke_(connection, "UPDATE families SET revoked = 1 WHERE id = ? AND revoked = 0"),
        revoke_of_(connection,
                   "UPDATE families SET revoked = 1 WHERE person_id = ? AND revoked = 0"),
        revoke_of_app_(connection,
                       "UPDATE families SET revoked = 1 WHERE person_id = ? AND app = ? "
                       "AND revoked = 0"),
        revoke_of_session_(connection,
                           "UPDATE families SET revoked = 1 WHERE session_id = ? "
                           "AND revoked = 0"),
        of_person_(connection, "SELECT " FAMILY_COLUMNS
                               " FROM families WHERE person_id = ? ORDER BY created_at, id"),
        of_person_and_app_(connection, "SELECT " FAMILY_COLUMNS
                                       " FROM families WHERE person_id = ? AND app = ? "
                                       "ORDER BY created_at, id"),
        expired_(connection,
                 "SELECT id FROM families WHERE expires_at <= ? ORDER BY expires_at, id LIMIT ?"),
        remove_(connection, "DELETE FROM families WHERE id = ?") {}

  bool insert(const Family& family) override {
    return insert_(family.id, family.person, family.app, family.client_id, family.session,
                   family.surface, to_text(family.scopes), family.with_id_token, family.nonce,
                   family.methods, family.generation, family.authenticated_at, family.created_at,
                   family.advanced_at, family.expires_at, family.revoked)
        .inserted();
  }
  std::optional<Family> find(const FamilyId& id) override {
    Bound row = find_(id);
    return row.next() ? std::optional{family_from(row)} : std::nullopt;
  }
  bool advance(const FamilyId& id, std::uint32_t from, base::Instant now,
               base::Instant expires_at) override {
    return advance_(now, expires_at, id, from).changed() == 1;
  }
  bool revoke(const FamilyId& id) override { return revoke_(id).changed() == 1; }
  std::size_t revoke_of(const PersonId& person, std::optional<AppNumber> app) override {
    return app ? revoke_of_app_(person, *app).changed() : revoke_of_(person).changed();
  }
  std::size_t revoke_of_session(const SessionId& session) override {
    return revoke_of_session_(session).changed();
  }
  std::vector<Family> of_person(const PersonId& person, std::optional<AppNumber> app) override {
    std::vector<Family> found;
    Bound row = app ? of_person_and_app_(person, *app) : of_person_(person);
    while (row.next()) {
      found.push_back(family_from(row));
    }
    return found;
  }
  std::size_t remove_expired(base::Instant now, std::size_t most) override {
    return remove_some(expired_, remove_, now, most);
  }

 private:
  static Family family_from(Bound& row) {
    return {.id = row.id<FamilyId>(),
            .person = row.id<PersonId>(),
            .app = row.integer(),
            .client_id = row.text(),
            .session = row.id<SessionId>(),
            .surface = row.text(),
            .scopes = strings_from(row.view()),
            .with_id_token = row.flag(),
            .nonce = row.text(),
            .methods = row.text(),
            .generation = row.small(),
            .authenticated_at = row.instant(),
            .created_at = row.instant(),
            .advanced_at = row.instant(),
            .expires_at = row.instant(),
            .revoked = row.flag()};
  }

  Query insert_, find_, advance_, revoke_, revoke_of_, revoke_of_app_, revoke_of_session_;
  Query of_person_, of_person_and_app_, expired_, remove_;
};

}  // namespace

std::unique_ptr<LinkStore> make_links(Connection& connection) {
  return std::make_unique<Links>(connection);
}
std::unique_ptr<FamilyStore> make_families(Connection& connection) {
  return std::make_unique<Families>(connection);
}

}  // namespace haetae::storage::sql
