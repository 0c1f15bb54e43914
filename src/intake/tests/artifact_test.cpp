// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/artifact.hpp"

#include "haetae/wire/base64url.hpp"
#include "haetae/wire/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace haetae;
using namespace haetae::intake;
using ::testing::HasSubstr;

namespace {

base::SeededEntropy& entropy() {
  static base::SeededEntropy one{11};
  return one;
}
crypto::Ed25519Signer signer() {
  return crypto::Ed25519Signer::generate(entropy());
}

Manifest example() {
  Manifest manifest;
  manifest.version = "20261101-2";
  manifest.created = base::from_unix_seconds(1'793'491'200);
  manifest.chunk_bytes = kChunkBytesLeast;
  manifest.files.push_back({"20261101-2.hai",
                            2 * kChunkBytesLeast + 1,
                            crypto::sha256("whole"),
                            {crypto::sha256("a"), crypto::sha256("b"), crypto::sha256("c")}});
  manifest.files.push_back({"20261101-2.src", 5, crypto::sha256("s"), {crypto::sha256("s")}});
  return manifest;
}

std::string text_of(const Manifest& manifest) {
  return to_text(manifest, address_artifact());
}

/// Why the example is refused after `from` was replaced by `to` in its text.
std::string why(std::string_view from, std::string_view to) {
  std::string text = text_of(example());
  const std::size_t at = text.find(from);
  if (at == std::string::npos) return "the example has no such text";
  text.replace(at, from.size(), to);
  const auto parsed = parse_manifest(text, address_artifact());
  return parsed ? "" : parsed.error().message;
}

std::string open_error(std::string_view document, std::vector<crypto::Ed25519Public> trusted) {
  const auto opened = open_manifest(document, address_artifact(), trusted);
  return opened ? "" : opened.error().message;
}

}  // namespace

TEST(Chunks, CoverAFileExactly) {
  EXPECT_EQ(chunk_count(0, 8), 0U);
  EXPECT_EQ(chunk_count(1, 8), 1U);
  EXPECT_EQ(chunk_count(8, 8), 1U);
  EXPECT_EQ(chunk_count(9, 8), 2U);
  EXPECT_EQ(chunk_length(9, 8, 0), 8U);
  EXPECT_EQ(chunk_length(9, 8, 1), 1U);
  EXPECT_EQ(chunk_length(9, 8, 2), 0U);
  for (std::uint64_t bytes = 0; bytes < 40; ++bytes) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < chunk_count(bytes, 8); ++i)
      sum += chunk_length(bytes, 8, i);
    EXPECT_EQ(sum, bytes);
  }
}

TEST(Manifest, ReadsBackAsItWasWritten) {
  const auto parsed = parse_manifest(text_of(example()), address_artifact());
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  EXPECT_EQ(*parsed, example());
  EXPECT_EQ(parsed->bytes(), 2 * kChunkBytesLeast + 6);
}

TEST(Manifest, TakesNoNameThatDoesNotFollowFromTheVersion) {
  EXPECT_THAT(why("\"20261101-2.hai\"", "\"../../etc/passwd\""), HasSubstr("not called"));
  EXPECT_THAT(why("\"20261101-2.hai\"", "\"20261101-3.hai\""), HasSubstr("not called"));
  EXPECT_THAT(why("\"version\":\"20261101-2\"", "\"version\":\"../20261101-2\""),
              HasSubstr("no name"));
  EXPECT_THAT(why("\"version\":\"20261101-2\"", "\"version\":\"active\""), HasSubstr("no name"));
}

TEST(Manifest, RefusesWhatCannotBe) {
  EXPECT_THAT(why("\"format\":1", "\"format\":2"), HasSubstr("another release"));
  EXPECT_THAT(why("\"kind\":\"address\"", "\"kind\":\"tiles\""), HasSubstr("not of address"));
  EXPECT_THAT(why("\"bytes\":5", "\"bytes\":0"), HasSubstr("no size"));
  EXPECT_THAT(why("\"bytes\":5", "\"bytes\":-5"), HasSubstr("no size"));
  EXPECT_THAT(why("\"bytes\":5", "\"bytes\":9000000000000000000"), HasSubstr("no size"));
  EXPECT_THAT(why("\"bytes\":5", "\"bytes\":65537"), HasSubstr("lacks checksums"));
  EXPECT_THAT(why("\"chunk_bytes\":65536", "\"chunk_bytes\":0"), HasSubstr("chunks have no size"));
  EXPECT_THAT(why("\"chunk_bytes\":65536", "\"chunk_bytes\":1"), HasSubstr("chunks have no size"));
  EXPECT_THAT(why("\"created\":", "\"date\":"), HasSubstr("no date"));
  EXPECT_THAT(why("\"sha256\":\"", "\"sha256\":\"00"), HasSubstr("lacks checksums"));
  EXPECT_FALSE(parse_manifest("[]", address_artifact()));
  EXPECT_FALSE(parse_manifest("", address_artifact()));
}

TEST(SignedManifest, OpensForWhoeverTrustsOneOfItsKeys) {
  const std::vector<crypto::Ed25519Signer> both = {signer(), signer()};
  const std::string document = sign_manifest(text_of(example()), both);
  for (const crypto::Ed25519Signer& one : both) {
    const std::vector<crypto::Ed25519Public> trusted = {signer().public_key(), one.public_key()};
    const auto opened = open_manifest(document, address_artifact(), trusted);
    ASSERT_TRUE(opened.has_value()) << opened.error().message;
    EXPECT_EQ(opened->manifest, example());
    EXPECT_EQ(opened->key, one.public_key());
  }
  EXPECT_EQ(published_version(document), "20261101-2");
}

TEST(SignedManifest, RefusesForeignKeysAndChangedContents) {
  const crypto::Ed25519Signer ours = signer();
  const std::vector<crypto::Ed25519Signer> signers = {ours};
  const std::string document = sign_manifest(text_of(example()), signers);
  EXPECT_THAT(open_error(document, {signer().public_key()}),
              HasSubstr("which data.trusted_keys does not hold"));
  EXPECT_THAT(open_error(document, {}), HasSubstr("does not hold"));
  std::string changed = document;
  changed.replace(changed.find("20261101-2"), 10, "20261101-3");
  EXPECT_THAT(open_error(changed, {ours.public_key()}), HasSubstr("is wrong"));
  EXPECT_THAT(open_error("<html>", {ours.public_key()}), HasSubstr("no signed manifest"));
  EXPECT_THAT(open_error(text_of(example()), {ours.public_key()}), HasSubstr("no signed manifest"));
  EXPECT_THAT(open_error(std::string(kManifestBytesMax + 1, ' '), {ours.public_key()}),
              HasSubstr("no signed manifest"));
}

TEST(SignedManifest, ASignatureOfTheBareTextIsNone) {
  const crypto::Ed25519Signer ours = signer();
  const std::string text = text_of(example());
  const std::vector<crypto::Ed25519Signer> signers = {ours};
  const auto good = wire::Json::parse(sign_manifest(text, signers));
  ASSERT_TRUE(good.has_value());
  const base::Bytes bare = ours.sign(base::as_bytes(text));
  std::string document = sign_manifest(text, signers);
  const std::string_view mark = "\"ed25519\":\"";
  const std::size_t at = document.find(mark) + mark.size();
  document.replace(at, 86, wire::base64url_encode(bare));
  EXPECT_THAT(open_error(document, {ours.public_key()}), HasSubstr("is wrong"));
}
