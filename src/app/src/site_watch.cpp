// SPDX-License-Identifier: Apache-2.0
#include "site_watch.hpp"

#include "haetae/base/log.hpp"
#include "haetae/oidc/client.hpp"
#include "store_metrics.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace haetae::app {
namespace {

using base::LogLevel;

/// As other instances learn of a revocation while the sites see each other (Snapshots).
constexpr base::Seconds kUsualBound{1};

void log_node(const storage::NodeState& node) {
  base::log(node.writable() ? LogLevel::info : LogLevel::error, "store_node",
            {{"writable", node.writable()},
             {"state", node.reachable ? std::string_view{node.state} : "unreachable"},
             {"cluster_size", static_cast<std::int64_t>(node.cluster_size)},
             {"why", std::string_view{node.words}}});
}

void gauge(status::MetricsText& out, std::string_view name, std::string_view help, double value) {
  out.family(name, "gauge", help);
  out.sample(name, "", value);
}

}  // namespace

std::string to_text(const Incident& incident) {
  return std::to_string(base::to_unix_milliseconds(incident.since)) + " " + incident.words;
}

std::optional<Incident> parse_incident(std::string_view text) {
  std::int64_t since = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), since);
  if (error != std::errc{} || end == text.data() + text.size() || *end != ' ') return std::nullopt;
  return Incident{base::from_unix_milliseconds(since),
                  std::string{end + 1, text.data() + text.size()}};
}

void SiteWatch::look() {
  std::optional<storage::NodeState> node;
  if (services_.island != nullptr) {
    services_.island->watch();
    node = services_.island->seen();
  } else {
    node = services_.store->node_state();
  }
  {
    const std::lock_guard lock{mutex_};
    if (node && (!node_ || node_->writable() != node->writable())) log_node(*node);
    node_ = std::move(node);
  }
}

void SiteWatch::look_at_incident() {
  std::optional<std::string> text;
  const auto read = services_.store->read(
      [&](accounts::Transaction& transaction) { text = transaction.targets.get(kIncidentTarget); });
  accounts::Site& site = *services_.site;
  std::optional<Incident> declared = text ? parse_incident(*text) : std::nullopt;
  // Of what cannot be read, the last answer holds.
  if (!read) {
    const std::lock_guard lock{mutex_};
    declared = declared_;
  }
  const bool sites_missing = site.is_island() || site.reached() < site.options().sites;
  const auto since = site.incident_since();
  if (declared || sites_missing) {
    const base::Instant from = declared ? declared->since : services_.clock.now();
    if (!since || from < *since) site.begin_incident(from);
    if (!since) {
      base::log(LogLevel::warning, "incident_begins",
                {{"declared", declared.has_value()},
                 {"sites_reached", static_cast<std::int64_t>(site.reached())}});
    }
  } else if (since) {
    site.end_incident(services_.clock.now());
    base::log(LogLevel::warning, "incident_ends");
  }
  const std::lock_guard lock{mutex_};
  declared_ = std::move(declared);
}

std::optional<storage::NodeState> SiteWatch::node() const {
  const std::lock_guard lock{mutex_};
  return node_;
}

base::Seconds SiteWatch::revocation_bound() const {
  if (!services_.site->is_island()) return kUsualBound;
  // Tokens from before the cut live their own life; those of the island are short.
  base::Seconds longest = oidc::access_lifetime(oidc::Client{});
  for (const auto& app : services_.directory.list()) {
    longest = std::max(longest, base::Seconds{app->lifetimes.access.value_or(0)});
  }
  return longest;
}

void SiteWatch::write_metrics(status::MetricsText& out) const {
  const accounts::Site& site = *services_.site;
  if (const auto seen = node()) write_node_metrics(out, *seen);
  gauge(out, "haetae_site_island", "1 while this site has lost the majority of the sites.",
        site.is_island() ? 1 : 0);
  gauge(out, "haetae_site_incident", "1 during an incident: sessions do not expire.",
        site.incident_since() ? 1 : 0);
  gauge(out, "haetae_sites", "Sites that there are.", site.options().sites);
  gauge(out, "haetae_sites_reached", "Sites that this one sees, itself included.", site.reached());
  gauge(out, "haetae_revocation_bound_seconds",
        "How long a token revoked at another site may be accepted at this one.",
        static_cast<double>(revocation_bound().count()));
  if (services_.island == nullptr) return;
  const storage::Merged merged = services_.island->last_merge();
  out.family("haetae_island_merged", "gauge", "Rows of the last island, by what became of them.");
  const auto row = [&](std::string_view kind, std::uint64_t count) {
    out.sample("haetae_island_merged", "kind=\"" + std::string{kind} + "\"",
               static_cast<double>(count));
  };
  row("sessions", merged.sessions);
  row("sessions_ended", merged.ended);
  row("grants", merged.families);
  row("refused", merged.refused);
  row("passkeys", merged.passkeys);
  row("revocations", merged.revocations);
  row("audit", merged.audit);
}

web::StandingFacts SiteWatch::facts() const {
  const std::lock_guard lock{mutex_};
  return {.revocation_bound = revocation_bound(), .words = declared_ ? declared_->words : ""};
}

wire::Json SiteWatch::standing() const {
  const accounts::Site& site = *services_.site;
  const auto island = site.island_since();
  const auto incident = site.incident_since();
  wire::Json json = wire::Json::object();
  json.set("site", site.options().name);
  json.set("mode", island                                  ? "island"
                   : site.reached() < site.options().sites ? "degraded"
                                                           : "whole");
  json.set("sites", static_cast<std::int64_t>(site.options().sites));
  json.set("sites_reached", static_cast<std::int64_t>(site.reached()));
  if (island) json.set("island_since", base::to_unix_seconds(*island));
  if (incident) json.set("incident_since", base::to_unix_seconds(*incident));
  json.set("sign_in", !site.is_island_over(services_.clock.now()));
  json.set("changes", !island);
  json.set("revocation_bound_seconds", revocation_bound().count());
  const std::lock_guard lock{mutex_};
  if (declared_ && !declared_->words.empty()) json.set("incident_words", declared_->words);
  return json;
}

}  // namespace haetae::app
