// SPDX-License-Identifier: Apache-2.0
#include "haetae/sim/simulation.hpp"

#include <gtest/gtest.h>

namespace haetae::sim {
namespace {

constexpr std::uint64_t kSeeds = 200;
/// Seeds within which every deliberate mistake must show.
constexpr std::uint64_t kSeedsForAFlaw = 40;

Options options_of(std::uint64_t seed) {
  Options options;
  options.seed = seed;
  return options;
}

std::string words_of(const Result& result) {
  std::string words;
  for (const Finding& finding : result.findings) {
    words += finding.kind + ": " + finding.text + "\n";
  }
  return words;
}

TEST(Simulation, GivesTheSameRunForTheSameSeed) {
  Options options = options_of(7319);
  options.trace = true;
  const Result first = simulate(options);
  const Result second = simulate(options);
  EXPECT_EQ(first.trace, second.trace);
  EXPECT_EQ(first.digest, second.digest);
  EXPECT_GT(first.requests, 100U);
  EXPECT_GT(first.faults, 0U);
  EXPECT_NE(first.digest, simulate(options_of(7320)).digest);
}

TEST(Simulation, HasTheSameDigestWithAndWithoutATrace) {
  Options options = options_of(5);
  const Result without = simulate(options);
  options.trace = true;
  EXPECT_EQ(simulate(options).digest, without.digest);
  EXPECT_TRUE(without.trace.empty());
}

TEST(Simulation, FindsNothingLostNothingSpentTwiceNothingFailed) {
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Result result = simulate(options_of(seed));
    ASSERT_TRUE(result.findings.empty()) << "haetae-sim --seed " << seed << " --trace\n"
                                         << words_of(result);
    EXPECT_LT(result.longest_stall, 2.0);
  }
}

TEST(Simulation, RunsOnFiveSites) {
  Options options = options_of(11);
  options.sites = 5;
  EXPECT_EQ(words_of(simulate(options)), "");
}

class Flaws : public testing::TestWithParam<Flaw> {};

TEST_P(Flaws, AreFound) {
  Options options;
  options.flaw = GetParam();
  for (options.seed = 1; options.seed <= kSeedsForAFlaw; ++options.seed) {
    if (!simulate(options).findings.empty()) return;
  }
  FAIL() << "nobody noticed";
}

INSTANTIATE_TEST_SUITE_P(Each, Flaws, testing::ValuesIn(all_flaws()), [](const auto& flaw) {
  std::string name{to_text(flaw.param)};
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST(Options, ReadsFaults) {
  const auto faults = faults_from_text("cut,skew");
  ASSERT_TRUE(faults);
  EXPECT_TRUE(faults->cut && faults->skew);
  EXPECT_FALSE(faults->kill || faults->slow_disk);
  EXPECT_EQ(to_text(*faults), "cut,skew");
  EXPECT_EQ(to_text(*faults_from_text("none")), "none");
  EXPECT_FALSE(faults_from_text("kill,flood"));
}

}  // namespace
}  // namespace haetae::sim
