// SPDX-License-Identifier: Apache-2.0
#include "builder_draft.hpp"

#include <numeric>

namespace haetae::address {
namespace {

/// A lot on its way into the table; `tagged` as in LotRow.
struct LooseLot {
  std::uint32_t region = 0;
  LotRow row;
};

std::vector<LooseLot> related_lots(Stage& stage, Draft& draft) {
  std::vector<LooseLot> out;
  std::uint32_t hint = 0;
  for (std::size_t i = 0; i < stage.lots.size(); ++i) {
    const auto& row = stage.lots[i];
    if (stage.is_removed(Staged::lot, row, i) || stage.is_lot_removed(row, i)) continue;
    const auto address = draft.find_address(row.road, row.key, hint);
    const auto region = draft.region_ids[row.region];
    if (address == kNone || region == kNone) {
      ++draft.report.orphans;
    } else {
      out.push_back({region, {row.lot, address}});
    }
  }
  std::vector<StagedLot>().swap(stage.lots);
  return out;
}

/// Number, address, representative first.
bool lot_less(const LotRow& a, const LotRow& b) {
  if (a.number != b.number) return a.number < b.number;
  if (a.address() != b.address()) return a.address() < b.address();
  return a.representative() && !b.representative();
}

/// Sorts the lots of one region and drops those that an address has twice. Returns the end.
std::uint32_t sort_region(std::vector<LotRow>& lots, std::uint32_t first, std::uint32_t last) {
  std::sort(lots.begin() + first, lots.begin() + last, lot_less);
  const auto end =
      std::unique(lots.begin() + first, lots.begin() + last, [](const LotRow& a, const LotRow& b) {
        return a.number == b.number && a.address() == b.address();
      });
  return static_cast<std::uint32_t>(end - lots.begin());
}

/// Representative and related lots, grouped by region in `starts`.
std::vector<LotRow> group_lots(const Draft& draft, const std::vector<LooseLot>& related,
                               std::vector<std::uint32_t>& starts) {
  starts.assign(draft.regions.size() + 1, 0);
  for (const auto region : draft.address_regions)
    ++starts[region + 1U];
  for (const auto& lot : related)
    ++starts[lot.region + 1];
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  std::vector<LotRow> lots(starts.back());
  std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
  for (std::uint32_t i = 0; i < draft.address_count(); ++i)
    lots[next[draft.address_regions[i]]++] = {draft.address_lots[i], i | LotRow::kTag};
  for (const auto& lot : related)
    lots[next[lot.region]++] = lot.row;
  return lots;
}

/// The staged rows of the addresses of the roads [first, last), joined; `unknown`: and the orphans
/// of roads that nobody declared.
template <class Row, class StagedRow>
std::vector<Row> join(const Stage& stage, const Draft& draft, Staged kind,
                      const std::vector<StagedRow>& staged, std::uint32_t first, std::uint32_t last,
                      bool unknown, std::uint64_t& orphans) {
  std::vector<Row> out;
  std::uint32_t hint = 0;
  for (std::size_t i = 0; i < staged.size(); ++i) {
    const auto road = draft.road_ids[staged[i].road];
    const bool mine = road == kNone ? unknown : first <= road && road < last;
    if (!mine || stage.is_removed(kind, staged[i], i)) continue;
    const auto address = draft.find_address(staged[i].road, staged[i].key, hint);
    if (address == kNone) {
      ++orphans;
    } else {
      out.push_back(staged[i].row);
      out.back().address = address;
    }
  }
  return out;
}

/// Joins, finishes (`finish` renumbers texts, sorts and drops repeats) and concatenates.
template <class Row, class StagedRow, class Finish>
std::vector<Row> join_all(const Stage& stage, Draft& draft, Staged kind,
                          std::vector<StagedRow>& staged, Parallel& parallel,
                          const Finish& finish) {
  std::array<std::vector<Row>, kParts> pieces;
  std::array<std::uint64_t, kParts> orphans{};
  if (!staged.empty()) {
    split(static_cast<std::uint32_t>(draft.roads.size()), kParts, parallel,
          [&](std::uint32_t first, std::uint32_t last, std::uint32_t part) {
            pieces[part] =
                join<Row>(stage, draft, kind, staged, first, last, part == 0, orphans[part]);
            finish(pieces[part]);
          });
  }
  std::vector<StagedRow>().swap(staged);
  draft.report.orphans += std::accumulate(orphans.begin(), orphans.end(), std::uint64_t{0});
  std::vector<Row> all;
  for (auto& piece : pieces) {
    all.insert(all.end(), piece.begin(), piece.end());
    std::vector<Row>().swap(piece);
  }
  return all;
}

}  // namespace

void sort_lots(Stage& stage, Draft& draft, Parallel& parallel) {
  auto related = related_lots(stage, draft);
  std::vector<std::uint32_t> starts;
  auto lots = group_lots(draft, related, starts);
  std::vector<LooseLot>().swap(related);
  const auto regions = static_cast<std::uint32_t>(draft.regions.size());
  std::vector<std::uint32_t> ends(regions);
  split(regions, kParts, parallel, [&](std::uint32_t first, std::uint32_t last, std::uint32_t) {
    for (auto region = first; region < last; ++region)
      ends[region] = sort_region(lots, starts[region], starts[region + 1]);
  });
  std::uint32_t count = 0;
  for (std::uint32_t region = 0; region < regions; ++region) {
    draft.region_lots.push_back(count);
    for (auto i = starts[region]; i < ends[region]; ++i, ++count) {
      lots[count] = lots[i];
      if (!lots[count].representative()) {
        draft.related_lots.push_back({index_of(lots[count].address()), count});
      }
    }
  }
  draft.region_lots.push_back(count);
  lots.resize(count);
  draft.lots = std::move(lots);
  std::sort(draft.related_lots.begin(), draft.related_lots.end(),
            [](const RelatedLotRow& a, const RelatedLotRow& b) {
              return a.address != b.address ? a.address < b.address : a.lot < b.lot;
            });
  draft.report.lots = count;
}

void sort_buildings(Stage& stage, Draft& draft, Parallel& parallel) {
  const auto number = [](const BuildingRow& row) {
    return std::tie(row.address, row.number_high, row.number_low);
  };
  draft.buildings = join_all<BuildingRow>(
      stage, draft, Staged::building, stage.buildings, parallel,
      [&](std::vector<BuildingRow>& rows) {
        std::stable_sort(rows.begin(), rows.end(), [&](const BuildingRow& a, const BuildingRow& b) {
          return number(a) < number(b);
        });
        // Of the same number the last one given stays.
        std::size_t end = 0;
        for (auto row : rows) {
          row.name = draft.building_names.renumbered[row.name];
          row.dong = draft.texts.renumbered[row.dong];
          if (end > 0 && number(rows[end - 1]) == number(row)) --end;
          rows[end++] = row;
        }
        rows.resize(end);
      });
  draft.report.buildings = draft.buildings.size();
}

void sort_units(Stage& stage, Draft& draft, Parallel& parallel) {
  const auto all = [](const UnitRow& row) {
    return std::tie(row.address, row.dong, row.floor, row.tagged_ho);
  };
  draft.units = join_all<UnitRow>(
      stage, draft, Staged::unit, stage.units, parallel, [&](std::vector<UnitRow>& rows) {
        const auto& texts = draft.texts.renumbered;
        for (auto& row : rows) {
          row.dong = texts[row.dong];
          row.floor = texts[row.floor];
          row.tagged_ho = texts[row.tagged_ho & ~UnitRow::kTag] | (row.tagged_ho & UnitRow::kTag);
        }
        std::sort(rows.begin(), rows.end(),
                  [&](const UnitRow& a, const UnitRow& b) { return all(a) < all(b); });
        rows.erase(
            std::unique(rows.begin(), rows.end(),
                        [&](const UnitRow& a, const UnitRow& b) { return all(a) == all(b); }),
            rows.end());
      });
  draft.report.units = draft.units.size();
}

}  // namespace haetae::address
