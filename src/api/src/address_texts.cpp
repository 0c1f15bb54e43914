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
    append_checked(out, index.region(line.at[level]).name);
    out += '"';
  }
  out += '}';
}

RegionTexts make(const Index& index, RegionId id) {
  RegionTexts out;
  const auto line = index.lineage(id);
  out.sigungu = line.at[1] != kNoRegion ? line.at[1] : line.at[0];
  const auto emd = line.at[2];
  const auto town = emd != kNoRegion && is_town(index.region(emd).name) ? emd : kNoRegion;
  const auto around = town != kNoRegion ? town : out.sigungu;
  if (around != kNoRegion) {
    append_checked(out.road, region_text(index, around, SidoStyle::full) + " ");
    append_checked(out.english, ", " + region_english(index, around));
  }
  append_checked(out.lot, region_text(index, id, SidoStyle::full) + " ");
  if (emd != kNoRegion && town == kNoRegion && line.at[3] == kNoRegion)
    append_checked(out.dong, index.region(emd).name);
  make_json(out.json, index, id, line);
  return out;
}

}  // namespace

AddressTexts& AddressTexts::of_thread(const std::shared_ptr<const Index>& index) {
  thread_local AddressTexts texts;
  const bool same = !texts.owner_.owner_before(index) && !index.owner_before(texts.owner_);
  if (!same || texts.index_ == nullptr) {
    texts.owner_ = index;
    texts.regions_.clear();
    texts.regions_.resize(index->region_count());
  }
  texts.index_ = index.get();
  return texts;
}

const RegionTexts& AddressTexts::region(RegionId id) {
  auto& texts = regions_[address::index_of(id)];
  if (!texts) texts = std::make_unique<const RegionTexts>(make(*index_, id));
  return *texts;
}

std::string_view AddressTexts::english(const address::Road& road) {
  english_.clear();
  append_road_english(english_, road);
  return english_;
}

}  // namespace haetae::api
