// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/bytes.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace haetae::crypto {

using Digest = std::array<std::uint8_t, 32>;

/// FIPS 180-4. Algorithms are fetched once and contexts kept per thread.
[[nodiscard]] Digest sha256(base::BytesView data);
[[nodiscard]] inline Digest sha256(std::string_view text) {
  return sha256(base::as_bytes(text));
}

/// RFC 2104 with SHA-256.
[[nodiscard]] Digest hmac_sha256(base::BytesView key, base::BytesView data);

/// RFC 5869 with SHA-256: one 32-byte key for a purpose, so that keys of two purposes never mix.
[[nodiscard]] Digest derive_key(base::BytesView secret, std::string_view purpose);

/// Compares without telling by time where the difference is (threat 72). Lengths may show.
[[nodiscard]] bool equal_constant_time(base::BytesView a, base::BytesView b);
[[nodiscard]] inline bool equal_constant_time(std::string_view a, std::string_view b) {
  return equal_constant_time(base::as_bytes(a), base::as_bytes(b));
}

}  // namespace haetae::crypto
