// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/ed25519.hpp"

#include "haetae/crypto/sha256_stream.hpp"
#include "haetae/wire/base64url.hpp"

#include <gtest/gtest.h>

namespace haetae::crypto {
namespace {

base::Bytes hex(std::string_view text) {
  return wire::hex_decode(text).value();
}

/// RFC 8032 §7.1.
struct Vector {
  std::string_view seed, key, message, signature;
};
constexpr Vector kVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
     "b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
     "1d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984d"
     "c6594a7c15e9716ed28dc027beceea1ec40a"},
    {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
     "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3fe"
     "ebbd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431"
     "e0303dca179c138ac17ad9bef1177331a704"},
};

Ed25519Signer signer_of(const Vector& vector) {
  return Ed25519Signer::from_seed(wire::base64url_encode(hex(vector.seed))).value();
}

TEST(Ed25519, SignsAndVerifiesTheVectorsOfRfc8032) {
  for (const Vector& vector : kVectors) {
    const Ed25519Signer signer = signer_of(vector);
    EXPECT_EQ(wire::hex_encode(signer.public_key()), vector.key);
    const base::Bytes message = hex(vector.message);
    EXPECT_EQ(wire::hex_encode(signer.sign(message)), vector.signature);
    EXPECT_TRUE(ed25519_verify(signer.public_key(), message, hex(vector.signature)));
  }
}

TEST(Ed25519, RefusesEveryChangedBitOfASignature) {
  const Ed25519Signer signer = signer_of(kVectors[2]);
  const base::Bytes message = hex(kVectors[2].message);
  const base::Bytes good = signer.sign(message);
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    base::Bytes bad = good;
    bad[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(ed25519_verify(signer.public_key(), message, bad)) << bit;
  }
}

TEST(Ed25519, RefusesAnotherMessageKeyOrLength) {
  const Ed25519Signer signer = signer_of(kVectors[1]);
  const base::Bytes message = hex("72");
  base::Bytes signature = signer.sign(message);
  EXPECT_FALSE(ed25519_verify(signer.public_key(), hex("73"), signature));
  EXPECT_FALSE(ed25519_verify(signer_of(kVectors[0]).public_key(), message, signature));
  EXPECT_FALSE(ed25519_verify(signer.public_key(), message, {}));
  signature.push_back(0);
  EXPECT_FALSE(ed25519_verify(signer.public_key(), message, signature));
}

TEST(Ed25519, TakesNoKeyOfSmallOrder) {
  // y = 1: the neutral element, with which the all-zero S and R = 1 verify anything.
  Ed25519Public neutral{};
  neutral[0] = 1;
  EXPECT_FALSE(ed25519_public_from_text(to_text(neutral)));
  base::Bytes forged(kEd25519SignatureBytes);
  forged[0] = 1;
  EXPECT_FALSE(ed25519_verify(neutral, hex("72"), forged));
}

TEST(Ed25519, WritesKeysAsTextAndReadsOnlyThatText) {
  base::SeededEntropy entropy{7};
  const Ed25519Signer made = Ed25519Signer::generate(entropy);
  const auto again = Ed25519Signer::from_seed(made.seed().reveal());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->public_key(), made.public_key());
  const std::string text = to_text(made.public_key());
  EXPECT_EQ(text.size(), 43U);
  EXPECT_EQ(ed25519_public_from_text(text), made.public_key());
  for (const std::string& wrong :
       {std::string{}, text + "=", text + "A", text.substr(1), " " + text}) {
    EXPECT_FALSE(ed25519_public_from_text(wrong)) << wrong;
    EXPECT_FALSE(Ed25519Signer::from_seed(wrong)) << wrong;
  }
}

TEST(Sha256Stream, GivesTheDigestOfThePiecesTogether) {
  Sha256Stream stream;
  EXPECT_EQ(stream.finish(), sha256(std::string_view{}));
  stream.add(base::as_bytes("hae"));
  stream.add({});
  stream.add(base::as_bytes("tae"));
  EXPECT_EQ(stream.finish(), sha256("haetae"));
  stream.add(base::as_bytes("x"));
  EXPECT_EQ(stream.finish(), sha256("x"));
}

}  // namespace
}  // namespace haetae::crypto
