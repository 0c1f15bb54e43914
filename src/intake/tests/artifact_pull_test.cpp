// SPDX-License-Identifier: Apache-2.0
// Pulls from a store that a test plays: it breaks off, lies, changes its mind, or attacks.
#include "haetae/intake/artifact_pull.hpp"

#include "fixture.hpp"
#include "haetae/intake/artifact_publish.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

using namespace haetae;
using namespace haetae::intake;
using namespace haetae::intake::testing;
using ::testing::HasSubstr;

namespace {

base::Outcome<void, IntakeError> verify_bin(const std::filesystem::path& first, std::string_view) {
  std::ifstream in{first};
  std::string word;
  std::getline(in, word);
  if (word.substr(0, 4) == "good") return {};
  return base::fail(IntakeError{IntakeError::Kind::unavailable, "it does not begin well"});
}
// The store of versions knows .hai files, so the play uses that name with contents of its own.
constexpr std::string_view kPlayExtensions[] = {"hai", "src"};
const ArtifactKind kPlay{"play", kPlayExtensions, verify_bin};

/// A store in memory, with faults.
class PlaySource final : public ArtifactSource {
 public:
  std::map<std::string, std::string> files;
  std::vector<FetchRequest> requests;
  std::uint64_t break_after = 0;  ///< bytes of each answer; 0: all
  bool ranges = true;
  std::string extra;                             ///< behind each file
  std::optional<std::uint64_t> claimed;          ///< length that is claimed
  bool silent = false;                           ///< claims no length
  std::function<void(PlaySource&)> before_file;  ///< before each answer with a file

  base::Outcome<void, FetchError> fetch(const FetchRequest& request, FetchSink& sink) override {
    requests.push_back(request);
    const bool manifest = request.name.find(".json") != std::string::npos;
    if (!manifest && before_file) before_file(*this);
    const auto at = files.find(request.name);
    if (at == files.end()) {
      return base::fail(FetchError{FetchError::Kind::missing, request.name + " is not there"});
    }
    const std::string tag = "\"" + std::to_string(std::hash<std::string>{}(at->second)) + "\"";
    const std::string whole = at->second + (manifest ? "" : extra);
    const bool part = ranges && request.from > 0 && (request.tag.empty() || request.tag == tag);
    const std::uint64_t from = part ? request.from : 0;
    const std::uint64_t total = !manifest && claimed ? *claimed : whole.size();
    const auto stop = base::fail(FetchError{FetchError::Kind::stopped, "stopped"});
    FetchHead head{.from = from, .total = total, .tag = tag};
    if (silent) head.total.reset();
    if (!sink.begin(head)) return stop;
    std::string_view rest =
        std::string_view{whole}.substr(std::min<std::size_t>(from, whole.size()));
    const bool breaks = !manifest && break_after != 0 && break_after < rest.size();
    if (breaks) rest = rest.substr(0, break_after);
    while (!rest.empty()) {
      const auto step = rest.substr(0, 10'000);
      if (!sink.take(base::as_bytes(step))) return stop;
      rest.remove_prefix(step.size());
    }
    if (breaks) return base::fail(FetchError{FetchError::Kind::broken, "the connection broke"});
    return {};
  }
  [[nodiscard]] std::size_t file_requests() const {
    return static_cast<std::size_t>(std::count_if(
        requests.begin(), requests.end(),
        [](const FetchRequest& one) { return one.name.find(".json") == std::string::npos; }));
  }
};

/// A publisher with a key, a store and a site.
struct Play {
  TempDir dir;
  base::SeededEntropy entropy{5};
  std::vector<crypto::Ed25519Signer> signers{crypto::Ed25519Signer::generate(entropy)};
  DataStore publisher{dir.path() / "publisher"};
  DataStore site{dir.path() / "site"};
  PlaySource source;
  std::vector<base::Milliseconds> waits;
  bool stop = false;
  std::uint64_t spare = 0;

  static std::string contents(std::size_t bytes, int seed = 1) {
    std::string text = "good\n";
    base::SeededEntropy noise{static_cast<std::uint64_t>(seed)};
    text += base::random_alphanumeric(noise, bytes);
    return text;
  }
  void make(const std::string& version, const std::string& contents) const {
    static_cast<void>(dir.write("publisher/" + version + ".hai", contents));
    static_cast<void>(dir.write("publisher/" + version + ".src", "log of " + version));
  }
  /// Publishes a version into the play's store.
  void publish_version(const std::string& version, const std::string& contents,
                       bool allow_older = false) {
    make(version, contents);
    FolderShelf shelf{dir.path() / "shelf"};
    const auto done = publish(publisher,
                              {.kind = kPlay,
                               .version = version,
                               .now = base::from_unix_seconds(1'793'491'200),
                               .chunk_bytes = kChunkBytesLeast,
                               .allow_older = allow_older,
                               .signers = signers},
                              shelf);
    ASSERT_TRUE(done.has_value()) << done.error().message;
    for (const auto& entry : std::filesystem::directory_iterator{dir.path() / "shelf"})
      source.files[entry.path().filename().string()] = read(entry.path());
  }
  static std::string read(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }
  base::Outcome<PullReport, IntakeError> pull_now(std::string version = {},
                                                  bool allow_older = false) {
    const PullTools tools{source,
                          entropy,
                          [this](base::Milliseconds span) {
                            waits.push_back(span);
                            return !stop;
                          },
                          [this] { return stop; },
                          {}};
    return pull(site,
                {.kind = kPlay,
                 .version = std::move(version),
                 .allow_older = allow_older,
                 .trusted = {signers.front().public_key()},
                 .spare_bytes = spare},
                tools);
  }
  std::string error() {
    const auto done = pull_now();
    return done ? "" : done.error().message;
  }
  [[nodiscard]] std::string held(const std::string& name) const {
    return read(site.directory() / name);
  }
};

}  // namespace

TEST(Pull, BringsAVersionWholeAndActivatesNothing) {
  Play play;
  const std::string contents = Play::contents(200'000);
  play.publish_version("20261101-1", contents);
  const auto done = play.pull_now();
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(done->version, "20261101-1");
  EXPECT_FALSE(done->held);
  EXPECT_EQ(done->fetched, done->bytes);
  EXPECT_EQ(play.held("20261101-1.hai"), contents);
  EXPECT_EQ(play.held("20261101-1.src"), "log of 20261101-1");
  EXPECT_FALSE(play.site.active().has_value());
  EXPECT_TRUE(std::filesystem::is_empty(play.site.directory() / "pull"));
}

TEST(Pull, AsksForNothingThatIsHereAlready) {
  Play play;
  play.publish_version("20261101-1", Play::contents(100'000));
  ASSERT_TRUE(play.pull_now());
  play.source.requests.clear();
  const auto again = play.pull_now();
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(again->held);
  EXPECT_EQ(play.source.file_requests(), 0U);
}

TEST(Pull, GoesOnWhereTheConnectionBroke) {
  Play play;
  const std::string contents = Play::contents(300'000);
  play.publish_version("20261101-1", contents);
  play.source.break_after = 50'000;  // less than a chunk
  const auto done = play.pull_now();
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(play.held("20261101-1.hai"), contents);
  EXPECT_EQ(done->fetched, done->bytes) << "no byte comes twice";
  EXPECT_GE(done->attempts, 6U);
  for (const base::Milliseconds wait : play.waits)
    EXPECT_LE(wait, kRetryFirst) << "an attempt that brought something resets the wait";
}

TEST(Pull, ContinuesAnEarlierRunAtAWholeChunk) {
  Play play;
  const std::string contents = Play::contents(300'000);
  play.publish_version("20261101-1", contents);
  play.source.break_after = 150'000;
  // The first run is stopped at its first wait.
  const PullTools tools{play.source,
                        play.entropy,
                        [](base::Milliseconds) { return false; },
                        [] { return false; },
                        {}};
  const auto cut = pull(
      play.site, {.kind = kPlay, .trusted = {play.signers.front().public_key()}, .spare_bytes = 0},
      tools);
  ASSERT_FALSE(cut.has_value());
  EXPECT_THAT(cut.error().message, HasSubstr("stopped"));
  play.source.break_after = 0;
  const auto done = play.pull_now();
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(done->resumed, 2 * kChunkBytesLeast);
  EXPECT_EQ(done->fetched, done->bytes - done->resumed);
  EXPECT_EQ(play.held("20261101-1.hai"), contents);
}

TEST(Pull, KeepsOnlyTheGoodBeginningOfAPart) {
  Play play;
  const std::string contents = Play::contents(300'000);
  play.publish_version("20261101-1", contents);
  std::string part = contents.substr(0, 200'000);
  part[kChunkBytesLeast + 5] ^= 1;
  static_cast<void>(play.dir.write("site/pull/20261101-1.hai.part", part));
  static_cast<void>(play.dir.write("site/pull/20261031-1.hai.part", "left behind"));
  const auto done = play.pull_now();
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(done->resumed, kChunkBytesLeast);
  EXPECT_EQ(play.held("20261101-1.hai"), contents);
  EXPECT_TRUE(std::filesystem::is_empty(play.site.directory() / "pull"));
}

TEST(Pull, TakesAStoreWithoutRangesFromItsBeginning) {
  Play play;
  const std::string contents = Play::contents(300'000);
  play.publish_version("20261101-1", contents);
  static_cast<void>(play.dir.write("site/pull/20261101-1.hai.part", contents.substr(0, 150'000)));
  play.source.ranges = false;
  const auto done = play.pull_now();
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(play.held("20261101-1.hai"), contents);
  EXPECT_EQ(done->fetched, done->bytes);
}

TEST(Pull, BeginsAnewWhenTheStoreGetsANewerVersionMeanwhile) {
  Play play;
  play.publish_version("20261101-1", Play::contents(300'000, 1));
  const std::string newer = Play::contents(310'000, 2);
  play.source.break_after = 150'000;
  play.source.before_file = [&](PlaySource& source) {
    if (source.file_requests() != 2) return;
    source.files.erase("20261101-1.hai");
    play.publish_version("20261102-1", newer);
    source.files.erase("20261101-1.hai");
  };
  const auto done = play.pull_now();
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(done->version, "20261102-1");
  EXPECT_EQ(play.held("20261102-1.hai"), newer);
}

TEST(Pull, RefusesBytesThatTheManifestDoesNotName) {
  Play play;
  play.publish_version("20261101-1", Play::contents(300'000));
  play.source.files["20261101-1.hai"][250'000] ^= 1;
  EXPECT_THAT(play.error(), HasSubstr("not those that its manifest names"));
  EXPECT_EQ(play.source.file_requests(), static_cast<std::size_t>(kWrongMax));
  EXPECT_FALSE(play.site.has("20261101-1"));
}

TEST(Pull, RefusesMoreAndOtherLengthsThanTheManifestSays) {
  Play play;
  play.publish_version("20261101-1", Play::contents(100'000));
  play.source.extra = "more";
  play.source.silent = true;
  // All that is wanted came before the rest, so what is wanted is good.
  EXPECT_EQ(play.error(), "");
  Play other;
  other.publish_version("20261101-1", Play::contents(100'000));
  other.source.claimed = 7;
  EXPECT_THAT(other.error(), HasSubstr("not those that its manifest names"));
  Play shorter;
  shorter.publish_version("20261101-1", Play::contents(100'000));
  shorter.source.files["20261101-1.hai"].resize(90'000);
  shorter.source.claimed = 100'005;
  EXPECT_THAT(shorter.error(), HasSubstr("ended at byte 90000 of 100005"));
}

TEST(Pull, GivesUpAfterAttemptsThatBringNothingAndKeepsWhatCame) {
  Play play;
  play.publish_version("20261101-1", Play::contents(300'000));
  play.source.files["20261101-1.hai"].resize(150'000);
  play.source.claimed = 300'005;
  EXPECT_THAT(play.error(), HasSubstr("7 times in a row"));
  ASSERT_EQ(play.waits.size(), static_cast<std::size_t>(kRetriesMax));
  for (std::size_t i = 0; i < play.waits.size(); ++i) {
    const auto most = std::min(kRetryFirst * (1 << i), kRetryMost);
    EXPECT_GE(play.waits[i], most / 2);
    EXPECT_LE(play.waits[i], most);
  }
  EXPECT_EQ(std::filesystem::file_size(play.site.directory() / "pull/20261101-1.hai.part"),
            2 * kChunkBytesLeast);
}

TEST(Pull, RefusesAnOlderVersionUnlessItIsAskedFor) {
  Play play;
  play.publish_version("20261101-1", Play::contents(70'000, 1));
  const auto old_manifest = play.source.files["play.json"];
  play.publish_version("20261102-1", Play::contents(70'000, 2));
  ASSERT_TRUE(play.pull_now());
  play.source.files["play.json"] = old_manifest;
  EXPECT_THAT(play.error(), HasSubstr("older than 20261102-1 here"));
  const auto named = play.pull_now("20261101-1", true);
  ASSERT_TRUE(named.has_value()) << named.error().message;
  EXPECT_TRUE(play.site.has("20261101-1"));
}

TEST(Pull, RefusesAnotherVersionThanTheOneAskedFor) {
  Play play;
  play.publish_version("20261101-1", Play::contents(70'000));
  play.source.files["play-20261102-1.json"] = play.source.files["play.json"];
  const auto done = play.pull_now("20261102-1");
  ASSERT_FALSE(done.has_value());
  EXPECT_THAT(done.error().message, HasSubstr("answered with 20261101-1"));
  EXPECT_FALSE(play.pull_now("../../x"));
}

TEST(Pull, RefusesForeignKeysAndLongManifests) {
  Play play;
  play.publish_version("20261101-1", Play::contents(70'000));
  play.signers = {crypto::Ed25519Signer::generate(play.entropy)};
  EXPECT_THAT(play.error(), HasSubstr("data.trusted_keys does not hold"));
  play.source.files["play.json"] = std::string(kManifestBytesMax + 1, ' ');
  EXPECT_THAT(play.error(), HasSubstr("longer than a manifest may be"));
  EXPECT_EQ(play.source.file_requests(), 0U);
}

TEST(Pull, RefusesSignedContentsThatCannotBeUsed) {
  Play play;
  play.publish_version("20261101-1", Play::contents(70'000));
  play.make("20261102-1", "bad\n");
  const auto manifest = describe(play.publisher, {.kind = kPlay,
                                                  .version = "20261102-1",
                                                  .chunk_bytes = kChunkBytesLeast,
                                                  .signers = play.signers});
  ASSERT_TRUE(manifest.has_value());
  play.source.files["20261102-1.hai"] = "bad\n";
  play.source.files["20261102-1.src"] = "log of 20261102-1";
  play.source.files["play.json"] = sign_manifest(to_text(*manifest, kPlay), play.signers);
  EXPECT_THAT(play.error(), HasSubstr("cannot be used: it does not begin well"));
  EXPECT_FALSE(play.site.has("20261102-1"));
}

TEST(Pull, RefusesANameThatOtherContentsHaveHere) {
  Play play;
  play.publish_version("20261101-1", Play::contents(70'000, 1));
  static_cast<void>(play.dir.write("site/20261101-1.hai", Play::contents(70'000, 2)));
  EXPECT_THAT(play.error(), HasSubstr("another 20261101-1.hai is here already"));
}

TEST(Pull, SaysBeforehandThatTheDiskIsTooSmall) {
  Play play;
  play.publish_version("20261101-1", Play::contents(70'000));
  play.spare = std::uint64_t{1} << 60;
  EXPECT_THAT(play.error(), HasSubstr("MB free"));
  EXPECT_EQ(play.source.file_requests(), 0U);
}

TEST(Pull, OneAtATime) {
  Play play;
  play.publish_version("20261101-1", Play::contents(70'000));
  const auto held = play.site.lock(DataStore::LockKind::pull);
  ASSERT_TRUE(held.has_value());
  EXPECT_THAT(play.error(), HasSubstr("another pull runs"));
}

TEST(Publish, LetsNoOlderVersionBecomeTheNewest) {
  Play play;
  play.publish_version("20261102-1", Play::contents(70'000));
  play.make("20261101-1", Play::contents(70'000));
  FolderShelf shelf{play.dir.path() / "shelf"};
  const auto done = publish(
      play.publisher, {.kind = kPlay, .version = "20261101-1", .signers = play.signers}, shelf);
  ASSERT_FALSE(done.has_value());
  EXPECT_THAT(done.error().message, HasSubstr("20261102-1 is published there already"));
}

TEST(FetchHead, ReadsWhereTheBytesBelong) {
  const auto whole = fetch_head(200, "", 10, "\"a\"");
  ASSERT_TRUE(whole.has_value());
  EXPECT_EQ(whole->from, 0U);
  EXPECT_EQ(whole->total, 10U);
  EXPECT_EQ(whole->tag, "\"a\"");
  const auto part = fetch_head(206, "bytes 4-9/10", 6, "W/\"a\"");
  ASSERT_TRUE(part.has_value());
  EXPECT_EQ(part->from, 4U);
  EXPECT_EQ(part->total, 10U);
  EXPECT_EQ(part->tag, "") << "a weak tag does not promise the same bytes";
  EXPECT_FALSE(fetch_head(206, "bytes 4-9/*", 6, "")->total.has_value());
  for (const char* nonsense :
       {"", "bytes", "bytes 4-9", "bytes */10", "bytes 9-4/10", "bytes 4-10/10", "items 4-9/10",
        "bytes -4-9/10", "bytes 4-9/x", "bytes 4/9-10"}) {
    EXPECT_FALSE(fetch_head(206, nonsense, 6, "")) << nonsense;
  }
  EXPECT_FALSE(fetch_head(204, "", 0, ""));
}
