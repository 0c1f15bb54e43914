// SPDX-License-Identifier: Apache-2.0
// Both ways against cjose, a JOSE library that shares no code with this one.
#include "haetae/crypto/jws.hpp"
#include "haetae/wire/base64url.hpp"

#include <cjose/cjose.h>
#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

namespace haetae::crypto {
namespace {

struct CjoseDeleter {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
  void operator()(cjose_header_t* header) const { cjose_header_release(header); }
};
using CjoseKey = std::unique_ptr<cjose_jwk_t, CjoseDeleter>;
using CjoseJws = std::unique_ptr<cjose_jws_t, CjoseDeleter>;
using CjoseHeader = std::unique_ptr<cjose_header_t, CjoseDeleter>;

constexpr char kPayload[] = R"({"iss":"https://id.example.org","sub":"7"})";

CjoseKey import(const std::string& jwk) {
  cjose_err error{};
  CjoseKey key{cjose_jwk_import(jwk.data(), jwk.size(), &error)};
  EXPECT_NE(key, nullptr) << error.message;
  return key;
}

void set_number(wire::Json& jwk, const char* name, EVP_PKEY* pkey, const char* parameter,
                int length = 0) {
  BIGNUM* number = nullptr;
  ASSERT_EQ(EVP_PKEY_get_bn_param(pkey, parameter, &number), 1) << parameter;
  base::Bytes bytes(static_cast<std::size_t>(length != 0 ? length : BN_num_bytes(number)));
  BN_bn2binpad(number, bytes.data(), static_cast<int>(bytes.size()));
  BN_free(number);
  jwk.set(name, wire::base64url_encode(bytes));
}

/// The private JWK, which the product has no door for.
std::string private_jwk(const PrivateKey& key) {
  const std::string der = key.to_pkcs8();
  const auto* end = reinterpret_cast<const std::uint8_t*>(der.data());
  EVP_PKEY* pkey = d2i_AutoPrivateKey(nullptr, &end, static_cast<long>(der.size()));
  EXPECT_NE(pkey, nullptr);
  wire::Json jwk = key.public_key().to_jwk();
  if (key.algorithm() == Algorithm::es256) {
    set_number(jwk, "d", pkey, OSSL_PKEY_PARAM_PRIV_KEY, 32);
  } else {
    set_number(jwk, "d", pkey, OSSL_PKEY_PARAM_RSA_D);
    set_number(jwk, "p", pkey, OSSL_PKEY_PARAM_RSA_FACTOR1);
    set_number(jwk, "q", pkey, OSSL_PKEY_PARAM_RSA_FACTOR2);
    set_number(jwk, "dp", pkey, OSSL_PKEY_PARAM_RSA_EXPONENT1);
    set_number(jwk, "dq", pkey, OSSL_PKEY_PARAM_RSA_EXPONENT2);
    set_number(jwk, "qi", pkey, OSSL_PKEY_PARAM_RSA_COEFFICIENT1);
  }
  EVP_PKEY_free(pkey);
  return jwk.to_text();
}

class JoseCross : public testing::TestWithParam<Algorithm> {};

TEST_P(JoseCross, CjoseVerifiesWhatWeSign) {
  const PrivateKey key = PrivateKey::generate(GetParam());
  const CjoseKey theirs = import(key.public_key().to_jwk().to_text());
  for (int i = 0; i < 20; ++i) {  // ES256 numbers with leading zeros come by chance
    const std::string compact = sign_jws(key, "kid-1", "JWT", kPayload);
    cjose_err error{};
    const CjoseJws jws{cjose_jws_import(compact.data(), compact.size(), &error)};
    ASSERT_NE(jws, nullptr) << error.message;
    ASSERT_TRUE(cjose_jws_verify(jws.get(), theirs.get(), &error)) << error.message;
    std::uint8_t* plain = nullptr;
    std::size_t length = 0;
    ASSERT_TRUE(cjose_jws_get_plaintext(jws.get(), &plain, &length, &error));
    EXPECT_EQ(base::as_text({plain, length}), kPayload);
    EXPECT_STREQ(cjose_header_get(cjose_jws_get_protected(jws.get()), "kid", &error), "kid-1");
  }
}

TEST_P(JoseCross, WeVerifyWhatCjoseSigns) {
  const PrivateKey key = PrivateKey::generate(GetParam());
  const CjoseKey theirs = import(private_jwk(key));
  const std::array allowed{GetParam()};
  for (int i = 0; i < 20; ++i) {
    cjose_err error{};
    const CjoseHeader header{cjose_header_new(&error)};
    const std::string name{to_text(GetParam())};
    ASSERT_TRUE(cjose_header_set(header.get(), CJOSE_HDR_ALG, name.c_str(), &error));
    const base::BytesView payload = base::as_bytes(kPayload);
    const CjoseJws jws{
        cjose_jws_sign(theirs.get(), header.get(), payload.data(), payload.size(), &error)};
    ASSERT_NE(jws, nullptr) << error.message;
    const char* compact = nullptr;  // stays theirs
    ASSERT_TRUE(cjose_jws_export(jws.get(), &compact, &error));
    const auto ours = verify_jws(compact, allowed,
                                 [&](const JwsHeader&) { return std::optional{key.public_key()}; });
    ASSERT_TRUE(ours.has_value());
    EXPECT_EQ(ours->payload, kPayload);
  }
}

INSTANTIATE_TEST_SUITE_P(Algorithms, JoseCross, testing::Values(Algorithm::rs256, Algorithm::es256),
                         [](const auto& tested) { return std::string{to_text(tested.param)}; });

}  // namespace
}  // namespace haetae::crypto
