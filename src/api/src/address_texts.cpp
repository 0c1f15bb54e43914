// SPDX-License-Identifier: Apache-2.0
#include "address_texts.hpp"

#include "answer_writer.hpp"
#include "haetae/address/text.hpp"

#include <array>

namespace haetae::api {
namespace {

using address::Index;
using address::kNoRegion;
using address::RegionId;
using address::SidoStyle;

/// Some 400 bytes each: more than a server is asked about within seconds, and little memory.
constexpr std::size_t kSlots = 4096;

bool is_town(std::string_view name) {
  return name.ends_with("읍") || name.ends_with("면");
}

void make_json(std::string& out, const Index& index, RegionId id, const Index::Lineage& line) {
  constexpr std::array<std::string_view, 4> kLevels = {"sido", "sigungu", "emd", "ri"};
  out = "{\"code\":\"";
  append_digits(out, index.region(id).code, 10);
  out += '"';
  for (std::size_t level = 0; level < kLevels.size(); ++level) {
    if (line.at[level] == kNoRegion) continue;
    out += ",\"";
    out += kLevels[level];
    out += "\":\"";
    append_inside(out, index.region(line.at[level]).name);
    out += '"';
  }
  out += '}';
}

void make(RegionTexts& out, const Index& index, RegionId id) {
  const auto line = index.lineage(id);
  out.region = id;
  out.sigungu = line.at[1] != kNoRegion ? line.at[1] : line.at[0];
  const auto emd = line.at[2];
  const auto town = emd != kNoRegion && is_town(index.region(emd).name) ? emd : kNoRegion;
  const auto around = town != kNoRegion ? town : out.sigungu;
  out.road.clear();
  out.english.clear();
  if (around != kNoRegion) {
    append_inside(out.road, region_text(index, around, SidoStyle::full) + " ");
    append_inside(out.english, ", " + region_english(index, around));
  }
  out.lot.clear();
  append_inside(out.lot, region_text(index, id, SidoStyle::full) + " ");
  out.dong.clear();
  if (emd != kNoRegion && town == kNoRegion && line.at[3] == kNoRegion)
    append_inside(out.dong, index.region(emd).name);
  make_json(out.json, index, id, line);
}

}  // namespace

AddressTexts& AddressTexts::of_thread(const std::shared_ptr<const Index>& index) {
  thread_local AddressTexts texts;
  const bool same = !texts.owner_.owner_before(index) && !index.owner_before(texts.owner_);
  if (!same || texts.slots_.empty()) {
    texts.owner_ = index;
    texts.slots_.assign(kSlots, RegionTexts{});
  }
  texts.index_ = index.get();
  return texts;
}

const RegionTexts& AddressTexts::region(RegionId id) {
  RegionTexts& slot = slots_[address::index_of(id) % kSlots];
  if (slot.region != id) make(slot, *index_, id);
  return slot;
}

}  // namespace haetae::api
