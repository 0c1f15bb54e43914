// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/time_text.hpp"
#include "report.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace haetae::drill {
namespace {

constexpr std::size_t kTextsShown = 40;

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--ink:#16202b;--dim:#5d6b7a;--line:#d5dce3;--page:#fff;--good:#157347;
--bad:#b3261e;--all:#9ec5f0;--writes:#2f6fb8;--fault:#f6d5d2;--mend:#f7ebc9;--lost:#d98a00}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf2;--dim:#9fb0c0;--line:#36424e;--page:#12181e;
--good:#5ec28d;--bad:#ff8a80;--all:#2b5688;--writes:#7fb4f0;--fault:#4a2522;--mend:#453b1c;
--lost:#ffb74d}}
*{box-sizing:border-box}body{margin:0 auto;max-width:66rem;padding:1.5rem 1rem 3rem;background:
var(--page);color:var(--ink);font:15px/1.55 system-ui,"Noto Sans KR",sans-serif}
h1{font-size:1.5rem;margin:0 0 .2rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}small,.dim{color:
var(--dim)}p{margin:.2rem 0}.verdict{display:inline-block;margin:.8rem 0;padding:.35rem .9rem;
border:2px solid;border-radius:.5rem;font-weight:700}.good{color:var(--good)}.bad{color:var(--bad)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.6rem;margin:
.4rem 0 0}.tile{border:1px solid var(--line);border-radius:.5rem;padding:.6rem .8rem}.tile b{display:
block;font-size:1.6rem;line-height:1.25;font-variant-numeric:tabular-nums}.tile b small{font-size:
.9rem;font-weight:400}.tile span{display:block;line-height:1.35}.tile span small{line-height:1.3}
.scroll{overflow-x:auto}.scroll svg{min-width:42rem}table{border-collapse:collapse;width:100%}th,td{padding:.32rem .6rem;
border-bottom:1px solid var(--line);text-align:left;vertical-align:top}th{font-weight:600}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td.n{white-space:nowrap}
td.k{min-width:9rem}td.d{min-width:12rem}th.n,th.s{white-space:nowrap}small.u{display:block}th small{display:block;font-weight:400}
svg{width:100%;height:auto;display:block}svg text{font:10px system-ui,sans-serif;fill:var(--dim)}
svg .what{fill:var(--bad);font-weight:600}.grid{stroke:var(--line);stroke-width:.6}
.moment{stroke:var(--bad);stroke-width:1;stroke-dasharray:3 2}.all{fill:var(--all)}
.writes{fill:var(--writes)}.fault{fill:var(--fault)}.mend{fill:var(--mend)}.lost{fill:var(--lost)}
.failed{fill:var(--bad)}.away{fill:var(--fault)}.serves{fill:var(--good)}
@media(max-width:32rem){th,td{padding:.32rem .3rem}td.d{min-width:8rem}td.n{font-size:.92em}}
code{overflow-wrap:break-word}ul{padding-left:1.2rem;margin:.3rem 0}
@media print{:root{color-scheme:light;--ink:#000;--dim:#444;--page:#fff;--line:#bbb}body{padding:0;
font-size:11px}h2{break-after:avoid}table,svg{break-inside:avoid}}
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string seconds_text(nanoseconds span) {
  return fmt::format("{:.2f} s", std::chrono::duration<double>(span).count());
}
std::string milliseconds_text(nanoseconds span) {
  return fmt::format("{:.0f}", std::chrono::duration<double, std::milli>(span).count());
}

std::string found_text(const Demand& demand) {
  if (demand.is_truth) return demand.met() ? "예 <small>yes</small>" : "아니요 <small>no</small>";
  return fmt::format("{:.4g} {}", demand.value, demand.unit);
}
std::string limit_text(const Demand& demand) {
  if (demand.is_truth) return {};
  return fmt::format("{} {:g} {}", demand.at_least ? "≥" : "≤", demand.most, demand.unit);
}

class Page {
 public:
  explicit Page(const Story& story) : story_(story) {}

  std::string draw() {
    head();
    tiles();
    add("<h2>시간 흐름 <small>Timeline</small></h2><div class=\"scroll\">");
    out_ += to_svg(story_);
    add("</div><p class=\"dim\">붉은 바탕: 장애, 노란 바탕: 복귀 중. 아래 띠: 사용자가 가는 "
        "사이트. "
        "<span lang=\"en\">Red: fault; yellow: coming back; bands: where users are "
        "sent.</span></p>");
    demands();
    cycles();
    kinds();
    facts();
    some("사라진 것", "Lost", story_.findings.lost);
    some("두 번 쓰인 것", "Spent twice", story_.findings.spent_twice);
    some("노드의 차이", "Nodes that differ", story_.findings.differ);
    some("받아들여진 폐기 토큰", "Revoked tokens accepted", story_.accepted_revoked);
    some("끝내지 못함", "Stuck", story_.stuck);
    some("실패한 요청", "Failed requests", failures());
    add("</body></html>");
    return std::move(out_);
  }

 private:
  template <class... Words>
  void add(fmt::format_string<Words...> text, Words&&... words) {
    out_ += fmt::format(text, std::forward<Words>(words)...);
    out_ += '\n';
  }

  void head() {
    add("<!doctype html><html lang=\"ko\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width\"><title>해태 훈련 보고서 · "
        "{}</title><style>{}</style></head>"
        "<body>",
        escaped(story_.drill), kStyle);
    add("<h1>해태 훈련 보고서 <small lang=\"en\">Drill report · {}</small></h1>",
        escaped(story_.drill));
    add("<p>{}</p><p class=\"dim\" lang=\"en\">{}</p>", escaped(story_.korean),
        escaped(story_.english));
    add("<p class=\"dim\">{} · {}</p>", base::to_rfc3339(story_.began),
        seconds_text(story_.lasted));
    const bool passed = story_.passed();
    add("<p class=\"verdict {}\">{}</p>", passed ? "good" : "bad",
        passed ? "합격 · Passed" : "불합격 · Failed");
  }

  /// What one wants to know first, large.
  void tiles() {
    constexpr std::array<std::string_view, 7> kFirst{
        "acknowledged_and_lost", "spent_twice", "failed_at_survivors", "stall_ms",
        "return_stall_ms",       "rejoin_s",    "first_sign_in_s"};
    add("<div class=\"tiles\">");
    for (const std::string_view name : kFirst) {
      const auto found = std::find_if(story_.demands.begin(), story_.demands.end(),
                                      [&](const Demand& demand) { return demand.name == name; });
      if (found == story_.demands.end()) continue;
      const std::string_view tone = found->met() ? "good" : found->demanded ? "bad" : "dim";
      add("<div class=\"tile\"><b class=\"{}\">{:.4g} <small>{}</small></b><span>{}<br>"
          "<small lang=\"en\">{}</small></span></div>",
          tone, found->value, found->unit, escaped(found->korean), escaped(found->english));
    }
    add("</div>");
  }

  void demands() {
    add("<h2>요구 <small>Demands</small></h2><div class=\"scroll\"><table><tr><th></th>"
        "<th>요구 <small>Demand</small></th><th class=\"n\">결과 <small>Found</small></th>"
        "<th class=\"n\">한도 <small>Limit</small></th></tr>");
    for (const Demand& demand : story_.demands) {
      const char* mark = demand.met() ? "✓" : demand.demanded ? "✕" : "–";
      add("<tr><td class=\"{}\">{}</td><td class=\"d\">{}<br><small lang=\"en\">{}</small></td>"
          "<td class=\"n\">{}</td><td class=\"n\">{}{}</td></tr>",
          demand.met()      ? "good"
          : demand.demanded ? "bad"
                            : "dim",
          mark, escaped(demand.korean), escaped(demand.english), found_text(demand),
          limit_text(demand), demand.demanded ? "" : "<small class=\"u\">참고 shown only</small>");
    }
    add("</table></div>");
  }

  void cycles() {
    if (story_.cycles.empty()) return;
    add("<h2>장애마다 <small>Each fault</small></h2><div class=\"scroll\"><table><tr>"
        "<th class=\"s\">사이트 <small>Site</small></th><th class=\"s\">장애 "
        "<small>Fault</small></th>"
        "<th class=\"n\">쓰기 멈춤 <small>Stall, ms</small></th>"
        "<th class=\"n\">복귀 때 <small>At return, ms</small></th>"
        "<th class=\"n\">복귀 <small>Rejoin</small></th><th>따라잡기 <small>Transfer</small></th>"
        "<th>진행 중이던 흐름 <small>In flight</small></th></tr>");
    for (const Cycle& cycle : story_.cycles) {
      int begun = 0, finished = 0;
      std::string flows;
      for (const FlowCount& count : cycle.in_flight) {
        begun += count.begun;
        finished += count.finished;
        flows += fmt::format("{}{} {}/{}", flows.empty() ? "" : ", ", count.name, count.finished,
                             count.begun);
      }
      if (begun > 0) {
        flows = fmt::format("{}/{}<br><small>{}</small>", finished, begun, escaped(flows));
      }
      add("<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
          "<td class=\"n\">{}</td><td>{}</td><td class=\"d\">{}</td></tr>",
          escaped(story_.sites.at(cycle.site)), escaped(cycle.fault),
          milliseconds_text(longest_gap(story_.entries, cycle.struck, cycle.mending, true)),
          milliseconds_text(longest_gap(story_.entries, cycle.mending, cycle.over, true)),
          seconds_text(cycle.back - cycle.mending), escaped(cycle.transfer), flows);
    }
    add("</table></div>");
    std::vector<std::string> complaints;
    for (const Cycle& cycle : story_.cycles)
      complaints.insert(complaints.end(), cycle.complaints.begin(), cycle.complaints.end());
    some("끝내지 못한 흐름", "Flows not finished", complaints);
  }

  [[nodiscard]] nanoseconds longest(std::size_t kind, bool at_return) const {
    nanoseconds found{};
    for (const Cycle& cycle : story_.cycles) {
      const nanoseconds from = at_return ? cycle.mending : cycle.struck;
      const nanoseconds to = at_return ? cycle.over : cycle.mending;
      found = std::max(found, figures_of(story_.entries, from, to, false)[kind].longest);
    }
    return found;
  }

  void kinds() {
    const nanoseconds end = nanoseconds::max();
    const Figures stood = figures_of(story_.entries, nanoseconds{}, end, false);
    const Figures dying = figures_of(story_.entries, nanoseconds{}, end, true);
    add("<h2>종류마다 <small>Each kind of request</small></h2><div class=\"scroll\"><table><tr>"
        "<th>종류 <small>Kind</small></th><th class=\"n\">확인 <small>Acknowledged</small></th>"
        "<th class=\"n\">초당 <small>A second</small></th>"
        "<th class=\"n\">죽는 사이트에서 끊김 <small>Broke there</small></th>"
        "<th class=\"n\">다른 곳의 실패 <small>Failed elsewhere</small></th>"
        "<th class=\"n\">가장 긴 대기: 장애 <small>Longest in fault, ms</small></th>"
        "<th class=\"n\">복귀 <small>At return, ms</small></th></tr>");
    for (std::size_t kind = 0; kind < kKindCount; ++kind) {
      const std::size_t failed = stood[kind].failed + stood[kind].unknown;
      add("<tr><td class=\"k\">{}<br><small lang=\"en\">{}</small></td><td class=\"n\">{}</td>"
          "<td class=\"n\">{:.1f}</td><td class=\"n\">{}</td><td class=\"n {}\">{}</td>"
          "<td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
          kKinds[kind].korean, kKinds[kind].english,
          stood[kind].acknowledged + dying[kind].acknowledged,
          rate(stood[kind].acknowledged, story_.lasted), dying[kind].unknown + dying[kind].unsent,
          failed == 0 ? "" : "bad", failed, milliseconds_text(longest(kind, false)),
          milliseconds_text(longest(kind, true)));
    }
    add("</table></div>");
  }

  void facts() {
    if (story_.facts.empty()) return;
    add("<h2>조건 <small>Conditions</small></h2><div class=\"scroll\"><table>");
    for (const Fact& fact : story_.facts) {
      add("<tr><td class=\"k\">{}<br><small "
          "lang=\"en\">{}</small></td><td><code>{}</code></td></tr>",
          escaped(fact.korean), escaped(fact.english), escaped(fact.text));
    }
    add("</table></div>");
  }

  [[nodiscard]] std::vector<std::string> failures() const {
    std::vector<std::string> texts;
    for (const Entry& entry : story_.entries) {
      if (!is_failure(entry)) continue;
      texts.push_back(fmt::format("{} · {} · {} · {}: {}", seconds_text(entry.answered),
                                  story_.sites.at(entry.site), text_of(entry.kind).english,
                                  to_text(entry.fate), entry.note));
    }
    return texts;
  }

  void some(std::string_view korean, std::string_view english,
            const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    add("<h2 class=\"bad\">{} <small lang=\"en\">{}</small></h2><ul>", korean, english);
    for (std::size_t i = 0; i < std::min(texts.size(), kTextsShown); ++i)
      add("<li><code>{}</code></li>", escaped(texts[i]));
    if (texts.size() > kTextsShown) add("<li>… {}</li>", texts.size() - kTextsShown);
    add("</ul>");
  }

  const Story& story_;
  std::string out_;
};

}  // namespace

std::string to_html(const Story& story) {
  return Page{story}.draw();
}

}  // namespace haetae::drill
