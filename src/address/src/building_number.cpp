// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/text.hpp"
#include "tables.hpp"

namespace haetae::address {
namespace {

void append_digits(std::string& out, std::uint64_t value, std::size_t digits) {
  const std::size_t from = out.size();
  out.append(digits, '0');
  for (std::size_t i = digits; i-- > 0; value /= 10)
    out[from + i] = static_cast<char>('0' + value % 10);
}

}  // namespace

void append_building_number(std::string& out, const Index& index, AddressId id,
                            const Address& address) {
  if (const auto buildings = rows_of(index.tables().buildings, id); !buildings.empty()) {
    append_digits(out, buildings.front().number_high, 19);
    append_digits(out, buildings.front().number_low, 6);
    return;
  }
  // No building table: what the number is composed of (spec juso-layouts §1), with the road number
  // in the place of the serial, so that the addresses of one lot differ and stay what they are.
  append_digits(out, index.region(address.region).code, 10);
  out += address.lot.mountain ? '2' : '1';
  append_digits(out, address.lot.main, 4);
  append_digits(out, address.lot.sub, 4);
  append_digits(out, address.number.main, 3);
  append_digits(out, address.number.sub, 3);
}

std::string building_number(const Index& index, AddressId id) {
  std::string out;
  append_building_number(out, index, id, index.address(id));
  return out;
}

}  // namespace haetae::address
