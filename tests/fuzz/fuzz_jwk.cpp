// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/crypto/key.hpp"
#include "haetae/wire/base64url.hpp"
#include "input.hpp"

using namespace haetae;
using crypto::PublicKey;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = wire::Json::parse(fuzz::Input{data, size}.rest());
  if (!json) return 0;
  const auto key = PublicKey::from_jwk(*json);
  if (!key) return 0;
  // A key that came in goes out in one form, which is the same key.
  const wire::Json out = key->to_jwk();
  const auto back = PublicKey::from_jwk(out);
  HAETAE_ASSERT(back.has_value() && back->to_jwk() == out);
  HAETAE_ASSERT(back->algorithm() == key->algorithm());
  HAETAE_ASSERT(key->thumbprint() == back->thumbprint() && key->thumbprint().size() == 43);
  HAETAE_ASSERT(out.find("d") == nullptr);
  if (key->algorithm() == crypto::Algorithm::rs256) {
    HAETAE_ASSERT(wire::base64url_decode(*out.string_at("n"))->size() >= 256);
  }
  HAETAE_ASSERT(!key->verify(base::BytesView{data, size}, base::Bytes(64, 0)));
  return 0;
}
