// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/source.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/wire/endpoint.hpp"

namespace haetae::kakao {

/// What the postcode service stands on. The referents outlive the rows.
struct PostcodeParts {
  const address::IndexSource& addresses;
  base::Entropy& entropy;
  const base::Clock& clock;
  /// Questions (searches and completions together) that a client address may ask in a minute;
  /// 0: no limit. More are answered 429.
  std::uint32_t per_minute = 0;
};

/// The postcode service (spec kakao-postcode): its script at every path that sites contain, the
/// search page that the script frames, and what that page asks. No key, no account, no store.
[[nodiscard]] wire::Endpoints postcode_rows(const PostcodeParts& parts);

}  // namespace haetae::kakao
