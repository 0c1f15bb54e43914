// SPDX-License-Identifier: Apache-2.0
#include "software_authenticator.hpp"

#include "haetae/base/assert.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/crypto/key.hpp"
#include "haetae/wire/base64url.hpp"

#include <openssl/core_names.h>

namespace haetae::crypto::testing {
namespace {

base::Bytes number(EVP_PKEY* key, const char* name, std::size_t length = 0) {
  BIGNUM* raw = nullptr;
  HAETAE_ASSERT(EVP_PKEY_get_bn_param(key, name, &raw) == 1);
  base::Bytes bytes(length != 0 ? length : static_cast<std::size_t>(BN_num_bytes(raw)));
  BN_bn2binpad(raw, bytes.data(), static_cast<int>(bytes.size()));
  BN_free(raw);
  return bytes;
}

EVP_PKEY* generate(SoftwareAuthenticator::Kind kind) {
  switch (kind) {
    case SoftwareAuthenticator::Kind::es256:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    case SoftwareAuthenticator::Kind::rs256:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2048});
    case SoftwareAuthenticator::Kind::ed25519:
      return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  }
  return nullptr;
}

void append(base::Bytes& out, base::BytesView more) {
  out.insert(out.end(), more.begin(), more.end());
}

std::string encode(base::BytesView bytes) {
  return wire::base64url_encode(bytes);
}

}  // namespace

base::Bytes join(std::initializer_list<base::Bytes> parts) {
  base::Bytes out;
  for (const base::Bytes& part : parts)
    append(out, part);
  return out;
}

base::Bytes cbor_head(std::uint8_t major, std::uint64_t value) {
  const int size = value < 24 ? 0 : value < 256 ? 1 : value < 65536 ? 2 : 4;
  const std::uint64_t info = size == 0 ? value : size == 1 ? 24 : size == 2 ? 25 : 26;
  base::Bytes out{static_cast<std::uint8_t>(std::uint64_t{major} << 5 | info)};
  for (int i = size - 1; i >= 0; --i)
    out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  return out;
}

base::Bytes cbor_integer(std::int64_t value) {
  return value >= 0 ? cbor_head(0, static_cast<std::uint64_t>(value))
                    : cbor_head(1, static_cast<std::uint64_t>(-1 - value));
}

base::Bytes cbor_bytes(base::BytesView bytes) {
  base::Bytes out = cbor_head(2, bytes.size());
  append(out, bytes);
  return out;
}

base::Bytes cbor_text(std::string_view text) {
  base::Bytes out = cbor_head(3, text.size());
  append(out, base::as_bytes(text));
  return out;
}

SoftwareAuthenticator::SoftwareAuthenticator(Kind kind)
    : credential_id(32, 0xC1), user_handle(32, 0x5E), kind_(kind), key_(generate(kind)) {
  HAETAE_ASSERT(key_ != nullptr);
}

base::Bytes SoftwareAuthenticator::cose_key() const {
  const auto pair = [](std::int64_t label, base::Bytes value) {
    return join({cbor_integer(label), std::move(value)});
  };
  switch (kind_) {
    case Kind::es256:
      return join({cbor_head(5, 5), pair(1, cbor_integer(2)), pair(3, cbor_integer(-7)),
                   pair(-1, cbor_integer(1)),
                   pair(-2, cbor_bytes(number(key_.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32))),
                   pair(-3, cbor_bytes(number(key_.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32)))});
    case Kind::rs256:
      return join({cbor_head(5, 4), pair(1, cbor_integer(3)), pair(3, cbor_integer(-257)),
                   pair(-1, cbor_bytes(number(key_.get(), OSSL_PKEY_PARAM_RSA_N))),
                   pair(-2, cbor_bytes(number(key_.get(), OSSL_PKEY_PARAM_RSA_E)))});
    case Kind::ed25519: {
      base::Bytes x(32);
      std::size_t length = x.size();
      HAETAE_ASSERT(EVP_PKEY_get_raw_public_key(key_.get(), x.data(), &length) == 1);
      return join({cbor_head(5, 4), pair(1, cbor_integer(1)), pair(3, cbor_integer(-8)),
                   pair(-1, cbor_integer(6)), pair(-2, cbor_bytes(x))});
    }
  }
  return {};
}

void SoftwareAuthenticator::make_client_data(const char* type, base::BytesView challenge) {
  client_data = R"({"type":")" + (type_override.empty() ? std::string{type} : type_override) +
                R"(","challenge":")" + encode(challenge) + R"(","origin":")" + origin + '"' +
                client_data_extra + "}";
}

void SoftwareAuthenticator::make_authenticator_data(bool attested) {
  authenticator_data.clear();
  append(authenticator_data, sha256(rp_id));
  const int all = flags | (attested ? 0x40 : 0) | (extensions.empty() ? 0 : 0x80);
  authenticator_data.push_back(static_cast<std::uint8_t>(all));
  for (int shift = 24; shift >= 0; shift -= 8) {
    authenticator_data.push_back(static_cast<std::uint8_t>(counter >> shift));
  }
  if (attested) {
    append(authenticator_data, base::Bytes(16, 0xAA));
    authenticator_data.push_back(static_cast<std::uint8_t>(credential_id.size() >> 8));
    authenticator_data.push_back(static_cast<std::uint8_t>(credential_id.size()));
    append(authenticator_data, credential_id);
    append(authenticator_data, cose_override.empty() ? cose_key() : cose_override);
  }
  append(authenticator_data, extensions);
  append(authenticator_data, trailing);
}

base::Bytes SoftwareAuthenticator::sign() const {
  base::Bytes data = authenticator_data;
  append(data, sha256(client_data));
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  const char* digest = kind_ == Kind::ed25519 ? nullptr : "SHA256";
  HAETAE_ASSERT(
      EVP_DigestSignInit_ex(context, nullptr, digest, nullptr, nullptr, key_.get(), nullptr) == 1);
  std::size_t length = 0;
  HAETAE_ASSERT(EVP_DigestSign(context, nullptr, &length, data.data(), data.size()) == 1);
  base::Bytes made(length);
  HAETAE_ASSERT(EVP_DigestSign(context, made.data(), &length, data.data(), data.size()) == 1);
  made.resize(length);
  EVP_MD_CTX_free(context);
  return made;
}

wire::Json SoftwareAuthenticator::create(base::BytesView challenge) {
  make_client_data("webauthn.create", challenge);
  make_authenticator_data(true);
  signature = sign();
  base::Bytes made_statement = statement;
  if (statement.empty() && format == "packed") {
    const std::int64_t algorithm = kind_ == Kind::es256   ? kCoseEs256
                                   : kind_ == Kind::rs256 ? kCoseRs256
                                                          : kCoseEddsa;
    made_statement = join({cbor_head(5, 2), cbor_text("alg"), cbor_integer(algorithm),
                           cbor_text("sig"), cbor_bytes(signature)});
  } else if (statement.empty()) {
    made_statement = cbor_head(5, 0);
  }
  attestation_object =
      join({cbor_head(5, 3), cbor_text("fmt"), cbor_text(format), cbor_text("attStmt"),
            made_statement, cbor_text("authData"), cbor_bytes(authenticator_data)});
  wire::Json response = wire::Json::object();
  response.set("clientDataJSON", encode(base::as_bytes(client_data)))
      .set("attestationObject", encode(attestation_object))
      .set("transports", wire::Json{wire::Json::Array{"internal", "hybrid"}});
  wire::Json credential = wire::Json::object();
  credential.set("id", encode(credential_id))
      .set("rawId", encode(credential_id))
      .set("type", "public-key")
      .set("authenticatorAttachment", "platform")
      .set("clientExtensionResults", wire::Json::object())
      .set("response", std::move(response));
  return credential;
}

wire::Json SoftwareAuthenticator::get(base::BytesView challenge) {
  make_client_data("webauthn.get", challenge);
  make_authenticator_data(false);
  signature = sign();
  wire::Json response = wire::Json::object();
  response.set("clientDataJSON", encode(base::as_bytes(client_data)))
      .set("authenticatorData", encode(authenticator_data))
      .set("signature", encode(signature))
      .set("userHandle", encode(user_handle));
  wire::Json credential = wire::Json::object();
  credential.set("id", encode(credential_id))
      .set("rawId", encode(credential_id))
      .set("type", "public-key")
      .set("clientExtensionResults", wire::Json::object())
      .set("response", std::move(response));
  return credential;
}

}  // namespace haetae::crypto::testing
