// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/crypto/jws.hpp"
#include "input.hpp"

#include <array>
#include <map>

using namespace haetae;
using crypto::Algorithm;

namespace {

crypto::PublicKey key(const char* jwk) {
  return crypto::PublicKey::from_jwk(wire::Json::parse(jwk).value()).value();
}

/// The keys of RFC 7515 A.3 and RFC 8037 A.2; nobody here has the private halves.
const crypto::PublicKey& es256() {
  static const auto kept =
      key(R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
          R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})");
  return kept;
}
const crypto::PublicKey& eddsa() {
  static const auto kept =
      key(R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})");
  return kept;
}

constexpr std::string_view kEs256Payload =
    "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
constexpr std::string_view kEddsaPayload = "Example of Ed25519 signing";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input{data, size}.rest();
  static constexpr std::array kAllowed{Algorithm::es256, Algorithm::eddsa};
  const auto jws = crypto::verify_jws(
      text, kAllowed, [](const crypto::JwsHeader& header) -> std::optional<crypto::PublicKey> {
        HAETAE_ASSERT(header.algorithm != Algorithm::rs256);
        return header.algorithm == Algorithm::es256 ? es256() : eddsa();
      });
  const auto peeked = crypto::peek_jws(text);
  if (jws) {
    // Only what the RFCs signed can pass, with their headers, which name neither kid nor typ.
    HAETAE_ASSERT(jws->payload == kEs256Payload || jws->payload == kEddsaPayload);
    HAETAE_ASSERT(jws->header.key_id.empty() && jws->header.type.empty());
    HAETAE_ASSERT(peeked && peeked->payload == jws->payload);
  }
  if (peeked) HAETAE_ASSERT(text.size() <= crypto::kJwsLengthMax);
  return 0;
}
