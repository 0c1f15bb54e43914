// SPDX-License-Identifier: Apache-2.0
#include "island/merge.hpp"

#include "haetae/accounts/revocations.hpp"
#include "island/overlay.hpp"
#include "sqlite/connection.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace haetae::storage::island {
namespace {

using namespace accounts;

constexpr std::size_t kStep = 200;  ///< rows to a transaction: small write sets certify quickly
constexpr base::Seconds kBusyWait{5};
/// No budget is larger, so more failures than this tell nothing more.
constexpr std::int64_t kGuessesMost = 1000;

struct Guess {
  std::string key;
  std::uint32_t failures = 0;
  base::Instant ends_at{};
};

/// All that the island wrote, read before anything is merged.
struct Written {
  std::vector<Session> sessions;
  std::vector<Family> families;
  std::vector<Passkey> passkeys;
  std::vector<Revocation> revocations;
  std::vector<Guess> guesses;
  std::vector<AuditEntry> audit;
  std::vector<Mail> mails;
};

std::vector<std::string> texts(sqlite::Connection& connection, std::string_view sql) {
  std::vector<std::string> all;
  const auto statement = connection.prepare(sql);
  while (statement->next()) {
    all.emplace_back(statement->text(0));
  }
  return all;
}

std::vector<Guess> read_guesses(sqlite::Connection& connection) {
  std::vector<Guess> all;
  const auto statement =
      connection.prepare("SELECT guess_key, failures, ends_at FROM guesses ORDER BY guess_key");
  while (statement->next()) {
    const std::int64_t failures = std::clamp<std::int64_t>(statement->integer(1), 0, kGuessesMost);
    all.push_back({std::string{statement->text(0)}, static_cast<std::uint32_t>(failures),
                   base::from_unix_milliseconds(statement->integer(2))});
  }
  return all;
}

std::vector<AuditEntry> read_audit(AuditStore& audit) {
  std::vector<AuditEntry> all;
  AuditFilter filter;
  filter.most = kStep;
  for (;;) {
    std::vector<AuditEntry> page = audit.page(filter);
    if (page.empty()) break;
    filter.before_id = page.back().id;
    std::move(page.begin(), page.end(), std::back_inserter(all));
  }
  std::reverse(all.begin(), all.end());
  return all;
}

base::Outcome<Written, StoreError> read_all(Store& own, const std::string& path) {
  Written written;
  std::vector<std::string> sessions;
  std::vector<std::string> families;
  std::vector<std::string> passkeys;
  try {
    sqlite::Connection connection{path, sqlite::Mode::read_only, kBusyWait};
    sessions = texts(connection, "SELECT id FROM sessions ORDER BY id");
    families = texts(connection, "SELECT id FROM families ORDER BY id");
    passkeys = texts(connection, "SELECT credential_id FROM passkeys ORDER BY credential_id");
    written.guesses = read_guesses(connection);
  } catch (const sql::Failure& failure) {
    return base::fail(failure.error());
  }
  const auto done = own.read([&](Transaction& transaction) {
    written.sessions.clear();
    written.families.clear();
    written.passkeys.clear();
    for (const std::string& id : sessions) {
      if (auto row = transaction.sessions.find(SessionId{id})) written.sessions.push_back(*row);
    }
    for (const std::string& id : families) {
      if (auto row = transaction.families.find(FamilyId{id})) written.families.push_back(*row);
    }
    for (const std::string& id : passkeys) {
      if (auto row = transaction.passkeys.find(id)) written.passkeys.push_back(*row);
    }
    written.revocations = transaction.revocations.all();
    written.audit = read_audit(transaction.audit);
    written.mails = transaction.mails.newest(INT32_MAX);
  });
  if (!done) return base::fail(done.error());
  return written;
}

bool may_stay(const std::optional<Person>& person, base::Instant since) {
  return person && !person->disabled && since >= person->valid_from;
}

void merge_session(Transaction& main, const Session& session, Merged& merged) {
  if (session.expires_at == kEnded) {
    main.sessions.remove(session.id);
    ++merged.ended;
    return;
  }
  if (!may_stay(main.people.find(session.person), session.authenticated_at)) {
    ++merged.refused;
    return;
  }
  static_cast<void>(main.sessions.insert(session));
  ++merged.sessions;
}

void merge_family(Transaction& main, Family family, base::Instant now, Merged& merged) {
  const bool stands = may_stay(main.people.find(family.person), family.created_at) &&
                      main.links.find(family.person, family.app);
  const bool was_revoked = family.revoked;
  // A row that stands for a spent code is kept even if nothing else of it is.
  family.revoked = was_revoked || !stands;
  if (!main.families.insert(family) && family.revoked) main.families.revoke(family.id);
  if (was_revoked) return;
  if (stands) {
    ++merged.families;
    return;
  }
  ++merged.refused;
  accounts::Revocations::put(
      main, {"f:" + family.id.value(), now, now + accounts::Revocations::kAccessLifeMax});
}

void merge_passkey(Transaction& main, const Passkey& used, Merged& merged) {
  std::optional<Passkey> row = main.passkeys.find(used.credential_id);
  if (!row) return;
  row->sign_count = std::max(row->sign_count, used.sign_count);
  row->backed_up = row->backed_up || used.backed_up;
  row->used_at = std::max(row->used_at, used.used_at);
  main.passkeys.update(*row);
  ++merged.passkeys;
}

void merge_guess(Transaction& main, const Guess& guess, base::Instant now, Merged& merged) {
  if (now >= guess.ends_at || guess.failures == 0) return;
  const auto window = std::chrono::duration_cast<base::Milliseconds>(guess.ends_at - now);
  for (std::uint32_t i = 0; i < guess.failures; ++i) {
    main.guesses.add(guess.key, now, window);
  }
  ++merged.guesses;
}

/// Runs `one` for every row, kStep of them to a transaction of `main`.
template <class Row, class One>
base::Outcome<void, StoreError> in_steps(Store& main, const std::vector<Row>& rows, Merged& merged,
                                         One one) {
  for (std::size_t from = 0; from < rows.size(); from += kStep) {
    const std::size_t to = std::min(rows.size(), from + kStep);
    Merged step;
    const auto done = main.write([&](Transaction& transaction) {
      step = merged;
      for (std::size_t at = from; at < to; ++at) {
        one(transaction, rows[at], step);
      }
      return Verdict::commit;
    });
    if (!done) return done;
    merged = step;
  }
  return {};
}

}  // namespace

base::Outcome<Merged, StoreError> merge(Store& own, const std::string& path, Store& main,
                                        base::Instant now) {
  const auto written = read_all(own, path);
  if (!written) return base::fail(written.error());
  Merged merged;
  const auto all = [&]() -> base::Outcome<void, StoreError> {
    // What kills goes first: nothing that comes after it lives a moment too long.
    auto done = in_steps(main, written->revocations, merged,
                         [](Transaction& to, const Revocation& row, Merged& step) {
                           accounts::Revocations::put(to, row);
                           ++step.revocations;
                         });
    if (done) {
      done = in_steps(main, written->families, merged,
                      [&](Transaction& to, const Family& row, Merged& step) {
                        merge_family(to, row, now, step);
                      });
    }
    if (done) done = in_steps(main, written->sessions, merged, merge_session);
    if (done) done = in_steps(main, written->passkeys, merged, merge_passkey);
    if (done) {
      done = in_steps(main, written->audit, merged,
                      [](Transaction& to, const AuditEntry& row, Merged& step) {
                        to.audit.append(row);
                        ++step.audit;
                      });
    }
    if (done) {
      done = in_steps(main, written->mails, merged,
                      [](Transaction& to, const Mail& row, Merged& step) {
                        to.mails.insert(row);
                        ++step.mails;
                      });
    }
    // Last, since adding is the one step that is not the same twice.
    if (done) {
      done = in_steps(main, written->guesses, merged,
                      [&](Transaction& to, const Guess& row, Merged& step) {
                        merge_guess(to, row, now, step);
                      });
    }
    return done;
  }();
  if (!all) return base::fail(all.error());
  return merged;
}

}  // namespace haetae::storage::island
