// SPDX-License-Identifier: Apache-2.0
#include "places_stage.hpp"

#include "haetae/address/places.hpp"
#include "haetae/address/reverse.hpp"
#include "haetae/address/search.hpp"
#include "jamo.hpp"
#include "normalise.hpp"
#include "places_section.hpp"
#include "utf8.hpp"

#include <fmt/format.h>
#include <numeric>
#include <tuple>

namespace haetae::address {
namespace {

using Kept = PlaceStage::Kept;

/// Korea and the seas around it: a place elsewhere has a broken position.
bool is_position(geo::Point point) {
  return point.lon >= 110 && point.lon <= 145 && point.lat >= 20 && point.lat <= 50;
}

/// One place with all that is looked up for it.
struct Draft {
  const Kept* kept = nullptr;
  std::u16string key;
  std::string id;
  PlaceRow row;
};

/// A record without an id gets digits that follow from what it says.
std::string id_of(const Kept& kept) {
  if (!kept.id.empty()) return kept.id;
  std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
  for (const std::string* text : {&kept.name, &kept.road_address, &kept.lot_address}) {
    for (const char c : *text)
      hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  return fmt::format("9{:015}", hash % 1'000'000'000'000'000ULL);
}

/// The address that a text names exactly.
std::optional<Hit> look_up(const Index& index, std::string_view text, Scratch& scratch) {
  if (text.empty()) return std::nullopt;
  const Geocode found = geocode(index, text, scratch);
  const bool sure = found.found && !found.hit.nearest &&
                    (found.hit.match == Match::exact || found.hit.match == Match::former);
  return sure ? std::optional{found.hit} : std::nullopt;
}

/// Address, region and, where the record has none, position. False: nobody knows where it is.
bool locate(const Index& index, const Kept& kept, Scratch& scratch, PlaceRow& row) {
  auto address = kNoAddress;
  auto region = kNoRegion;
  const auto road = look_up(index, kept.road_address, scratch);
  if (road && road->kind == HitKind::road_address) address = road->address;
  if (address == kNoAddress) {
    const auto lot = look_up(index, kept.lot_address, scratch);
    if (lot && lot->kind == HitKind::lot_address) {
      address = lot->address;
      region = lot->region;
    }
  }
  geo::Point position = kept.position;
  if (address != kNoAddress) {
    const Address found = index.address(address);
    region = found.region;
    if (!is_position(position)) position = found.position.value_or(position);
  }
  if (!is_position(position)) return false;
  if (region == kNoRegion) {
    if (const auto at = regions_at(index, position)) region = at->legal;
  }
  row.address = index_of(address);
  row.region = static_cast<std::uint16_t>(region);
  row.position = geo::pack(position);
  return true;
}

/// One of each id, in the order of keys and ids.
std::vector<Draft> make_drafts(const Index& index, const std::vector<Kept>& all) {
  std::vector<const Kept*> sorted;
  sorted.reserve(all.size());
  for (const Kept& kept : all)
    sorted.push_back(&kept);
  const auto fields = [](const Kept& k) {
    return std::tie(k.id, k.name, k.road_address, k.lot_address, k.category, k.category_group,
                    k.phone, k.position.lon, k.position.lat);
  };
  std::sort(sorted.begin(), sorted.end(),
            [&](const Kept* a, const Kept* b) { return fields(*a) < fields(*b); });
  std::vector<Draft> drafts;
  Scratch scratch;
  Text text;
  for (const Kept* kept : sorted) {
    Draft draft{kept, {}, id_of(*kept), {}};
    if (!drafts.empty() && drafts.back().id == draft.id) continue;
    normalise_name(kept->name, text);
    if (text.empty() || !locate(index, *kept, scratch, draft.row)) continue;
    draft.key = text.units();
    draft.row.group = group_number(kept->category_group);
    drafts.push_back(std::move(draft));
  }
  std::sort(drafts.begin(), drafts.end(), [](const Draft& a, const Draft& b) {
    return std::tie(a.key, a.id) < std::tie(b.key, b.id);
  });
  const auto end = std::unique(drafts.begin(), drafts.end(), [](const Draft& a, const Draft& b) {
    return a.key == b.key && a.id == b.id;
  });
  drafts.erase(end, drafts.end());
  return drafts;
}

/// Distinct texts in the order of their bytes.
class Pool {
 public:
  void add(std::string_view text) { texts_.push_back(text); }
  void close() {
    texts_.emplace_back();  // the empty text is number 0
    std::sort(texts_.begin(), texts_.end());
    texts_.erase(std::unique(texts_.begin(), texts_.end()), texts_.end());
  }
  [[nodiscard]] std::uint32_t operator[](std::string_view text) const {
    const auto at = std::lower_bound(texts_.begin(), texts_.end(), text);
    return static_cast<std::uint32_t>(at - texts_.begin());
  }
  void write(SectionWriter& writer) const {
    std::vector<std::uint32_t> offsets{0};
    std::vector<char> bytes;
    for (const std::string_view text : texts_) {
      bytes.insert(bytes.end(), text.begin(), text.end());
      offsets.push_back(static_cast<std::uint32_t>(bytes.size()));
    }
    writer.add(section(PlaceSection::text_offsets), std::move(offsets));
    writer.add(section(PlaceSection::text_bytes), std::move(bytes));
  }

 private:
  std::vector<std::string_view> texts_;
};

void write_texts(std::vector<Draft>& drafts, SectionWriter& writer) {
  Pool pool;
  for (const Draft& draft : drafts) {
    for (const std::string* text :
         {&draft.id, &draft.kept->name, &draft.kept->phone, &draft.kept->road_address,
          &draft.kept->lot_address, &draft.kept->category})
      pool.add(*text);
  }
  pool.close();
  for (Draft& draft : drafts) {
    draft.row.id = pool[draft.id];
    draft.row.name = pool[draft.kept->name];
    draft.row.phone = pool[draft.kept->phone];
    draft.row.road_address = pool[draft.kept->road_address];
    draft.row.lot_address = pool[draft.kept->lot_address];
    draft.row.category = pool[draft.kept->category];  // until write_categories numbers it
  }
  pool.write(writer);
}

/// The levels of "의료,건강 > 약국", cut at signs too, and the name of the group.
void add_words(std::string_view category, std::uint32_t number,
               std::vector<CategoryWordRow>& words) {
  Text text;
  normalise_name(category, text);
  std::uint32_t from = 0;
  for (std::uint32_t to = 1; to <= text.size(); ++to) {
    const bool ends = to == text.size() || (text.gap(to) & (kSymbol | kComma | kSide)) != 0;
    if (!ends) continue;
    words.push_back({mix_hash(text.hash(from, to)), number, 0});
    from = to;
  }
}

void write_categories(std::vector<Draft>& drafts, SectionWriter& writer) {
  std::vector<std::uint32_t> texts;
  texts.reserve(drafts.size());
  for (const Draft& draft : drafts)
    texts.push_back(draft.row.category);
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  std::vector<std::vector<std::uint32_t>> places(texts.size());
  std::vector<CategoryWordRow> words;
  for (std::uint32_t i = 0; i < drafts.size(); ++i) {
    Draft& draft = drafts[i];
    const auto at = std::lower_bound(texts.begin(), texts.end(), draft.row.category);
    const auto number = static_cast<std::uint32_t>(at - texts.begin());
    draft.row.category = number;
    if (places[number].empty()) {
      add_words(draft.kept->category, number, words);
      add_words(place_group_name(draft.kept->category_group), number, words);
    }
    places[number].push_back(i);
  }
  std::vector<CategoryRow> rows;
  std::vector<std::uint32_t> order;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    rows.push_back({texts[i], static_cast<std::uint32_t>(order.size())});
    order.insert(order.end(), places[i].begin(), places[i].end());
  }
  rows.push_back({0, static_cast<std::uint32_t>(order.size())});
  const auto less = [](const CategoryWordRow& a, const CategoryWordRow& b) {
    return std::pair{a.hash, a.category} < std::pair{b.hash, b.category};
  };
  std::sort(words.begin(), words.end(), less);
  const auto end = std::unique(words.begin(), words.end(),
                               [&](const auto& a, const auto& b) { return !less(a, b); });
  words.erase(end, words.end());
  writer.add(section(PlaceSection::categories), std::move(rows));
  writer.add(section(PlaceSection::category_places), std::move(order));
  writer.add(section(PlaceSection::category_words), std::move(words));
}

/// Every start of a word's rest in `units`, in the order of what stands there up to the next 0.
std::vector<std::uint32_t> sort_suffixes(const std::vector<char16_t>& units) {
  struct Suffix {
    std::uint64_t head = 0;  ///< the first four units
    std::uint32_t start = 0;
  };
  std::vector<Suffix> suffixes;
  for (std::uint32_t start = 0; start < units.size(); ++start) {
    if (units[start] == 0) continue;
    std::uint64_t head = 0;
    bool inside = true;
    for (std::uint32_t i = 0; i < 4; ++i) {
      inside = inside && units[start + i] != 0;
      head = head << 16 | (inside ? units[start + i] : 0U);
    }
    suffixes.push_back({head, start});
  }
  std::sort(suffixes.begin(), suffixes.end(), [&](const Suffix& a, const Suffix& b) {
    if (a.head != b.head) return a.head < b.head;
    if ((a.head & 0xffff) != 0) {
      std::size_t i = 4;
      while (units[a.start + i] == units[b.start + i] && units[a.start + i] != 0)
        ++i;
      if (units[a.start + i] != units[b.start + i]) return units[a.start + i] < units[b.start + i];
    }
    return a.start < b.start;
  });
  std::vector<std::uint32_t> starts(suffixes.size());
  std::transform(suffixes.begin(), suffixes.end(), starts.begin(),
                 [](const Suffix& suffix) { return suffix.start; });
  return starts;
}

void write_keys(const std::vector<Draft>& drafts, SectionWriter& writer, Parallel& parallel) {
  std::vector<char16_t> units;
  std::vector<std::uint32_t> keys;
  for (const Draft& draft : drafts) {
    keys.push_back(static_cast<std::uint32_t>(units.size()));
    units.insert(units.end(), draft.key.begin(), draft.key.end());
    units.push_back(0);
  }
  keys.push_back(static_cast<std::uint32_t>(units.size()));
  std::vector<std::uint32_t> blocks;
  for (std::uint32_t unit = 0, place = 0; unit < units.size(); unit += Places::kBlock) {
    while (keys[place + 1] <= unit)
      ++place;
    blocks.push_back(place);
  }
  std::vector<char16_t> initials(units.size());
  std::transform(units.begin(), units.end(), initials.begin(), initial_of);
  std::vector<std::uint32_t> suffixes, initial_suffixes;
  parallel.run({[&] { suffixes = sort_suffixes(units); },
                [&] { initial_suffixes = sort_suffixes(initials); }});
  writer.add(section(PlaceSection::units), std::move(units));
  writer.add(section(PlaceSection::keys), std::move(keys));
  writer.add(section(PlaceSection::blocks), std::move(blocks));
  writer.add(section(PlaceSection::suffixes), std::move(suffixes));
  writer.add(section(PlaceSection::initial_suffixes), std::move(initial_suffixes));
}

/// Each place twice: among those of its group, and among all.
void write_cells(const std::vector<Draft>& drafts, SectionWriter& writer) {
  struct Entry {
    std::uint32_t group_row, column, place;
  };
  std::vector<Entry> entries;
  for (std::uint32_t i = 0; i < drafts.size(); ++i) {
    const PlaceRow& row = drafts[i].row;
    for (const std::uint32_t group : {std::uint32_t{row.group}, PlaceCellRow::kAllGroups}) {
      entries.push_back(
          {group << 24 | Places::row_of(row.position.lat), Places::column_of(row.position.lon), i});
    }
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.group_row, a.column, a.place) < std::tie(b.group_row, b.column, b.place);
  });
  std::vector<PlaceCellRow> cells;
  std::vector<std::uint32_t> places;
  for (const Entry& entry : entries) {
    if (cells.empty() || cells.back().group_row != entry.group_row ||
        cells.back().column != entry.column) {
      cells.push_back({entry.group_row, entry.column, static_cast<std::uint32_t>(places.size())});
    }
    places.push_back(entry.place);
  }
  cells.push_back({~0U, ~0U, static_cast<std::uint32_t>(places.size())});
  writer.add(section(PlaceSection::cells), std::move(cells));
  writer.add(section(PlaceSection::cell_places), std::move(places));
}

void write_regions(const std::vector<Draft>& drafts, SectionWriter& writer) {
  std::vector<std::uint32_t> order(drafts.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return drafts[a].row.region < drafts[b].row.region;
  });
  writer.add(section(PlaceSection::region_places), std::move(order));
}

}  // namespace

void PlaceStage::add(const PlaceRecord& record) {
  if (record.name.empty()) return;
  for (const auto text : {record.id, record.name, record.category, record.category_group,
                          record.phone, record.road_address, record.lot_address}) {
    if (!is_utf8(text)) return;
  }
  kept_.push_back({std::string{record.id}, std::string{record.name}, std::string{record.category},
                   std::string{record.category_group}, std::string{record.phone},
                   std::string{record.road_address}, std::string{record.lot_address},
                   record.position});
}

void PlaceStage::build(const Index& index, SectionWriter& writer, Parallel& parallel) const {
  std::vector<Draft> drafts = make_drafts(index, kept_);
  if (drafts.empty()) return;
  write_texts(drafts, writer);
  write_categories(drafts, writer);
  write_keys(drafts, writer, parallel);
  write_cells(drafts, writer);
  write_regions(drafts, writer);
  std::vector<PlaceRow> rows;
  rows.reserve(drafts.size());
  for (const Draft& draft : drafts)
    rows.push_back(draft.row);
  writer.add(section(PlaceSection::rows), std::move(rows));
}

}  // namespace haetae::address
