// SPDX-License-Identifier: Apache-2.0
#include "tables.hpp"

#include "utf8.hpp"

namespace haetae::address {

std::optional<std::uint32_t> TextPool::find(std::string_view text) const {
  std::uint32_t low = 0;
  std::uint32_t high = count();
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if ((*this)[middle] < text) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == count() || (*this)[low] != text) return std::nullopt;
  return low;
}

bool TextPool::is_utf8() const {
  // The whole at once; then no text may begin in the middle of a character.
  if (!address::is_utf8({bytes_.data(), bytes_.size()})) return false;
  return std::all_of(offsets_.begin(), offsets_.end(), [this](std::uint32_t offset) {
    return offset == bytes_.size() || (static_cast<std::uint8_t>(bytes_[offset]) & 0xC0U) != 0x80U;
  });
}

RoadId Tables::road_of(AddressId id) const {
  const auto block = index_of(id) / kBlock;
  const auto low = block_roads[block];
  const auto high = block + 1 < block_roads.size() ? block_roads[block + 1] + 1
                                                   : static_cast<std::uint32_t>(roads.size());
  // The last road that begins at or before the address; roads without addresses begin where the
  // next one does.
  const auto after = std::upper_bound(
      roads.begin() + low, roads.begin() + high, index_of(id),
      [](std::uint32_t address, const RoadRow& road) { return address < road.first; });
  return RoadId{static_cast<std::uint32_t>(after - roads.begin()) - 1};
}

std::span<const LotRow> Tables::lots_of(RegionId id, LotNumber number) const {
  const auto all = lots_of(id);
  const auto found =
      std::equal_range(all.begin(), all.end(), LotRow{pack(number), 0},
                       [](const LotRow& a, const LotRow& b) { return a.number < b.number; });
  return {found.first, found.second};
}

RegionId Tables::region_of_lot(std::uint32_t lot) const {
  const auto after = std::upper_bound(region_lots.begin(), region_lots.end(), lot);
  return RegionId{static_cast<std::uint16_t>(after - region_lots.begin() - 1)};
}

}  // namespace haetae::address
