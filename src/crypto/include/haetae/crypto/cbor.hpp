// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/bytes.hpp"
#include "haetae/base/outcome.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace haetae::crypto {

/// Bounds on one item (threats 71, 77). A COSE key has 6 members, an attestation object about 20
/// items of depth 4; certificates make the length.
inline constexpr std::size_t kCborDepthMax = 8;
inline constexpr std::size_t kCborItemsMax = 512;
inline constexpr std::size_t kCborLengthMax = 64 * 1024;

enum class CborError { too_long, too_deep, too_many, malformed };

/// A CBOR item (RFC 8949) in the subset of CTAP2's canonical form that authenticators speak:
/// definite lengths, no tags, integers that fit 63 bits, map keys that are integers or texts and
/// do not repeat. It borrows the bytes that it was read from.
struct Cbor {
  enum class Kind { integer, bytes, text, array, map, boolean, other };

  Kind kind = Kind::other;
  std::int64_t integer = 0;  // of an integer, or 0 and 1 of a boolean
  base::BytesView bytes;     // of bytes or text
  std::vector<Cbor> items;   // of an array; of a map key, value, key, value…

  /// The value of a map's key; nullptr when this is no map or has no such key.
  [[nodiscard]] const Cbor* find(std::int64_t key) const;
  [[nodiscard]] const Cbor* find(std::string_view key) const;
};

/// Reads one item from the front of `input`. With `taken`, sets it to the bytes that the item used
/// and lets more follow; without, anything that follows is malformed.
[[nodiscard]] base::Outcome<Cbor, CborError> read_cbor(base::BytesView input,
                                                       std::size_t* taken = nullptr);

}  // namespace haetae::crypto
