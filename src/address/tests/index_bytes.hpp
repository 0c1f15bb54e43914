// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/builder.hpp"
#include "haetae/address/index.hpp"
#include "haetae/base/assert.hpp"

#include <cstring>
#include <memory>
#include <span>
#include <vector>

/// What the tests of the index share.
namespace haetae::address {

/// Bytes at a multiple of 16, as a mapped file has them.
class AlignedBytes {
 public:
  AlignedBytes() = default;
  explicit AlignedBytes(base::BytesView bytes) { append(bytes); }
  void append(base::BytesView bytes) {
    rows_.resize((size_ + bytes.size() + sizeof(Row) - 1) / sizeof(Row));
    if (!bytes.empty()) std::memcpy(data() + size_, bytes.data(), bytes.size());
    size_ += bytes.size();
  }
  [[nodiscard]] std::uint8_t* data() { return reinterpret_cast<std::uint8_t*>(rows_.data()); }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] base::BytesView view() const {
    return {reinterpret_cast<const std::uint8_t*>(rows_.data()), size_};
  }

 private:
  struct alignas(16) Row {
    std::uint8_t bytes[16];
  };
  std::vector<Row> rows_;
  std::size_t size_ = 0;
};

/// The file that a builder writes.
struct BuiltIndex {
  BuildReport report;
  AlignedBytes bytes;
};
inline BuiltIndex write_index(IndexBuilder& builder, const IndexLabel& label = {"1", "", "", 0}) {
  BuiltIndex out;
  Sequential sequential;
  const auto report = builder.finish(label, sequential, [&](base::BytesView piece) {
    out.bytes.append(piece);
    return true;
  });
  HAETAE_ASSERT(report.has_value());
  out.report = *report;
  return out;
}

/// An index together with its bytes.
struct OpenIndex {
  explicit OpenIndex(IndexBuilder& builder)
      : built(write_index(builder)), index(Index::open(built.bytes.view()).value()) {}
  BuiltIndex built;
  Index index;
};

}  // namespace haetae::address
