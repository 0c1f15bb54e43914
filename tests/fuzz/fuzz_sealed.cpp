// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/crypto/seal.hpp"
#include "input.hpp"

#include <array>

using namespace haetae;

namespace {

const crypto::Sealer& sealer() {
  static base::SystemEntropy entropy;
  static const crypto::Sealer kept = [] {
    std::vector<crypto::SealKey> keys;
    keys.push_back({2, base::SecretText{"fuzz secret number two, 32 bytes"}});
    keys.push_back({1, base::SecretText{"fuzz secret number one, 32 bytes"}});
    return crypto::Sealer{std::move(keys), entropy};
  }();
  return kept;
}

/// What the seeds hold, under these keys and the purpose "fuzz".
constexpr std::array<std::string_view, 3> kSealedOnce{"", "a", "a sealed seed of some length"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const auto opened = sealer().open("fuzz", input.rest());
  if (opened) {
    HAETAE_ASSERT(std::find(kSealedOnce.begin(), kSealedOnce.end(), *opened) != kSealedOnce.end());
    HAETAE_ASSERT(!sealer().open("other", input.rest()).has_value());
  }

  // Any plain text comes back, and no neighbour of its seal opens.
  const std::size_t at = input.byte();
  const char other = static_cast<char>(input.byte());
  std::string sealed = sealer().seal("fuzz", input.rest());
  HAETAE_ASSERT(sealer().open("fuzz", sealed) == input.rest());
  char& changed = sealed[at % sealed.size()];
  if (changed == other) return 0;
  changed = other;
  HAETAE_ASSERT(!sealer().open("fuzz", sealed).has_value());
  return 0;
}
