// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::drill {
namespace {

double milliseconds(nanoseconds span) {
  return std::chrono::duration<double, std::milli>(span).count();
}

std::size_t failed_where_sites_stood(const Story& story) {
  return static_cast<std::size_t>(
      std::count_if(story.entries.begin(), story.entries.end(), is_failure));
}

struct FlowTotals {
  int begun = 0, finished = 0, spent_twice = 0;
};

FlowTotals totals_of(const Story& story) {
  FlowTotals totals;
  for (const Cycle& cycle : story.cycles) {
    for (const FlowCount& count : cycle.in_flight) {
      totals.begun += count.begun;
      totals.finished += count.finished;
      totals.spent_twice += count.spent_twice;
    }
  }
  return totals;
}

void add(Story& story, Demand demand) {
  story.demands.push_back(std::move(demand));
}

void none(Story& story, std::string name, std::string english, std::string korean,
          std::size_t count) {
  add(story, {.name = std::move(name),
              .english = std::move(english),
              .korean = std::move(korean),
              .value = static_cast<double>(count),
              .most = 0,
              .unit = ""});
}

}  // namespace

bool is_failure(const Entry& entry) {
  return !entry.dying && (entry.fate == Fate::failed || entry.fate == Fate::unknown);
}

void add_truth(Story& story, std::string name, std::string english, std::string korean,
               bool holds) {
  add(story, {.name = std::move(name),
              .english = std::move(english),
              .korean = std::move(korean),
              .value = holds ? 1.0 : 0.0,
              .most = 1,
              .unit = "",
              .at_least = true,
              .is_truth = true});
}

bool Story::passed() const {
  return std::all_of(demands.begin(), demands.end(),
                     [](const Demand& demand) { return !demand.demanded || demand.met(); });
}

void add_usual_demands(Story& story) {
  const FlowTotals flows = totals_of(story);
  none(story, "acknowledged_and_lost", "acknowledged and lost", "확인 후 사라진 쓰기",
       story.findings.lost.size());
  none(story, "spent_twice", "spent twice", "두 번 쓰인 것",
       story.findings.spent_twice.size() + static_cast<std::size_t>(flows.spent_twice));
  none(story, "nodes_differ", "nodes that differ", "서로 다른 노드", story.findings.differ.size());
  none(story, "failed_at_survivors", "failed at surviving sites",
       "살아 있는 사이트에서 실패한 요청", failed_where_sites_stood(story));
  none(story, "revoked_accepted", "revoked tokens accepted past the bound",
       "한도를 넘어 받아들여진 폐기 토큰", story.accepted_revoked.size());
  none(story, "never_finished", "people or sites left stuck", "끝내지 못한 사람이나 서비스",
       story.stuck.size());
  if (flows.begun == 0) return;
  add(story,
      {.name = "in_flight_open",
       .english = fmt::format("begun at the dead site and not finished (of {})", flows.begun),
       .korean = fmt::format("죽은 사이트에서 시작해 끝내지 못한 흐름 ({}건 중)", flows.begun),
       .value = static_cast<double>(flows.begun - flows.finished),
       .most = 0,
       .unit = ""});
}

void add_time_demands(Story& story, const TimeLimits& limits) {
  nanoseconds fault{}, mend{}, rejoin{};
  std::size_t sign_ups_least = SIZE_MAX;
  for (const Cycle& cycle : story.cycles) {
    fault = std::max(fault, longest_gap(story.entries, cycle.struck, cycle.mending, true));
    mend = std::max(mend, longest_gap(story.entries, cycle.mending, cycle.over, true));
    rejoin = std::max(rejoin, cycle.back - cycle.mending);
    // In a moment nobody happens to sign up.
    if (cycle.mending - cycle.struck < std::chrono::seconds{3}) continue;
    const Figures figures = figures_of(story.entries, cycle.struck, cycle.mending, false);
    sign_ups_least =
        std::min(sign_ups_least, figures[static_cast<std::size_t>(Kind::sign_up)].acknowledged);
  }
  if (story.cycles.empty()) return;
  if (sign_ups_least == SIZE_MAX) sign_ups_least = 1;
  add(story, {.name = "stall_ms",
              .english = "longest time without an acknowledged write after the fault",
              .korean = "장애 뒤 쓰기 확인이 없던 가장 긴 시간",
              .value = milliseconds(fault),
              .most = limits.stall_ms,
              .unit = "ms",
              .demanded = limits.demanded});
  add(story, {.name = "return_stall_ms",
              .english = "the same at the return",
              .korean = "복귀할 때 쓰기 확인이 없던 가장 긴 시간",
              .value = milliseconds(mend),
              .most = limits.return_stall_ms,
              .unit = "ms",
              .demanded = limits.demanded});
  add(story, {.name = "rejoin_s",
              .english = "from the end of the fault until the site serves again",
              .korean = "장애가 끝나고 다시 서비스할 때까지",
              .value = milliseconds(rejoin) / 1'000,
              .most = limits.rejoin_s,
              .unit = "s",
              .demanded = limits.demanded});
  add(story, {.name = "sign_ups_during_fault",
              .english = "sign-up steps acknowledged in each fault, at least",
              .korean = "장애마다 확인된 회원가입 단계, 최소",
              .value = static_cast<double>(sign_ups_least),
              .most = 1,
              .unit = "",
              .demanded = limits.demanded,
              .at_least = true});
}

}  // namespace haetae::drill
