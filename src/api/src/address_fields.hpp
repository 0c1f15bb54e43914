// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "address_texts.hpp"
#include "answer_writer.hpp"
#include "haetae/address/search.hpp"
#include "haetae/wire/message.hpp"

#include <memory>
#include <optional>
#include <string_view>

// What an address looks like in our own API (src/api/README.md).

namespace haetae::api {

/// Writes what is known of addresses, roads and regions of one index as members of an answer.
class AddressFields {
 public:
  AddressFields(const std::shared_ptr<const address::Index>& index, AnswerWriter& out)
      : index_(*index), texts_(AddressTexts::of_thread(index)), out_(out) {}

  /// Everything known of one address: texts, zip, codes, position.
  void address(std::string_view name, address::AddressId id);
  /// An element of an array: how it was found, and its address, road or region.
  void hit(const address::Hit& hit);
  /// The query taken apart; `base` is what is left without the detail.
  void parsed(std::string_view name, const address::Parsed& parsed);
  /// Names and code of a region, as deep as it goes.
  void region(std::string_view name, address::RegionId id);
  void district(std::string_view name, address::DistrictId id);
  /// "경기도 성남시 분당구 판교역로 235".
  void road_address(std::string_view name, address::AddressId id);

 private:
  void road_address(std::string_view name, address::AddressId id, const address::Address& address,
                    const address::Road& road, const RegionTexts& around);
  void english_address(address::AddressId id, const address::Address& address,
                       const address::Road& road, const RegionTexts& around);
  void reference(const address::Address& address, const RegionTexts& around);
  void lot_address(const address::Address& address, const RegionTexts& around);
  void road(std::string_view name, const address::Road& road);
  void position(const std::optional<geo::Point>& position);

  const address::Index& index_;
  AddressTexts& texts_;
  AnswerWriter& out_;
};

/// RFC 9457, with `code` for programs.
struct Problem {
  int status = 400;
  std::string_view code;
  std::string_view detail;
};
[[nodiscard]] wire::Response problem_response(const Problem& problem);

}  // namespace haetae::api
