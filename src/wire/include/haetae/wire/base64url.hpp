// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::wire {

/// RFC 4648 §5 without padding, as JOSE and WebAuthn use it.
[[nodiscard]] std::string base64url_encode(base::BytesView bytes);
/// Strict: no padding, no white space, no stray bits in the last digit (so that one value has one
/// text). nullopt otherwise.
[[nodiscard]] std::optional<base::Bytes> base64url_decode(std::string_view text);

/// RFC 4648 §4 with padding, for HTTP Basic and data URLs.
[[nodiscard]] std::string base64_encode(base::BytesView bytes);
[[nodiscard]] std::optional<base::Bytes> base64_decode(std::string_view text);

[[nodiscard]] std::string hex_encode(base::BytesView bytes);
[[nodiscard]] std::optional<base::Bytes> hex_decode(std::string_view text);

}  // namespace haetae::wire
