// SPDX-License-Identifier: Apache-2.0
#include "places_section.hpp"

#include "haetae/address/places.hpp"
#include "jamo.hpp"
#include "normalise.hpp"

#include <fmt/format.h>

namespace haetae::address {
namespace {

/// `units` against the text from `at` to its end, of which only as many units count.
template <class Unit>
int compare_units(const char16_t* at, std::u16string_view units, const Unit& unit_of) {
  for (const char16_t wanted : units) {
    const char16_t here = unit_of(*at);
    if (here != wanted) return here < wanted ? -1 : 1;
    ++at;  // the 0 behind a key differs from every unit, so that no key is left
  }
  return 0;
}

template <class Unit>
PlaceRange range_of(std::span<const std::uint32_t> starts, std::span<const char16_t> text,
                    std::u16string_view units, const Unit& unit_of) {
  const auto low = std::partition_point(starts.begin(), starts.end(), [&](std::uint32_t start) {
    return compare_units(text.data() + start, units, unit_of) < 0;
  });
  const auto high = std::partition_point(low, starts.end(), [&](std::uint32_t start) {
    return compare_units(text.data() + start, units, unit_of) == 0;
  });
  return {static_cast<std::uint32_t>(low - starts.begin()),
          static_cast<std::uint32_t>(high - starts.begin())};
}

bool all_below(std::span<const std::uint32_t> numbers, std::size_t limit) {
  return std::all_of(numbers.begin(), numbers.end(),
                     [&](std::uint32_t number) { return number < limit; });
}

char16_t same(char16_t unit) {
  return unit;
}

}  // namespace

std::string_view place_group_name(std::string_view code) {
  const auto number = group_number(code);
  return number == 0 ? std::string_view{} : kPlaceGroups[number - 1U].name;
}

std::uint16_t group_number(std::string_view code) {
  for (std::size_t i = 0; i < kPlaceGroups.size(); ++i) {
    if (kPlaceGroups[i].code == code) return static_cast<std::uint16_t>(i + 1);
  }
  return 0;
}

Place Places::place(PlaceId id) const {
  const PlaceRow& row = rows_[index_of(id)];
  Place place;
  place.id = texts_[row.id];
  place.name = texts_[row.name];
  place.category = texts_[categories_[row.category].text];
  if (row.group != 0) place.category_group = kPlaceGroups[row.group - 1U].code;
  place.phone = texts_[row.phone];
  place.address = AddressId{row.address};
  place.road_address = texts_[row.road_address];
  place.lot_address = texts_[row.lot_address];
  place.position = geo::unpack(row.position);
  return place;
}

PlaceRange Places::with_prefix(std::u16string_view units) const {
  if (rows_.empty()) return {};
  return range_of(keys_.first(rows_.size()), units_, units, same);
}

PlaceRange Places::containing(std::u16string_view units) const {
  return range_of(suffixes_, units_, units, same);
}

PlaceRange Places::with_initials(std::u16string_view initials) const {
  return range_of(initial_suffixes_, units_, initials, initial_of);
}

std::uint32_t Places::place_of_unit(std::uint32_t unit) const {
  std::uint32_t place = blocks_[unit / kBlock];
  while (keys_[place + 1] <= unit)
    ++place;
  return place;
}

std::vector<std::uint32_t> Places::categories_of(std::u16string_view word) const {
  std::vector<std::uint32_t> found;
  const std::uint64_t hash = mix_hash(hash_of(word));
  auto at = std::partition_point(category_words_.begin(), category_words_.end(),
                                 [&](const CategoryWordRow& row) { return row.hash < hash; });
  for (; at != category_words_.end() && at->hash == hash; ++at)
    found.push_back(at->category);
  return found;
}

std::span<const std::uint32_t> Places::places_of(std::uint32_t category) const {
  const auto first = categories_[category].first;
  return category_places_.subspan(first, categories_[category + 1].first - first);
}

std::span<const std::uint32_t> Places::places_in(RegionId region) const {
  const auto below = [&](std::uint32_t limit) {
    return std::partition_point(region_places_.begin(), region_places_.end(),
                                [&](std::uint32_t place) { return rows_[place].region < limit; });
  };
  const auto first = below(index_of(region));
  return {first, below(tables_->regions[index_of(region)].end)};
}

PlaceRange Places::cells_between(std::uint32_t group_row, std::uint32_t low,
                                 std::uint32_t high) const {
  if (cells_.empty()) return {};
  const auto cells = cells_.first(cells_.size() - 1);
  const auto before = [&](std::uint32_t column) {
    return static_cast<std::uint32_t>(
        std::partition_point(
            cells.begin(), cells.end(),
            [&](const PlaceCellRow& cell) {
              return std::pair{cell.group_row, cell.column} < std::pair{group_row, column};
            }) -
        cells.begin());
  };
  const auto first = before(low);
  auto last = first;
  while (last < cells.size() && cells[last].group_row == group_row && cells[last].column <= high)
    ++last;
  return {first, last};
}

base::Outcome<Places, IndexError> Places::open(const Sections& sections, const Tables& tables) {
  Places places;
  places.tables_ = &tables;
  if (!places.read(sections)) {
    return base::fail(IndexError{"places: a section is no whole number of rows"});
  }
  if (places.rows_.empty()) return Places{};
  places.texts_ = TextPool{places.text_offsets_, places.text_bytes_};
  if (auto why = places.fault(tables); !why.empty()) {
    return base::fail(IndexError{fmt::format("places: {}", why)});
  }
  return places;
}

bool Places::read(const Sections& sections) {
  using enum PlaceSection;
  return sections.read(section(rows), rows_) &&
         sections.read(section(PlaceSection::text_offsets), text_offsets_) &&
         sections.read(section(PlaceSection::text_bytes), text_bytes_) &&
         sections.read(section(units), units_) && sections.read(section(keys), keys_) &&
         sections.read(section(suffixes), suffixes_) &&
         sections.read(section(initial_suffixes), initial_suffixes_) &&
         sections.read(section(blocks), blocks_) &&
         sections.read(section(categories), categories_) &&
         sections.read(section(category_places), category_places_) &&
         sections.read(section(category_words), category_words_) &&
         sections.read(section(region_places), region_places_) &&
         sections.read(section(cells), cells_) && sections.read(section(cell_places), cell_places_);
}

std::string Places::fault(const Tables& tables) const {
  if (text_offsets_.empty() || text_offsets_.front() != 0 ||
      text_offsets_.back() != text_bytes_.size() ||
      !std::is_sorted(text_offsets_.begin(), text_offsets_.end())) {
    return "texts do not fit";
  }
  if (!texts_.is_utf8()) return "texts are not UTF-8";
  for (auto check : {rows_fault(tables), keys_fault(), orders_fault()}) {
    if (!check.empty()) return check;
  }
  return {};
}

std::string Places::rows_fault(const Tables& tables) const {
  const auto texts = texts_.count();
  if (categories_.size() < 2 || categories_.back().first != category_places_.size()) {
    return "categories do not fit";
  }
  for (std::size_t i = 0; i + 1 < categories_.size(); ++i) {
    if (categories_[i].text >= texts || categories_[i].first > categories_[i + 1].first) {
      return fmt::format("category {} is wrong", i);
    }
  }
  const auto categories = categories_.size() - 1;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const PlaceRow& row = rows_[i];
    const bool fine =
        row.id < texts && row.name < texts && row.phone < texts && row.road_address < texts &&
        row.lot_address < texts && row.category < categories && row.group <= kPlaceGroups.size() &&
        (row.address == index_of(kNoAddress) || row.address < tables.address_count()) &&
        (RegionId{row.region} == kNoRegion || row.region < tables.regions.size());
    if (!fine) return fmt::format("place {} names what is not there", i);
  }
  return {};
}

std::string Places::keys_fault() const {
  if (keys_.size() != rows_.size() + 1 || keys_.front() != 0 || keys_.back() != units_.size() ||
      blocks_.size() != (units_.size() + kBlock - 1) / kBlock) {
    return "keys do not fit";
  }
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    // Each key ends with its only 0: comparisons stop there.
    if (keys_[i] >= keys_[i + 1] || keys_[i + 1] > units_.size() || units_[keys_[i + 1] - 1] != 0) {
      return fmt::format("the key of place {} is wrong", i);
    }
  }
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    if (blocks_[i] >= rows_.size() || keys_[blocks_[i]] > i * kBlock) {
      return fmt::format("block {} of the keys is wrong", i);
    }
  }
  if (!all_below(suffixes_, units_.size()) || !all_below(initial_suffixes_, units_.size())) {
    return "a word begins behind the keys";
  }
  return {};
}

std::string Places::orders_fault() const {
  if (!all_below(category_places_, rows_.size()) || !all_below(region_places_, rows_.size()) ||
      !all_below(cell_places_, rows_.size())) {
    return "an order names a place that is not there";
  }
  for (const CategoryWordRow& row : category_words_) {
    if (row.category >= categories_.size() - 1) return "a word names no category";
  }
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    const auto end = i + 1 < cells_.size() ? cells_[i + 1].first : cell_places_.size();
    if (cells_[i].first > end) return fmt::format("cell {} is wrong", i);
  }
  if (!cells_.empty() && cells_.back().first > cell_places_.size()) return "cells do not fit";
  return {};
}

}  // namespace haetae::address
