// SPDX-License-Identifier: Apache-2.0
#include "haetae/site/database.hpp"

#include "certificates.hpp"
#include "client.hpp"
#include "files.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/site/view.hpp"
#include "haetae/wire/base64url.hpp"
#include "processes.hpp"
#include "steps.hpp"

#include <csignal>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace haetae::site {

using base::fail;
using base::Outcome;

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kNoCluster = "00000000-0000-0000-0000-000000000000";

std::string defaults(const SiteFile& site) {
  return fmt::format("--defaults-file={}", site.configuration_file().string());
}

/// Who may do what; the same again changes nothing. Run by `mariadbd --bootstrap`, which reads one
/// statement a line.
std::string users_sql(const SiteFile& site, const Passwords& words) {
  return fmt::format(
      "FLUSH PRIVILEGES;\n"
      "CREATE DATABASE IF NOT EXISTS {0} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;\n"
      "CREATE OR REPLACE USER {1}@localhost IDENTIFIED BY '{2}';\n"
      "GRANT ALL ON {0}.* TO {1}@localhost;\n"
      "CREATE OR REPLACE USER haetae_site@localhost IDENTIFIED BY '{3}';\n"
      "GRANT SUPER, PROCESS, RELOAD, SHUTDOWN, BINLOG MONITOR ON *.* TO haetae_site@localhost;\n"
      "CREATE OR REPLACE USER haetae_transfer@localhost IDENTIFIED BY '{4}';\n"
      "GRANT RELOAD, PROCESS, LOCK TABLES, BINLOG MONITOR, REPLICA MONITOR, CONNECTION ADMIN ON "
      "*.* TO haetae_transfer@localhost;\n",
      site.database, site.database_user, words.store, words.control, words.transfer);
}

/// Which users the data hold. It lies with the data: a whole copy or a restored backup has none,
/// and may come from the days of another secret.
fs::path users_mark(const SiteFile& site) {
  return site.data_dir() / "haetae-users";
}

std::string mark_of(std::string_view statements) {
  return wire::hex_encode(crypto::sha256(statements)) + "\n";
}

}  // namespace

Database::Database(SiteFile site, std::string secret, Launcher& launcher, const base::Clock& clock,
                   Say say)
    : site_(std::move(site)),
      secret_(std::move(secret)),
      passwords_(passwords(secret_)),
      launcher_(launcher),
      clock_(clock),
      say_(std::move(say)) {}

bool Database::has_data() const {
  std::error_code code;
  return fs::exists(site_.data_dir() / "ibdata1", code);
}

std::optional<SavedState> Database::saved_state() const {
  return parse_saved_state(read_file(site_.data_dir() / "grastate.dat"));
}

Outcome<void, SiteError> Database::configure() {
  std::error_code code;
  fs::create_directories(site_.dir, code);
  if (auto done = prepare_certificates(site_, secret_, clock_.now()); !done) return done;
  if (auto done = write_private(site_.configuration_file(), mariadb_configuration(site_, secret_),
                                site_.user);
      !done) {
    return done;
  }
  return write_private(site_.password_file(), passwords_.store + "\n", site_.user);
}

Outcome<void, SiteError> Database::init() {
  if (has_data()) {
    return fail(SiteError{fmt::format(
        "{} has data already; `haetae site start` uses them, `haetae site rejoin --full` takes a "
        "whole copy from another site in their place",
        site_.data_dir().string())});
  }
  if (running()) return fail(SiteError{"the database of this site runs; stop it first"});
  std::error_code code;
  fs::create_directories(site_.data_dir(), code);
  if (code) {
    return fail(
        SiteError{fmt::format("{} cannot be made: {}", site_.data_dir().string(), code.message())});
  }
  if (auto owned = give_to(site_.dir, site_.user); !owned) return owned;
  if (auto owned = give_to(site_.data_dir(), site_.user); !owned) return owned;
  if (auto done = configure(); !done) return done;
  say_("making an empty database");
  // Whoever administers it over the socket is root, or who runs all of this without root; never the
  // database's own user of the system, whose name the application's user may have, too.
  const std::string owner = own_user();
  Command install{.arguments = {"mariadb-install-db", "--no-defaults",
                                fmt::format("--datadir={}", site_.data_dir().string()),
                                "--auth-root-authentication-method=socket",
                                fmt::format("--auth-root-socket-user={}", owner), "--skip-test-db",
                                "--skip-name-resolve"},
                  .log = site_.log(),
                  .user = site_.user};
  // MariaDB refuses to run as root unless that is said.
  if (owner == "root" && site_.user.empty()) install.arguments.emplace_back("--user=root");
  const auto made = run_tool(launcher_, install);
  if (!made) return fail(made.error());
  if (*made != 0) return fail(last_words("the empty database could not be made"));
  return make_users();
}

Outcome<void, SiteError> Database::mend() {
  std::error_code code;
  const fs::path data = site_.data_dir();
  const bool broke_off = fs::exists(data / ".sst", code) ||
                         fs::exists(data / "sst_in_progress", code) ||
                         fs::exists(data / "galera.cache", code);
  if (has_data() || !broke_off || running()) return {};
  say_("a whole copy from another site broke off; beginning anew");
  end_leftovers(data);
  fs::remove_all(data, code);
  return init();
}

Outcome<void, SiteError> Database::make_users() {
  const fs::path sql = site_.dir / "users.sql";
  const std::string statements = users_sql(site_, passwords_);
  if (auto written = write_private(sql, statements, site_.user); !written) return written;
  const auto done = run_tool(
      launcher_, {.arguments = {"mariadbd", defaults(site_), "--bootstrap", "--wsrep-on=OFF"},
                  .log = site_.log(),
                  .input = sql,
                  .user = site_.user});
  std::error_code code;
  fs::remove(sql, code);
  if (!done) return fail(done.error());
  if (*done != 0) return fail(last_words("the database's users could not be made"));
  return write_private(users_mark(site_), mark_of(statements), site_.user);
}

Outcome<void, SiteError> Database::renew_users() {
  if (read_file(users_mark(site_)) == mark_of(users_sql(site_, passwords_))) return {};
  say_("giving the database's users the passwords that follow from the secret");
  return make_users();
}

Outcome<Position, SiteError> Database::position() {
  const auto saved = saved_state();
  if (saved && saved->position.known()) return saved->position;
  if (!has_data()) return Position{};
  const fs::path log = site_.dir / "recover.log";
  std::error_code code;
  fs::remove(log, code);
  const auto done = run_tool(
      launcher_, {.arguments = {"mariadbd", defaults(site_), "--wsrep-recover", "--wsrep-on=ON",
                                fmt::format("--log-error={}", log.string())},
                  .log = log,
                  .user = site_.user});
  if (!done) return fail(done.error());
  const std::string text = read_file(log);
  if (const auto found = find_recovered(text)) {
    return found->cluster == kNoCluster ? Position{} : *found;
  }
  return fail(SiteError{fmt::format("the database cannot read its data in {}:\n{}",
                                    site_.data_dir().string(), explain_log(text))});
}

std::optional<pid_t> Database::running() const {
  return find_process("mariadbd", defaults(site_), "--wsrep-recover");
}

Outcome<pid_t, SiteError> Database::launch(Founding founding) {
  if (const auto process = running()) {
    return fail(
        SiteError{fmt::format("the database of this site runs already (process {})", *process)});
  }
  if (!has_data()) {
    return fail(SiteError{
        fmt::format("there are no data in {}; run `haetae site init`", site_.data_dir().string())});
  }
  end_leftovers(site_.data_dir());
  auto found = position();
  if (!found) return fail(found.error());
  recovered_ = *found;
  if (auto renewed = renew_users(); !renewed) return fail(renewed.error());
  first_ = founding != Founding::no;
  std::vector<std::string> arguments{"mariadbd", defaults(site_)};
  const auto saved = saved_state();
  const bool was_member = recovered_.known() || (saved && saved->position.cluster != kNoCluster);
  if (founding == Founding::first && was_member) {
    return fail(SiteError{
        "these data were in a cluster before: a second cluster beside it would split the people "
        "in two. Without --first this site joins the others; when all sites are lost, `haetae "
        "site bootstrap` says what to do"});
  }
  std::error_code code;
  const fs::path state = site_.data_dir() / "grastate.dat";
  if (founding == Founding::anew) {
    fs::remove(state, code);
    arguments.push_back(fmt::format("--wsrep_start_position={}:-1", kNoCluster));
  } else if (recovered_.known()) {
    arguments.push_back(
        fmt::format("--wsrep_start_position={}:{}", recovered_.cluster, recovered_.seqno));
  }
  if (first_ && saved && !saved->safe_to_bootstrap) {
    if (auto done = mark_safe(state); !done) return fail(done.error());
  }
  if (first_) arguments.emplace_back("--wsrep-new-cluster");
  const std::uintmax_t size = fs::file_size(site_.log(), code);
  log_start_ = code ? 0 : size;
  say_(first_               ? std::string{"starting as the first site of a cluster"}
       : recovered_.known() ? fmt::format("starting from write {}", recovered_.seqno)
                            : std::string{"starting without a position: a whole copy will come"});
  return launcher_.launch({.arguments = std::move(arguments),
                           .log = site_.log(),
                           .user = site_.user,
                           .own_session = true});
}

Outcome<Started, SiteError> Database::wait_synced(pid_t process, base::Milliseconds limit) {
  const auto begin = clock_.steady();
  std::string told;
  while (true) {
    if (wait_end(process, base::Milliseconds{50})) {
      (void)wait_child(process, base::Milliseconds{0});
      return fail(last_words("the database ended while it started"));
    }
    const auto now = variables();
    const std::string state =
        now ? progress_words(*now) : log_words(log_since(site_.log(), log_start_));
    if (state != told && !state.empty()) say_(told = state);
    const auto took = std::chrono::duration_cast<base::Milliseconds>(clock_.steady() - begin);
    if (now && is_synced(*now)) {
      const auto copied = find_copied(log_since(site_.log(), log_start_));
      return Started{.way = first_                            ? Started::Way::first
                            : copied && *copied != recovered_ ? Started::Way::full
                                                              : Started::Way::incremental,
                     .recovered = recovered_,
                     .took = took};
    }
    if (took >= limit) {
      return fail(SiteError{fmt::format(
          "the database runs, but is not ready after {} s: {}. It goes on trying; `haetae site "
          "status` says how it stands",
          limit.count() / 1000, state.empty() ? "it does not answer yet" : state)});
    }
  }
}

void Database::watch() {
  std::error_code code;
  const std::uintmax_t size = fs::file_size(site_.log(), code);
  log_start_ = code ? 0 : size;
  first_ = false;
  if (const auto now = variables()) recovered_ = read_view(site_, *now).position;
}

Outcome<void, SiteError> Database::stop(base::Milliseconds limit) {
  const auto process = running();
  if (!process) return {};
  // While it waits for a majority it has nothing to write out, and does not listen to SIGTERM.
  const bool waits = !variables() && is_waiting(log_words(log_since(site_.log(), 0)));
  kill(*process, waits ? SIGKILL : SIGTERM);
  if (!wait_end(*process, limit)) {
    say_("it did not end in time; killed");
    kill(-*process, SIGKILL);
    (void)wait_end(*process, base::Milliseconds{10'000});
  }
  (void)wait_child(*process, base::Milliseconds{0});
  end_leftovers(site_.data_dir());
  return {};
}

Outcome<Variables, SiteError> Database::variables() const {
  return query_pairs(site_.socket(), "haetae_site", passwords_.control,
                     "SHOW GLOBAL STATUS LIKE 'wsrep%'");
}

Outcome<void, SiteError> Database::execute(std::string_view statement) const {
  const auto done = query_pairs(site_.socket(), "haetae_site", passwords_.control, statement);
  if (!done) return fail(done.error());
  return {};
}

Outcome<void, SiteError> Database::make_primary() {
  return execute("SET GLOBAL wsrep_provider_options='pc.bootstrap=true'");
}

Outcome<Started, SiteError> Database::found(base::Milliseconds limit) {
  const auto process = running();
  if (process && variables()) {
    watch();
    if (auto done = make_primary(); !done) return fail(done.error());
    return wait_synced(*process, limit);
  }
  if (auto done = stop(limit); !done) return fail(done.error());
  const auto launched = launch(Founding::again);
  if (!launched) return fail(launched.error());
  return wait_synced(*launched, limit);
}

std::string Database::recent_log() const {
  return log_since(site_.log(), log_start_);
}

SiteError Database::last_words(std::string_view what) const {
  return {fmt::format("{}. The end of {}:\n{}", what, site_.log().string(),
                      explain_log(log_since(site_.log(), log_start_)))};
}

}  // namespace haetae::site
