// SPDX-License-Identifier: Apache-2.0
#include "address_batch_writer.hpp"

#include "address_words.hpp"
#include "answer_writer.hpp"
#include "haetae/address/text.hpp"

#include <algorithm>
#include <cmath>

namespace haetae::api {
namespace {

using address::HitKind;
using address::RegionId;
using address::SidoStyle;

template <std::size_t Length>
std::string_view put_digits(std::array<char, Length>& to, std::uint64_t value) {
  for (std::size_t i = Length; i-- > 0; value /= 10)
    to[i] = static_cast<char>('0' + value % 10);
  return {to.data(), to.size()};
}

constexpr std::array<bool, 256> make_quoted() {
  std::array<bool, 256> quoted{};
  for (const char c : {',', '"', '\r', '\n'})
    quoted[static_cast<unsigned char>(c)] = true;
  return quoted;
}
constexpr auto kQuoted = make_quoted();

void append_csv(std::string& out, std::string_view text) {
  const bool plain = std::none_of(text.begin(), text.end(),
                                  [](char c) { return kQuoted[static_cast<unsigned char>(c)]; });
  if (plain) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

/// Members whose text needs no escape.
void append_member(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out += ",\"";
  out += name;
  out += "\":\"";
  out += value;
  out += '"';
}

void append_text_member(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out += ",\"";
  out += name;
  out += "\":\"";
  append_checked(out, value);
  out += '"';
}

}  // namespace

std::string_view to_text(BatchStatus status) {
  constexpr std::array<std::string_view, kBatchStatuses> kTexts = {"found", "nearest", "ambiguous",
                                                                   "not_found", "malformed"};
  return kTexts[static_cast<std::size_t>(status)];
}

BatchStatus status_of(const address::Geocode& geocode) {
  if (!geocode.found) return BatchStatus::not_found;
  if (geocode.hit.nearest) return BatchStatus::nearest;
  const bool is_one = geocode.hit.address != address::kNoAddress;
  return is_one && geocode.hit.match != address::Match::partial ? BatchStatus::found
                                                                : BatchStatus::ambiguous;
}

BatchWriter::BatchWriter(const address::Index& index, BatchOutput output)
    : index_(index), output_(output), regions_(index.region_count()) {}

void BatchWriter::begin(std::string& out) const {
  if (output_ != BatchOutput::csv) return;
  out +=
      "index,query,status,match,road_address,lot_address,zip,lon,lat,region_code,road_code,"
      "namesakes\r\n";
}

void BatchWriter::row(std::string& out, const BatchRow& row, const address::Geocode& geocode) {
  Fields fields;
  road_.clear();
  lot_.clear();
  if (row.malformed) {
    fields.status = BatchStatus::malformed;
  } else {
    fill(fields, geocode);
  }
  ++rows_;
  ++tallies_[static_cast<std::size_t>(fields.status)];
  if (output_ == BatchOutput::csv) {
    put_csv(out, row, fields);
  } else {
    put_json(out, row, fields);
  }
}

const BatchWriter::RegionText& BatchWriter::region_text(RegionId id) {
  RegionText& text = regions_[address::index_of(id)];
  if (text.made) return text;
  text.made = true;
  text.lot = address::region_text(index_, id, SidoStyle::full) + " ";
  text.code.resize(10);
  std::array<char, 10> digits;
  text.code = put_digits(digits, index_.region(id).code);
  // 읍 and 면 belong to a road address, 동 does not (spec juso-layouts §1).
  const auto lineage = index_.lineage(id);
  auto around = lineage.at[1] != address::kNoRegion ? lineage.at[1] : lineage.at[0];
  if (lineage.at[2] != address::kNoRegion) {
    const auto name = index_.region(lineage.at[2]).name;
    if (name.ends_with("읍") || name.ends_with("면")) around = lineage.at[2];
  }
  text.road = address::region_text(index_, around, SidoStyle::full) + " ";
  return text;
}

void BatchWriter::fill_address(Fields& fields, address::AddressId id) {
  const auto address = index_.address(id);
  const RegionText& around = region_text(address.region);
  const auto road = index_.road(address.road);
  road_ += around.road;
  road_ += road.name;
  road_ += ' ';
  road_ += address::number_text(address.number);
  if (address.lot.main != 0) {
    lot_ += around.lot;
    lot_ += address::number_text(address.lot);
  }
  fields.region_code = around.code;
  fields.road_code = put_digits(road_code_, road.code);
  if (address.zip != 0) fields.zip = put_digits(zip_, address.zip);
  fields.has_position = address.position.has_value();
  if (address.position) fields.position = *address.position;
}

void BatchWriter::fill(Fields& fields, const address::Geocode& geocode) {
  fields.status = status_of(geocode);
  if (!geocode.found) return;
  const address::Hit& hit = geocode.hit;
  fields.match = match_word(hit.match);
  fields.namesakes = geocode.namesakes;
  if (hit.address != address::kNoAddress) {
    fill_address(fields, hit.address);
    return;
  }
  // Less than an address: what was named, and where about it is.
  std::optional<geo::Point> centre;
  if (hit.road != address::kNoRoad) {
    const auto road = index_.road(hit.road);
    road_ = address::road_text(index_, hit.road, SidoStyle::full);
    fields.road_code = put_digits(road_code_, road.code);
    centre = road.centre;
  } else if (hit.region != address::kNoRegion) {
    const RegionText& around = region_text(hit.region);
    lot_ = around.lot;
    if (hit.kind == HitKind::lot_address && hit.lot.main != 0) {
      lot_ += address::number_text(hit.lot);
    } else {
      lot_.pop_back();
    }
    fields.region_code = around.code;
    centre = index_.region(hit.region).centre;
  }
  fields.has_position = centre.has_value();
  if (centre) fields.position = *centre;
}

void BatchWriter::put_json(std::string& out, const BatchRow& row, const Fields& fields) const {
  out += "{\"index\":";
  append_number(out, rows_);
  if (!row.id.empty()) {
    out += ",\"id\":";
    out += row.id;
  }
  if (!row.query.empty()) {
    out += ",\"query\":\"";
    append_inside(out, row.query);
    out += '"';
  }
  append_member(out, "status", to_text(fields.status));
  append_member(out, "match", fields.match);
  append_text_member(out, "road_address", road_);
  append_text_member(out, "lot_address", lot_);
  append_member(out, "zip", fields.zip);
  if (fields.has_position) {
    out += ",\"lon\":";
    append_degrees(out, fields.position.lon, 7);
    out += ",\"lat\":";
    append_degrees(out, fields.position.lat, 7);
  }
  append_member(out, "region_code", fields.region_code);
  append_member(out, "road_code", fields.road_code);
  if (fields.namesakes != 0) {
    out += ",\"namesakes\":";
    append_number(out, fields.namesakes);
  }
  out += "}\n";
}

void BatchWriter::put_csv(std::string& out, const BatchRow& row, const Fields& fields) const {
  append_number(out, rows_);
  out += ',';
  append_csv(out, row.query);
  out += ',';
  out += to_text(fields.status);
  out += ',';
  out += fields.match;
  out += ',';
  append_csv(out, road_);
  out += ',';
  append_csv(out, lot_);
  out += ',';
  out += fields.zip;
  out += ',';
  if (fields.has_position) append_degrees(out, fields.position.lon, 7);
  out += ',';
  if (fields.has_position) append_degrees(out, fields.position.lat, 7);
  out += ',';
  out += fields.region_code;
  out += ',';
  out += fields.road_code;
  out += ',';
  if (!fields.match.empty()) append_number(out, fields.namesakes);
  out += "\r\n";
}

void BatchWriter::put_tallies(std::string& out) const {
  out += "\"rows\":";
  append_number(out, rows_);
  for (std::size_t i = 0; i < kBatchStatuses; ++i) {
    out += ",\"";
    out += to_text(static_cast<BatchStatus>(i));
    out += "\":";
    append_number(out, tallies_[i]);
  }
}

void BatchWriter::progress(std::string& out, std::size_t bytes_read,
                           std::size_t bytes_total) const {
  if (output_ == BatchOutput::csv) return;
  out += "{\"progress\":{";
  put_tallies(out);
  out += ",\"bytes_read\":";
  append_number(out, bytes_read);
  out += ",\"bytes_total\":";
  append_number(out, bytes_total);
  out += "}}\n";
}

void BatchWriter::summary(std::string& out) const {
  if (output_ == BatchOutput::csv) return;
  out += "{\"summary\":{";
  put_tallies(out);
  out += "}}\n";
}

}  // namespace haetae::api
