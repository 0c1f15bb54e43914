// SPDX-License-Identifier: Apache-2.0
// An index of random records against the plainest thing that could hold them: maps.
#include "haetae/address/reverse.hpp"
#include "index_bytes.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <tuple>

namespace haetae::address {
namespace {

/// xorshift: the same numbers on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ULL + 1) {}
  std::uint32_t below(std::uint32_t limit) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::uint32_t>((state_ >> 11) % limit);
  }

 private:
  std::uint64_t state_;
};

struct World {
  std::vector<RegionRecord> regions;
  std::vector<RoadRecord> roads;
  std::vector<AddressRecord> addresses;
  std::vector<PositionRecord> positions;
  std::vector<LotRecord> lots;
  std::vector<std::string> names;  // what the views above look at
};

constexpr std::uint64_t kSigungu[] = {11110, 41135, 51720};

World make_world(Dice& dice) {
  World world;
  world.names.reserve(200);
  const auto name = [&](std::string text) -> std::string_view {
    world.names.push_back(std::move(text));
    return world.names.back();
  };
  for (const auto five : kSigungu) {
    for (std::uint32_t emd = 101; emd < 104; ++emd)
      world.regions.push_back({five * 100'000 + emd * 100, name(fmt::format("{}도", five / 1000)),
                               name(fmt::format("{}시", five)), name(fmt::format("{}동", emd)),
                               ""});
    for (std::uint64_t road = 0; road < 6; ++road)
      world.roads.push_back(
          {five * 10'000'000 + 3'000'000 + road, name(fmt::format("길{}로", road)), ""});
  }
  std::set<AddressKey> keys;
  const auto count = 1 + dice.below(300);
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto& road = world.roads[dice.below(static_cast<std::uint32_t>(world.roads.size()))];
    const AddressKey key{road.code,
                         {static_cast<Ground>(dice.below(3)), 1 + dice.below(40), dice.below(3)}};
    if (!keys.insert(key).second) continue;
    const auto& region =
        world.regions[dice.below(static_cast<std::uint32_t>(world.regions.size()))];
    AddressRecord record;
    record.key = key;
    record.region = region.code;
    record.lot = {dice.below(4) == 0, dice.below(30), dice.below(3)};
    record.zip = dice.below(100'000);
    world.addresses.push_back(record);
    if (dice.below(4) != 0) {
      world.positions.push_back(
          {key, {127 + dice.below(30'000) * 1e-6, 37 + dice.below(30'000) * 1e-6}});
    }
    for (auto n = dice.below(3); n > 0; --n) {
      world.lots.push_back(
          {key, world.regions[dice.below(9)].code, {false, 1 + dice.below(30), dice.below(3)}});
    }
  }
  return world;
}

IndexBuilder build(const World& world) {
  IndexBuilder builder;
  for (const auto& record : world.regions)
    builder.add(record);
  for (const auto& record : world.roads)
    builder.add(record);
  for (const auto& record : world.addresses)
    builder.add(record);
  for (const auto& record : world.positions)
    builder.add(record);
  for (const auto& record : world.lots)
    builder.add(record);
  return builder;
}

template <class Row>
void shuffle(std::vector<Row>& rows, Dice& dice) {
  for (auto i = static_cast<std::uint32_t>(rows.size()); i > 1; --i)
    std::swap(rows[i - 1], rows[dice.below(i)]);
}

using LotKey = std::tuple<std::uint64_t, LotNumber, AddressKey>;

AddressKey key_of(const Index& index, AddressId id) {
  const auto address = index.address(id);
  return {index.road(address.road).code, address.number};
}

void expect_addresses(const World& world, const Index& index) {
  ASSERT_EQ(index.address_count(), world.addresses.size());
  std::map<AddressKey, std::uint32_t> zips;
  for (const auto& record : world.addresses)
    zips[record.key] = record.zip;
  for (std::uint32_t i = 0; i < index.address_count(); ++i)
    ASSERT_EQ(index.address(AddressId{i}).zip, zips.at(key_of(index, AddressId{i})));
  for (const auto& record : world.addresses) {
    const auto road = index.find_road(record.key.road).value();
    const auto id = index.find_address(road, record.key.number);
    ASSERT_TRUE(id.has_value());
    ASSERT_EQ(index.region(index.address(*id).region).code, record.region);
    ASSERT_EQ(index.nearest_number(road, record.key.number), id);
  }
}

void expect_lots(const World& world, const Index& index) {
  std::set<LotKey> given;
  for (const auto& record : world.addresses) {
    if (record.lot.main != 0) given.insert({record.region, record.lot, record.key});
  }
  for (const auto& record : world.lots)
    given.insert({record.region, record.number, record.key});
  std::set<LotKey> by_address;
  for (std::uint32_t i = 0; i < index.address_count(); ++i) {
    for (const auto& lot : index.lots_of(AddressId{i}))
      ASSERT_TRUE(
          by_address
              .insert({index.region(lot.region).code, lot.number, key_of(index, AddressId{i})})
              .second);
  }
  EXPECT_EQ(by_address, given);
  for (const auto& lot : given) {
    const auto region = index.find_region(std::get<0>(lot)).value();
    const auto found = index.find_lots(region, std::get<1>(lot));
    EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const Lot& other) {
      return other.number == std::get<1>(lot) && key_of(index, other.address) == std::get<2>(lot);
    }));
  }
}

void expect_regions(const World& world, const Index& index) {
  for (std::uint32_t i = 0; i < index.region_count(); ++i) {
    const RegionId id{static_cast<std::uint16_t>(i)};
    const auto count = static_cast<std::uint32_t>(std::count_if(
        world.addresses.begin(), world.addresses.end(), [&](const AddressRecord& record) {
          return index.contains(id, index.find_region(record.region).value());
        }));
    EXPECT_EQ(index.region(id).addresses, count);
    const auto listed = index.addresses_in(id, 0, 10'000);
    EXPECT_EQ(listed.size(), count);
    EXPECT_EQ((std::set<AddressId>(listed.begin(), listed.end()).size()), count);
  }
}

void expect_nearest(const World& world, const Index& index, Dice& dice) {
  for (int i = 0; i < 20; ++i) {
    const geo::Point point{127 + dice.below(40'000) * 1e-6, 37 + dice.below(40'000) * 1e-6};
    const double radius = 50 + dice.below(5000);
    const auto limit = 1 + dice.below(8);
    std::vector<double> distances;
    for (const auto& record : world.positions) {
      const auto distance = geo::distance_m(point, record.position);
      if (distance <= radius) distances.push_back(distance);
    }
    std::sort(distances.begin(), distances.end());
    distances.resize(std::min<std::size_t>(distances.size(), limit));
    const auto found = nearest_addresses(index, point, radius, limit);
    ASSERT_EQ(found.size(), distances.size());
    for (std::size_t k = 0; k < found.size(); ++k)
      ASSERT_NEAR(found[k].distance_m, distances[k], 0.1);
  }
}

class IndexModel : public testing::TestWithParam<int> {};

TEST_P(IndexModel, AnswersAsThePlainRecordsDo) {
  Dice dice(static_cast<std::uint64_t>(GetParam()));
  const auto world = make_world(dice);
  auto builder = build(world);
  const OpenIndex open(builder);
  EXPECT_EQ(open.built.report.orphans, 0U);
  expect_addresses(world, open.index);
  expect_lots(world, open.index);
  expect_regions(world, open.index);
  expect_nearest(world, open.index, dice);
}

TEST_P(IndexModel, HasTheSameBytesInWhateverOrderTheRecordsCome) {
  Dice dice(static_cast<std::uint64_t>(GetParam()));
  auto world = make_world(dice);
  auto first = build(world);
  const auto one = write_index(first);
  shuffle(world.regions, dice);
  shuffle(world.roads, dice);
  shuffle(world.addresses, dice);
  shuffle(world.positions, dice);
  shuffle(world.lots, dice);
  auto second = build(world);
  const auto two = write_index(second);
  EXPECT_EQ(base::as_text(one.bytes.view()), base::as_text(two.bytes.view()));
}

INSTANTIATE_TEST_SUITE_P(Seeds, IndexModel, testing::Range(1, 25));

}  // namespace
}  // namespace haetae::address
