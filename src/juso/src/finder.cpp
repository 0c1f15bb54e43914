// SPDX-License-Identifier: Apache-2.0
#include "finder.hpp"

#include "haetae/address/text.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>

namespace haetae::juso {
namespace {

using address::Answer;
using address::Hit;
using address::HitKind;
using address::Index;
using address::Match;

constexpr std::uint32_t kHitsMax = 1000;
constexpr std::uint64_t kTotalMax = 9000;

std::string without_spaces(std::string_view text) {
  std::string out{text};
  std::erase(out, ' ');
  return out;
}

/// Whether the query names the address by a road of the past. That a 시도 or 시군구 was called
/// otherwise does not make an address a changed one.
bool is_changed(const Index& index, const Hit& hit, std::string_view squeezed) {
  if (hit.match != Match::former) return false;
  if (hit.road != address::kNoRoad) {
    return squeezed.find(without_spaces(index.road(hit.road).name)) == std::string_view::npos;
  }
  if (hit.region != address::kNoRegion) {
    return squeezed.find(without_spaces(index.region(hit.region).name)) == std::string_view::npos;
  }
  return true;
}

bool comes_first(const Hit& hit, FirstSort sort) {
  const bool by_road = hit.kind == HitKind::road_address || hit.kind == HitKind::road;
  return sort == FirstSort::road ? by_road : !by_road;
}

/// Hits whose addresses are not among those of a better hit.
std::vector<Hit> distinct(const std::vector<Hit>& hits) {
  std::vector<Hit> out;
  std::unordered_set<std::uint32_t> known;
  for (const Hit& hit : hits) {
    const bool single = hit.address != address::kNoAddress;
    if (!single || known.insert(address::index_of(hit.address)).second) out.push_back(hit);
  }
  return out;
}

}  // namespace

Finding find_page(const Index& index, const Question& question) {
  thread_local address::Scratch scratch;
  Answer answer = address::search(index, question.keyword, {.hits_max = kHitsMax}, scratch);
  std::vector<Hit> hits = distinct(answer.hits);
  const std::string squeezed = without_spaces(question.keyword);
  if (!question.changed_too) {
    std::erase_if(hits, [&](const Hit& hit) { return is_changed(index, hit, squeezed); });
  }
  Finding finding;
  if (!hits.empty() && hits.front().kind == HitKind::region &&
      hits.front().region != address::kNoRegion &&
      index.region(hits.front().region).level == address::RegionLevel::sido) {
    finding.fault = Fault::keyword_too_wide;
    return finding;
  }
  if (question.sort != FirstSort::none) {
    // Not the one of std::ranges, which clang 14 cannot read.
    std::stable_partition(hits.begin(), hits.end(),
                          [&](const Hit& hit) { return comes_first(hit, question.sort); });
  }
  std::uint64_t skip = std::uint64_t{question.page - 1} * question.per_page;
  for (const Hit& hit : hits) {
    const std::uint32_t behind = addresses_behind(index, hit);
    finding.total += behind;
    if (skip >= behind) {
      skip -= behind;
      continue;
    }
    const auto wanted = static_cast<std::uint32_t>(question.per_page - finding.rows.size());
    if (wanted == 0) continue;
    for (const auto id : addresses_behind(index, hit, static_cast<std::uint32_t>(skip), wanted)) {
      finding.rows.push_back({id, is_changed(index, hit, squeezed)});
    }
    skip = 0;
  }
  if (finding.total > kTotalMax) return {Fault::too_many_hits, 0, {}};
  return finding;
}

}  // namespace haetae::juso
