// SPDX-License-Identifier: Apache-2.0
#include "haetae/site/bootstrap.hpp"

#include <fmt/format.h>

namespace haetae::site {
namespace {

using Verdict = BootstrapPlan::Verdict;

bool has_majority(const View& view) {
  return view.standing == Standing::in_sync || view.standing == Standing::giving ||
         view.standing == Standing::joining;
}

std::string position_words(const View& view, bool ko) {
  if (view.position.known())
    return fmt::format("{}:{}", view.position.cluster, view.position.seqno);
  return ko ? "위치를 알 수 없음" : "position unknown";
}

std::string standing_words(Standing standing, bool ko) {
  switch (standing) {
    case Standing::stopped:
      return ko ? "멈춤" : "stopped";
    case Standing::starting:
      return ko ? "시작 중" : "starting";
    case Standing::joining:
      return ko ? "합류 중" : "joining";
    case Standing::giving:
      return ko ? "복사본을 보내는 중" : "giving a copy";
    case Standing::in_sync:
      return ko ? "최신" : "in sync";
    case Standing::witness:
      return ko ? "증인" : "witness";
    case Standing::island:
      return ko ? "고립" : "island";
  }
  return {};
}

std::string risk(const BootstrapPlan& plan, const View& self, bool ko) {
  std::string out =
      ko ? fmt::format("\n사이트 {}가 스스로 새 다수가 됩니다. 여기 없는 쓰기는 사라집니다.\n",
                       self.name)
         : fmt::format(
               "\nSite {} would declare itself the cluster. Writes that it does not have "
               "are lost.\n",
               self.name);
  if (plan.unreachable.empty()) return out;
  out += ko ? fmt::format(
                  "물어볼 수 없는 사이트: {}. 그중 하나라도 살아서 다수를 이루고 있으면 사람들이 "
                  "두 벌의 데이터로 갈라지고, 나중에 한쪽을 버려야 합니다. 그 사이트의 전원이 "
                  "꺼져 있거나 사라졌음을 다른 길로 확인하십시오.\n",
                  fmt::join(plan.unreachable, ", "))
            : fmt::format(
                  "Sites that could not be asked: {}. If any of them is alive and in a majority, "
                  "people will write to two clusters, and one of them must be thrown away later. "
                  "Make sure by other means that they are switched off or gone.\n",
                  fmt::join(plan.unreachable, ", "));
  if (!plan.is_new_history) return out;
  out +=
      ko ? "그 사이트가 돌아오면, 여기 없는 쓰기를 버리고 전체를 복사받습니다.\n"
         : "When they come back they take a whole copy, and what only they have is thrown away.\n";
  return out;
}

std::string refusal(const BootstrapPlan& plan, const View& self, bool ko) {
  switch (plan.verdict) {
    case Verdict::majority_here:
      return ko ? "하지 않습니다: 이 사이트는 이미 다수에 속해 있습니다."
                : "Refused: this site is in a majority; there is nothing to do.";
    case Verdict::majority_there:
      return ko ? fmt::format(
                      "하지 않습니다: 사이트 {}가 다수에 속해 있습니다. 여기서는 `haetae "
                      "site start`면 됩니다.",
                      plan.other)
                : fmt::format(
                      "Refused: site {} is in a majority. Here, `haetae site start` is "
                      "enough.",
                      plan.other);
    case Verdict::later_elsewhere:
      return ko ? fmt::format(
                      "하지 않습니다: 사이트 {}에 더 나중의 쓰기가 있습니다. 그 사이트에서 "
                      "이 명령을 실행하십시오.",
                      plan.other)
                : fmt::format("Refused: site {} has later writes. Run this command there.",
                              plan.other);
    case Verdict::other_history:
      return ko ? fmt::format(
                      "하지 않습니다: 사이트 {0}의 데이터는 다른 클러스터의 것입니다. 어느 쪽을 "
                      "남길지 "
                      "정하고, 다른 쪽을 `haetae site stop`으로 멈춘 뒤 다시 실행하십시오. 그다음 "
                      "그쪽에서 `haetae site rejoin --full`.",
                      plan.other)
                : fmt::format(
                      "Refused: the data of site {0} are another cluster's. Decide which of the "
                      "two is to stay, stop the other one (`haetae site stop` there), and run this "
                      "again; then `haetae site rejoin --full` at the other.",
                      plan.other);
    case Verdict::no_position:
      return ko ? fmt::format("하지 않습니다: 사이트 {}에는 클러스터에 속했던 데이터가 없습니다.",
                              self.name)
                : fmt::format("Refused: site {} has no data that were ever in a cluster.",
                              self.name);
    case Verdict::possible:
      break;
  }
  return {};
}

}  // namespace

BootstrapPlan plan_bootstrap(const View& self, const std::vector<Peer>& peers) {
  BootstrapPlan plan;
  for (const Peer& peer : peers) {
    if (!peer.view) plan.unreachable.push_back(peer.member.name);
    const bool is_known = peer.member.witness || (peer.view && peer.view->position.known());
    // Nobody can be later than the one that was the last to leave in order.
    if (!is_known && !self.safe_to_bootstrap) plan.is_new_history = true;
  }
  const auto refuse = [&](Verdict verdict, const std::string& other) {
    plan.verdict = verdict;
    plan.other = other;
    return plan;
  };
  if (has_majority(self)) return refuse(Verdict::majority_here, self.name);
  for (const Peer& peer : peers) {
    if (peer.view && has_majority(*peer.view)) {
      return refuse(Verdict::majority_there, peer.member.name);
    }
  }
  if (!self.position.known()) return refuse(Verdict::no_position, self.name);
  for (const Peer& peer : peers) {
    if (!peer.view || !peer.view->position.known()) continue;
    if (peer.view->position.cluster != self.position.cluster) {
      return refuse(Verdict::other_history, peer.member.name);
    }
    if (peer.view->position.seqno > self.position.seqno) {
      return refuse(Verdict::later_elsewhere, peer.member.name);
    }
  }
  return plan;
}

std::string peer_lines(const std::vector<Peer>& peers, Language language) {
  const bool ko = language == Language::ko;
  std::string out;
  for (const Peer& peer : peers) {
    out += fmt::format("  {:<16} {:<15} ", peer.member.name, peer.member.address);
    if (!peer.view) {
      out += ko ? "응답 없음\n" : "does not answer\n";
    } else if (peer.member.witness) {
      out += standing_words(peer.view->standing, ko) + "\n";
    } else {
      out += fmt::format("{}, {}\n", standing_words(peer.view->standing, ko),
                         position_words(*peer.view, ko));
    }
  }
  return out;
}

std::string explain(const BootstrapPlan& plan, const View& self, const std::vector<Peer>& peers,
                    Language language) {
  const bool ko = language == Language::ko;
  std::string out = fmt::format("  {:<16} {:<15} {}, {}\n", self.name, ko ? "(여기)" : "(here)",
                                standing_words(self.standing, ko), position_words(self, ko));
  out += peer_lines(peers, language);
  if (plan.verdict == Verdict::possible) return out + risk(plan, self, ko);
  return out + refusal(plan, self, ko) + "\n";
}

}  // namespace haetae::site
