// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/site/bootstrap.hpp"
#include "haetae/site/database.hpp"
#include "haetae/site/error.hpp"
#include "haetae/site/process.hpp"
#include "haetae/site/site_file.hpp"
#include "haetae/site/view.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace haetae::site {

/// What the commands of `haetae site` do, without their words and questions.
struct Operator {
  SiteFile site;
  std::filesystem::path site_file;  ///< absolute: handed to the process in the background
  std::string secret;
  Launcher& launcher;
  const base::Clock& clock;
  base::Entropy& entropy;
  std::function<void(std::string_view)> say;
};

/// Reads the sites' common secret. Errors: no such file, shorter than 32 characters.
[[nodiscard]] base::Outcome<std::string, SiteError> read_secret(const SiteFile& site);
/// Makes it, unless it is there.
[[nodiscard]] base::Outcome<void, SiteError> make_secret(const SiteFile& site,
                                                         base::Entropy& entropy);

/// Makes the empty database. Errors: data are there already; somebody starts them meanwhile.
[[nodiscard]] base::Outcome<void, SiteError> init(Operator& with);

/// Starts a supervisor in the background and waits until this site is in a majority and up to
/// date. A `limit` of zero does not wait. Errors: the supervisor ended, with its words; `limit`
/// passed, with the view.
[[nodiscard]] base::Outcome<View, SiteError> start(Operator& with, Founding founding,
                                                   base::Milliseconds limit);
/// Waits as start() does, for a supervisor that runs.
[[nodiscard]] base::Outcome<View, SiteError> wait_until_synced(Operator& with,
                                                               base::Milliseconds limit);
/// Ends supervisor and database in order.
[[nodiscard]] base::Outcome<void, SiteError> stop(Operator& with, base::Milliseconds limit);

/// Puts the data aside, makes an empty database and takes a whole copy from another site; the old
/// data are removed when the copy is there, and stay otherwise. Errors: no other site is in a
/// majority; any of start()'s.
[[nodiscard]] base::Outcome<View, SiteError> replace_data(Operator& with, base::Milliseconds limit);

/// Declares this site the cluster, as plan_bootstrap() found possible.
[[nodiscard]] base::Outcome<View, SiteError> bootstrap(Operator& with, const BootstrapPlan& plan,
                                                       base::Milliseconds limit);

/// This site's view; with `recover`, a stopped database's position is read out of its data.
[[nodiscard]] View own_view(Operator& with, bool recover);

}  // namespace haetae::site
