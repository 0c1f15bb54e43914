// SPDX-License-Identifier: Apache-2.0
#include "haetae/sim/options.hpp"

#include <array>
#include <utility>

namespace haetae::sim {
namespace {

constexpr std::array<std::pair<Flaw, std::string_view>, 8> kFlaws{{
    {Flaw::none, "none"},
    {Flaw::double_spend, "double-spend"},
    {Flaw::lost_ack, "lost-ack"},
    {Flaw::split_brain, "split-brain"},
    {Flaw::stale_revocation, "stale-revocation"},
    {Flaw::drop_revocations, "drop-revocations"},
    {Flaw::diverge, "diverge"},
    {Flaw::impatient, "impatient"},
}};

constexpr std::array<std::pair<bool Faults::*, std::string_view>, 4> kFaults{{
    {&Faults::kill, "kill"},
    {&Faults::cut, "cut"},
    {&Faults::skew, "skew"},
    {&Faults::slow_disk, "slow-disk"},
}};

}  // namespace

std::optional<Faults> faults_from_text(std::string_view text) {
  Faults faults{.kill = false, .cut = false, .skew = false, .slow_disk = false};
  if (text == "none") return faults;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    bool known = false;
    for (const auto& [member, name] : kFaults) {
      if (word != name) continue;
      faults.*member = known = true;
    }
    if (!known) return std::nullopt;
  }
  return faults;
}

std::string to_text(const Faults& faults) {
  std::string text;
  for (const auto& [member, name] : kFaults) {
    if (!(faults.*member)) continue;
    if (!text.empty()) text += ',';
    text += name;
  }
  return text.empty() ? "none" : text;
}

std::optional<Flaw> flaw_from_text(std::string_view text) {
  for (const auto& [flaw, name] : kFlaws) {
    if (text == name) return flaw;
  }
  return std::nullopt;
}

std::string_view to_text(Flaw flaw) {
  for (const auto& [one, name] : kFlaws) {
    if (one == flaw) return name;
  }
  return "none";
}

std::vector<Flaw> all_flaws() {
  std::vector<Flaw> flaws;
  for (const auto& [flaw, name] : kFlaws) {
    if (flaw != Flaw::none) flaws.push_back(flaw);
  }
  return flaws;
}

}  // namespace haetae::sim
