// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/webauthn.hpp"

#include "haetae/base/assert.hpp"
#include "haetae/crypto/cbor.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/crypto/key.hpp"
#include "haetae/wire/base64url.hpp"

#include <algorithm>
#include <utility>

// Steps are those of Web Authentication Level 3, §7.1 (registration) and §7.2 (assertion).
namespace haetae::accounts {
namespace {

using base::fail;
using crypto::Cbor;

constexpr std::size_t kChallengeLengthMin = 16;  // §13.4.3
constexpr std::size_t kClientDataLengthMax = 8 * 1024;
constexpr std::size_t kAuthenticatorDataLengthMax = 8 * 1024;
constexpr std::size_t kSignatureLengthMax = 1024;
constexpr std::size_t kTransportsMax = 8;
constexpr std::size_t kTransportLengthMax = 32;
constexpr std::size_t kFormatLengthMax = 32;  // §8.1
constexpr std::array<std::int64_t, 3> kAlgorithms{crypto::kCoseEs256, crypto::kCoseRs256,
                                                  crypto::kCoseEddsa};

/// In the order of WebauthnError.
constexpr std::array<std::string_view, 16> kErrorNames{
    "malformed",           "wrong_type",
    "wrong_challenge",     "wrong_origin",
    "cross_origin",        "wrong_rp_id",
    "user_not_present",    "user_not_verified",
    "wrong_backup_flags",  "unsupported_algorithm",
    "attestation_refused", "credential_id_too_long",
    "wrong_credential",    "wrong_user",
    "bad_signature",       "counter_regressed"};
static_assert(static_cast<std::size_t>(WebauthnError::counter_regressed) + 1 == kErrorNames.size());

/// Nothing, or what is wrong.
using Check = std::optional<WebauthnError>;

// ---- The browser's JSON ----

/// A base64url member of at most `length_max` bytes.
std::optional<base::Bytes> bytes_at(const wire::Json& object, std::string_view name,
                                    std::size_t length_max) {
  const std::optional<std::string_view> text = object.string_at(name);
  if (!text || text->size() > (length_max * 4 + 2) / 3) return std::nullopt;
  return wire::base64url_decode(*text);
}

/// What registration and assertion have in common.
struct Credential {
  base::Bytes id;
  base::Bytes client_data;
  const wire::Json* response = nullptr;
};

/// Steps 2 to 4 of both: the shape of PublicKeyCredential.toJSON().
base::Outcome<Credential, WebauthnError> read_credential(const wire::Json& json) {
  if (json.string_at("type") != "public-key") return fail(WebauthnError::malformed);
  const std::string_view raw_id = json.string_at("rawId").value_or("");
  if (raw_id.size() > (kCredentialIdLengthMax * 4 + 2) / 3) {
    return fail(WebauthnError::credential_id_too_long);
  }
  std::optional<base::Bytes> id = wire::base64url_decode(raw_id);
  if (!id || id->empty() || json.string_at("id") != raw_id) return fail(WebauthnError::malformed);
  const wire::Json* response = json.find("response");
  if (response == nullptr) return fail(WebauthnError::malformed);
  auto client_data = bytes_at(*response, "clientDataJSON", kClientDataLengthMax);
  if (!client_data) return fail(WebauthnError::malformed);
  return Credential{std::move(*id), std::move(*client_data), response};
}

/// §7.1 steps 5 to 11, §7.2 steps 8 to 14.
Check check_client_data(const RelyingParty& party, base::BytesView challenge, base::BytesView bytes,
                        std::string_view type) {
  std::string_view text = base::as_text(bytes);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // "UTF-8 decode" strips a mark
  const auto data = wire::Json::parse(text);
  if (!data.has_value() || data->if_object() == nullptr) return WebauthnError::malformed;
  // type: keeps an assertion from passing for a registration.
  if (data->string_at("type") != type) return WebauthnError::wrong_type;
  // challenge: keeps an old answer from passing for a new one.
  const std::string expected = wire::base64url_encode(challenge);
  if (!crypto::equal_constant_time(data->string_at("challenge").value_or(""), expected)) {
    return WebauthnError::wrong_challenge;
  }
  // origin: the whole text, so neither `https://badexample.org` nor a port passes (threat 62).
  const std::string_view origin = data->string_at("origin").value_or("");
  if (std::find(party.origins.begin(), party.origins.end(), origin) == party.origins.end()) {
    return WebauthnError::wrong_origin;
  }
  // crossOrigin, topOrigin: our pages are never framed by others.
  const wire::Json* crossing = data->find("crossOrigin");
  if (crossing != nullptr && !crossing->is_null()) {
    if (crossing->if_bool() == nullptr) return WebauthnError::malformed;
    if (*crossing->if_bool()) return WebauthnError::cross_origin;
  }
  if (data->find("topOrigin") != nullptr) return WebauthnError::cross_origin;
  return std::nullopt;
}

// ---- Authenticator data, §6.1 ----

enum Flag : std::uint8_t {
  user_present = 0x01,
  user_verified = 0x04,
  backup_eligible = 0x08,
  backup_state = 0x10,
  attested_data = 0x40,
  extension_data = 0x80,
};

struct AttestedCredential {
  std::array<std::uint8_t, 16> aaguid{};
  base::BytesView id;
  base::BytesView public_key;
};

struct AuthenticatorData {
  base::BytesView rp_id_hash;
  std::uint8_t flags = 0;
  std::uint32_t sign_count = 0;
  std::optional<AttestedCredential> attested;

  [[nodiscard]] bool has(Flag flag) const { return (flags & flag) != 0; }
};

/// Takes bytes off the front and never reads past the end (threats 73, 77).
class Cursor {
 public:
  explicit Cursor(base::BytesView bytes) : rest_(bytes) {}

  [[nodiscard]] std::optional<base::BytesView> take(std::size_t count) {
    if (count > rest_.size()) return std::nullopt;
    const base::BytesView taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }
  /// One CBOR item, as it stands.
  [[nodiscard]] std::optional<base::BytesView> take_map() {
    std::size_t taken = 0;
    const auto item = crypto::read_cbor(rest_, &taken);
    if (!item.has_value() || item->kind != Cbor::Kind::map) return std::nullopt;
    return take(taken);
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  base::BytesView rest_;
};

std::uint32_t big_endian(base::BytesView bytes) {
  std::uint32_t number = 0;
  for (const std::uint8_t byte : bytes)
    number = number << 8 | byte;
  return number;
}

/// §6.5.1: aaguid, length of id, id, COSE key.
base::Outcome<AttestedCredential, WebauthnError> read_attested(Cursor& cursor) {
  const auto aaguid = cursor.take(16);
  const auto length = cursor.take(2);
  if (!aaguid || !length) return fail(WebauthnError::malformed);
  const std::size_t id_length = big_endian(*length);
  // §7.1 step 26, before the length is used for anything.
  if (id_length > kCredentialIdLengthMax) return fail(WebauthnError::credential_id_too_long);
  const auto id = cursor.take(id_length);
  if (!id || id->empty()) return fail(WebauthnError::malformed);
  const auto key = cursor.take_map();
  if (!key) return fail(WebauthnError::malformed);
  AttestedCredential attested{{}, *id, *key};
  std::copy(aaguid->begin(), aaguid->end(), attested.aaguid.begin());
  return attested;
}

base::Outcome<AuthenticatorData, WebauthnError> read_authenticator_data(base::BytesView bytes) {
  Cursor cursor{bytes};
  const auto hash = cursor.take(32);
  const auto flags = cursor.take(1);
  const auto count = cursor.take(4);
  if (!hash || !flags || !count) return fail(WebauthnError::malformed);
  AuthenticatorData data{*hash, flags->front(), big_endian(*count), std::nullopt};
  if (data.has(attested_data)) {
    const auto attested = read_attested(cursor);
    if (!attested.has_value()) return fail(attested.error());
    data.attested = *attested;
  }
  // §7.1 step 21, §7.2 step 20: we ask for no authenticator extension and ignore what comes.
  if (data.has(extension_data) && !cursor.take_map()) return fail(WebauthnError::malformed);
  if (!cursor.at_end()) return fail(WebauthnError::malformed);
  return data;
}

/// §7.1 steps 14 to 17, §7.2 steps 15 to 18.
Check check_authenticator_data(const RelyingParty& party, const AuthenticatorData& data) {
  // rpIdHash: the credential was made for us (threat 63).
  if (!crypto::equal_constant_time(data.rp_id_hash, crypto::sha256(party.id))) {
    return WebauthnError::wrong_rp_id;
  }
  // UP, UV: somebody was there, and it was the owner.
  if (!data.has(user_present)) return WebauthnError::user_not_present;
  if (party.user_verification_required && !data.has(user_verified)) {
    return WebauthnError::user_not_verified;
  }
  // BE, BS: what cannot be backed up is not backed up.
  if (data.has(backup_state) && !data.has(backup_eligible)) {
    return WebauthnError::wrong_backup_flags;
  }
  return std::nullopt;
}

/// authData || SHA-256(clientDataJSON), over which authenticators sign (§6.3.3 step 11).
base::Bytes signed_bytes(base::BytesView authenticator_data, base::BytesView client_data) {
  const crypto::Digest hash = crypto::sha256(client_data);
  base::Bytes bytes(authenticator_data.begin(), authenticator_data.end());
  bytes.insert(bytes.end(), hash.begin(), hash.end());
  return bytes;
}

// ---- Attestation ----

std::int64_t cose_number(crypto::Algorithm algorithm) {
  switch (algorithm) {
    case crypto::Algorithm::es256:
      return crypto::kCoseEs256;
    case crypto::Algorithm::rs256:
      return crypto::kCoseRs256;
    case crypto::Algorithm::eddsa:
      return crypto::kCoseEddsa;
  }
  return 0;
}

struct AttestationObject {
  std::string_view format;
  base::BytesView authenticator_data;
  const Cbor* statement = nullptr;
};

/// §6.5.4. Borrows from `map`.
std::optional<AttestationObject> read_attestation(const Cbor& map) {
  const Cbor* format = map.find("fmt");
  const Cbor* data = map.find("authData");
  const Cbor* statement = map.find("attStmt");
  if (format == nullptr || format->kind != Cbor::Kind::text || data == nullptr ||
      data->kind != Cbor::Kind::bytes || statement == nullptr ||
      statement->kind != Cbor::Kind::map || format->bytes.size() > kFormatLengthMax) {
    return std::nullopt;
  }
  return AttestationObject{base::as_text(format->bytes), data->bytes, statement};
}

/// §7.1 steps 22 to 25. We ask for none and trust none; a browser may still pass one on. "none"
/// must be empty (§8.7) and a signature by the credential itself must be right (§8.2); statements
/// that only a certificate could confirm say nothing to us, and are not looked at.
Check check_attestation(const AttestationObject& object, const crypto::PublicKey& key,
                        base::BytesView client_data) {
  const Cbor& statement = *object.statement;
  if (object.format == "none") {
    if (!statement.items.empty()) return WebauthnError::attestation_refused;
    return std::nullopt;
  }
  if (object.format != "packed" || statement.find("x5c") != nullptr) return std::nullopt;
  const Cbor* algorithm = statement.find("alg");
  const Cbor* signature = statement.find("sig");
  if (algorithm == nullptr || algorithm->kind != Cbor::Kind::integer ||
      algorithm->integer != cose_number(key.algorithm()) || signature == nullptr ||
      signature->kind != Cbor::Kind::bytes || signature->bytes.size() > kSignatureLengthMax ||
      !key.verify_der(signed_bytes(object.authenticator_data, client_data), signature->bytes)) {
    return WebauthnError::attestation_refused;
  }
  return std::nullopt;
}

/// What the browser says of the ways to reach the authenticator: hints, kept when they look sane.
std::vector<std::string> read_transports(const wire::Json& response) {
  std::vector<std::string> transports;
  const wire::Json* found = response.find("transports");
  const wire::Json::Array* array = found != nullptr ? found->if_array() : nullptr;
  if (array == nullptr) return transports;
  for (const wire::Json& one : *array) {
    const std::string* text = one.if_string();
    if (text == nullptr || text->empty() || text->size() > kTransportLengthMax) continue;
    if (text->find_first_not_of("abcdefghijklmnopqrstuvwxyz-") != std::string::npos) continue;
    if (transports.size() < kTransportsMax) transports.push_back(*text);
  }
  return transports;
}

wire::Json descriptors(std::span<const CredentialDescriptor> credentials) {
  wire::Json array = wire::Json::array();
  for (const CredentialDescriptor& credential : credentials) {
    wire::Json one = wire::Json::object();
    one.set("type", "public-key").set("id", wire::base64url_encode(credential.id));
    if (!credential.transports.empty()) {
      wire::Json transports = wire::Json::array();
      for (const std::string& transport : credential.transports)
        transports.push(transport);
      one.set("transports", std::move(transports));
    }
    array.push(std::move(one));
  }
  return array;
}

/// §7.1 steps 14 to 26 on the decoded attestation object.
base::Outcome<NewCredential, WebauthnError> check_new_credential(const RelyingParty& party,
                                                                 const Credential& credential,
                                                                 const AttestationObject& object) {
  const auto data = read_authenticator_data(object.authenticator_data);
  if (!data.has_value()) return fail(data.error());
  if (const Check wrong = check_authenticator_data(party, *data)) return fail(*wrong);
  if (!data->attested) return fail(WebauthnError::malformed);
  const AttestedCredential& attested = *data->attested;
  // The id is not signed; the one outside must at least be the one inside.
  if (!std::equal(attested.id.begin(), attested.id.end(), credential.id.begin(),
                  credential.id.end())) {
    return fail(WebauthnError::wrong_credential);
  }
  // Step 20: only kAlgorithms can be imported at all.
  const auto key = crypto::PublicKey::from_cose(attested.public_key);
  if (!key.has_value()) {
    return fail(key.error() == crypto::KeyError::unsupported ? WebauthnError::unsupported_algorithm
                                                             : WebauthnError::malformed);
  }
  if (const Check wrong = check_attestation(object, *key, credential.client_data)) {
    return fail(*wrong);
  }
  NewCredential made;
  made.credential_id = credential.id;
  made.public_key.assign(attested.public_key.begin(), attested.public_key.end());
  made.sign_count = data->sign_count;
  made.aaguid = attested.aaguid;
  made.transports = read_transports(*credential.response);
  made.attestation_format = object.format;
  made.backup_eligible = data->has(backup_eligible);
  made.backup_state = data->has(backup_state);
  made.user_verified = data->has(user_verified);
  return made;
}

/// §7.2 steps 5 and 6: the stored credential is the claimed one, and its owner is the named one.
Check check_owner(const Credential& credential, const StoredCredential& stored,
                  UserHandleRule rule) {
  if (credential.id != stored.credential_id) return WebauthnError::wrong_credential;
  const wire::Json* handle = credential.response->find("userHandle");
  if (handle == nullptr || handle->is_null()) {
    if (rule == UserHandleRule::required) return WebauthnError::wrong_user;
    return std::nullopt;
  }
  const auto claimed = bytes_at(*credential.response, "userHandle", kUserHandleLengthMax);
  if (!claimed) return WebauthnError::malformed;
  if (*claimed != stored.user_handle) return WebauthnError::wrong_user;
  return std::nullopt;
}

}  // namespace

base::Bytes new_webauthn_challenge(base::Entropy& entropy) {
  base::Bytes challenge(kWebauthnChallengeLength);
  entropy.fill(challenge);
  return challenge;
}

base::Bytes new_user_handle(base::Entropy& entropy) {
  base::Bytes handle(kUserHandleLength);
  entropy.fill(handle);
  return handle;
}

wire::Json creation_options(const RelyingParty& party, const CreationRequest& request) {
  HAETAE_ASSERT(request.challenge.size() >= kChallengeLengthMin);
  HAETAE_ASSERT(request.user_handle.size() >= kUserHandleLengthMin &&
                request.user_handle.size() <= kUserHandleLengthMax);
  wire::Json rp = wire::Json::object();
  rp.set("id", party.id).set("name", party.name);
  wire::Json user = wire::Json::object();
  user.set("id", wire::base64url_encode(request.user_handle))
      .set("name", request.user_name)
      .set("displayName", request.display_name);
  wire::Json parameters = wire::Json::array();
  for (const std::int64_t algorithm : kAlgorithms) {
    wire::Json one = wire::Json::object();
    one.set("type", "public-key").set("alg", algorithm);
    parameters.push(std::move(one));
  }
  wire::Json selection = wire::Json::object();
  selection.set("residentKey", "required")
      .set("requireResidentKey", true)  // what Level 1 browsers read
      .set("userVerification", party.user_verification_required ? "required" : "preferred");
  wire::Json options = wire::Json::object();
  options.set("rp", std::move(rp))
      .set("user", std::move(user))
      .set("challenge", wire::base64url_encode(request.challenge))
      .set("pubKeyCredParams", std::move(parameters))
      .set("timeout", static_cast<std::int64_t>(kWebauthnTimeout.count()))
      .set("excludeCredentials", descriptors(request.exclude))
      .set("authenticatorSelection", std::move(selection))
      .set("attestation", "none");
  return options;
}

wire::Json request_options(const RelyingParty& party, base::BytesView challenge,
                           std::span<const CredentialDescriptor> allow) {
  HAETAE_ASSERT(challenge.size() >= kChallengeLengthMin);
  wire::Json options = wire::Json::object();
  options.set("challenge", wire::base64url_encode(challenge))
      .set("timeout", static_cast<std::int64_t>(kWebauthnTimeout.count()))
      .set("rpId", party.id)
      .set("allowCredentials", descriptors(allow))
      .set("userVerification", party.user_verification_required ? "required" : "preferred");
  return options;
}

std::string_view to_text(WebauthnError error) {
  return kErrorNames[static_cast<std::size_t>(error)];
}

base::Outcome<NewCredential, WebauthnError> verify_registration(const RelyingParty& party,
                                                                base::BytesView challenge,
                                                                const wire::Json& response) {
  HAETAE_ASSERT(challenge.size() >= kChallengeLengthMin);
  const auto credential = read_credential(response);
  if (!credential.has_value()) return fail(credential.error());
  if (const Check wrong =
          check_client_data(party, challenge, credential->client_data, "webauthn.create")) {
    return fail(*wrong);
  }
  // Steps 12 and 13.
  const auto bytes = bytes_at(*credential->response, "attestationObject", crypto::kCborLengthMax);
  if (!bytes) return fail(WebauthnError::malformed);
  const auto map = crypto::read_cbor(*bytes);
  if (!map.has_value()) return fail(WebauthnError::malformed);
  const std::optional<AttestationObject> object = read_attestation(*map);
  if (!object) return fail(WebauthnError::malformed);
  return check_new_credential(party, *credential, *object);
}

std::optional<base::Bytes> claimed_credential_id(const wire::Json& response) {
  auto credential = read_credential(response);
  if (!credential.has_value()) return std::nullopt;
  return std::move(credential->id);
}

base::Outcome<AssertionResult, WebauthnError> verify_assertion(const RelyingParty& party,
                                                               base::BytesView challenge,
                                                               const wire::Json& response,
                                                               const StoredCredential& stored,
                                                               UserHandleRule rule) {
  HAETAE_ASSERT(challenge.size() >= kChallengeLengthMin);
  const auto credential = read_credential(response);
  if (!credential.has_value()) return fail(credential.error());
  if (const Check wrong = check_owner(*credential, stored, rule)) return fail(*wrong);
  // Step 7.
  const auto bytes =
      bytes_at(*credential->response, "authenticatorData", kAuthenticatorDataLengthMax);
  const auto signature = bytes_at(*credential->response, "signature", kSignatureLengthMax);
  if (!bytes || !signature) return fail(WebauthnError::malformed);
  if (const Check wrong =
          check_client_data(party, challenge, credential->client_data, "webauthn.get")) {
    return fail(*wrong);
  }
  const auto data = read_authenticator_data(*bytes);
  if (!data.has_value()) return fail(data.error());
  if (const Check wrong = check_authenticator_data(party, *data)) return fail(*wrong);
  // Step 19: backup eligibility is for life.
  if (data->has(backup_eligible) != stored.backup_eligible) {
    return fail(WebauthnError::wrong_backup_flags);
  }
  // Steps 21 and 22.
  const auto key = crypto::PublicKey::from_cose(stored.public_key);
  if (!key.has_value()) return fail(WebauthnError::unsupported_algorithm);
  if (!key->verify_der(signed_bytes(*bytes, credential->client_data), *signature)) {
    return fail(WebauthnError::bad_signature);
  }
  // Step 23. Synchronised passkeys always say zero; who counts must count up.
  if ((data->sign_count != 0 || stored.sign_count != 0) && data->sign_count <= stored.sign_count) {
    return fail(WebauthnError::counter_regressed);
  }
  return AssertionResult{data->sign_count, data->has(backup_state), data->has(user_verified),
                         stored.user_handle};
}

}  // namespace haetae::accounts
