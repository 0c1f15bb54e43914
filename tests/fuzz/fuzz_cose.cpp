// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/crypto/cbor.hpp"
#include "haetae/crypto/key.hpp"

#include <cstdint>

using namespace haetae;
using crypto::Cbor;

namespace {

/// Checks the bounds of a tree that borrows from `input`; gives the number of its items.
std::size_t check_tree(const Cbor& item, base::BytesView input, std::size_t depth) {
  HAETAE_ASSERT(depth <= crypto::kCborDepthMax);
  if (!item.bytes.empty()) {
    HAETAE_ASSERT(item.bytes.data() >= input.data() &&
                  item.bytes.data() + item.bytes.size() <= input.data() + input.size());
  }
  if (item.kind == Cbor::Kind::map) {
    HAETAE_ASSERT(item.items.size() % 2 == 0);
    for (std::size_t i = 0; i < item.items.size(); i += 2) {
      const Cbor& key = item.items[i];
      const Cbor* found = key.kind == Cbor::Kind::integer ? item.find(key.integer)
                                                          : item.find(base::as_text(key.bytes));
      HAETAE_ASSERT(found == &item.items[i + 1]);
    }
  }
  std::size_t count = 1;
  for (const Cbor& inner : item.items)
    count += check_tree(inner, input, depth + 1);
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const base::BytesView input{data, size};
  std::size_t taken = 0;
  const auto item = crypto::read_cbor(input, &taken);
  if (item) {
    HAETAE_ASSERT(taken > 0 && taken <= size);
    HAETAE_ASSERT(check_tree(*item, input, 1) <= crypto::kCborItemsMax);
    HAETAE_ASSERT(crypto::read_cbor(input.first(taken)).has_value());
    HAETAE_ASSERT(crypto::read_cbor(input).has_value() == (taken == size));
  }

  std::size_t key_taken = 0;
  const auto key = crypto::PublicKey::from_cose(input, &key_taken);
  if (key) {
    HAETAE_ASSERT(item && key_taken == taken);
    const auto as_jwk = crypto::PublicKey::from_jwk(key->to_jwk());
    HAETAE_ASSERT(as_jwk.has_value() && as_jwk->thumbprint() == key->thumbprint());
  }
  return 0;
}
