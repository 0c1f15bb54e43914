// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/source.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/wire/endpoint.hpp"

namespace haetae::kakao {

/// What the postcode service stands on. The referents outlive the rows.
struct PostcodeParts {
  const address::IndexSource& addresses;
  base::Entropy& entropy;
};

/// The postcode service (spec kakao-postcode): its script at every path that sites contain, the
/// search page that the script frames, and what that page asks. No key, no account, no store.
[[nodiscard]] wire::Endpoints postcode_rows(const PostcodeParts& parts);

}  // namespace haetae::kakao
