// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/directory.hpp"
#include "haetae/address/source.hpp"
#include "haetae/wire/endpoint.hpp"

#include <functional>

namespace haetae::api {

/// What `/v1/address` stands on. The referents outlive the rows.
struct AddressParts {
  const address::IndexSource& source;
  const accounts::Directory& directory;
  /// True: calls need no key (`address.open`).
  bool open = false;
  /// Port: whether the app may ask once more now. Null: it always may.
  std::function<bool(const accounts::App&)> take_quota = {};
};

/// Our own address API below `/v1/address`: search, suggest, reverse, validate, and batch, which
/// takes CSV or NDJSON and streams its answer. A REST API key comes as `Authorization: KakaoAK KEY`
/// or `?key=KEY`. Faults are RFC 9457 problems with a `code`. src/api/README.md shows the answers.
[[nodiscard]] wire::Endpoints address_rows(const AddressParts& given);

}  // namespace haetae::api
