// SPDX-License-Identifier: Apache-2.0
#include "challenge.hpp"

#include "haetae/accounts/passkey_sign_in.hpp"
#include "haetae/wire/base64url.hpp"
#include "haetae/wire/json.hpp"

namespace haetae::accounts {

Challenge make_challenge(const Ports& ports, std::string_view purpose, std::string_view bound_to) {
  Challenge challenge;
  challenge.bytes = new_webauthn_challenge(ports.entropy);
  wire::Json json = wire::Json::object();
  json.set("challenge", wire::base64url_encode(challenge.bytes)).set("for", bound_to);
  if (const std::string pin = ports.site.pin(); !pin.empty()) json.set("site", pin);
  json.set("until", base::to_unix_milliseconds(ports.clock.now() + PasskeySignIn::kChallengeLife));
  challenge.sealed = ports.sealer.seal(purpose, json.to_text());
  return challenge;
}

std::optional<OpenChallenge> open_challenge(const Ports& ports, std::string_view purpose,
                                            std::string_view sealed) {
  const std::optional<std::string> plain = ports.sealer.open(purpose, sealed);
  if (!plain) return std::nullopt;
  const auto json = wire::Json::parse(*plain);
  if (!json) return std::nullopt;
  const auto text = json->string_at("challenge");
  const auto bound_to = json->string_at("for");
  const auto until = json->integer_at("until");
  if (!text || !bound_to || !until) return std::nullopt;
  std::optional<base::Bytes> bytes = wire::base64url_decode(*text);
  OpenChallenge open;
  open.site = json->string_at("site").value_or("");
  open.expires_at = base::from_unix_milliseconds(*until);
  if (!bytes || ports.clock.now() >= open.expires_at) return std::nullopt;
  open.bytes = *std::move(bytes);
  open.bound_to = *bound_to;
  return open;
}

bool spend_challenge(Transaction& transaction, const OpenChallenge& challenge) {
  // Kept past its end, so that no clock of another site finds it unused again.
  return transaction.spent.spend("challenge:" + wire::base64url_encode(challenge.bytes),
                                 challenge.expires_at + PasskeySignIn::kChallengeLife);
}

}  // namespace haetae::accounts
