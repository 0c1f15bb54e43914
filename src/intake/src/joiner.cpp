// SPDX-License-Identifier: Apache-2.0
#include "joiner.hpp"

namespace haetae::intake {

void Joiner::take(std::vector<Part> parts) {
  for (Part& part : parts) {
    const Id id{part.id_high, part.id_low};
    if (part.kind == Part::Kind::history) {
      history_.push_back(std::move(part));
    } else if (part.kind == Part::Kind::base) {
      // Several buildings of one address come one by one; the first that has a name names it.
      const auto [found, first] = bases_.try_emplace(id, part);
      if (!first && found->second.building.empty()) found->second = std::move(part);
    } else if (const auto found = bases_.find(id); found == bases_.end()) {
      ++unmatched_;
      if (part.kind == Part::Kind::lot && part.lot.main != 0 && part.key.road != 0)
        lone_.push_back(std::move(part));
    } else if (part.kind == Part::Kind::extra) {
      Part& base = found->second;
      base.district = part.district;
      if (base.zip == 0) base.zip = part.zip;
      base.flag = part.flag;
      base.building = std::move(part.building);
      base.register_name = std::move(part.register_name);
      base.district_name = std::move(part.district_name);
    } else if (part.flag) {
      found->second.region = part.region;
      found->second.lot = part.lot;
    } else if (part.lot.main != 0) {
      part.key = found->second.key;
      related_.push_back(std::move(part));
    }
  }
}

void Joiner::write_former_roads(RecordSink& out) const {
  std::unordered_map<std::uint64_t, const Part*> by_code;
  for (const Part& part : history_)
    by_code.emplace(part.id_high, &part);
  for (const Part& part : history_) {
    if (part.id_low == 0) continue;
    // The entry of a road in use names what it was; that of an abolished one, what it became.
    const auto other = by_code.find(part.id_low);
    if (!part.flag) {
      out.add(address::FormerRoadRecord{part.id_low, part.building});
    } else if (other != by_code.end() && other->second->building != part.building) {
      out.add(address::FormerRoadRecord{part.id_high, other->second->building});
    }
  }
}

std::uint64_t Joiner::finish(RecordSink& out, bool changes) {
  for (const auto& [id, base] : bases_) {
    if (base.region == 0) {
      ++unmatched_;
      continue;
    }
    address::AddressRecord record;
    record.key = base.key;
    record.keeps_lot = changes && base.lot.main == 0;
    record.region = base.region;
    record.district = base.district;
    record.district_name = base.district_name;
    record.lot = base.lot;
    record.zip = base.zip;
    record.building = base.building;
    record.register_name = base.register_name;
    record.apartment = base.flag;
    out.add(record);
  }
  if (changes) {
    // The address is known already; that the lot leads to it is all the row can say.
    unmatched_ -= lone_.size();
    related_.insert(related_.end(), lone_.begin(), lone_.end());
  }
  for (const Part& lot : related_)
    out.add(address::LotRecord{lot.key, lot.region, lot.lot});
  write_former_roads(out);
  return unmatched_;
}

}  // namespace haetae::intake
