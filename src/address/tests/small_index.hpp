// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/source.hpp"
#include "haetae/base/bytes.hpp"

#include <memory>

namespace haetae::address::test {

/// A dozen addresses with everything that the surfaces show: an apartment complex with units, lots
/// beside the representative one, an 읍 with 리, a city without 시군구, a mountain lot, an
/// underground number, a road that had another name, and one name in two cities.
class SmallIndex final : public IndexSource {
 public:
  SmallIndex();
  [[nodiscard]] std::shared_ptr<const Index> current() const override { return index_; }
  [[nodiscard]] const Index& index() const { return *index_; }
  /// As while no data is loaded.
  void unload() { index_.reset(); }

 private:
  base::Bytes bytes_;
  std::shared_ptr<const Index> index_;
};

}  // namespace haetae::address::test
