// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/wire/base64url.hpp"
#include "key_impl.hpp"

#include <algorithm>

namespace haetae::crypto {
namespace {

constexpr char kPrime[] = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed";
constexpr char kD[] = "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3";

/// y of the eight points whose order divides 8, besides 0, 1 and -1. A key of one of these
/// accepts signatures that nobody made.
constexpr const char* kSmallOrderY[] = {
    "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
    "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
};

BigNumber from_hex(const char* text) {
  BIGNUM* raw = nullptr;
  HAETAE_ASSERT(BN_hex2bn(&raw, text) > 0);
  return BigNumber{raw};
}

}  // namespace

bool is_ed25519_point(base::BytesView encoded) {
  if (encoded.size() != 32) return false;
  static const BigNumber prime = from_hex(kPrime);
  static const BigNumber d = from_hex(kD);
  base::Bytes little(encoded.begin(), encoded.end());
  little.back() &= 0x7F;  // the top bit is the sign of x
  const BigNumber y{BN_lebin2bn(little.data(), static_cast<int>(little.size()), nullptr)};
  const BigNumberContext context{BN_CTX_new()};
  const BigNumber square{BN_new()}, above{BN_new()}, below{BN_new()};
  HAETAE_ASSERT(y && context && square && above && below);

  if (BN_cmp(y.get(), prime.get()) >= 0) return false;
  BN_sub(above.get(), prime.get(), BN_value_one());
  if (BN_is_zero(y.get()) || BN_is_one(y.get()) || BN_cmp(y.get(), above.get()) == 0) return false;
  for (const char* small : kSmallOrderY) {
    if (BN_cmp(y.get(), from_hex(small).get()) == 0) return false;
  }

  // x² = (y² - 1) / (d y² + 1) must have a root; a quotient has one exactly when the product has.
  BN_CTX* scratch = context.get();
  HAETAE_ASSERT(BN_mod_sqr(square.get(), y.get(), prime.get(), scratch) == 1);
  HAETAE_ASSERT(BN_mod_sub(above.get(), square.get(), BN_value_one(), prime.get(), scratch) == 1);
  HAETAE_ASSERT(BN_mod_mul(below.get(), square.get(), d.get(), prime.get(), scratch) == 1);
  HAETAE_ASSERT(BN_mod_add(below.get(), below.get(), BN_value_one(), prime.get(), scratch) == 1);
  HAETAE_ASSERT(BN_mod_mul(above.get(), above.get(), below.get(), prime.get(), scratch) == 1);
  return BN_kronecker(above.get(), prime.get(), scratch) == 1;
}

}  // namespace haetae::crypto
