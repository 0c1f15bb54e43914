// SPDX-License-Identifier: Apache-2.0
#include "address_finder.hpp"

#include "haetae/accounts/people.hpp"
#include "haetae/address/search.hpp"
#include "haetae/address/text.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <unordered_set>

namespace haetae::web {
namespace {

using address::AddressId;
using address::Index;
using address::SidoStyle;

constexpr std::uint32_t kHitsMax = 3 * kAddressesShown;  // several may be one address
constexpr std::uint32_t kBehindMax = kAddressesShown + 1;

FoundAddress describe(const Index& index, AddressId id) {
  const address::Address row = index.address(id);
  FoundAddress found;
  found.pick = fmt::format("{:012}-{}-{}-{}", index.road(row.road).code,
                           static_cast<int>(row.number.ground), row.number.main, row.number.sub);
  // The style in which sites of Kakao Login know delivery addresses.
  found.road = address::road_address_text(index, id, SidoStyle::abbreviated);
  const std::string reference = address::reference_text(index, id);
  if (!reference.empty() && found.road.size() + 1 + reference.size() <= accounts::kProfileTextMax) {
    found.road += " " + reference;
  }
  if (row.lot.main != 0) {
    found.lot = address::lot_address_text(index, row.region, row.lot, SidoStyle::abbreviated);
  }
  if (row.zip != 0) found.zip = fmt::format("{:05}", row.zip);
  return found;
}

/// The four numbers of a pick.
std::optional<std::array<std::uint64_t, 4>> numbers_of(std::string_view pick) {
  std::array<std::uint64_t, 4> numbers{};
  const char* at = pick.data();
  const char* const end = pick.data() + pick.size();
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0 && (at == end || *at++ != '-')) return std::nullopt;
    const auto [next, error] = std::from_chars(at, end, numbers.at(i));
    if (error != std::errc{}) return std::nullopt;
    at = next;
  }
  if (at != end) return std::nullopt;
  return numbers;
}

}  // namespace

FoundAddresses find_addresses(const Index& index, std::string_view query) {
  thread_local address::Scratch scratch;
  const address::Answer answer = address::search(index, query, {.hits_max = kHitsMax}, scratch);
  FoundAddresses found;
  std::unordered_set<std::uint32_t> known;
  for (const address::Hit& hit : answer.hits) {
    for (const AddressId id : address::addresses_behind(index, hit, 0, kBehindMax)) {
      if (!known.insert(address::index_of(id)).second) continue;
      if (found.list.size() == kAddressesShown) {
        found.more = true;
        return found;
      }
      found.list.push_back(describe(index, id));
    }
  }
  return found;
}

std::optional<FoundAddress> picked_address(const Index& index, std::string_view pick) {
  constexpr std::uint64_t kNumberMax = 99'999;
  const auto numbers = numbers_of(pick);
  if (!numbers) return std::nullopt;
  const auto [code, ground, main, sub] = *numbers;
  if (ground > 2 || main > kNumberMax || sub > kNumberMax) return std::nullopt;
  const auto road = index.find_road(code);
  if (!road) return std::nullopt;
  const auto id = index.find_address(*road, {.ground = static_cast<address::Ground>(ground),
                                             .main = static_cast<std::uint32_t>(main),
                                             .sub = static_cast<std::uint32_t>(sub)});
  if (!id) return std::nullopt;
  return describe(index, *id);
}

}  // namespace haetae::web
