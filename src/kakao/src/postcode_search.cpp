// SPDX-License-Identifier: Apache-2.0
#include "postcode_search.hpp"

#include "haetae/address/places.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace haetae::kakao {
namespace {

using address::AddressId;
using address::Hit;
using address::HitKind;
using address::Index;

constexpr std::uint32_t kHitsMax = 100;
/// Road addresses shown for one lot.
constexpr std::uint32_t kOnLotMax = 200;
constexpr std::size_t kNearMax = 5;

/// The lot of `id` that `hit` asked for: that very number, otherwise one with its main number.
address::Lot lot_behind(const Index& index, const Hit& hit, AddressId id) {
  const std::vector<address::Lot> lots = index.lots_of(id);
  const auto asked = std::find_if(lots.begin(), lots.end(), [&](const address::Lot& lot) {
    return lot.region == hit.region && lot.number == hit.lot;
  });
  if (asked != lots.end()) return *asked;
  const auto same = std::find_if(lots.begin(), lots.end(), [&](const address::Lot& lot) {
    return lot.region == hit.region && lot.number.main == hit.lot.main &&
           lot.number.mountain == hit.lot.mountain;
  });
  if (same != lots.end()) return *same;
  const address::Address found = index.address(id);
  return {found.region, found.lot, id};
}

/// Gathers rows from hits; nothing is listed twice.
class Gatherer {
 public:
  explicit Gatherer(const Index& index) : index_(index) {}

  void take(const Hit& hit) {
    if (hit.nearest) {
      if (hit.address != address::kNoAddress && near.size() < kNearMax) near.push_back(hit.address);
    } else if (hit.kind == HitKind::lot_address) {
      take_lot(hit);
    } else {
      for (const AddressId id : address::addresses_behind(index_, hit, 0, room()))
        take_address(id, hit.district);
    }
  }

  void take_address(AddressId id, address::DistrictId district) {
    if (room() == 0 || !seen_.insert(address::index_of(id)).second) return;
    rows.push_back({false, index_.address(id).region, {}, {id}, district});
  }

  [[nodiscard]] std::uint32_t room() const {
    return kPostcodeRowsMax - static_cast<std::uint32_t>(rows.size());
  }

  std::vector<PostcodeRow> rows;
  std::vector<AddressId> near;

 private:
  void take_lot(const Hit& hit) {
    for (const AddressId id : address::addresses_behind(index_, hit, 0, kOnLotMax)) {
      const address::Lot lot = lot_behind(index_, hit, id);
      const auto known = std::find_if(rows.begin(), rows.end(), [&](const PostcodeRow& row) {
        return row.lot && row.region == lot.region && row.number == lot.number;
      });
      if (known == rows.end()) {
        if (room() > 0) rows.push_back({true, lot.region, lot.number, {id}, hit.district});
      } else if (std::find(known->addresses.begin(), known->addresses.end(), id) ==
                 known->addresses.end()) {
        known->addresses.push_back(id);
      }
    }
  }

  const Index& index_;
  std::unordered_set<std::uint32_t> seen_;
};

/// A region that the words do not quite name is thousands of addresses: "서울시청" is one letter
/// from "서울시", but means a place.
bool is_doubtful(const Hit& hit) {
  return hit.kind == HitKind::region &&
         (hit.match == address::Match::typo || hit.match == address::Match::partial);
}

void take_places(const Index& index, std::string_view query, Gatherer& gathered,
                 address::Scratch& scratch) {
  const auto found = address::find_places(index, {.text = query, .limit = kHitsMax}, scratch);
  for (const address::PlaceHit& hit : found.hits) {
    const AddressId id = index.place(hit.place).address;
    if (id != address::kNoAddress) gathered.take_address(id, address::kNoDistrict);
  }
}

}  // namespace

PostcodePage find_postcodes(const Index& index, std::string_view query, std::uint32_t page,
                            address::Scratch& scratch) {
  const address::Answer answer = address::search(index, query, {.hits_max = kHitsMax}, scratch);
  Gatherer gathered{index};
  std::vector<Hit> guesses;
  for (const Hit& hit : answer.hits) {
    if (gathered.room() == 0) break;
    if (!is_doubtful(hit)) {
      gathered.take(hit);
    } else if (hit.match == address::Match::typo &&
               index.region(hit.region).level >= address::RegionLevel::emd) {
      guesses.push_back(hit);
    }
  }
  if (gathered.rows.empty() && gathered.near.empty()) take_places(index, query, gathered, scratch);
  if (gathered.rows.empty() && gathered.near.empty()) {
    for (const Hit& hit : guesses)
      gathered.take(hit);
  }
  PostcodePage out;
  out.count = static_cast<std::uint32_t>(gathered.rows.size());
  out.pages = (out.count + kPostcodePageRows - 1) / kPostcodePageRows;
  out.page = std::clamp<std::uint32_t>(page, 1, std::max<std::uint32_t>(out.pages, 1));
  const std::uint32_t first = (out.page - 1) * kPostcodePageRows;
  for (std::uint32_t at = first; at < std::min(first + kPostcodePageRows, out.count); ++at)
    out.rows.push_back(std::move(gathered.rows[at]));
  if (out.count == 0) out.near = std::move(gathered.near);
  return out;
}

}  // namespace haetae::kakao
