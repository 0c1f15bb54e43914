// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/site/database.hpp"
#include "haetae/site/site_file.hpp"
#include "haetae/wire/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::site {

enum class Language { ko, en };

/// How a site stands, as its own database sees it.
enum class Standing {
  stopped,   ///< no process
  starting,  ///< a process that does not answer yet: it recovers, or takes a copy
  joining,   ///< answers, is in the majority, and catches up
  giving,    ///< in the majority, and gives another site a copy
  in_sync,   ///< in the majority and up to date
  witness,   ///< keeps no data: runs, and votes
  island,    ///< has lost the majority: reads alone, writes nothing
};

struct View {
  Standing standing = Standing::stopped;
  std::string name;
  std::string state;                 ///< wsrep_local_state_comment
  Position position;                 ///< of the last write it has
  std::int64_t size = 0;             ///< members of the majority that it sees, itself included
  std::int64_t expected = 0;         ///< members in the site file
  std::vector<std::string> missing;  ///< members that it does not see
  double flow_paused = 0;            ///< share of the time in which writes waited for a slow site
  std::int64_t receive_queue = 0;    ///< writes of others not yet applied
  std::string island_since;          ///< the log's time, local; empty when unknown
  bool safe_to_bootstrap = false;    ///< was the last one to leave, in order
  std::string log_says;              ///< while starting: the step in the log
};

/// Reads what `SHOW STATUS LIKE 'wsrep%'` gave.
[[nodiscard]] View read_view(const SiteFile& site, const Variables& variables);
/// The time of the last loss of the majority in a database's log; empty when it holds none after
/// the last majority.
[[nodiscard]] std::string find_island_start(std::string_view log);
/// Looks at the database of this site, whatever its state.
[[nodiscard]] View look(const Database& database);

[[nodiscard]] bool is_synced(const Variables& variables);
/// A few words for progress lines: "Joined, 3 of 3 sites".
[[nodiscard]] std::string progress_words(const Variables& variables);
/// The same from the log, while the database does not answer.
[[nodiscard]] std::string log_words(std::string_view log);

/// Sentences for the operator: how it stands, since when, and what to do.
[[nodiscard]] std::string to_text(const View& view, Language language);
[[nodiscard]] wire::Json to_json(const View& view);
/// "in_sync", as in the JSON.
[[nodiscard]] std::string_view to_text(Standing standing);

}  // namespace haetae::site
