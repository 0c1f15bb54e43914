// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/cbor.hpp"

#include "haetae/crypto/key.hpp"
#include "haetae/wire/base64url.hpp"

#include <gtest/gtest.h>

namespace haetae::crypto {
namespace {

base::Bytes hex(std::string_view text) {
  return wire::hex_decode(text).value();
}

CborError refusal(const base::Bytes& bytes) {
  const auto item = read_cbor(bytes);
  EXPECT_FALSE(item.has_value()) << wire::hex_encode(bytes).substr(0, 80);
  return item.has_value() ? CborError{} : item.error();
}

std::int64_t integer(std::string_view text) {
  const base::Bytes bytes = hex(text);
  const auto item = read_cbor(bytes);
  EXPECT_TRUE(item.has_value() && item->kind == Cbor::Kind::integer) << text;
  return item.has_value() ? item->integer : 0;
}

// RFC 8949 appendix A.
TEST(Cbor, ReadsTheExamplesOfRfc8949) {
  EXPECT_EQ(integer("00"), 0);
  EXPECT_EQ(integer("17"), 23);
  EXPECT_EQ(integer("1818"), 24);
  EXPECT_EQ(integer("1903e8"), 1000);
  EXPECT_EQ(integer("1a000f4240"), 1'000'000);
  EXPECT_EQ(integer("1b000000e8d4a51000"), 1'000'000'000'000);
  EXPECT_EQ(integer("20"), -1);
  EXPECT_EQ(integer("3863"), -100);
  EXPECT_EQ(integer("3903e7"), -1000);
  EXPECT_EQ(integer("390100"), -257);

  const base::Bytes bytes = hex("4401020304");
  EXPECT_EQ(read_cbor(bytes)->bytes.size(), 4U);
  const base::Bytes korean = hex("63e6b0b4");
  EXPECT_EQ(base::as_text(read_cbor(korean)->bytes), "\u6c34");
  const base::Bytes nested = hex("8301820203820405");
  EXPECT_EQ(read_cbor(nested)->items[2].items[1].integer, 5);
  const base::Bytes map = hex("a26161016162820203");
  EXPECT_EQ(read_cbor(map)->find("a")->integer, 1);
  EXPECT_EQ(read_cbor(map)->find("b")->items[1].integer, 3);
  EXPECT_EQ(read_cbor(map)->find("c"), nullptr);
  EXPECT_EQ(read_cbor(map)->find(1), nullptr);
  const base::Bytes numbers = hex("a201022003");
  EXPECT_EQ(read_cbor(numbers)->find(1)->integer, 2);
  EXPECT_EQ(read_cbor(numbers)->find(-1)->integer, 3);
  const base::Bytes simple = hex("85f4f5f6f7fb3ff199999999999a");
  EXPECT_EQ(read_cbor(simple)->items[1].kind, Cbor::Kind::boolean);
  EXPECT_EQ(read_cbor(simple)->items[1].integer, 1);
  EXPECT_EQ(read_cbor(simple)->items[4].kind, Cbor::Kind::other);
}

TEST(Cbor, RefusesWhatCtapDoesNotSpeak) {
  for (const char* text : {"5f42010243030405ff", "7f657374726561646d696e67ff", "9f01ff",
                           "bf616101ff", "ff", "c11a514b67b0", "1c", "fc"}) {
    EXPECT_EQ(refusal(hex(text)), CborError::malformed) << text;
  }
  EXPECT_EQ(refusal(hex("1bffffffffffffffff")), CborError::malformed) << "beyond 63 bits";
  EXPECT_EQ(refusal(hex("3bffffffffffffffff")), CborError::malformed) << "beyond 63 bits";
  EXPECT_EQ(refusal(hex("a201010102")), CborError::malformed) << "the key 1 twice";
  EXPECT_EQ(refusal(hex("a2616101616102")), CborError::malformed) << "the key a twice";
  EXPECT_EQ(refusal(hex("a1810102")), CborError::malformed) << "an array as key";
  EXPECT_EQ(refusal(hex("a1410102")), CborError::malformed) << "bytes as key";
}

// The integer 1 and the text "1" are two keys.
TEST(Cbor, TellsKeysOfTwoKindsApart) {
  const base::Bytes map = hex("a20102613103");
  const auto item = read_cbor(map);
  ASSERT_TRUE(item.has_value());
  EXPECT_EQ(item->find(1)->integer, 2);
  EXPECT_EQ(item->find("1")->integer, 3);
}

// Threats 73 and 77: a length that lies is found out before anything is done with it.
TEST(Cbor, RefusesLengthsBeyondTheEnd) {
  for (const char* text : {"",
                           "18",
                           "19ff",
                           "42",
                           "4201",
                           "5bffffffffffffffff",
                           "5b7fffffffffffffff41",
                           "5affffffff",
                           "5800ff",
                           "7bffffffffffffffff61",
                           "82",
                           "8201",
                           "9bffffffffffffffff",
                           "9b4000000000000000",
                           "9a7fffffff00",
                           "a1",
                           "a101",
                           "bb8000000000000000",
                           "bbffffffffffffffff0101",
                           "ba7fffffff0101",
                           "fb3ff1"}) {
    EXPECT_EQ(refusal(hex(text)), CborError::malformed) << text;
  }
}

TEST(Cbor, RefusesWhatFollowsUnlessAskedForTheLength) {
  const base::Bytes bytes = hex("a10102ff");
  EXPECT_EQ(refusal(bytes), CborError::malformed);
  std::size_t taken = 0;
  ASSERT_TRUE(read_cbor(bytes, &taken).has_value());
  EXPECT_EQ(taken, 3U);
}

// Threat 71.
TEST(Cbor, BoundsDepth) {
  base::Bytes nested(kCborDepthMax - 1, 0x81);
  nested.push_back(0x00);
  EXPECT_TRUE(read_cbor(nested).has_value());
  nested.insert(nested.begin(), 0x81);
  EXPECT_EQ(refusal(nested), CborError::too_deep);
  EXPECT_EQ(refusal(base::Bytes(60'000, 0x81)), CborError::too_deep);
  base::Bytes maps;
  for (int i = 0; i < 20'000; ++i)
    maps.insert(maps.end(), {0xa1, 0x01});
  EXPECT_EQ(refusal(maps), CborError::too_deep);
}

TEST(Cbor, BoundsItemsAndLength) {
  base::Bytes many{0x99, 0x40, 0x00};
  many.resize(many.size() + 0x4000, 0x00);
  EXPECT_EQ(refusal(many), CborError::too_many);
  EXPECT_EQ(refusal(base::Bytes(kCborLengthMax + 1, 0x00)), CborError::too_long);
}

// ---- COSE keys ----

constexpr char kEs256[] =
    "a5010203262001215820afefa16f97ca9b2d23eb86ccb64098d20db90856062eb249c33a9b672f26df61"
    "225820930a56b87a2fca66334b03458abf879717c12cc68ed73290af2e2664796b9220";
constexpr char kEddsa[] =
    "a4010103272006215820d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

KeyError cose_refusal(std::string_view text) {
  const auto key = PublicKey::from_cose(hex(text));
  EXPECT_FALSE(key.has_value()) << text;
  return key.has_value() ? KeyError{} : key.error();
}

std::string with(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(CoseKey, ReadsTheThreeAlgorithms) {
  EXPECT_EQ(PublicKey::from_cose(hex(kEs256))->algorithm(), Algorithm::es256);
  EXPECT_EQ(PublicKey::from_cose(hex(kEddsa))->to_jwk().string_at("x"),
            "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
  std::string rsa = "a401030339010020590100c5" + std::string(508, '5') + "01" + "2143010001";
  EXPECT_EQ(PublicKey::from_cose(hex(rsa))->algorithm(), Algorithm::rs256);
  EXPECT_EQ(cose_refusal(with(rsa, "590100c5",
                              "590100"
                              "15")),
            KeyError::weak);
}

TEST(CoseKey, TellsHowMuchItTook) {
  std::string followed = kEs256;
  followed.append("a0ffff");
  std::size_t taken = 0;
  EXPECT_TRUE(PublicKey::from_cose(hex(followed), &taken).has_value());
  EXPECT_EQ(taken, sizeof kEs256 / 2);
  EXPECT_EQ(cose_refusal(followed), KeyError::malformed);
}

TEST(CoseKey, RefusesWhatIsNoKeyOfOurs) {
  EXPECT_EQ(cose_refusal(""), KeyError::malformed);
  EXPECT_EQ(cose_refusal("a0"), KeyError::malformed);
  EXPECT_EQ(cose_refusal("80"), KeyError::malformed);
  EXPECT_EQ(cose_refusal("00"), KeyError::malformed);
  EXPECT_EQ(cose_refusal(with(kEs256, "0326", "0327")), KeyError::unsupported) << "EdDSA on EC2";
  EXPECT_EQ(cose_refusal(with(kEs256, "2001", "2002")), KeyError::unsupported) << "P-384";
  EXPECT_EQ(cose_refusal(with(kEs256, "a50102", "a50103")), KeyError::unsupported) << "EC as RSA";
  EXPECT_EQ(cose_refusal(with(kEs256, "0326", "0426")), KeyError::malformed) << "no alg";
  EXPECT_EQ(cose_refusal(with(kEddsa, "2006", "2004")), KeyError::unsupported) << "X25519";
  EXPECT_EQ(cose_refusal(with(kEs256, "5820afef", "5820afee")), KeyError::malformed) << "off curve";
  EXPECT_EQ(cose_refusal(with(kEs256, "225820", "22581f")), KeyError::malformed);
  EXPECT_EQ(cose_refusal(with(kEs256, "225820", "235820")), KeyError::malformed) << "no y";
}

TEST(CoseKey, RefusesEveryCutKey) {
  const base::Bytes whole = hex(kEs256);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_FALSE(PublicKey::from_cose(base::BytesView{whole}.first(length)).has_value()) << length;
  }
}

}  // namespace
}  // namespace haetae::crypto
