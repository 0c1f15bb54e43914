// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/webauthn.hpp"
#include "haetae/base/assert.hpp"
#include "haetae/crypto/key.hpp"
#include "haetae/wire/base64url.hpp"
#include "input.hpp"

using namespace haetae;
using wire::Json;

namespace {

const accounts::RelyingParty& party() {
  static const accounts::RelyingParty kept{
      "example.org", "Example", {"https://example.org"}, false};
  return kept;
}

const base::Bytes& challenge() {
  static const base::Bytes kept(32, 0x42);
  return kept;
}

base::BytesView bytes(std::string_view text) {
  return base::as_bytes(text);
}

std::string client_data(std::string_view type) {
  std::string text = R"({"type":")";
  text.append(type);
  text += R"(","challenge":")" + wire::base64url_encode(challenge());
  return text + R"(","origin":"https://example.org","crossOrigin":false})";
}

Json credential(base::BytesView id, Json response) {
  const std::string text = wire::base64url_encode(id);
  Json made = Json::object();
  made.set("id", text).set("rawId", text).set("type", "public-key");
  made.set("response", std::move(response));
  return made;
}

/// A key whose private half nobody has (RFC 7515 A.3), so that no assertion may pass.
accounts::StoredCredential stored(base::Bytes id) {
  const auto key = wire::hex_decode(
      "a50102032620012158207fcdce2770f6c45d4183cbee6fdb4b7b580733357be9ef13bacf6e3c7bd15445"
      "225820c7f144cd1bbd9b7e872cdfedb9eeb9f4b3695d6ea90b24ad8a4623288588e5ad");
  return {std::move(id), key.value(), base::Bytes(32, 1), 0, false};
}

void check_registration(const Json& response) {
  const auto made = accounts::verify_registration(party(), challenge(), response);
  if (!made) {
    HAETAE_ASSERT(!to_text(made.error()).empty());
    return;
  }
  HAETAE_ASSERT(!made->credential_id.empty());
  HAETAE_ASSERT(made->credential_id.size() <= accounts::kCredentialIdLengthMax);
  HAETAE_ASSERT(made->credential_id == accounts::claimed_credential_id(response));
  HAETAE_ASSERT(crypto::PublicKey::from_cose(made->public_key).has_value());
  HAETAE_ASSERT(made->backup_eligible || !made->backup_state);
}

void check_assertion(const Json& response) {
  const auto id = accounts::claimed_credential_id(response);
  if (!id) return;
  const auto result = accounts::verify_assertion(party(), challenge(), response, stored(*id),
                                                 accounts::UserHandleRule::if_present);
  HAETAE_ASSERT(!result.has_value());
}

}  // namespace

/// The first byte says what the rest is: the browser's JSON, an attestation object with the id of
/// its credential, or authenticator data and a signature.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  switch (input.byte() % 3) {
    case 0: {
      const auto json = Json::parse(input.rest());
      if (!json) return 0;
      check_registration(*json);
      check_assertion(*json);
      return 0;
    }
    case 1: {
      Json response = Json::object();
      response.set("clientDataJSON", wire::base64url_encode(bytes(client_data("webauthn.create"))))
          .set("attestationObject", wire::base64url_encode(bytes(input.rest())));
      check_registration(credential(base::Bytes(32, 'i'), std::move(response)));
      return 0;
    }
    default: {
      const std::string_view rest = input.rest();
      const std::size_t cut = std::min<std::size_t>(rest.size(), 37);
      Json response = Json::object();
      response.set("clientDataJSON", wire::base64url_encode(bytes(client_data("webauthn.get"))))
          .set("authenticatorData", wire::base64url_encode(bytes(rest.substr(0, cut))))
          .set("signature", wire::base64url_encode(bytes(rest.substr(cut))));
      check_assertion(credential(base::Bytes(32, 'i'), std::move(response)));
      return 0;
    }
  }
}
