// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/time_text.hpp"
#include "report.hpp"

#include <fmt/format.h>

namespace haetae::drill {
namespace {

using wire::Json;

constexpr std::size_t kFailuresShown = 50;
constexpr std::chrono::milliseconds kBucket{100};

std::int64_t milliseconds(nanoseconds span) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(span).count();
}

Json list_of(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts)
    list.push(text);
  return list;
}

Json list_of(const std::vector<std::uint32_t>& numbers) {
  Json list = Json::array();
  for (const std::uint32_t number : numbers)
    list.push(static_cast<std::int64_t>(number));
  return list;
}

Json to_json(const Demand& demand) {
  Json one = Json::object();
  one.set("name", demand.name)
      .set("text", demand.english)
      .set("value", demand.value)
      .set(demand.at_least ? "least" : "most", demand.most)
      .set("unit", demand.unit)
      .set("demanded", demand.demanded)
      .set("met", demand.met());
  return one;
}

Json to_json(const Cycle& cycle, const Story& story) {
  Json flows = Json::array();
  for (const FlowCount& count : cycle.in_flight) {
    Json one = Json::object();
    one.set("name", count.name)
        .set("begun", count.begun)
        .set("finished", count.finished)
        .set("spent_twice", count.spent_twice);
    flows.push(std::move(one));
  }
  Json out = Json::object();
  out.set("site", story.sites.at(cycle.site))
      .set("fault", cycle.fault)
      .set("struck_ms", milliseconds(cycle.struck))
      .set("mending_ms", milliseconds(cycle.mending))
      .set("back_ms", milliseconds(cycle.back))
      .set("stall_ms", milliseconds(longest_gap(story.entries, cycle.struck, cycle.mending, true)))
      .set("return_stall_ms",
           milliseconds(longest_gap(story.entries, cycle.mending, cycle.over, true)))
      .set("rejoin_ms", milliseconds(cycle.back - cycle.mending))
      .set("transfer", cycle.transfer)
      .set("in_flight", std::move(flows))
      .set("complaints", list_of(cycle.complaints));
  return out;
}

/// The longest waits of a kind while sites were broken, came back, and stood.
void set_waits(Json& out, std::size_t kind, const Story& story) {
  nanoseconds fault{}, mend{};
  for (const Cycle& cycle : story.cycles) {
    fault = std::max(fault,
                     figures_of(story.entries, cycle.struck, cycle.mending, false)[kind].longest);
    mend =
        std::max(mend, figures_of(story.entries, cycle.mending, cycle.over, false)[kind].longest);
  }
  out.set("longest_in_fault_ms", milliseconds(fault))
      .set("longest_at_return_ms", milliseconds(mend));
}

Json kinds_of(const Story& story) {
  Json list = Json::array();
  const nanoseconds end = nanoseconds::max();
  const Figures stood = figures_of(story.entries, nanoseconds{}, end, false);
  const Figures dying = figures_of(story.entries, nanoseconds{}, end, true);
  for (std::size_t kind = 0; kind < kKindCount; ++kind) {
    Json one = Json::object();
    one.set("name", kKinds[kind].name)
        .set("acknowledged",
             static_cast<std::int64_t>(stood[kind].acknowledged + dying[kind].acknowledged))
        .set("broken_at_dying_site",
             static_cast<std::int64_t>(dying[kind].unknown + dying[kind].unsent))
        .set("failed_at_survivors",
             static_cast<std::int64_t>(stood[kind].failed + stood[kind].unknown))
        .set("per_second", rate(stood[kind].acknowledged, story.lasted));
    set_waits(one, kind, story);
    list.push(std::move(one));
  }
  return list;
}

Json failures_of(const Story& story) {
  Json list = Json::array();
  std::size_t shown = 0;
  for (const Entry& entry : story.entries) {
    if (!is_failure(entry) || ++shown > kFailuresShown) continue;
    Json one = Json::object();
    one.set("kind", text_of(entry.kind).name)
        .set("site", story.sites.at(entry.site))
        .set("at_ms", milliseconds(entry.answered))
        .set("fate", to_text(entry.fate))
        .set("note", entry.note);
    list.push(std::move(one));
  }
  return list;
}

std::string_view name_of(Moment::What what) {
  switch (what) {
    case Moment::What::struck:
      return "struck";
    case Moment::What::out:
      return "out";
    case Moment::What::mending:
      return "mending";
    case Moment::What::mended:
      return "mended";
    case Moment::What::in:
      return "in";
    case Moment::What::other:
      break;
  }
  return "other";
}

Json timeline_of(const Story& story) {
  const Series series = series_of(story.entries, story.lasted, kBucket);
  Json moments = Json::array();
  for (const Moment& moment : story.moments) {
    Json one = Json::object();
    one.set("at_ms", milliseconds(moment.at))
        .set("what", name_of(moment.what))
        .set("site", story.sites.at(moment.site));
    if (!moment.english.empty()) one.set("text", moment.english);
    moments.push(std::move(one));
  }
  Json out = Json::object();
  out.set("bucket_ms", std::int64_t{kBucket.count()})
      .set("writes", list_of(series.writes))
      .set("reads", list_of(series.reads))
      .set("broken", list_of(series.lost))
      .set("failed", list_of(series.failed))
      .set("moments", std::move(moments));
  return out;
}

}  // namespace

wire::Json to_json(const Story& story) {
  Json demands = Json::array();
  for (const Demand& demand : story.demands)
    demands.push(to_json(demand));
  Json cycles = Json::array();
  for (const Cycle& cycle : story.cycles)
    cycles.push(to_json(cycle, story));
  Json facts = Json::object();
  for (const Fact& fact : story.facts)
    facts.set(fact.english, fact.text);
  Json out = Json::object();
  out.set("drill", story.drill)
      .set("schema", 1)
      .set("passed", story.passed())
      .set("began", base::to_rfc3339(story.began))
      .set("seconds", std::chrono::duration<double>(story.lasted).count())
      .set("sites", list_of(story.sites))
      .set("facts", std::move(facts))
      .set("demands", std::move(demands))
      .set("cycles", std::move(cycles))
      .set("kinds", kinds_of(story))
      .set("lost", list_of(story.findings.lost))
      .set("spent_twice", list_of(story.findings.spent_twice))
      .set("nodes_differ", list_of(story.findings.differ))
      .set("revoked_accepted", list_of(story.accepted_revoked))
      .set("stuck", list_of(story.stuck))
      .set("failures", failures_of(story))
      .set("timeline", timeline_of(story));
  return out;
}

std::string to_text(const Story& story) {
  std::string out = fmt::format("\n{}: {}\n", story.drill, story.passed() ? "PASSED" : "FAILED");
  for (const Demand& demand : story.demands) {
    const char* mark = demand.met() ? "  ok  " : demand.demanded ? "  NO  " : "  --  ";
    if (demand.is_truth) {
      out += fmt::format("{}{:<66}{:>10}\n", mark, demand.english, demand.met() ? "yes" : "no");
      continue;
    }
    out += fmt::format("{}{:<66}{:>10.4g} {:<3}{} {:g}\n", mark, demand.english, demand.value,
                       demand.unit, demand.at_least ? "at least" : "at most", demand.most);
  }
  const auto some = [&](std::string_view title, const std::vector<std::string>& texts) {
    constexpr std::size_t kShown = 8;
    for (std::size_t i = 0; i < texts.size() && i < kShown; ++i)
      out += fmt::format("  {}: {}\n", title, texts[i]);
    if (texts.size() > kShown) out += fmt::format("  … {} more\n", texts.size() - kShown);
  };
  some("lost", story.findings.lost);
  some("spent twice", story.findings.spent_twice);
  some("differ", story.findings.differ);
  some("revoked, yet accepted", story.accepted_revoked);
  some("stuck", story.stuck);
  for (const Cycle& cycle : story.cycles)
    some("in flight", cycle.complaints);
  return out;
}

}  // namespace haetae::drill
