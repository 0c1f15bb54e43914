// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/search.hpp"
#include "haetae/wire/json.hpp"
#include "haetae/wire/message.hpp"

#include <optional>
#include <string_view>

// What an address looks like in our own API (src/api/README.md).

namespace haetae::api {

/// Everything known of one address: texts, zip, codes, position.
[[nodiscard]] wire::Json address_json(const address::Index& index, address::AddressId id);
/// A hit: how it was found, and its address, road or region.
[[nodiscard]] wire::Json hit_json(const address::Index& index, const address::Hit& hit);
/// The query taken apart; `base` is what is left without the detail.
[[nodiscard]] wire::Json parsed_json(const address::Parsed& parsed);
/// Names and code of a region, as deep as it goes.
[[nodiscard]] wire::Json region_json(const address::Index& index, address::RegionId id);
[[nodiscard]] wire::Json district_json(const address::Index& index, address::DistrictId id);

/// RFC 9457, with `code` for programs.
struct Problem {
  int status = 400;
  std::string_view code;
  std::string_view detail;
};
[[nodiscard]] wire::Response problem_response(const Problem& problem);

}  // namespace haetae::api
