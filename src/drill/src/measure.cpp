// SPDX-License-Identifier: Apache-2.0
#include "measure.hpp"

#include <algorithm>

namespace haetae::drill {

nanoseconds longest_gap(const std::vector<Entry>& entries, nanoseconds from, nanoseconds to,
                        bool writes_only) {
  std::vector<nanoseconds> answers;
  for (const Entry& entry : entries) {
    if (entry.fate != Fate::acknowledged || entry.dying || entry.answered > to) continue;
    if (writes_only && entry.claim == Claim::none) continue;
    answers.push_back(entry.answered);
  }
  std::sort(answers.begin(), answers.end());
  const auto first = std::lower_bound(answers.begin(), answers.end(), from);
  nanoseconds before = first == answers.begin() ? from : *std::prev(first);
  nanoseconds longest{};
  for (auto at = first; at != answers.end(); ++at) {
    longest = std::max(longest, *at - before);
    before = *at;
  }
  return std::max(longest, to - std::max(before, from));
}

Figures figures_of(const std::vector<Entry>& entries, nanoseconds from, nanoseconds to,
                   bool dying) {
  Figures figures{};
  for (const Entry& entry : entries) {
    if (entry.dying != dying || entry.answered < from || entry.answered >= to) continue;
    KindFigures& one = figures[static_cast<std::size_t>(entry.kind)];
    switch (entry.fate) {
      case Fate::acknowledged:
        ++one.acknowledged;
        one.longest = std::max(one.longest, entry.answered - entry.sent);
        break;
      case Fate::unknown:
        ++one.unknown;
        break;
      case Fate::unsent:
        ++one.unsent;
        break;
      case Fate::put_off:
        ++one.put_off;
        break;
      case Fate::failed:
        ++one.failed;
        break;
    }
  }
  return figures;
}

Series series_of(const std::vector<Entry>& entries, nanoseconds end, nanoseconds bucket) {
  Series series{.bucket = bucket, .reads = {}, .writes = {}, .lost = {}, .failed = {}};
  const auto size = static_cast<std::size_t>(end / bucket) + 1;
  for (auto* list : {&series.reads, &series.writes, &series.lost, &series.failed})
    list->resize(size);
  for (const Entry& entry : entries) {
    const auto at = static_cast<std::size_t>(std::max(nanoseconds{}, entry.answered) / bucket);
    if (at >= size) continue;
    if (entry.fate == Fate::acknowledged) {
      ++(entry.claim == Claim::none ? series.reads : series.writes)[at];
    } else if (entry.fate == Fate::failed) {
      ++series.failed[at];
    } else {
      ++series.lost[at];
    }
  }
  return series;
}

double rate(std::size_t count, nanoseconds span) {
  const double seconds = std::chrono::duration<double>(span).count();
  return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

}  // namespace haetae::drill
