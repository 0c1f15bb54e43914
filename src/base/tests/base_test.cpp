// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/base/secret.hpp"
#include "haetae/base/strong.hpp"
#include "haetae/base/time_text.hpp"

#include <array>
#include <gtest/gtest.h>
#include <set>

namespace haetae::base {
namespace {

constexpr Instant kStart{Milliseconds{1'772'985'600'123}};  // 2026-03-08T16:00:00.123Z

TEST(TimeText, WritesTheThreeForms) {
  EXPECT_EQ(to_rfc3339(kStart), "2026-03-08T16:00:00Z");
  EXPECT_EQ(to_rfc3339_milliseconds(kStart), "2026-03-08T16:00:00.123Z");
  EXPECT_EQ(to_http_date(kStart), "Sun, 08 Mar 2026 16:00:00 GMT");
}

TEST(ManualClock, MovesOnlyWhenTold) {
  ManualClock clock{kStart};
  EXPECT_EQ(clock.now(), kStart);
  clock.advance(Seconds{2});
  EXPECT_EQ(clock.now() - kStart, Seconds{2});
  EXPECT_EQ(clock.steady(), Seconds{2});
}

TEST(UnixTime, FloorsTowardsThePast) {
  EXPECT_EQ(to_unix_seconds(Instant{Milliseconds{-1}}), -1);
  EXPECT_EQ(to_unix_seconds(from_unix_seconds(1'700'000'000)), 1'700'000'000);
}

TEST(NewId, SortsByTimeAndNeverRepeats) {
  ManualClock clock{kStart};
  SeededEntropy entropy{7};
  std::set<std::string> seen;
  std::string former;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = new_id(clock, entropy);
    EXPECT_TRUE(is_id(id)) << id;
    EXPECT_TRUE(seen.insert(id).second);
    if (i % 10 == 0) {
      EXPECT_GT(id, former);
      former = id;
    }
    if (i % 10 == 9) clock.advance(Milliseconds{1});
    if (i % 10 != 0) former = std::max(former, id);
  }
}

TEST(NewId, RefusesForeignShapes) {
  EXPECT_FALSE(is_id(""));
  EXPECT_FALSE(is_id("0123456789abcdefghijklmnow"));
  EXPECT_FALSE(is_id("0123456789abcdefghijklmno"));
}

TEST(SeededEntropy, RepeatsForASeedAndDiffersBetweenSeeds) {
  SeededEntropy a{1}, b{1}, c{2};
  const std::string first = random_hex(a, 32);
  EXPECT_EQ(first, random_hex(b, 32));
  EXPECT_NE(first, random_hex(c, 32));
}

TEST(SystemEntropy, FillsLargeBuffersWithChangingBytes) {
  SystemEntropy entropy;
  std::array<std::uint8_t, 1024> a{}, b{};
  entropy.fill(a);
  entropy.fill(b);
  EXPECT_NE(a, b);
}

TEST(RandomText, KeepsToItsAlphabetAndLength) {
  SeededEntropy entropy{3};
  EXPECT_EQ(random_alphanumeric(entropy, 32).size(), 32U);
  EXPECT_EQ(random_digits(entropy, 6).find_first_not_of("0123456789"), std::string::npos);
  EXPECT_EQ(random_hex(entropy, 33).find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(SecretText, LeavesNothingBehindWhenMoved) {
  SecretText secret{"hunter2"};
  SecretText taken{std::move(secret)};
  EXPECT_EQ(taken.reveal(), "hunter2");
  EXPECT_TRUE(secret.empty());  // NOLINT(bugprone-use-after-move): the point of the test
}

TEST(Strong, OrdersByValue) {
  using Apple = Strong<struct AppleTag, int>;
  EXPECT_LT(Apple{1}, Apple{2});
  EXPECT_EQ(Apple{1}, Apple{1});
}

TEST(Outcome, CarriesOneOfTwo) {
  const Outcome<int, char> good = 1;
  const Outcome<int, char> bad = fail('x');
  EXPECT_TRUE(good.has_value());
  EXPECT_EQ(bad.error(), 'x');
}

}  // namespace
}  // namespace haetae::base
