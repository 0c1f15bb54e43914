// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/status/metrics.hpp"
#include "haetae/storage/database.hpp"
#include "haetae/web/rows.hpp"
#include "haetae/wire/json.hpp"
#include "services.hpp"

#include <mutex>
#include <optional>
#include <string>

namespace haetae::app {

/// An incident that an operator declared, as `haetae incident begin` keeps it in the store.
struct Incident {
  base::Instant since{};
  std::string words;  ///< for the status page; may be empty
};
inline constexpr std::string_view kIncidentTarget = "incident";
[[nodiscard]] std::string to_text(const Incident& incident);
[[nodiscard]] std::optional<Incident> parse_incident(std::string_view text);

/// Looks how this site stands among the others, and tells `Services::site`: island or not, sites in
/// reach, incident. What it saw last goes into metrics, the log and the status page.
class SiteWatch {
 public:
  explicit SiteWatch(Services& services) : services_(services) {}

  /// Looks at the node. Once before serving, then several times a second, from one thread that does
  /// nothing else: a store's reader that waits for the node waits for this. Takes 2 s at most, or a
  /// merge.
  void look();
  /// Looks whether there is an incident: a read of the store, from another thread.
  void look_at_incident();

  /// The node's state; nothing for an embedded database.
  [[nodiscard]] std::optional<storage::NodeState> node() const;
  void write_metrics(status::MetricsText& out) const;
  /// What everybody may know: mode, since when, sites, incident, and how long a revoked token may
  /// live at this site. The fields are in docs/operations.md.
  [[nodiscard]] wire::Json standing() const;
  /// For the status page.
  [[nodiscard]] web::StandingFacts facts() const;

 private:
  [[nodiscard]] base::Seconds revocation_bound() const;

  Services& services_;
  mutable std::mutex mutex_;
  std::optional<storage::NodeState> node_;
  std::optional<Incident> declared_;
};

}  // namespace haetae::app
