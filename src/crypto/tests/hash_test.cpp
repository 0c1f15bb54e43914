// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/hash.hpp"

#include "haetae/base/clock.hpp"
#include "haetae/wire/base64url.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <thread>

namespace haetae::crypto {
namespace {

std::string hex(base::BytesView bytes) {
  return wire::hex_encode(bytes);
}
base::BytesView bytes(std::string_view text) {
  return base::as_bytes(text);
}

TEST(Sha256, AgreesWithFips180) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

struct HmacCase {
  std::string key;
  std::string data;
  std::string expected;
};

TEST(HmacSha256, AgreesWithRfc4231) {
  std::string counting;
  for (char i = 1; i <= 25; ++i)
    counting.push_back(i);
  const std::vector<HmacCase> cases{
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {counting, std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than block-size data. The "
       "key needs to be hashed before being used by the HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const HmacCase& one : cases) {
    EXPECT_EQ(hex(hmac_sha256(bytes(one.key), bytes(one.data))), one.expected) << one.data;
  }
}

TEST(HmacSha256, AnEmptyKeyIsNotTheKeyOfBefore) {
  const Digest with_key = hmac_sha256(bytes("key"), bytes("data"));
  const Digest without = hmac_sha256({}, bytes("data"));
  EXPECT_NE(with_key, without);
  // HMAC_SHA256("", "") as every library gives it.
  EXPECT_EQ(hex(hmac_sha256({}, {})),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(DeriveKey, AgreesWithRfc5869WithoutSaltAndInfo) {
  const std::string secret(22, '\x0b');
  EXPECT_EQ(hex(derive_key(bytes(secret), "")),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

/// HKDF-SHA256 without salt, by OpenSSL's own implementation.
Digest openssl_hkdf(std::string secret, std::string info) {
  EVP_KDF* kdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  EVP_KDF_CTX* context = EVP_KDF_CTX_new(kdf);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, secret.data(), secret.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
      OSSL_PARAM_construct_end()};
  Digest out{};
  EXPECT_EQ(EVP_KDF_derive(context, out.data(), out.size(), parameters), 1);
  EVP_KDF_CTX_free(context);
  EVP_KDF_free(kdf);
  return out;
}

TEST(DeriveKey, AgreesWithOpensslForPurposes) {
  for (const std::string purpose : {"a", "session cookie", "세션"}) {
    EXPECT_EQ(derive_key(bytes("a secret of the house"), purpose),
              openssl_hkdf("a secret of the house", purpose));
  }
}

TEST(DeriveKey, GivesEachPurposeItsOwnKey) {
  EXPECT_NE(derive_key(bytes("secret"), "one"), derive_key(bytes("secret"), "two"));
}

TEST(EqualConstantTime, FindsADifferenceAtEveryPosition) {
  const std::string secret = "0123456789abcdef0123456789abcdef";
  EXPECT_TRUE(equal_constant_time(secret, std::string{secret}));
  for (std::size_t i = 0; i < secret.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string guess = secret;
      guess[i] = static_cast<char>(guess[i] ^ (1 << bit));
      EXPECT_FALSE(equal_constant_time(secret, guess));
    }
  }
  EXPECT_FALSE(equal_constant_time(secret, secret.substr(1)));
  EXPECT_FALSE(equal_constant_time(secret, ""));
  EXPECT_TRUE(equal_constant_time("", ""));
}

/// The fastest of several comparisons, which is the least disturbed one.
std::chrono::nanoseconds fastest_comparison(const std::string& a, const std::string& b) {
  const base::SystemClock clock;
  auto fastest = std::chrono::nanoseconds::max();
  for (int i = 0; i < 15; ++i) {
    const auto start = clock.steady();
    EXPECT_FALSE(equal_constant_time(a, b));
    fastest = std::min(fastest, clock.steady() - start);
  }
  return fastest;
}

// Threat 72. A comparison that stops at the first difference would be thousands of times faster
// on the early one.
TEST(EqualConstantTime, DoesNotTellWhereTheDifferenceIs) {
  const std::string secret(1 << 20, 's');
  std::string early = secret;
  early.front() = 'x';
  std::string late = secret;
  late.back() = 'x';
  EXPECT_LT(fastest_comparison(secret, late), 8 * fastest_comparison(secret, early));
}

TEST(Hashing, GivesTheSameFromManyThreads) {
  const Digest expected = hmac_sha256(bytes("key"), bytes("data"));
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        if (hmac_sha256(bytes("key"), bytes("data")) != expected) ++wrong;
        if (sha256("abc")[0] != 0xba) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace haetae::crypto
