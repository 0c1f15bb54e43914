// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rows.hpp"

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace haetae::intake {

/// Puts together what stands in several files: the address, its names and its lots of 주소DB and
/// 내비게이션용DB, and road codes with those that they replaced.
class Joiner {
 public:
  void take(std::vector<Part> parts);
  /// Writes what was put together. Gives the number of parts that found no other half.
  /// `changes`: an address without its lot keeps the one it has, and a lot may come alone.
  std::uint64_t finish(RecordSink& out, bool changes);

 private:
  using Id = std::pair<std::uint64_t, std::uint64_t>;
  struct IdHash {
    std::size_t operator()(const Id& id) const {
      return (id.first * 0x9E3779B97F4A7C15U) ^ (id.second * 0xC2B2AE3D27D4EB4FU);
    }
  };
  void write_former_roads(RecordSink& out) const;

  std::unordered_map<Id, Part, IdHash> bases_;
  std::vector<Part> related_;  ///< lots that are not representative
  std::vector<Part> lone_;     ///< lots whose address no file held so far
  std::vector<Part> history_;
  std::uint64_t unmatched_ = 0;
};

}  // namespace haetae::intake
