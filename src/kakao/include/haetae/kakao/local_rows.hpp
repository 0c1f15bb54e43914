// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/directory.hpp"
#include "haetae/address/source.hpp"
#include "haetae/kakao/local_quotas.hpp"
#include "haetae/wire/endpoint.hpp"

namespace haetae::kakao {

/// What the Local API stands on. The referents outlive the rows.
struct LocalParts {
  const address::IndexSource& addresses;
  const accounts::Directory& directory;
  LocalQuotas& quotas;
};

/// The six endpoints of spec kakao-local below /v2/local, each without extension, as .json and as
/// .xml, by GET and POST. All run inline: memory alone, some µs.
[[nodiscard]] wire::Endpoints local_rows(const LocalParts& parts);

}  // namespace haetae::kakao
