// SPDX-License-Identifier: Apache-2.0
#include "haetae/site/operations.hpp"

#include "files.hpp"
#include "haetae/base/time_text.hpp"
#include "haetae/site/database.hpp"
#include "haetae/site/peers.hpp"
#include "haetae/site/supervisor.hpp"
#include "haetae/site/witness.hpp"
#include "lock.hpp"
#include "order.hpp"
#include "units.hpp"

#include <algorithm>
#include <csignal>
#include <fmt/format.h>

namespace haetae::site {

using base::fail;
using base::Outcome;

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kSecretLeast = 32;
constexpr std::chrono::seconds kUnitStart{20};

Database database_of(Operator& with) {
  return {with.site, with.secret, with.launcher, with.clock, with.say};
}

bool is_done(const View& view) {
  return view.standing == Standing::in_sync || view.standing == Standing::giving;
}

std::string progress(const View& view) {
  if (view.standing == Standing::starting) return view.log_says;
  if (view.standing == Standing::island) {
    return "up, and waiting for a majority: it joins by itself when the other sites are there";
  }
  if (view.standing == Standing::stopped) return {};
  return fmt::format("{}, {} of {} sites", view.state, view.size, view.expected);
}

}  // namespace

Outcome<std::string, SiteError> read_secret(const SiteFile& site) {
  const std::string text = read_file(site.secret_file);
  const std::string_view secret = std::string_view{text}.substr(0, text.find_first_of("\r\n"));
  if (secret.size() >= kSecretLeast) return std::string{secret};
  return fail(SiteError{fmt::format(
      "{} must hold the sites' common secret (at least 32 characters): copy it from another site, "
      "or make it with `haetae site init --first` at the very first one",
      site.secret_file.string())});
}

Outcome<void, SiteError> make_secret(const SiteFile& site, base::Entropy& entropy) {
  std::error_code code;
  if (fs::exists(site.secret_file, code)) return {};
  fs::create_directories(site.secret_file.parent_path(), code);
  return write_private(site.secret_file, base::random_alphanumeric(entropy, 43) + "\n", site.user);
}

Outcome<void, SiteError> init(Operator& with) {
  Database database = database_of(with);
  if (with.site.self().witness) return {};
  // A unit without data tries again and again: it must not find them half made.
  if (!database.has_data() && !database.running() && has_unit(with.site_file)) {
    if (auto stopped = stop_unit(with.launcher); !stopped) return stopped;
  }
  const auto held = SiteLock::take(with.site);
  if (!held) return fail(held.error());
  return database.init();
}

Outcome<View, SiteError> wait_until_synced(Operator& with, base::Milliseconds limit) {
  const Database database = database_of(with);
  const auto begin = with.clock.steady();
  std::string told;
  while (true) {
    const View view = own_view(with, false);
    if (is_done(view) || view.standing == Standing::witness) return view;
    const std::string now = progress(view);
    if (now != told && !now.empty()) with.say(told = now);
    // A database that something else started has no supervisor of ours.
    const auto supervisor = Supervisor::running(with.site);
    const auto process = supervisor ? supervisor : database.running();
    if (!process || wait_end(*process, base::Milliseconds{100})) {
      if (has_unit(with.site_file)) {
        return fail(SiteError{"it ended: `journalctl -u haetae-site` says why"});
      }
      return fail(SiteError{
          fmt::format("it ended:\n{}", explain_log(log_since(supervisor_log(with.site), 0)))});
    }
    if (with.clock.steady() - begin >= limit) {
      return fail(SiteError{fmt::format(
          "not up to date after {} s ({}). It goes on trying in the background; `haetae site "
          "status` says how it stands",
          limit.count() / 1000, now)});
    }
  }
}

namespace {

Outcome<View, SiteError> start_by_unit(Operator& with, base::Milliseconds limit) {
  if (auto started = start_unit(with.launcher); !started) {
    drop_order(with.site);
    return fail(started.error());
  }
  const auto begin = with.clock.steady();
  while (!Supervisor::running(with.site) && !is_unit_active(with.launcher)) {
    if (with.clock.steady() - begin < kUnitStart) continue;
    drop_order(with.site);
    return fail(SiteError{"systemd has not brought it up: `journalctl -u haetae-site` says why"});
  }
  if (limit.count() == 0) return own_view(with, false);
  return wait_until_synced(with, limit);
}

}  // namespace

Outcome<View, SiteError> start(Operator& with, Founding founding, base::Milliseconds limit) {
  if (Supervisor::running(with.site)) return wait_until_synced(with, limit);
  std::error_code code;
  fs::create_directories(with.site.dir, code);
  if (auto owned = give_to(with.site.dir, with.site.user); !owned) return fail(owned.error());
  if (auto left = leave_order(with.site, founding, with.clock.now()); !left) {
    return fail(left.error());
  }
  if (has_unit(with.site_file)) return start_by_unit(with, limit);
  const fs::path self = fs::read_symlink("/proc/self/exe", code);
  std::vector<std::string> arguments{self.string(),  "site",   "start",
                                     "--foreground", "--file", with.site_file.string()};
  const fs::path log = supervisor_log(with.site);
  fs::remove(log, code);
  // As the user that runs the database, as a unit does: whichever starts it next finds its files.
  const auto launched = with.launcher.launch(
      {.arguments = std::move(arguments), .log = log, .user = with.site.user, .own_session = true});
  if (!launched) return fail(launched.error());
  // Until it holds its lock, or has ended.
  while (!Supervisor::running(with.site)) {
    if (!wait_end(*launched, base::Milliseconds{20})) continue;
    (void)wait_child(*launched, base::Milliseconds{0});
    return fail(SiteError{read_file(log)});
  }
  if (limit.count() == 0) return own_view(with, false);
  return wait_until_synced(with, limit);
}

Outcome<void, SiteError> stop(Operator& with, base::Milliseconds limit) {
  if (has_unit(with.site_file)) {
    if (auto stopped = stop_unit(with.launcher); !stopped) return stopped;
  }
  if (const auto supervisor = Supervisor::running(with.site)) {
    kill(*supervisor, SIGTERM);
    if (!wait_end(*supervisor, limit)) {
      return fail(
          SiteError{fmt::format("process {} has not ended after {} s; {} says what it does",
                                *supervisor, limit.count() / 1000, with.site.log().string())});
    }
  }
  // A supervisor that was killed leaves its database behind.
  if (const auto witness = running_witness(with.site)) {
    kill(*witness, SIGTERM);
    (void)wait_end(*witness, limit);
  }
  return database_of(with).stop(limit);
}

View own_view(Operator& with, bool recover) {
  Database database = database_of(with);
  View view = look(database);
  if (with.site.self().witness) {
    view.standing = running_witness(with.site) ? Standing::witness : Standing::stopped;
    return view;
  }
  if (recover && view.standing != Standing::stopped && !view.position.known()) {
    // A database that has found no majority since its start is silent; its supervisor knows.
    const auto told = ask_self(with.site, with.secret, with.entropy);
    if (told) view.position = told->position;
  }
  if (recover && view.standing == Standing::stopped && !view.position.known()) {
    if (const auto position = database.position()) view.position = *position;
  }
  return view;
}

Outcome<View, SiteError> replace_data(Operator& with, base::Milliseconds limit) {
  const auto peers = ask_peers(with.site, with.secret, with.entropy);
  const bool has_giver = std::any_of(peers.begin(), peers.end(), [](const Peer& peer) {
    return peer.view && !peer.member.witness && is_done(*peer.view);
  });
  if (!has_giver) {
    return fail(SiteError{
        "no other site says that it is in a majority: there is nobody to copy from. The data here "
        "were left alone"});
  }
  if (auto done = stop(with, base::Milliseconds{300'000}); !done) return fail(done.error());
  const fs::path aside =
      with.site.dir / fmt::format("data-{}", base::to_unix_milliseconds(with.clock.now()));
  std::error_code code;
  const bool had_data = fs::exists(with.site.data_dir(), code);
  if (had_data) {
    fs::rename(with.site.data_dir(), aside, code);
    if (code) {
      return fail(SiteError{fmt::format("{} cannot be put aside: {}", with.site.data_dir().string(),
                                        code.message())});
    }
    with.say(fmt::format("the old data are in {} until the copy is here", aside.string()));
  }
  if (auto done = init(with); !done) return fail(done.error());
  auto up = start(with, Founding::no, limit);
  if (up && had_data) fs::remove_all(aside, code);
  return up;
}

Outcome<View, SiteError> bootstrap(Operator& with, const BootstrapPlan& plan,
                                   base::Milliseconds limit) {
  Database database = database_of(with);
  if (!plan.is_new_history && database.running() && database.variables()) {
    if (auto done = database.make_primary(); !done) return fail(done.error());
    return wait_until_synced(with, limit);
  }
  if (auto done = stop(with, limit); !done) return fail(done.error());
  return start(with, plan.is_new_history ? Founding::anew : Founding::again, limit);
}

}  // namespace haetae::site
