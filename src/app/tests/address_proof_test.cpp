// SPDX-License-Identifier: Apache-2.0
#include "../src/address_proof.hpp"

#include "haetae/intake/record_code.hpp"
#include "haetae/intake/sample.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace haetae::app {
namespace {

/// The index of the built-in sample.
struct SampleIndex {
  SampleIndex() {
    address::IndexBuilder builder;
    intake::BuilderSink sink{builder};
    EXPECT_TRUE(intake::read_sample(intake::sample_places(), sink).has_value());
    address::Sequential sequential;
    EXPECT_TRUE(
        builder
            .finish({.version = "20260101-1", .source = "sample", .edition = "", .built = 0},
                    sequential,
                    [this](base::BytesView part) {
                      bytes.insert(bytes.end(), part.begin(), part.end());
                      return true;
                    })
            .has_value());
  }
  std::vector<std::uint8_t> bytes;
};

TEST(ProveAddresses, FindsEveryAddressOfTheSampleInEveryNotation) {
  const SampleIndex sample;
  const auto index = address::Index::open(sample.bytes);
  ASSERT_TRUE(index.has_value()) << index.error().message;
  std::uint32_t told = 0;
  const ProofReport report = prove_addresses(*index, {.sample = 0, .threads = 2},
                                             [&](std::uint32_t done) { told = done; });
  EXPECT_EQ(report.addresses, index->address_count());
  EXPECT_GT(told, 0U);
  EXPECT_EQ(report.missed(), 0U) << to_text(report);
  std::size_t used = 0;
  for (std::size_t i = 0; i < kNotations; ++i) {
    const NotationProof& proof = report.notations[i];
    EXPECT_EQ(proof.asked, proof.first + proof.namesake + proof.missed);
    used += proof.asked != 0 ? 1 : 0;
  }
  EXPECT_EQ(used, kNotations) << "the sample has an address for each notation";
  EXPECT_GT(report.notations[static_cast<std::size_t>(Notation::lot)].namesake, 0U)
      << "two addresses on one lot";
}

TEST(ProveAddresses, AsksForASpreadOfAddresses) {
  const SampleIndex sample;
  const auto index = address::Index::open(sample.bytes);
  ASSERT_TRUE(index.has_value());
  const ProofReport report =
      prove_addresses(*index, {.sample = 40, .threads = 1}, [](std::uint32_t) {});
  EXPECT_EQ(report.addresses, 40U);
  EXPECT_EQ(report.notations[0].asked, 40U);
  const auto json = to_json(report);
  EXPECT_EQ(json.find("notations")->if_array()->size(), kNotations);
  EXPECT_NE(to_text(report).find("40 addresses"), std::string::npos);
}

}  // namespace
}  // namespace haetae::app
