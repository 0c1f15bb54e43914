// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace haetae::accounts {

/// How this site stands among the sites, as whoever watches the database last said. Services look
/// at it where a site that is cut off must act otherwise (docs/adr/0013-island-mode.md). A site
/// that is alone in the world is never cut off. Thread-safe; a look costs one or two atomic loads.
class Site {
 public:
  struct Options {
    /// 1–16 of a-z, 0-9, "-"; what codes and challenges of an island are pinned to.
    std::string name = "main";
    std::uint32_t sites = 1;
    /// Longest life of an access token that an island issues.
    base::Seconds island_token_life{600};
    /// An island that lasts longer than this signs nobody in any more.
    base::Seconds island_limit = std::chrono::hours{24};
    /// Sessions and refresh tokens that end during an incident live on to its end, at most this
    /// long (R8); 0: they do not.
    base::Seconds stretch = std::chrono::hours{48};
  };

  explicit Site(Options options)
      : options_(std::move(options)), reached_(options_.sites), alone_(options_.sites <= 1) {}
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  /// One site for all that run without others.
  [[nodiscard]] static const Site& alone();

  [[nodiscard]] const Options& options() const { return options_; }

  /// Cut off from the majority: reads may be stale, and what is written is merged later.
  [[nodiscard]] bool is_island() const { return island_since().has_value(); }
  [[nodiscard]] std::optional<base::Instant> island_since() const { return instant(island_since_); }
  /// True for an island that has lasted too long to sign anybody in.
  [[nodiscard]] bool is_island_over(base::Instant now) const;
  /// Sites that this one sees, itself among them.
  [[nodiscard]] std::uint32_t reached() const { return reached_.load(std::memory_order_relaxed); }
  /// Since when fewer sites are seen than there are, or an operator declared an incident.
  [[nodiscard]] std::optional<base::Instant> incident_since() const {
    return instant(incident_since_);
  }

  /// What is made now and may be used once is pinned to this place: the site's name on an island,
  /// where no other site can be asked, else "" (any site).
  [[nodiscard]] std::string pin() const { return is_island() ? options_.name : std::string{}; }
  /// Whether what carries `pin` may be used up here, now. On an island only what it pinned itself;
  /// later that still only at this site.
  [[nodiscard]] bool spends(std::string_view pin) const {
    return pin.empty() ? !is_island() : pin == options_.name;
  }

  /// This site's part of a budget that all sites share, at least 1: as many of `most` as the sites
  /// that it sees are of all. Both sides of a cut together never grant more than `most` (plus what
  /// rounding to 1 adds).
  [[nodiscard]] std::uint32_t share(std::uint32_t most) const;

  /// Whether what ends at `expires_at` has ended, an incident considered (R8).
  [[nodiscard]] bool has_ended(base::Instant expires_at, base::Instant now) const;

  /// When the time began in which the answer to something done at `at` could reach its visitor:
  /// `at`, or the end of an incident that had begun by then (give or take `slack`); `now` while it
  /// lasts. An answer that was lost with a site is asked for again when the site is back.
  [[nodiscard]] base::Instant undisturbed_since(base::Instant at, base::Instant now,
                                                base::Seconds slack) const;

  /// Whether what arrives now may have been sent long ago and asked again elsewhere since: on an
  /// island, and after one for as long as networks repeat what was lost (as long again as the cut,
  /// 10 to 120 s). What looks like a replay is refused then, but proves nothing.
  [[nodiscard]] bool may_hear_late(base::Instant now) const;

  /// For the one who watches.
  void become_island(base::Instant since);
  void rejoin(base::Instant at);
  void see(std::uint32_t reached) { reached_.store(reached, std::memory_order_relaxed); }
  void begin_incident(base::Instant since);
  void end_incident(base::Instant at);

 private:
  using Since = std::atomic<std::int64_t>;  ///< milliseconds since 1970; kNever: not
  static constexpr std::int64_t kNever = INT64_MIN;
  [[nodiscard]] static std::optional<base::Instant> instant(const Since& since);

  const Options options_;
  std::atomic<std::uint32_t> reached_;
  const bool alone_;
  Since island_since_{kNever};
  Since incident_since_{kNever};
  Since late_until_{kNever};
  Since last_incident_since_{kNever};  ///< of the one that is over
  Since last_incident_end_{kNever};
};

}  // namespace haetae::accounts
