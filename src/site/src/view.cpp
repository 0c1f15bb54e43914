// SPDX-License-Identifier: Apache-2.0
#include "haetae/site/view.hpp"

#include "files.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fmt/format.h>

namespace haetae::site {
namespace {

std::string value(const Variables& variables, const std::string& name) {
  const auto found = variables.find(name);
  return found == variables.end() ? std::string{} : found->second;
}

std::int64_t number(const Variables& variables, const std::string& name) {
  const std::string text = value(variables, name);
  std::int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

bool is_primary(const Variables& variables) {
  return value(variables, "wsrep_cluster_status") == "Primary";
}

/// "10.0.0.1:3306" stands in the list "10.0.0.1:3306,,10.0.0.2:3306" (witnesses are empty).
bool lists(std::string_view list, std::string_view address) {
  while (!list.empty()) {
    const std::string_view one = list.substr(0, list.find(','));
    if (one == address) return true;
    list.remove_prefix(std::min(list.size(), one.size() + 1));
  }
  return false;
}

std::vector<std::string> missing_members(const SiteFile& site, const Variables& variables) {
  const std::string list = value(variables, "wsrep_incoming_addresses");
  std::vector<std::string> missing;
  std::int64_t seen = 0, witnesses = 0;
  for (const Member& member : site.members) {
    if (member.witness) {
      ++witnesses;
      continue;
    }
    const bool is_v6 = member.address.find(':') != std::string::npos;
    const std::string address = is_v6 ? fmt::format("[{}]:{}", member.address, site.ports.mysql)
                                      : fmt::format("{}:{}", member.address, site.ports.mysql);
    if (member.name == site.name || lists(list, address)) {
      ++seen;
    } else {
      missing.push_back(member.name);
    }
  }
  // A witness shows its presence in the count alone.
  const std::int64_t witnesses_seen = number(variables, "wsrep_cluster_size") - seen;
  for (const Member& member : site.members) {
    if (member.witness && witnesses_seen < witnesses) missing.push_back(member.name);
  }
  return missing;
}

Standing standing_of(const Variables& variables) {
  const std::string state = value(variables, "wsrep_local_state_comment");
  if (state.starts_with("Join")) return Standing::joining;
  if (!is_primary(variables)) return Standing::island;
  if (state == "Synced") return Standing::in_sync;
  if (state.starts_with("Donor")) return Standing::giving;
  return Standing::joining;
}

}  // namespace

bool is_synced(const Variables& variables) {
  return is_primary(variables) && value(variables, "wsrep_local_state_comment") == "Synced" &&
         value(variables, "wsrep_ready") == "ON";
}

std::string progress_words(const Variables& variables) {
  return fmt::format("{}, sees {} site{}{}", value(variables, "wsrep_local_state_comment"),
                     value(variables, "wsrep_cluster_size"),
                     value(variables, "wsrep_cluster_size") == "1" ? "" : "s",
                     is_primary(variables) ? "" : ", no majority");
}

View read_view(const SiteFile& site, const Variables& variables) {
  View view;
  view.standing = standing_of(variables);
  view.name = site.name;
  view.state = value(variables, "wsrep_local_state_comment");
  view.position = {.cluster = value(variables, "wsrep_cluster_state_uuid"),
                   .seqno = number(variables, "wsrep_last_committed")};
  view.size = number(variables, "wsrep_cluster_size");
  view.expected = static_cast<std::int64_t>(site.members.size());
  view.missing = missing_members(site, variables);
  view.flow_paused = std::strtod(value(variables, "wsrep_flow_control_paused").c_str(), nullptr);
  view.receive_queue = number(variables, "wsrep_local_recv_queue");
  return view;
}

View look(const Database& database) {
  const SiteFile& site = database.site();
  const auto variables = database.variables();
  if (variables) {
    View view = read_view(site, *variables);
    if (view.standing == Standing::island) {
      view.island_since = find_island_start(log_since(site.log(), 0));
    }
    return view;
  }
  View view;
  view.name = site.name;
  view.expected = static_cast<std::int64_t>(site.members.size());
  if (database.running()) {
    view.standing = Standing::starting;
    view.log_says = log_words(log_since(site.log(), 0));
  }
  if (const auto saved = database.saved_state()) {
    view.position = saved->position;
    view.safe_to_bootstrap = saved->safe_to_bootstrap;
  }
  return view;
}

std::string_view to_text(Standing standing) {
  switch (standing) {
    case Standing::stopped:
      return "stopped";
    case Standing::starting:
      return "starting";
    case Standing::joining:
      return "joining";
    case Standing::giving:
      return "giving";
    case Standing::in_sync:
      return "in_sync";
    case Standing::witness:
      return "witness";
    case Standing::island:
      return "island";
  }
  return "stopped";
}

wire::Json to_json(const View& view) {
  wire::Json missing = wire::Json::array();
  for (const std::string& one : view.missing)
    missing.push(one);
  wire::Json out = wire::Json::object();
  out.set("site", view.name)
      .set("standing", to_text(view.standing))
      .set("majority", view.standing == Standing::in_sync || view.standing == Standing::giving ||
                           view.standing == Standing::joining)
      .set("state", view.state)
      .set("size", view.size)
      .set("expected", view.expected)
      .set("missing", std::move(missing))
      .set("cluster", view.position.cluster)
      .set("seqno", view.position.seqno)
      .set("flow_control_paused", view.flow_paused)
      .set("receive_queue", view.receive_queue)
      .set("island_since", view.island_since)
      .set("safe_to_bootstrap", view.safe_to_bootstrap)
      .set("step", view.log_says);
  return out;
}

}  // namespace haetae::site
