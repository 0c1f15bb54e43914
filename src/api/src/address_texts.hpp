// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/index.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::api {

/// What stands in the answers about every address of a region; escaped as JSON.
struct RegionTexts {
  address::RegionId sigungu = address::kNoRegion;  ///< the 시도 where there is none
  std::string road;     ///< before the name of a road: "경기도 성남시 분당구 "
  std::string lot;      ///< before a lot number: "경기도 성남시 분당구 삼평동 "
  std::string english;  ///< behind an English road: ", Bundang-gu, Seongnam-si, Gyeonggi-do"
  std::string dong;     ///< the reference behind a road address: "삼평동"; empty in 읍 and 면
  std::string json;     ///< names and code: {"code":…}
};

/// Texts of the regions that were asked for: some 600 bytes each. One per thread.
class AddressTexts {
 public:
  /// Those of this thread and index.
  [[nodiscard]] static AddressTexts& of_thread(const std::shared_ptr<const address::Index>& index);

  /// Valid until another index is asked for.
  [[nodiscard]] const RegionTexts& region(address::RegionId id);
  /// The English name of a road. Valid until the next call.
  [[nodiscard]] std::string_view english(const address::Road& road);

 private:
  std::weak_ptr<const address::Index> owner_;  ///< tells indexes apart without holding them
  const address::Index* index_ = nullptr;
  std::vector<std::unique_ptr<const RegionTexts>> regions_;  ///< by id; null: not yet asked for
  std::string english_;
};

}  // namespace haetae::api
