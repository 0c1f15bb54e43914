// SPDX-License-Identifier: Apache-2.0
// A view in sentences, Korean and English.
#include "haetae/site/view.hpp"
#include "steps.hpp"

#include <fmt/format.h>

namespace haetae::site {
namespace {

std::string headline(const View& view, bool ko) {
  const auto pick = [ko](std::string_view korean, std::string_view english) {
    return std::string{ko ? korean : english};
  };
  switch (view.standing) {
    case Standing::stopped:
      return pick("데이터베이스가 멈춰 있습니다.", "The database is stopped.");
    case Standing::starting:
      return pick("데이터베이스가 시작되는 중이며 아직 응답하지 않습니다.",
                  "The database is starting and does not answer yet.");
    case Standing::joining:
      return pick("다수에 속해 있으며, 놓친 쓰기를 따라잡는 중입니다.",
                  "It is in the majority and catches up with what it missed.");
    case Standing::giving:
      return pick("다수에 속해 있으며, 다른 사이트에 복사본을 보내는 중입니다.",
                  "It is in the majority and gives another site a copy.");
    case Standing::in_sync:
      return pick("다수에 속해 있고 최신 상태입니다.", "It is in the majority and up to date.");
    case Standing::witness:
      return pick("증인이 돌고 있으며 표를 가집니다. 데이터는 없습니다.",
                  "The witness runs: it votes, and keeps no data.");
    case Standing::island:
      return pick("다수를 잃었습니다(고립). 읽기만 하고 아무것도 쓰지 않습니다.",
                  "It has lost the majority (island): it reads alone and writes nothing.");
  }
  return {};
}

/// A step of the log, in the operator's language.
std::string_view step_words(std::string_view step, bool ko) {
  if (!ko) return step;
  if (step == kRecovering) return "자기 데이터를 복구하는 중";
  if (step == kLooking) return "다른 사이트를 찾는 중";
  if (step == kNobody) return "응답하는 다른 사이트가 없음";
  if (step == kAsking) return "놓친 것을 다른 사이트에 요청하는 중";
  if (step == kCopying) return "다른 사이트에서 전체를 복사하는 중";
  if (step == kCatchingUp) return "놓친 쓰기를 받는 중";
  return step;
}

std::string advice(const View& view, bool ko) {
  const bool alone = !view.missing.empty();
  switch (view.standing) {
    case Standing::stopped:
      return ko ? "할 일: `haetae site start`. 모든 사이트가 멈췄다면 "
                  "docs/runbooks/all-lost.md를 보십시오."
                : "To do: `haetae site start`. When all sites are stopped, see "
                  "docs/runbooks/all-lost.md.";
    case Standing::starting:
      if (is_waiting(view.log_says)) {
        return ko ? "할 일: 다른 사이트를 시작하거나 연결을 살펴보십시오. 다수가 모이면 저절로 "
                    "합류합니다. 나머지 사이트가 정말 사라졌을 때만 `haetae site bootstrap`을 "
                    "쓰십시오."
                  : "To do: start the other sites, or look at the links to them; it joins by "
                    "itself when a majority is there. Only when they are really gone: `haetae site "
                    "bootstrap`.";
      }
      [[fallthrough]];
    case Standing::joining:
      return ko ? "할 일: 기다리십시오. 저절로 끝납니다." : "To do: wait; this ends by itself.";
    case Standing::island:
      return ko ? "할 일: 다른 사이트와의 연결을 살펴보십시오. 다수가 돌아오면 저절로 합류합니다. "
                  "나머지 사이트가 정말 사라졌을 때만 `haetae site bootstrap`을 쓰십시오."
                : "To do: look at the links to the other sites; it joins by itself when the "
                  "majority is back. Only when the other sites are really gone: `haetae site "
                  "bootstrap`.";
    case Standing::witness:
    case Standing::giving:
    case Standing::in_sync:
      break;
  }
  if (!alone) return ko ? "할 일이 없습니다." : "Nothing to do.";
  return ko ? "할 일: 빠진 사이트에서 `haetae site status`를 실행하고 "
              "docs/runbooks/site-lost.md를 보십시오. 한 곳이 더 사라지면 쓰기가 멈춥니다."
            : "To do: run `haetae site status` at the missing site; docs/runbooks/site-lost.md. "
              "Writing stops if one more is lost.";
}

}  // namespace

std::string to_text(const View& view, Language language) {
  const bool ko = language == Language::ko;
  std::string out =
      fmt::format("{} {}: {}\n", ko ? "사이트" : "Site", view.name, headline(view, ko));
  const auto line = [&](std::string_view korean, std::string_view english, const auto& value) {
    out += fmt::format("  {}: {}\n", ko ? korean : english, value);
  };
  if (!view.log_says.empty()) line("단계", "step", step_words(view.log_says, ko));
  if (view.size > 0) {
    line("보이는 사이트", "sites seen", fmt::format("{} / {}", view.size, view.expected));
  }
  if (!view.missing.empty()) {
    line("빠진 사이트", "missing", fmt::format("{}", fmt::join(view.missing, ", ")));
  }
  if (!view.island_since.empty()) line("고립된 시각", "alone since", view.island_since);
  if (view.position.known()) {
    line("마지막 쓰기", "last write",
         fmt::format("{} ({})", view.position.seqno, view.position.cluster));
  } else if (view.standing == Standing::stopped) {
    line("마지막 쓰기", "last write",
         ko ? "정상 종료되지 않아 기록이 없습니다. `haetae site status --recover`가 읽어 냅니다"
            : "not noted, since it did not end in order; `haetae site status --recover` reads it");
  }
  if (view.safe_to_bootstrap && view.standing == Standing::stopped) {
    line("부트스트랩", "bootstrap",
         ko ? "마지막에 정상 종료된 사이트입니다" : "it was the last one to leave, in order");
  }
  if (view.receive_queue > 0) line("밀린 쓰기", "writes waiting", view.receive_queue);
  if (view.flow_paused >= 0.01) {
    line("흐름 제어", "flow control",
         fmt::format(fmt::runtime(ko ? "느린 사이트를 기다린 시간 {:.0f} %"
                                     : "writes waited {:.0f} % of the time for a slow site"),
                     view.flow_paused * 100));
  }
  return out + advice(view, ko) + "\n";
}

}  // namespace haetae::site
