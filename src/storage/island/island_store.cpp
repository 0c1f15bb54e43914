// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/log.hpp"
#include "haetae/storage/island.hpp"
#include "haetae/storage/sqlite.hpp"
#include "island/merge.hpp"
#include "island/overlay.hpp"
#include "nesting.hpp"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <shared_mutex>
#include <utility>

namespace haetae::storage {
namespace {

using accounts::StoreError;
using accounts::Verdict;

/// The node answered a closure twice; what the first run wrote beside it must go.
struct RunAgain {};
/// The stale node did not answer inside a closure.
struct NoAnswer {
  StoreError error;
};

constexpr int kRunsMax = 3;
constexpr int kTriesMax = 3;
/// Longer than a look takes, plus the pause before it.
constexpr base::Milliseconds kLookMost{2'500};

void log_merge(const Merged& merged) {
  const auto count = [](std::uint64_t rows) { return static_cast<std::int64_t>(rows); };
  base::log(base::LogLevel::warning, "island_ends",
            {{"sessions", count(merged.sessions)},
             {"sessions_ended", count(merged.ended)},
             {"grants", count(merged.families)},
             {"refused", count(merged.refused)},
             {"passkeys", count(merged.passkeys)},
             {"revocations", count(merged.revocations)},
             {"guess_budgets", count(merged.guesses)},
             {"audit_lines", count(merged.audit)},
             {"mails", count(merged.mails)}});
}

void remove_database(const std::string& path) {
  std::error_code ignored;
  for (const char* tail : {"", "-wal", "-shm"}) {
    std::filesystem::remove(path + tail, ignored);
  }
}

}  // namespace

struct IslandStore::Impl {
  Impl(std::unique_ptr<Database> main_store, accounts::Site& the_site, const base::Clock& the_clock,
       IslandOptions the_options)
      : main(std::move(main_store)),
        site(the_site),
        clock(the_clock),
        options(std::move(the_options)) {}

  const std::unique_ptr<Database> main;
  accounts::Site& site;
  const base::Clock& clock;
  const IslandOptions options;

  /// Held shared by an island's reads and writes, alone while the mode changes.
  std::shared_mutex gate;
  bool island = false;
  std::unique_ptr<SqliteStore> own;
  std::atomic<bool> merges{false};

  mutable std::mutex mutex;  ///< of what follows
  std::condition_variable looked;
  NodeState seen;
  Merged last_merge;
  std::optional<base::Instant> cut_since;
  bool settles = false;  ///< it was cut off, and has not taken statements since
  std::uint64_t looks_begun = 0, looks_done = 0;

  base::Outcome<void, StorageError> open_own() {
    SqliteOptions sqlite;
    sqlite.clock = &clock;
    auto opened = open_sqlite(options.path, sqlite);
    if (!opened) return base::fail(opened.error());
    own = *std::move(opened);
    return {};
  }

  void enter(base::Instant since);
  void leave();

  base::Outcome<void, StoreError> read_island(const Read& work);
  base::Outcome<void, StoreError> write_island(const Write& work);
  base::Outcome<void, StoreError> write_island_again(const Write& work);
  [[nodiscard]] bool is_island_now();
  [[nodiscard]] bool wait_for_look();
  /// What a request has waited for already.
  struct Patience {
    int tries = 0;  ///< at a node that looked well
    std::optional<std::chrono::nanoseconds> until;
  };
  [[nodiscard]] bool may_go_on(StoreError error, Patience& patience);
  template <class Main, class Island>
  base::Outcome<void, StoreError> either(Main on_main, Island on_island);
};

IslandStore::IslandStore(std::unique_ptr<Database> main, accounts::Site& site,
                         const base::Clock& clock, IslandOptions options)
    : impl_(std::make_unique<Impl>(std::move(main), site, clock, std::move(options))) {}
IslandStore::~IslandStore() = default;

void IslandStore::Impl::enter(base::Instant since) {
  const std::unique_lock alone{gate};
  if (own == nullptr) {
    if (const auto opened = open_own(); !opened) {
      base::log(base::LogLevel::error, "island_store_not_opened",
                {{"reason", opened.error().words},
                 {"remedy", "cut off, this site signs nobody in until it can write to this file"}});
      return;
    }
  }
  main->serve_stale_reads(true);
  island = true;
  site.become_island(since);
  base::log(base::LogLevel::error, "island_begins",
            {{"remedy",
              "the majority of the sites cannot be reached: check the links to them "
              "(haetae site status); sign-in goes on from what is known here, changes "
              "of accounts, consents and apps wait"}});
}

void IslandStore::Impl::leave() {
  const std::unique_lock alone{gate};
  main->serve_stale_reads(false);
  const auto merged = island::merge(*own, options.path, *main, clock.now());
  if (!merged) {
    main->serve_stale_reads(true);
    base::log(base::LogLevel::warning, "island_merge_failed",
              {{"remedy", "the other sites are back; it is tried again by itself"}});
    return;
  }
  own.reset();
  remove_database(options.path);
  island = false;
  site.rejoin(clock.now());
  log_merge(*merged);
  const std::lock_guard lock{mutex};
  last_merge = *merged;
  cut_since.reset();
}

void IslandStore::watch() {
  {
    const std::lock_guard lock{impl_->mutex};
    ++impl_->looks_begun;
  }
  NodeState state = impl_->main->node_state().value_or(NodeState{});
  const base::Instant now = impl_->clock.now();
  const bool was_island = [&] {
    const std::shared_lock together{impl_->gate};
    return impl_->island;
  }();
  // A node that is still joining has no majority to lose; one that does not answer has no rows.
  const bool cut = state.reachable && state.replicated && !state.primary;
  const bool back = state.writable() && (!state.replicated || state.state == "Synced");
  std::optional<base::Instant> since;
  bool is_first = false;
  {
    const std::lock_guard lock{impl_->mutex};
    is_first = impl_->looks_done == 0;
    if (cut && !impl_->cut_since) impl_->cut_since = now;
    if (!cut && !was_island) impl_->cut_since.reset();
    impl_->settles = cut || (impl_->settles && state.reachable && !state.writable());
    since = impl_->cut_since;
  }
  if (state.reachable && state.replicated) {
    impl_->site.see(static_cast<std::uint32_t>(std::max<std::uint64_t>(1, state.cluster_size)));
  }
  // Who starts without a majority has nothing to wait for.
  if (!was_island && cut && (is_first || now - *since >= impl_->options.after)) {
    impl_->enter(*since);
  } else if (back && (was_island || std::filesystem::exists(impl_->options.path))) {
    impl_->merges = true;
    if (impl_->own != nullptr || impl_->open_own()) impl_->leave();
    impl_->merges = false;
  }
  {
    const std::lock_guard lock{impl_->mutex};
    impl_->seen = std::move(state);
    impl_->looks_done = impl_->looks_begun;
  }
  impl_->looked.notify_all();
}

NodeState IslandStore::seen() const {
  const std::lock_guard lock{impl_->mutex};
  return impl_->seen;
}
Merged IslandStore::last_merge() const {
  const std::lock_guard lock{impl_->mutex};
  return impl_->last_merge;
}

bool IslandStore::is_paused() const {
  if (impl_->merges) return true;
  const std::lock_guard lock{impl_->mutex};
  return impl_->settles && !impl_->site.is_island();
}

bool IslandStore::Impl::is_island_now() {
  const std::shared_lock together{gate};  // whoever enters is waited for
  return island;
}

/// Waits for a look that begins from now on: what a node answers may be newer than what was seen of
/// it. False where nobody looks.
bool IslandStore::Impl::wait_for_look() {
  std::unique_lock lock{mutex};
  if (looks_done == 0) return false;
  const std::uint64_t next = looks_begun + 1;
  return looked.wait_for(lock, std::min(options.wait, kLookMost),
                         [&] { return site.is_island() || looks_done >= next; });
}

/// Whether what the node has not done may be tried again, here or on the island: waits for what
/// becomes of a node that is deciding with the others who is left.
bool IslandStore::Impl::may_go_on(StoreError error, Patience& patience) {
  // Nobody will know before the cut is over, and the closure may run twice: on the island.
  if (error == StoreError::unknown) return is_island_now();
  if (error != StoreError::unavailable || !wait_for_look()) return false;
  std::unique_lock lock{mutex};
  if (!settles && !site.is_island()) return seen.writable() && ++patience.tries < kTriesMax;
  const std::chrono::nanoseconds now = clock.steady();
  if (!patience.until) patience.until = now + options.wait;
  return looked.wait_for(lock, *patience.until - now,
                         [&] { return site.is_island() || (!settles && seen.writable()); });
}

template <class Main, class Island>
base::Outcome<void, StoreError> IslandStore::Impl::either(Main on_main, Island on_island) {
  Patience patience;
  while (true) {
    if (site.is_island()) {
      const std::shared_lock together{gate};
      if (island) return on_island();
    }
    auto done = on_main();
    if (done || !may_go_on(done.error(), patience)) return done;
  }
}

base::Outcome<void, StoreError> IslandStore::Impl::read_island(const Read& work) {
  return own->read([&](accounts::Transaction& mine) {
    const NestingGuard::Elsewhere elsewhere;
    const auto done = main->read([&](accounts::Transaction& stale) {
      const Bundle overlay = island::make_overlay(mine, stale);
      accounts::Transaction transaction = overlay.transaction();
      work(transaction);
    });
    if (!done) throw NoAnswer{done.error()};
  });
}

base::Outcome<void, StoreError> IslandStore::Impl::write_island(const Write& work) {
  return own->write([&](accounts::Transaction& mine) {
    auto verdict = Verdict::roll_back;
    int runs = 0;
    const NestingGuard::Elsewhere elsewhere;
    const auto done = main->read([&](accounts::Transaction& stale) {
      if (++runs > 1) throw RunAgain{};
      const Bundle overlay = island::make_overlay(mine, stale);
      accounts::Transaction transaction = overlay.transaction();
      verdict = work(transaction);
    });
    if (!done) throw NoAnswer{done.error()};
    return verdict;
  });
}

base::Outcome<void, StoreError> IslandStore::read(const Read& work) {
  return impl_->either([&] { return impl_->main->read(work); },
                       [&]() -> base::Outcome<void, StoreError> {
                         try {
                           return impl_->read_island(work);
                         } catch (const NoAnswer& none) {
                           return base::fail(none.error);
                         }
                       });
}

base::Outcome<void, StoreError> IslandStore::Impl::write_island_again(const Write& work) {
  for (int run = 0; run < kRunsMax; ++run) {
    try {
      return write_island(work);
    } catch (const RunAgain&) {
      continue;
    } catch (const NoAnswer&) {
      break;
    } catch (const island::Refused&) {
      break;
    }
  }
  return base::fail(StoreError::unavailable);
}

base::Outcome<void, StoreError> IslandStore::write(const Write& work) {
  return impl_->either([&] { return impl_->main->write(work); },
                       [&] { return impl_->write_island_again(work); });
}

base::Outcome<void, StoreError> IslandStore::write_beside(const Write& work,
                                                          const std::function<void()>& meanwhile) {
  bool has_run = false;
  const auto once = [&] {
    if (!std::exchange(has_run, true)) meanwhile();
  };
  return impl_->either([&] { return impl_->main->write_beside(work, once); },
                       [&] {
                         auto done = impl_->write_island_again(work);
                         if (done) once();
                         return done;
                       });
}

base::Outcome<void, StoreError> IslandStore::catch_up() {
  // An island cannot see more than it sees.
  return impl_->either([&] { return impl_->main->catch_up(); },
                       [] { return base::Outcome<void, StoreError>{}; });
}

StoreStats IslandStore::stats() const {
  return impl_->main->stats();
}
base::Outcome<void, StorageError> IslandStore::backup_to(const std::string& path) {
  return impl_->main->backup_to(path);
}
base::Outcome<std::vector<std::string>, StorageError> IslandStore::integrity_check() {
  return impl_->main->integrity_check();
}
std::optional<NodeState> IslandStore::node_state() {
  return impl_->main->node_state();
}

}  // namespace haetae::storage
