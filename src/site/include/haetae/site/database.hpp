// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/site/error.hpp"
#include "haetae/site/process.hpp"
#include "haetae/site/site_file.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace haetae::site {

/// What `SHOW STATUS LIKE 'wsrep%'` says, by name.
using Variables = std::map<std::string, std::string>;

/// How far a database has got in the common order of writes.
struct Position {
  std::string cluster;      ///< UUID of the cluster's history; empty: never was in one
  std::int64_t seqno = -1;  ///< of the last write; -1: unknown
  [[nodiscard]] bool known() const { return !cluster.empty() && seqno >= 0; }
  friend bool operator==(const Position&, const Position&) = default;
};

/// "UUID:seqno" as the database writes it; nothing for other text.
[[nodiscard]] std::optional<Position> parse_position(std::string_view text);
/// The position in the log of `mariadbd --wsrep-recover`.
[[nodiscard]] std::optional<Position> find_recovered(std::string_view log);

/// The position up to which another site's state was installed, in a log: after an incremental
/// transfer the one that was there before, after a whole copy the copy's.
[[nodiscard]] std::optional<Position> find_copied(std::string_view log);

/// grastate.dat: what the database noted when it last stopped.
struct SavedState {
  Position position;               ///< seqno -1 after a crash
  bool safe_to_bootstrap = false;  ///< it was the last one to leave
};
[[nodiscard]] std::optional<SavedState> parse_saved_state(std::string_view text);

/// mariadb.cnf for this site. `secret`: see passwords().
[[nodiscard]] std::string mariadb_configuration(const SiteFile& site, std::string_view secret);

/// The passwords that follow from the sites' common secret.
struct Passwords {
  std::string store;     ///< of site.database_user: what haetae serve signs in with
  std::string control;   ///< of haetae_site: status, bootstrap, stop
  std::string transfer;  ///< of haetae_transfer: whole copies to other sites
};
[[nodiscard]] Passwords passwords(std::string_view secret);

/// Whether a database that starts joins the others or is the cluster.
enum class Founding {
  no,     ///< joins
  first,  ///< the very first start; refused for data that were in a cluster
  again,  ///< the cluster goes on here: others take what they missed
  /// The cluster goes on under a new history: every other site takes a whole copy, since what it
  /// has beyond this one cannot be told from what comes after.
  anew,
};

/// How a database came up.
struct Started {
  enum class Way { first, incremental, full };
  Way way = Way::incremental;
  Position recovered;  ///< what it had before
  base::Milliseconds took{0};
};

/// One site's MariaDB: its directory, its process, its state.
class Database {
 public:
  using Say = std::function<void(std::string_view)>;

  Database(SiteFile site, std::string secret, Launcher& launcher, const base::Clock& clock,
           Say say);

  [[nodiscard]] const SiteFile& site() const { return site_; }

  /// Makes directory, data, users and configuration. Errors: data are there already.
  [[nodiscard]] base::Outcome<void, SiteError> init();
  /// Makes an empty database again where a whole copy from another site broke off: the copy had
  /// removed what was there. Nothing when there are data, or when there never was such a copy.
  [[nodiscard]] base::Outcome<void, SiteError> mend();
  /// Writes mariadb.cnf, the password file and our own certificates anew, after site.toml changed.
  /// Errors: among others, certificates that were given and cannot be used.
  [[nodiscard]] base::Outcome<void, SiteError> configure();

  /// The position: of grastate.dat after an orderly stop, else recovered by mariadbd (a second).
  /// Errors: mariadbd cannot read the data.
  [[nodiscard]] base::Outcome<Position, SiteError> position();
  [[nodiscard]] std::optional<SavedState> saved_state() const;
  [[nodiscard]] bool has_data() const;

  /// The process that pid file and /proc agree on.
  [[nodiscard]] std::optional<pid_t> running() const;
  /// Starts the process from its recovered position, and does not wait.
  [[nodiscard]] base::Outcome<pid_t, SiteError> launch(Founding founding);
  /// The position that the last launch() began with.
  [[nodiscard]] const Position& recovered() const { return recovered_; }
  /// Has the next wait_synced() report what happens from now on; for a process that runs already.
  void watch();
  /// Until Synced. Errors: the process ended (with its last words and advice), or `limit` passed.
  [[nodiscard]] base::Outcome<Started, SiteError> wait_synced(pid_t process,
                                                              base::Milliseconds limit);
  /// Ends it in order; SIGKILL after `limit`.
  [[nodiscard]] base::Outcome<void, SiteError> stop(base::Milliseconds limit);

  /// What the database has logged since the last launch().
  [[nodiscard]] std::string recent_log() const;
  [[nodiscard]] base::Outcome<Variables, SiteError> variables() const;
  /// Makes this node, which has lost the majority, the cluster. Other survivors must not do so.
  [[nodiscard]] base::Outcome<void, SiteError> make_primary();
  /// make_primary(), or a start as a new cluster when the database does not answer; until Synced.
  [[nodiscard]] base::Outcome<Started, SiteError> found(base::Milliseconds limit);
  /// Runs one statement as the control user.
  [[nodiscard]] base::Outcome<void, SiteError> execute(std::string_view statement) const;

 private:
  [[nodiscard]] base::Outcome<void, SiteError> make_users();
  /// make_users(), where the data have other passwords than follow from the secret.
  [[nodiscard]] base::Outcome<void, SiteError> renew_users();
  [[nodiscard]] SiteError last_words(std::string_view what) const;

  SiteFile site_;
  std::string secret_;
  Passwords passwords_;
  Launcher& launcher_;
  const base::Clock& clock_;
  Say say_;
  Position recovered_;
  bool first_ = false;
  std::uintmax_t log_start_ = 0;  ///< where this run's part of the log begins
};

/// The last lines of a log that tell why a database ended, and advice where the cause is known
/// (disk full, port taken, data of another user, …).
[[nodiscard]] std::string explain_log(std::string_view log);

}  // namespace haetae::site
