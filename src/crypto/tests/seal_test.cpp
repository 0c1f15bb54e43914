// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/seal.hpp"

#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"

#include <gtest/gtest.h>
#include <set>
#include <thread>

namespace haetae::crypto {
namespace {

SealKey make_key(std::uint8_t number, char fill = 'k') {
  return {number, base::SecretText{std::string(32, static_cast<char>(fill + number))}};
}

std::vector<SealKey> make_keys(std::initializer_list<std::uint8_t> numbers) {
  std::vector<SealKey> keys;
  for (const std::uint8_t number : numbers)
    keys.push_back(make_key(number));
  return keys;
}

class SealerTest : public testing::Test {
 protected:
  base::SystemEntropy entropy_;
  Sealer sealer_{make_keys({1}), entropy_};
};

TEST_F(SealerTest, OpensWhatItSealed) {
  for (const std::size_t length : {0, 1, 15, 16, 17, 1000, 100'000}) {
    const std::string plain(length, 'p');
    const std::string sealed = sealer_.seal("flow", plain);
    EXPECT_EQ(sealer_.open("flow", sealed), plain) << length;
  }
}

TEST_F(SealerTest, HidesThePlainTextAndNeverRepeats) {
  const std::string plain = "the same plain text";
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const std::string sealed = sealer_.seal("flow", plain);
    EXPECT_TRUE(seen.insert(sealed).second);
    const auto raw = wire::base64url_decode(sealed);
    ASSERT_TRUE(raw.has_value());
    EXPECT_EQ(base::as_text(*raw).find("same plain"), std::string_view::npos);
    EXPECT_EQ(raw->size(), 1 + 12 + plain.size() + 16);
  }
}

TEST_F(SealerTest, OpensUnderItsOwnPurposeOnly) {
  const std::string sealed = sealer_.seal("session", "person 7");
  EXPECT_FALSE(sealer_.open("flow", sealed).has_value());
  EXPECT_FALSE(sealer_.open("", sealed).has_value());
  EXPECT_FALSE(sealer_.open("session ", sealed).has_value());
  EXPECT_TRUE(sealer_.open("session", sealed).has_value());
}

TEST_F(SealerTest, RefusesEveryChangedBit) {
  const auto raw = wire::base64url_decode(sealer_.seal("flow", "four"));
  ASSERT_TRUE(raw.has_value());
  for (std::size_t i = 0; i < raw->size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      base::Bytes changed = *raw;
      changed[i] = static_cast<std::uint8_t>(changed[i] ^ (1 << bit));
      EXPECT_FALSE(sealer_.open("flow", wire::base64url_encode(changed)).has_value()) << i;
    }
  }
}

TEST_F(SealerTest, RefusesEveryOtherLength) {
  const std::string sealed = sealer_.seal("flow", "a text of some length");
  for (std::size_t length = 0; length < sealed.size(); ++length) {
    EXPECT_FALSE(sealer_.open("flow", sealed.substr(0, length)).has_value()) << length;
  }
  EXPECT_FALSE(sealer_.open("flow", sealed + "A").has_value());
  EXPECT_FALSE(sealer_.open("flow", sealed + "=").has_value());
  EXPECT_FALSE(sealer_.open("flow", " " + sealed).has_value());
  EXPECT_FALSE(sealer_.open("flow", std::string(2 << 20, 'A')).has_value());
}

TEST_F(SealerTest, StillOpensAfterARefusal) {
  const std::string sealed = sealer_.seal("flow", "good");
  std::string bad = sealed;
  bad[20] = bad[20] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(sealer_.open("flow", bad).has_value());
  EXPECT_EQ(sealer_.open("flow", sealed), "good");
}

TEST_F(SealerTest, RefusesTheSealOfAnotherHouse) {
  std::vector<SealKey> keys;
  keys.push_back(make_key(1, 'x'));
  const Sealer other{std::move(keys), entropy_};
  EXPECT_FALSE(sealer_.open("flow", other.seal("flow", "text")).has_value());
}

TEST_F(SealerTest, OpensOldSealsWhileKeysRotate) {
  const Sealer rotated{make_keys({2, 1}), entropy_};
  const std::string old_seal = sealer_.seal("flow", "old");
  EXPECT_EQ(rotated.open("flow", old_seal), "old");
  const std::string new_seal = rotated.seal("flow", "new");
  EXPECT_EQ(rotated.open("flow", new_seal), "new");
  EXPECT_FALSE(sealer_.open("flow", new_seal).has_value());
  const Sealer finished{make_keys({2}), entropy_};
  EXPECT_FALSE(finished.open("flow", old_seal).has_value());
}

TEST_F(SealerTest, DerivesTheSameSecretThroughRotationAndOnEveryNode) {
  const Sealer rotated{make_keys({2, 1}), entropy_};
  const Sealer another_node{make_keys({1}), entropy_};
  const base::Bytes secret = sealer_.derive("pairwise", "app 1");
  EXPECT_EQ(secret.size(), 32U);
  EXPECT_EQ(sealer_.derive("pairwise", "app 1"), secret);
  EXPECT_EQ(rotated.derive("pairwise", "app 1"), secret);
  EXPECT_EQ(another_node.derive("pairwise", "app 1"), secret);
}

TEST_F(SealerTest, DerivesApartByPurposeInputAndKey) {
  const Sealer other{make_keys({2}), entropy_};
  const std::set<base::Bytes> secrets{sealer_.derive("a", "x"), sealer_.derive("b", "x"),
                                      sealer_.derive("a", "y"), sealer_.derive("a", ""),
                                      sealer_.derive("ax", ""), other.derive("a", "x")};
  EXPECT_EQ(secrets.size(), 6U);
}

TEST_F(SealerTest, DerivesByHmacUnderThePurposesOwnKey) {
  const std::string secret(32, 'k' + 1);
  const Digest key = derive_key(base::as_bytes(secret), "haetae derive: a");
  const Digest expected = hmac_sha256(key, base::as_bytes("x"));
  EXPECT_EQ(sealer_.derive("a", "x"), base::Bytes(expected.begin(), expected.end()));
}

TEST_F(SealerTest, KeepsNoContextOfADeadSealer) {
  std::string sealed;
  for (int i = 0; i < 20; ++i) {
    // Likely at the same address each time, with other secrets.
    std::vector<SealKey> keys;
    keys.push_back(make_key(1, static_cast<char>('a' + i)));
    const auto sealer = std::make_unique<Sealer>(std::move(keys), entropy_);
    if (!sealed.empty()) {
      EXPECT_FALSE(sealer->open("flow", sealed).has_value());
    }
    sealed = sealer->seal("flow", "text");
    EXPECT_EQ(sealer->open("flow", sealed), "text");
  }
}

TEST_F(SealerTest, BearsMorePurposesThanAThreadKeeps) {
  std::vector<std::string> seals;
  for (int i = 0; i < 300; ++i)
    seals.push_back(sealer_.seal(std::to_string(i), "text"));
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(sealer_.open(std::to_string(i), seals[static_cast<std::size_t>(i)]), "text");
  }
}

TEST_F(SealerTest, WorksFromManyThreadsAtOnce) {
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        const std::string plain = std::to_string(t * 1000 + i);
        if (sealer_.open("flow", sealer_.seal("flow", plain)) != plain) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(SealerDeathTest, RefusesToStartWithoutGoodKeys) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  base::SystemEntropy entropy;
  EXPECT_DEATH(Sealer({}, entropy), "empty");
  std::vector<SealKey> weak;
  weak.push_back({1, base::SecretText{"too short"}});
  EXPECT_DEATH(Sealer(std::move(weak), entropy), "kSecretLengthMin");
  EXPECT_DEATH(Sealer(make_keys({1, 1}), entropy), "seen");
}

}  // namespace
}  // namespace haetae::crypto
