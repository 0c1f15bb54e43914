// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "address_batch_reader.hpp"
#include "haetae/address/search.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::api {

enum class BatchOutput { ndjson, csv };

/// What became of a row.
enum class BatchStatus : std::uint8_t {
  found,      ///< the address that was asked for
  nearest,    ///< its number does not exist; the nearest of the road
  ambiguous,  ///< more than one address fits, or not every word was understood
  not_found,
  malformed,  ///< the line is not the JSON that it should be
};
inline constexpr std::size_t kBatchStatuses = 5;
[[nodiscard]] std::string_view to_text(BatchStatus status);
[[nodiscard]] BatchStatus status_of(const address::Geocode& geocode);

/// Writes the rows of one batch. Texts of regions are made once and kept, so that a row costs no
/// allocation.
class BatchWriter {
 public:
  BatchWriter(const address::Index& index, BatchOutput output);

  void begin(std::string& out) const;
  void row(std::string& out, const BatchRow& row, const address::Geocode& geocode);
  /// What was done so far, as a record of its own; nothing in CSV, which has no place for it.
  void progress(std::string& out, std::size_t bytes_read, std::size_t bytes_total) const;
  void summary(std::string& out) const;

  [[nodiscard]] std::uint64_t rows() const { return rows_; }

 private:
  /// What stands before the road name and before the lot number: "경기도 성남시 분당구 " and
  /// "경기도 성남시 분당구 삼평동 ".
  struct RegionText {
    bool made = false;
    std::string road, lot, code;
  };
  /// The fields of a row; views of the index or of texts kept here.
  struct Fields {
    BatchStatus status = BatchStatus::not_found;
    std::string_view match;
    std::string_view zip, region_code, road_code;
    std::uint8_t namesakes = 0;
    bool has_position = false;
    geo::Point position;
  };

  [[nodiscard]] const RegionText& region_text(address::RegionId id);
  void fill(Fields& fields, const address::Geocode& geocode);
  void fill_address(Fields& fields, address::AddressId id);
  void put_json(std::string& out, const BatchRow& row, const Fields& fields) const;
  void put_csv(std::string& out, const BatchRow& row, const Fields& fields) const;
  void put_tallies(std::string& out) const;

  const address::Index& index_;
  const BatchOutput output_;
  std::vector<RegionText> regions_;
  std::uint64_t rows_ = 0;
  std::array<std::uint64_t, kBatchStatuses> tallies_{};
  std::string road_, lot_;
  std::array<char, 5> zip_{};
  std::array<char, 12> road_code_{};
};

}  // namespace haetae::api
