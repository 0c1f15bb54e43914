// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/password.hpp"

#include "haetae/base/clock.hpp"
#include "haetae/crypto/hash.hpp"

#include <argon2.h>
#include <gtest/gtest.h>

namespace haetae::crypto {
namespace {

using Verdict = PasswordHasher::Verdict;
using base::SecretText;

constexpr PasswordCost kCheap{64, 1, 1};

class PasswordTest : public testing::Test {
 protected:
  base::SystemEntropy entropy_;
  PasswordHasher hasher_{SecretText{"pepper"}, kCheap, entropy_};
};

TEST_F(PasswordTest, KnowsTheRightPasswordFromAWrongOne) {
  const std::string phc = hasher_.hash(SecretText{"correct horse"});
  EXPECT_EQ(hasher_.verify(SecretText{"correct horse"}, phc), Verdict::right);
  EXPECT_EQ(hasher_.verify(SecretText{"correct horsf"}, phc), Verdict::wrong);
  EXPECT_EQ(hasher_.verify(SecretText{"correct horse "}, phc), Verdict::wrong);
  EXPECT_EQ(hasher_.verify(SecretText{""}, phc), Verdict::wrong);
}

TEST_F(PasswordTest, TakesPasswordsOfAnyBytes) {
  const std::string with_zero("a\0b", 3);
  const std::string phc = hasher_.hash(SecretText{with_zero});
  EXPECT_EQ(hasher_.verify(SecretText{with_zero}, phc), Verdict::right);
  EXPECT_EQ(hasher_.verify(SecretText{"a"}, phc), Verdict::wrong);
  const std::string korean = hasher_.hash(SecretText{"비밀번호"});
  EXPECT_EQ(hasher_.verify(SecretText{"비밀번호"}, korean), Verdict::right);
}

TEST_F(PasswordTest, SaltsEveryHash) {
  EXPECT_NE(hasher_.hash(SecretText{"same"}), hasher_.hash(SecretText{"same"}));
}

TEST(Password, HasTheDefaultCostThatOwaspNamesInThePhcForm) {
  base::SystemEntropy entropy;
  const PasswordHasher hasher{SecretText{"pepper"}, {}, entropy};
  const std::string phc = hasher.hash(SecretText{"x"});
  EXPECT_TRUE(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << phc;
  // 16 bytes of salt and 32 of hash in base64 without padding.
  const std::size_t salt = phc.find('$', 31);
  ASSERT_NE(salt, std::string::npos);
  EXPECT_EQ(salt - 31, 22U);
  EXPECT_EQ(phc.size() - salt - 1, 43U);
  EXPECT_EQ(hasher.verify(SecretText{"x"}, phc), Verdict::right);
}

TEST_F(PasswordTest, MixesThePepperInByHmacBeforeArgon2) {
  const std::string phc = hasher_.hash(SecretText{"pass"});
  const Digest input = hmac_sha256(base::as_bytes("pepper"), base::as_bytes("pass"));
  EXPECT_EQ(argon2id_verify(phc.c_str(), input.data(), input.size()), ARGON2_OK);
  EXPECT_NE(argon2id_verify(phc.c_str(), "pass", 4), ARGON2_OK);
  const PasswordHasher unpeppered{SecretText{"other"}, kCheap, entropy_};
  EXPECT_EQ(unpeppered.verify(SecretText{"pass"}, phc), Verdict::wrong);
}

TEST_F(PasswordTest, AsksForANewHashWhenTheCostChanged) {
  const std::string old_phc = hasher_.hash(SecretText{"pass"});
  const PasswordHasher dearer{SecretText{"pepper"}, {128, 2, 1}, entropy_};
  EXPECT_EQ(dearer.verify(SecretText{"pass"}, old_phc), Verdict::right_but_outdated);
  EXPECT_EQ(dearer.verify(SecretText{"past"}, old_phc), Verdict::wrong);
  EXPECT_EQ(dearer.verify(SecretText{"pass"}, dearer.hash(SecretText{"pass"})), Verdict::right);
}

TEST_F(PasswordTest, RefusesStoredTextsOfOtherForms) {
  const std::string good = hasher_.hash(SecretText{"pass"});
  const std::string tail = good.substr(good.find("p=1") + 3);
  const std::vector<std::string> bad{
      "",
      "pass",
      "$argon2id$",
      "$argon2i$v=19$m=64,t=1,p=1" + tail,
      "$argon2id$v=16$m=64,t=1,p=1" + tail,
      "$argon2id$m=64,t=1,p=1" + tail,
      "$argon2id$v=19$m=,t=1,p=1" + tail,
      "$argon2id$v=19$m=-1,t=1,p=1" + tail,
      "$argon2id$v=19$m=99999999999,t=1,p=1" + tail,
      "$argon2id$v=19$m=64,t=1,p=0" + tail,
      good.substr(0, good.size() - 1),
      good + "A",
      good.substr(0, good.find("p=1") + 3),
  };
  for (const std::string& phc : bad) {
    EXPECT_EQ(hasher_.verify(SecretText{"pass"}, phc), Verdict::wrong) << phc;
  }
}

/// What the machine spends on one call.
template <class Call>
std::chrono::nanoseconds spent(const Call& call) {
  const base::SystemClock clock;
  const auto start = clock.steady();
  call();
  return clock.steady() - start;
}

// A stored text that asks for 4 TiB or a billion passes must not be obeyed.
TEST_F(PasswordTest, DoesNotObeyAnAbsurdCost) {
  for (const char* phc :
       {"$argon2id$v=19$m=4294967295,t=1,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA",
        "$argon2id$v=19$m=64,t=1000000000,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaA"}) {
    Verdict verdict = Verdict::right;
    EXPECT_LT(spent([&] { verdict = hasher_.verify(SecretText{"x"}, phc); }),
              std::chrono::seconds{5});
    EXPECT_EQ(verdict, Verdict::wrong);
  }
}

// Threat 70.
TEST_F(PasswordTest, RefusesAMegabyteOfPasswordBeforeHashing) {
  const PasswordHasher dear{SecretText{"pepper"}, {19 * 1024, 8, 1}, entropy_};
  const std::string phc = dear.hash(SecretText{"x"});
  const SecretText huge{std::string(1 << 20, 'x')};
  const auto on_small =
      spent([&] { EXPECT_EQ(dear.verify(SecretText{"y"}, phc), Verdict::wrong); });
  const auto on_huge = spent([&] { EXPECT_EQ(dear.verify(huge, phc), Verdict::wrong); });
  EXPECT_LT(on_huge * 4, on_small);
  const SecretText longest{std::string(kPasswordLengthMax, 'x')};
  EXPECT_EQ(dear.verify(longest, dear.hash(longest)), Verdict::right);
}

// Threat 61. The bounds are wide since other work shares the machine.
TEST_F(PasswordTest, SpendsAsMuchOnAnUnknownAccount) {
  const PasswordHasher dear{SecretText{"pepper"}, {19 * 1024, 4, 1}, entropy_};
  const std::string phc = dear.hash(SecretText{"x"});
  auto known = std::chrono::nanoseconds::max();
  auto unknown = std::chrono::nanoseconds::max();
  for (int i = 0; i < 5; ++i) {
    known = std::min(known, spent([&] { (void)dear.verify(SecretText{"y"}, phc); }));
    unknown = std::min(unknown, spent([&] { dear.spend_time(SecretText{"y"}); }));
  }
  EXPECT_LT(known, 2 * unknown);
  EXPECT_LT(unknown, 2 * known);
}

}  // namespace
}  // namespace haetae::crypto
