// SPDX-License-Identifier: Apache-2.0
// Small rows that decide or count: revocations, spent ids, guesses, handovers, revisions,
// targets.
#include "sql/query.hpp"
#include "sql/stores.hpp"

namespace haetae::storage::sql {

namespace {

using namespace accounts;

class Revocations final : public RevocationStore {
 public:
  explicit Revocations(Connection& connection)
      : insert_(connection, "INSERT INTO revocations (id, before_at, expires_at) VALUES (?, ?, ?)"),
        later_(connection,
               "UPDATE revocations SET "
               "before_at = CASE WHEN before_at < ? THEN ? ELSE before_at END, "
               "expires_at = CASE WHEN expires_at < ? THEN ? ELSE expires_at END WHERE id = ?"),
        all_(connection, "SELECT id, before_at, expires_at FROM revocations ORDER BY id"),
        expired_(connection,
                 "SELECT id FROM revocations WHERE expires_at <= ? "
                 "ORDER BY expires_at, id LIMIT ?"),
        remove_(connection, "DELETE FROM revocations WHERE id = ?") {}

  void put(const Revocation& row) override {
    if (!insert_(row.id, row.before, row.expires_at).inserted()) {
      later_(row.before, row.before, row.expires_at, row.expires_at, row.id).changed();
    }
  }
  std::vector<Revocation> all() override {
    std::vector<Revocation> found;
    Bound row = all_();
    while (row.next()) {
      found.push_back(Revocation{row.text(), row.instant(), row.instant()});
    }
    return found;
  }
  std::size_t remove_expired(base::Instant now, std::size_t most) override {
    return remove_some(expired_, remove_, now, most);
  }

 private:
  Query insert_, later_, all_, expired_, remove_;
};

class Spent final : public SpentStore {
 public:
  explicit Spent(Connection& connection)
      : insert_(connection, "INSERT INTO spent (id, expires_at) VALUES (?, ?)"),
        expired_(connection,
                 "SELECT id FROM spent WHERE expires_at <= ? ORDER BY expires_at, id LIMIT ?"),
        remove_(connection, "DELETE FROM spent WHERE id = ?") {}

  bool spend(std::string_view id, base::Instant expires_at) override {
    return insert_(id, expires_at).inserted();
  }
  std::size_t remove_expired(base::Instant now, std::size_t most) override {
    return remove_some(expired_, remove_, now, most);
  }

 private:
  Query insert_, expired_, remove_;
};

/// The rows of one counter: `name` itself and `name@owner` of every owner ("A" follows "@").
struct CounterRows {
  explicit CounterRows(std::string_view name)
      : plain(name), first(std::string{name} + "@"), last(std::string{name} + "A") {}
  std::string_view plain;
  std::string first, last;
};
#define ROWS_OF(column) "(" column " = ? OR (" column " > ? AND " column " < ?))"

std::string own_row(std::string_view name, std::string_view owner) {
  return owner.empty() ? std::string{name} : std::string{name}.append("@").append(owner);
}

class Guesses final : public GuessStore {
 public:
  Guesses(Connection& connection, const OwnRows& own)
      : site_(own.site),
        find_(connection, "SELECT failures FROM guesses WHERE guess_key = ? AND ends_at > ?"),
        others_(connection,
                "SELECT failures FROM guesses WHERE " ROWS_OF("guess_key") " AND guess_key <> ? "
                "AND ends_at > ?",
                Rows::unlocked),
        insert_(connection, "INSERT INTO guesses (guess_key, failures, ends_at) VALUES (?, 1, ?)"),
        grow_(connection,
              "UPDATE guesses SET failures = failures + 1 WHERE guess_key = ? AND ends_at > ?"),
        restart_(connection, "UPDATE guesses SET failures = 1, ends_at = ? WHERE guess_key = ?"),
        clear_(connection, "DELETE FROM guesses WHERE " ROWS_OF("guess_key")),
        expired_(connection,
                 "SELECT guess_key FROM guesses WHERE ends_at <= ? "
                 "ORDER BY ends_at, guess_key LIMIT ?"),
        remove_(connection, "DELETE FROM guesses WHERE guess_key = ?") {}

  std::uint32_t count(std::string_view key, base::Instant now) override {
    const std::string own = own_row(key, site_);
    std::uint32_t failures = 0;
    {
      Bound row = find_(own, now);
      failures = row.next() ? row.small() : 0;
    }
    return failures + of_others(key, own, now);
  }
  std::uint32_t add(std::string_view key, base::Instant now, base::Milliseconds window) override {
    const std::string own = own_row(key, site_);
    if (grow_(own, now).changed() == 1) {
      return count(key, now);
    }
    if (!insert_(own, now + window).inserted()) {
      // Another writer may have opened the window in between: then it only grows.
      if (grow_(own, now).changed() == 1) {
        return count(key, now);
      }
      restart_(now + window, own).changed();
    }
    return 1 + of_others(key, own, now);
  }
  void clear(std::string_view key) override {
    if (site_.empty()) {
      remove_(key).changed();
      return;
    }
    const CounterRows rows{key};
    clear_(rows.plain, rows.first, rows.last).changed();
  }
  std::size_t remove_expired(base::Instant now, std::size_t most) override {
    return remove_some(expired_, remove_, now, most);
  }

 private:
  std::uint32_t of_others(std::string_view key, const std::string& own, base::Instant now) {
    if (site_.empty()) {
      return 0;
    }
    const CounterRows rows{key};
    Bound row = others_(rows.plain, rows.first, rows.last, own, now);
    std::uint32_t sum = 0;
    while (row.next()) {
      sum += row.small();
    }
    return sum;
  }

  std::string site_;
  Query find_, others_, insert_, grow_, restart_, clear_, expired_, remove_;
};

class Handovers final : public HandoverStore {
 public:
  explicit Handovers(Connection& connection)
      : insert_(connection, "INSERT INTO handovers (id, content, expires_at) VALUES (?, ?, ?)"),
        replace_(connection, "UPDATE handovers SET content = ?, expires_at = ? WHERE id = ?"),
        find_(connection, "SELECT content FROM handovers WHERE id = ? AND expires_at > ?"),
        expired_(connection,
                 "SELECT id FROM handovers WHERE expires_at <= ? ORDER BY expires_at, id LIMIT ?"),
        remove_(connection, "DELETE FROM handovers WHERE id = ?") {}

  void put(std::string_view id, std::string_view text, base::Instant expires_at) override {
    if (!insert_(id, text, expires_at).inserted()) {
      replace_(text, expires_at, id).changed();
    }
  }
  bool has(std::string_view id, base::Instant now) override { return find(id, now).has_value(); }
  std::optional<std::string> take(std::string_view id, base::Instant now) override {
    std::optional<std::string> text = find(id, now);
    if (text && remove_(id).changed() == 0) {
      return std::nullopt;
    }
    return text;
  }
  std::size_t remove_expired(base::Instant now, std::size_t most) override {
    return remove_some(expired_, remove_, now, most);
  }

 private:
  std::optional<std::string> find(std::string_view id, base::Instant now) {
    Bound row = find_(id, now);
    if (!row.next()) {
      return std::nullopt;
    }
    return row.text();
  }

  Query insert_, replace_, find_, expired_, remove_;
};

class Revisions final : public RevisionStore {
 public:
  Revisions(Connection& connection, const OwnRows& own)
      : writer_(own.writer),
        find_(connection, "SELECT revision FROM revisions WHERE " ROWS_OF("topic"), Rows::unlocked),
        insert_(connection, "INSERT INTO revisions (topic, revision) VALUES (?, 1)"),
        grow_(connection, "UPDATE revisions SET revision = revision + 1 WHERE topic = ?") {}

  std::uint64_t get(std::string_view topic) override {
    const CounterRows rows{topic};
    Bound row = find_(rows.plain, rows.first, rows.last);
    std::uint64_t sum = 0;
    while (row.next()) {
      sum += static_cast<std::uint64_t>(row.integer());
    }
    return sum;
  }
  void bump(std::string_view topic) override {
    const std::string own = own_row(topic, writer_);
    if (grow_(own).changed() == 0 && !insert_(own).inserted()) {
      grow_(own).changed();
    }
  }

 private:
  std::string writer_;
  Query find_, insert_, grow_;
};

class Targets final : public TargetStore {
 public:
  explicit Targets(Connection& connection)
      : find_(connection, "SELECT content FROM targets WHERE name = ?"),
        insert_(connection, "INSERT INTO targets (name, content) VALUES (?, ?)"),
        replace_(connection, "UPDATE targets SET content = ? WHERE name = ?"),
        remove_(connection, "DELETE FROM targets WHERE name = ?") {}

  std::optional<std::string> get(std::string_view name) override {
    Bound row = find_(name);
    if (!row.next()) {
      return std::nullopt;
    }
    return row.text();
  }
  void put(std::string_view name, std::string_view text) override {
    if (!insert_(name, text).inserted()) {
      replace_(text, name).changed();
    }
  }
  bool remove(std::string_view name) override { return remove_(name).changed() == 1; }

 private:
  Query find_, insert_, replace_, remove_;
};

}  // namespace

std::unique_ptr<RevocationStore> make_revocations(Connection& connection) {
  return std::make_unique<Revocations>(connection);
}
std::unique_ptr<SpentStore> make_spent(Connection& connection) {
  return std::make_unique<Spent>(connection);
}
std::unique_ptr<GuessStore> make_guesses(Connection& connection, const OwnRows& own) {
  return std::make_unique<Guesses>(connection, own);
}
std::unique_ptr<HandoverStore> make_handovers(Connection& connection) {
  return std::make_unique<Handovers>(connection);
}
std::unique_ptr<RevisionStore> make_revisions(Connection& connection, const OwnRows& own) {
  return std::make_unique<Revisions>(connection, own);
}
std::unique_ptr<TargetStore> make_targets(Connection& connection) {
  return std::make_unique<Targets>(connection);
}

}  // namespace haetae::storage::sql
