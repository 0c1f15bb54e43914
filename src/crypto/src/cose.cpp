// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/cbor.hpp"
#include "haetae/crypto/key.hpp"
#include "key_impl.hpp"

#include <utility>

// COSE_Key (RFC 9052 §7, RFC 9053 §7, RFC 8230 §4) as WebAuthn §6.5.1.1 wants it: `alg` present
// and nothing optional.
namespace haetae::crypto {
namespace {

enum Label : std::int64_t { kty = 1, alg = 3, crv = -1, x = -2, y = -3, n = -1, e = -2 };
enum KeyType : std::int64_t { okp = 1, ec2 = 2, rsa = 3 };
constexpr std::int64_t kCurveP256 = 1;
constexpr std::int64_t kCurveEd25519 = 6;

std::optional<std::int64_t> integer_at(const Cbor& map, std::int64_t label) {
  const Cbor* found = map.find(label);
  if (found == nullptr || found->kind != Cbor::Kind::integer) return std::nullopt;
  return found->integer;
}

base::Bytes bytes_at(const Cbor& map, std::int64_t label) {
  const Cbor* found = map.find(label);
  if (found == nullptr || found->kind != Cbor::Kind::bytes) return {};
  return {found->bytes.begin(), found->bytes.end()};
}

base::Outcome<PublicNumbers, KeyError> numbers_of(const Cbor& map) {
  const std::optional<std::int64_t> type = integer_at(map, kty);
  const std::optional<std::int64_t> algorithm = integer_at(map, alg);
  if (!type || !algorithm) return base::fail(KeyError::malformed);
  const std::optional<std::int64_t> curve = integer_at(map, crv);
  if (*type == ec2 && *algorithm == kCoseEs256 && curve == kCurveP256) {
    return PublicNumbers{Algorithm::es256, bytes_at(map, x), bytes_at(map, y)};
  }
  if (*type == okp && *algorithm == kCoseEddsa && curve == kCurveEd25519) {
    return PublicNumbers{Algorithm::eddsa, bytes_at(map, x), {}};
  }
  if (*type == rsa && *algorithm == kCoseRs256) {
    return PublicNumbers{Algorithm::rs256, bytes_at(map, n), bytes_at(map, e)};
  }
  return base::fail(KeyError::unsupported);
}

}  // namespace

base::Outcome<PublicKey, KeyError> PublicKey::from_cose(base::BytesView cose, std::size_t* taken) {
  const auto map = read_cbor(cose, taken);
  if (!map.has_value() || map->kind != Cbor::Kind::map) return base::fail(KeyError::malformed);
  auto numbers = numbers_of(*map);
  if (!numbers.has_value()) return base::fail(numbers.error());
  return make_public_key(std::move(*numbers));
}

}  // namespace haetae::crypto
