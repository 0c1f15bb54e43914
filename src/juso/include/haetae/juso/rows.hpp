// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/directory.hpp"
#include "haetae/address/source.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/crypto/seal.hpp"
#include "haetae/wire/endpoint.hpp"
#include "haetae/wire/json.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace haetae::juso {

/// Port: draws a page of web/pages in the visitor's language, inside the shell of all pages; `view`
/// is its model (web/VIEWS.md). Module web gives it.
using DrawPage = std::function<wire::Response(const wire::Request&, std::string_view page,
                                              const wire::Json& view)>;

/// Port: whether the app may ask once more now. Null: it always may.
using TakeQuota = std::function<bool(const accounts::App&)>;

/// What the juso.go.kr surface stands on. The referents outlive the rows.
struct Parts {
  const address::IndexSource& source;
  const accounts::Directory& directory;
  const crypto::Sealer& sealer;
  const base::Clock& clock;
  /// A key that is taken without being any app's, so that a site which moves here changes the host
  /// name alone; empty: none.
  std::string open_key;
  DrawPage draw;
  TakeQuota take_quota = {};
};

/// The address service of juso.go.kr below `/addrlink/` (spec juso-api): search, English search,
/// coordinates, detail addresses, JSONP, and the pop-up windows.
[[nodiscard]] wire::Endpoints juso_rows(const Parts& parts);

}  // namespace haetae::juso
