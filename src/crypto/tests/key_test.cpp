// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/key.hpp"

#include "haetae/wire/base64url.hpp"
#include "rfc_keys.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <thread>

namespace haetae::crypto {
namespace {

using wire::base64url_encode;

wire::Json json(std::string_view text) {
  auto parsed = wire::Json::parse(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  return std::move(*parsed);
}

PublicKey import(std::string_view jwk) {
  return PublicKey::from_jwk(json(jwk)).value();
}

KeyError refusal(const wire::Json& jwk) {
  const auto key = PublicKey::from_jwk(jwk);
  EXPECT_FALSE(key.has_value()) << jwk.to_text();
  return key.has_value() ? KeyError{} : key.error();
}

wire::Json rsa_jwk(const base::Bytes& n, const base::Bytes& e = {1, 0, 1}) {
  wire::Json jwk = wire::Json::object();
  jwk.set("kty", "RSA").set("n", base64url_encode(n)).set("e", base64url_encode(e));
  return jwk;
}

base::Bytes modulus(std::size_t bytes, std::uint8_t first = 0xC5, std::uint8_t last = 0x01) {
  base::Bytes n(bytes, 0x5A);
  n.front() = first;
  n.back() = last;
  return n;
}

TEST(Thumbprint, AgreesWithRfc7638AndRfc8037) {
  EXPECT_EQ(import(rfc::kThumbprintJwk).thumbprint(),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  EXPECT_EQ(import(rfc::kEdJwk).thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

// Threat 34: two entries of one key set may hide one key; the thumbprint finds it.
TEST(Thumbprint, NamesTheSameKeyTheSame) {
  wire::Json dressed = json(rfc::kEcJwk);
  dressed.set("kid", "another").set("use", "sig").set("alg", "ES256");
  EXPECT_EQ(PublicKey::from_jwk(dressed)->thumbprint(), import(rfc::kEcJwk).thumbprint());
}

TEST(PublicKeyJwk, ComesOutAsItWentIn) {
  for (const char* text : {rfc::kRsaJwk, rfc::kEcJwk, rfc::kEdJwk}) {
    const wire::Json before = json(text);
    const wire::Json after = import(text).to_jwk();
    ASSERT_EQ(after.if_object()->size(), before.if_object()->size());
    for (const auto& [name, value] : *before.if_object()) {
      ASSERT_NE(after.find(name), nullptr) << name;
      EXPECT_EQ(*after.find(name), value) << name;
    }
  }
}

TEST(PublicKeyJwk, KnowsItsAlgorithm) {
  EXPECT_EQ(import(rfc::kRsaJwk).algorithm(), Algorithm::rs256);
  EXPECT_EQ(import(rfc::kEcJwk).algorithm(), Algorithm::es256);
  EXPECT_EQ(import(rfc::kEdJwk).algorithm(), Algorithm::eddsa);
}

// Threat 34.
TEST(PublicKeyJwk, RefusesWeakRsaKeys) {
  EXPECT_TRUE(PublicKey::from_jwk(rsa_jwk(modulus(256))).has_value());
  EXPECT_EQ(refusal(rsa_jwk(modulus(128))), KeyError::weak);
  EXPECT_EQ(refusal(rsa_jwk(modulus(255))), KeyError::weak);
  EXPECT_EQ(refusal(rsa_jwk(modulus(256, 0x7F))), KeyError::weak) << "2047 bits";
  EXPECT_EQ(refusal(rsa_jwk(modulus(256, 0xC5, 0x02))), KeyError::weak) << "even";
  EXPECT_EQ(refusal(rsa_jwk(modulus(256), {1})), KeyError::weak) << "e = 1";
  EXPECT_EQ(refusal(rsa_jwk(modulus(256), {3})), KeyError::weak) << "e = 3";
  EXPECT_EQ(refusal(rsa_jwk(modulus(256), {1, 0, 0})), KeyError::weak) << "even e";
}

TEST(PublicKeyJwk, RefusesOversizedAndOddlyWrittenRsaNumbers) {
  EXPECT_TRUE(PublicKey::from_jwk(rsa_jwk(modulus(1024))).has_value());
  EXPECT_EQ(refusal(rsa_jwk(modulus(1025))), KeyError::unsupported);
  EXPECT_EQ(refusal(rsa_jwk(modulus(64 * 1024))), KeyError::malformed);
  EXPECT_EQ(refusal(rsa_jwk(modulus(256), base::Bytes(9, 1))), KeyError::unsupported);
  base::Bytes padded = modulus(256);
  padded.insert(padded.begin(), 0);
  EXPECT_EQ(refusal(rsa_jwk(padded)), KeyError::malformed);
  EXPECT_EQ(refusal(rsa_jwk(modulus(256), {0, 1, 0, 1})), KeyError::malformed);
  EXPECT_EQ(refusal(rsa_jwk({})), KeyError::malformed);
  EXPECT_EQ(refusal(rsa_jwk(modulus(256), {})), KeyError::malformed);
}

TEST(PublicKeyJwk, RefusesPointsOffTheCurve) {
  wire::Json jwk = json(rfc::kEcJwk);
  auto y = wire::base64url_decode(*jwk.string_at("y"));
  for (std::size_t i = 0; i < y->size(); ++i) {
    base::Bytes changed = *y;
    changed[i] ^= 1;
    jwk.set("y", base64url_encode(changed));
    EXPECT_EQ(refusal(jwk), KeyError::malformed) << i;
  }
  jwk.set("x", base64url_encode(base::Bytes(32, 0))).set("y", base64url_encode(base::Bytes(32, 0)));
  EXPECT_EQ(refusal(jwk), KeyError::malformed);
  jwk.set("x", base64url_encode(base::Bytes(32, 0xFF)));
  EXPECT_EQ(refusal(jwk), KeyError::malformed) << "beyond the prime";
}

TEST(PublicKeyJwk, RefusesCoordinatesOfOtherLengths) {
  for (const std::size_t length : {0, 1, 31, 33, 64, 1000}) {
    wire::Json jwk = json(rfc::kEcJwk);
    jwk.set("x", base64url_encode(base::Bytes(length, 1)));
    EXPECT_EQ(refusal(jwk), KeyError::malformed) << length;
    wire::Json ed = json(rfc::kEdJwk);
    ed.set("x", base64url_encode(base::Bytes(length, 1)));
    EXPECT_EQ(refusal(ed), KeyError::malformed) << length;
  }
}

// A key of small order accepts signatures that nobody made.
TEST(PublicKeyJwk, RefusesEd25519PointsOfSmallOrderAndOffTheCurve) {
  for (const char* hex : {
           "0000000000000000000000000000000000000000000000000000000000000000",
           "0100000000000000000000000000000000000000000000000000000000000000",
           "0100000000000000000000000000000000000000000000000000000000000080",
           "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
           "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
           "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
           "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
           "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
           "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  // p, that is 0
                                                                                // again
           "0200000000000000000000000000000000000000000000000000000000000000",  // off the curve
       }) {
    wire::Json jwk = json(rfc::kEdJwk);
    jwk.set("x", base64url_encode(*wire::hex_decode(hex)));
    EXPECT_EQ(refusal(jwk), KeyError::malformed) << hex;
  }
}

TEST(PublicKeyJwk, AcceptsEveryEd25519KeyThatOpensslMakes) {
  for (int i = 0; i < 50; ++i) {
    EVP_PKEY* pkey = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    base::Bytes raw(32);
    std::size_t length = raw.size();
    ASSERT_EQ(EVP_PKEY_get_raw_public_key(pkey, raw.data(), &length), 1);
    EVP_PKEY_free(pkey);
    wire::Json jwk = json(rfc::kEdJwk);
    jwk.set("x", base64url_encode(raw));
    EXPECT_TRUE(PublicKey::from_jwk(jwk).has_value());
  }
}

TEST(PublicKeyJwk, RefusesOtherKindsOfKeys) {
  EXPECT_EQ(refusal(json("{}")), KeyError::malformed);
  EXPECT_EQ(refusal(json("[]")), KeyError::malformed);
  EXPECT_EQ(refusal(json(R"({"kty":"RSA"})")), KeyError::malformed);
  EXPECT_EQ(refusal(json(R"({"kty":"RSA","n":7,"e":"AQAB"})")), KeyError::malformed);
  EXPECT_EQ(refusal(json(R"({"kty":"oct","k":"c2VjcmV0"})")), KeyError::unsupported);
  EXPECT_EQ(refusal(json(R"({"kty":"EC","crv":"P-384","x":"AA","y":"AA"})")),
            KeyError::unsupported);
  EXPECT_EQ(refusal(json(R"({"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"})")),
            KeyError::unsupported);
  EXPECT_EQ(refusal(json(R"({"kty":"OKP","crv":"X25519","x":"AA"})")), KeyError::unsupported);
  EXPECT_EQ(refusal(json(R"({"kty":"ec","crv":"P-256","x":"AA","y":"AA"})")),
            KeyError::unsupported);
}

TEST(PublicKeyJwk, RefusesKeysMadeForSomethingElse) {
  const auto with = [](const char* jwk, std::string_view name, wire::Json value) {
    wire::Json made = json(jwk);
    made.set(name, std::move(value));
    return made;
  };
  EXPECT_EQ(refusal(with(rfc::kRsaJwk, "alg", "PS256")), KeyError::unsupported);
  EXPECT_EQ(refusal(with(rfc::kRsaJwk, "alg", "HS256")), KeyError::unsupported);
  EXPECT_EQ(refusal(with(rfc::kRsaJwk, "alg", 7)), KeyError::unsupported);
  EXPECT_EQ(refusal(with(rfc::kEcJwk, "use", "enc")), KeyError::unsupported);
  EXPECT_EQ(refusal(with(rfc::kEcJwk, "d", "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI")),
            KeyError::weak);
}

class KeyPair : public testing::TestWithParam<Algorithm> {};

TEST_P(KeyPair, SignsWhatItsPublicHalfVerifies) {
  const PrivateKey key = PrivateKey::generate(GetParam());
  const PublicKey copy = PublicKey::from_jwk(key.public_key().to_jwk()).value();
  const base::BytesView data = base::as_bytes("signed text");
  const base::Bytes signature = key.sign(data);
  EXPECT_EQ(signature.size(), GetParam() == Algorithm::es256 ? 64U : 256U);
  EXPECT_TRUE(copy.verify(data, signature));
  EXPECT_FALSE(copy.verify(base::as_bytes("signed texu"), signature));
  EXPECT_FALSE(PrivateKey::generate(GetParam()).public_key().verify(data, signature));
  for (std::size_t i = 0; i < signature.size(); i += 7) {
    base::Bytes changed = signature;
    changed[i] ^= 0x10;
    EXPECT_FALSE(copy.verify(data, changed)) << i;
  }
  for (const std::size_t length : {0, 1, 63, 65, 128, 255, 257, 4096}) {
    EXPECT_FALSE(copy.verify(data, base::Bytes(length, 0))) << length;
  }
}

TEST_P(KeyPair, SurvivesPkcs8) {
  const PrivateKey key = PrivateKey::generate(GetParam());
  const std::string der = key.to_pkcs8();
  const auto back = PrivateKey::from_pkcs8(base::as_bytes(der));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->algorithm(), GetParam());
  EXPECT_EQ(back->public_key().thumbprint(), key.public_key().thumbprint());
  const base::BytesView data = base::as_bytes("x");
  EXPECT_TRUE(key.public_key().verify(data, back->sign(data)));
}

TEST_P(KeyPair, RefusesBrokenPkcs8) {
  const std::string der = PrivateKey::generate(GetParam()).to_pkcs8();
  EXPECT_FALSE(PrivateKey::from_pkcs8(base::as_bytes(der + "x")).has_value());
  for (std::size_t length = 0; length < der.size(); length += 5) {
    EXPECT_FALSE(PrivateKey::from_pkcs8(base::as_bytes(der.substr(0, length))).has_value());
  }
}

TEST_P(KeyPair, WorksFromManyThreadsAtOnce) {
  const PrivateKey key = PrivateKey::generate(GetParam());
  const PublicKey public_key = key.public_key();
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 10; ++i) {
        const std::string text = std::to_string(t) + " " + std::to_string(i);
        const base::BytesView data = base::as_bytes(text);
        if (!public_key.verify(data, key.sign(data))) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

INSTANTIATE_TEST_SUITE_P(Algorithms, KeyPair, testing::Values(Algorithm::rs256, Algorithm::es256),
                         [](const auto& tested) { return std::string{to_text(tested.param)}; });

std::string pkcs8_of(EVP_PKEY* pkey) {
  PKCS8_PRIV_KEY_INFO* document = EVP_PKEY2PKCS8(pkey);
  std::uint8_t* raw = nullptr;
  const int length = i2d_PKCS8_PRIV_KEY_INFO(document, &raw);
  std::string der(reinterpret_cast<char*>(raw), static_cast<std::size_t>(length));
  OPENSSL_free(raw);
  PKCS8_PRIV_KEY_INFO_free(document);
  EVP_PKEY_free(pkey);
  return der;
}

KeyError pkcs8_refusal(EVP_PKEY* pkey) {
  const auto key = PrivateKey::from_pkcs8(base::as_bytes(pkcs8_of(pkey)));
  EXPECT_FALSE(key.has_value());
  return key.has_value() ? KeyError{} : key.error();
}

TEST(PrivateKeyPkcs8, RefusesKindsThatSignNoTokens) {
  EXPECT_EQ(pkcs8_refusal(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{1024})),
            KeyError::weak);
  EXPECT_EQ(pkcs8_refusal(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384")),
            KeyError::unsupported);
  EXPECT_EQ(pkcs8_refusal(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")), KeyError::unsupported);
}

TEST(Verify, TakesEs256InTheFormThatIsAskedFor) {
  const PrivateKey key = PrivateKey::generate(Algorithm::es256);
  const base::BytesView data = base::as_bytes("data");
  const base::Bytes jose = key.sign(data);
  EXPECT_FALSE(key.public_key().verify_der(data, jose));
  // Zero is no part of a signature (CVE-2022-21449 accepted it in Java).
  EXPECT_FALSE(key.public_key().verify(data, base::Bytes(64, 0)));
  base::Bytes half = jose;
  std::fill(half.begin() + 32, half.end(), std::uint8_t{0});
  EXPECT_FALSE(key.public_key().verify(data, half));
}

TEST(AlgorithmName, IsReadAsItIsWritten) {
  for (const Algorithm one : {Algorithm::rs256, Algorithm::es256, Algorithm::eddsa}) {
    EXPECT_EQ(algorithm_from_text(to_text(one)), one);
  }
  for (const char* other : {"none", "None", "HS256", "PS256", "ES384", "rs256", "", "RS256 "}) {
    EXPECT_FALSE(algorithm_from_text(other).has_value()) << other;
  }
}

}  // namespace
}  // namespace haetae::crypto
