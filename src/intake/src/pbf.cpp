// SPDX-License-Identifier: Apache-2.0
#include "pbf.hpp"

#include <protozero/pbf_reader.hpp>
#include <stdexcept>
#include <string>
#include <zlib.h>

namespace haetae::intake {
namespace {

using protozero::data_view;
using protozero::pbf_reader;

constexpr std::uint32_t kHeaderBytesMax = 64 * 1024;
constexpr std::uint32_t kBlobBytesMax = 32 * 1024 * 1024;
constexpr double kNano = 1e-9;

[[noreturn]] void refuse(const char* why) {
  throw std::runtime_error{why};
}

std::string_view text(data_view view) {
  return {view.data(), view.size()};
}

/// Fields of another wire type than the schema's are unknown fields.
bool is_bytes(const pbf_reader& reader, protozero::pbf_tag_type tag) {
  return reader.tag() == tag && reader.wire_type() == protozero::pbf_wire_type::length_delimited;
}
bool is_number(const pbf_reader& reader, protozero::pbf_tag_type tag) {
  return reader.tag() == tag && reader.wire_type() == protozero::pbf_wire_type::varint;
}

/// Sums of differences of a hostile file may overflow; unsigned they wrap and harm nothing.
std::int64_t plus(std::int64_t sum, std::int64_t difference) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(sum) +
                                   static_cast<std::uint64_t>(difference));
}

class Block {
 public:
  Block(data_view data, OsmHandler& handler) : handler_(handler) {
    for (pbf_reader block{data}; block.next();) {
      if (is_bytes(block, 1)) {
        read_strings(block.get_view());
      } else if (is_bytes(block, 2)) {
        groups_.push_back(block.get_view());
      } else if (is_number(block, 17)) {
        granularity_ = block.get_int32();
      } else if (is_number(block, 19)) {
        lat_offset_ = block.get_int64();
      } else if (is_number(block, 20)) {
        lon_offset_ = block.get_int64();
      } else {
        block.skip();
      }
    }
  }

  void read() {
    for (const data_view group : groups_) {
      for (pbf_reader reader{group}; reader.next();) {
        if (is_bytes(reader, 1)) {
          read_node(reader.get_view());
        } else if (is_bytes(reader, 2)) {
          read_dense(reader.get_view());
        } else if (is_bytes(reader, 3)) {
          read_way(reader.get_view());
        } else {
          reader.skip();
        }
      }
    }
  }

 private:
  using Numbers = protozero::iterator_range<protozero::const_varint_iterator<std::uint32_t>>;
  using Deltas = protozero::iterator_range<protozero::const_svarint_iterator<std::int64_t>>;

  void read_strings(data_view data) {
    for (pbf_reader reader{data}; reader.next();) {
      if (is_bytes(reader, 1)) {
        strings_.push_back(text(reader.get_view()));
      } else {
        reader.skip();
      }
    }
  }

  [[nodiscard]] std::string_view string(std::uint64_t index) const {
    if (index >= strings_.size()) refuse("a tag names a text that is not there");
    return strings_[index];
  }

  [[nodiscard]] geo::Point point(std::int64_t lon, std::int64_t lat) const {
    const auto scaled = [this](std::int64_t offset, std::int64_t value) {
      return kNano * (static_cast<double>(offset) +
                      static_cast<double>(granularity_) * static_cast<double>(value));
    };
    return {scaled(lon_offset_, lon), scaled(lat_offset_, lat)};
  }

  void set_tags(Numbers keys, Numbers values) {
    tags_.all.clear();
    while (!keys.empty() && !values.empty()) {
      tags_.all.emplace_back(string(keys.front()), string(values.front()));
      keys.drop_front();
      values.drop_front();
    }
    if (keys.empty() != values.empty()) refuse("a tag lacks its key or its value");
  }

  void read_node(data_view data) {
    std::int64_t id = 0, lat = 0, lon = 0;
    Numbers keys, values;
    for (pbf_reader reader{data}; reader.next();) {
      if (is_number(reader, 1)) {
        id = reader.get_sint64();
      } else if (is_bytes(reader, 2)) {
        keys = reader.get_packed_uint32();
      } else if (is_bytes(reader, 3)) {
        values = reader.get_packed_uint32();
      } else if (is_number(reader, 8)) {
        lat = reader.get_sint64();
      } else if (is_number(reader, 9)) {
        lon = reader.get_sint64();
      } else {
        reader.skip();
      }
    }
    set_tags(keys, values);
    handler_.node(id, point(lon, lat), tags_);
  }

  /// Keys and values of one node after the other, each node's ended by 0.
  void take_dense_tags(
      protozero::iterator_range<protozero::const_varint_iterator<std::int32_t>>& all) {
    tags_.all.clear();
    while (!all.empty()) {
      const auto key = static_cast<std::uint32_t>(all.front());
      all.drop_front();
      if (key == 0) return;
      if (all.empty()) refuse("a tag lacks its value");
      tags_.all.emplace_back(string(key), string(static_cast<std::uint32_t>(all.front())));
      all.drop_front();
    }
  }

  void read_dense(data_view data) {
    Deltas ids, lats, lons;
    protozero::iterator_range<protozero::const_varint_iterator<std::int32_t>> tags;
    for (pbf_reader reader{data}; reader.next();) {
      if (is_bytes(reader, 1)) {
        ids = reader.get_packed_sint64();
      } else if (is_bytes(reader, 8)) {
        lats = reader.get_packed_sint64();
      } else if (is_bytes(reader, 9)) {
        lons = reader.get_packed_sint64();
      } else if (is_bytes(reader, 10)) {
        tags = reader.get_packed_int32();
      } else {
        reader.skip();
      }
    }
    std::int64_t id = 0, lat = 0, lon = 0;
    for (; !ids.empty(); ids.drop_front(), lats.drop_front(), lons.drop_front()) {
      if (lats.empty() || lons.empty()) refuse("a node lacks its position");
      id = plus(id, ids.front());
      lat = plus(lat, lats.front());
      lon = plus(lon, lons.front());
      take_dense_tags(tags);
      handler_.node(id, point(lon, lat), tags_);
    }
  }

  void read_way(data_view data) {
    std::int64_t id = 0;
    Numbers keys, values;
    nodes_.clear();
    for (pbf_reader reader{data}; reader.next();) {
      if (is_number(reader, 1)) {
        id = reader.get_int64();
      } else if (is_bytes(reader, 2)) {
        keys = reader.get_packed_uint32();
      } else if (is_bytes(reader, 3)) {
        values = reader.get_packed_uint32();
      } else if (is_bytes(reader, 8)) {
        std::int64_t node = 0;
        for (const std::int64_t difference : reader.get_packed_sint64())
          nodes_.push_back(node = plus(node, difference));
      } else {
        reader.skip();
      }
    }
    set_tags(keys, values);
    handler_.way(id, nodes_, tags_);
  }

  OsmHandler& handler_;
  std::vector<std::string_view> strings_;
  std::vector<data_view> groups_;
  std::int32_t granularity_ = 100;
  std::int64_t lat_offset_ = 0, lon_offset_ = 0;
  OsmTags tags_;
  std::vector<std::int64_t> nodes_;
};

/// The content of a blob: as it is, or unpacked into `room`.
data_view unpack(data_view blob, std::string& room) {
  data_view raw, packed;
  std::int32_t size = -1;
  for (pbf_reader reader{blob}; reader.next();) {
    if (is_bytes(reader, 1)) {
      raw = reader.get_view();
    } else if (is_number(reader, 2)) {
      size = reader.get_int32();
    } else if (is_bytes(reader, 3)) {
      packed = reader.get_view();
    } else {
      reader.skip();
    }
  }
  if (packed.size() == 0) {
    if (raw.size() == 0) refuse("a blob is packed in a way that is not read (only zlib is)");
    return raw;
  }
  if (size < 0 || static_cast<std::uint32_t>(size) > kBlobBytesMax) refuse("a blob is too large");
  room.resize(static_cast<std::size_t>(size));
  uLongf got = room.size();
  const int code = ::uncompress(reinterpret_cast<Bytef*>(room.data()), &got,
                                reinterpret_cast<const Bytef*>(packed.data()), packed.size());
  if (code != Z_OK || got != room.size()) refuse("a blob cannot be unpacked");
  return {room.data(), room.size()};
}

void check_header(data_view data) {
  for (pbf_reader reader{data}; reader.next();) {
    if (!is_bytes(reader, 4)) {
      reader.skip();
      continue;
    }
    const std::string_view feature = text(reader.get_view());
    if (feature != "OsmSchema-V0.6" && feature != "DenseNodes") {
      refuse("the file needs a feature that is not read (history?)");
    }
  }
}

}  // namespace

void read_pbf(base::BytesView bytes, OsmHandler& handler) {
  std::string_view rest = base::as_text(bytes);
  std::string room;
  const auto take = [&rest](std::size_t size) {
    if (rest.size() < size) refuse("it ends too early");
    const data_view out{rest.data(), size};
    rest.remove_prefix(size);
    return out;
  };
  while (!rest.empty()) {
    std::uint32_t header_size = 0;
    for (const char c : text(take(4)))
      header_size = header_size << 8U | static_cast<unsigned char>(c);
    if (header_size > kHeaderBytesMax) refuse("a header is too large");
    std::string_view type;
    std::int32_t size = -1;
    for (pbf_reader reader{take(header_size)}; reader.next();) {
      if (is_bytes(reader, 1)) {
        type = text(reader.get_view());
      } else if (is_number(reader, 3)) {
        size = reader.get_int32();
      } else {
        reader.skip();
      }
    }
    if (size < 0 || static_cast<std::uint32_t>(size) > kBlobBytesMax) refuse("a blob is too large");
    const data_view blob = take(static_cast<std::size_t>(size));
    if (type == "OSMHeader") check_header(unpack(blob, room));
    if (type == "OSMData") Block{unpack(blob, room), handler}.read();
  }
}

}  // namespace haetae::intake
