// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/text.hpp"

#include <fmt/format.h>

namespace haetae::address {

std::string building_number(const Index& index, AddressId id) {
  if (const auto buildings = index.buildings_of(id); !buildings.empty()) {
    return std::string{buildings.front().number};
  }
  // No building table: what the number is composed of (spec juso-layouts §1), with the road number
  // in the place of the serial, so that the addresses of one lot differ and stay what they are.
  const Address address = index.address(id);
  return fmt::format("{:010}{}{:04}{:04}{:03}{:03}", index.region(address.region).code,
                     address.lot.mountain ? 2 : 1, address.lot.main % 10'000,
                     address.lot.sub % 10'000, address.number.main % 1000,
                     address.number.sub % 1000);
}

}  // namespace haetae::address
