// SPDX-License-Identifier: Apache-2.0
// `/status`: how this site stands, for anybody who asks whether something is wrong. Needs no store.
#include "home.hpp"

#include <fmt/format.h>

namespace haetae::web {
namespace {

using namespace std::chrono_literals;

std::string mode_of(const accounts::Site& site) {
  if (site.is_island()) return "island";
  if (site.reached() < site.options().sites) return "degraded";
  return site.incident_since() ? "incident" : "whole";
}

std::string span_text(base::Seconds span, std::string_view language) {
  if (span >= 2h) return message(language, "msg_standing_hours", fmt::to_string(span / 1h));
  if (span >= 2min) return message(language, "msg_standing_minutes", fmt::to_string(span / 1min));
  return message(language, "msg_standing_seconds", fmt::to_string(span.count()));
}

View standing_view(const Parts& parts, const std::string& language) {
  const accounts::Site& site = parts.ports.site;
  const Options& options = parts.options;
  const StandingFacts facts = options.standing ? options.standing() : StandingFacts{};
  const std::string mode = mode_of(site);
  View view;
  view.set("bad", mode == "island");
  view.set("title", message(language, fmt::format("msg_standing_{}_title", mode)));
  view.set("text", message(language, fmt::format("msg_standing_{}_text", mode)));
  if (!facts.words.empty()) view.set("words", facts.words);
  view.set("sign_in", !site.is_island_over(parts.ports.clock.now()));
  view.set("changes", !site.is_island());
  view.set("addresses", !options.addresses || options.addresses().has_value());
  if (site.options().sites > 1) {
    View sites;
    sites.set("reached", fmt::to_string(site.reached()));
    sites.set("all", fmt::to_string(site.options().sites));
    view.set("sites", sites);
  }
  if (const auto since = site.incident_since())
    view.set("since", time_view(*since, language, true));
  view.set("bound", span_text(facts.revocation_bound, language));
  return view;
}

}  // namespace

wire::Endpoint standing_row(const std::shared_ptr<const Parts>& parts) {
  const auto show = [parts](const wire::Request& request) {
    Page page{*parts, request, accounts::Browser{}};
    page.view.set("standing", standing_view(*parts, page.language));
    return page.show("standing", 200);
  };
  return {.method = wire::Method::get,
          .path = "/status",
          .summary = "How this site stands, as a page",
          .handler = show,
          .lane = wire::Lane::session};
}

}  // namespace haetae::web
