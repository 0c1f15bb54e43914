// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/source.hpp"

#include "fixture.hpp"

#include <gtest/gtest.h>

using namespace haetae::intake;
using haetae::intake::testing::cp949;
using haetae::intake::testing::gzip;
using haetae::intake::testing::TempDir;
using haetae::intake::testing::zip;

namespace {

haetae::base::Outcome<std::vector<SourceFile>, IntakeError> in_memory(const std::string& bytes,
                                                                      SourceLimits limits = {}) {
  const auto keep = std::make_shared<std::string>(bytes);
  return list_bytes("x", haetae::base::as_bytes(*keep), keep, limits);
}

}  // namespace

TEST(Sources, OpensFoldersZipsAndGzipByTheirContent) {
  const TempDir dir;
  dir.write("b/plain.txt", "plain");
  dir.write("a.whatever", zip({{"one.txt", "1"}, {"deep/two.txt", "22"}}));
  dir.write("c.data", gzip("packed"));
  dir.write(".hidden", "no");
  const auto files = list_sources({dir.path()});
  ASSERT_TRUE(files.has_value()) << files.error().message;
  ASSERT_EQ(files->size(), 4U);
  std::vector<std::string> contents;
  for (const SourceFile& file : *files)
    contents.push_back(read_whole(file, 100).value());
  EXPECT_EQ(contents, (std::vector<std::string>{"22", "1", "plain", "packed"}));
  EXPECT_NE(files->at(0).name.find("a.whatever!deep/two.txt"), std::string::npos);
}

TEST(Sources, ReadsMemberNamesInCp949) {
  const auto files = in_memory(zip({{cp949("주소_가나도.txt"), "x"}}));
  ASSERT_TRUE(files.has_value());
  EXPECT_EQ(files->at(0).name, "x!주소_가나도.txt");
}

TEST(Sources, OpensAZipInAZip) {
  const auto files = in_memory(zip({{"inner.zip", zip({{"a.txt", "deep"}})}}));
  ASSERT_TRUE(files.has_value()) << files.error().message;
  ASSERT_EQ(files->size(), 1U);
  EXPECT_EQ(files->at(0).name, "x!inner.zip!a.txt");
  EXPECT_EQ(read_whole(files->at(0), 10).value(), "deep");
}

TEST(Sources, RefusesZipsThatAreTooDeep) {
  std::string bytes = zip({{"a.txt", "x"}});
  for (int i = 0; i < 4; ++i)
    bytes = zip({{"more.zip", bytes}});
  EXPECT_FALSE(in_memory(bytes).has_value());
}

TEST(Sources, StopsABombWhileItUnpacks) {
  const std::string bomb(64U << 20, '0');
  for (const std::string& bytes : {zip({{"bomb.txt", bomb}}), gzip(bomb)}) {
    const auto files = in_memory(bytes);
    ASSERT_TRUE(files.has_value());
    const auto read = read_whole(files->at(0), 1U << 30);
    ASSERT_FALSE(read.has_value());
    EXPECT_NE(read.error().message.find("250 times"), std::string::npos) << read.error().message;
  }
}

TEST(Sources, SaysWhichFileIsDamaged) {
  const std::string content(100'000, 'x');
  std::string bytes = zip({{"a.txt", content}});
  bytes.resize(bytes.size() / 2);
  const auto files = in_memory(bytes);
  ASSERT_FALSE(files.has_value());
  EXPECT_NE(files.error().message.find("x is damaged"), std::string::npos);

  std::string packed = gzip("some text that is long enough to be cut");
  packed.resize(packed.size() - 12);
  const auto cut = in_memory(packed);
  ASSERT_TRUE(cut.has_value());
  EXPECT_FALSE(read_whole(cut->at(0), 1000).has_value());
}

TEST(Sources, NoticesAMemberWhoseChecksumIsWrong) {
  std::string bytes = zip({{"a.txt", "stored, since it is short"}});
  const std::size_t at = bytes.find("short");
  ASSERT_NE(at, std::string::npos);
  bytes[at] = 'S';
  const auto files = in_memory(bytes);
  ASSERT_TRUE(files.has_value());
  EXPECT_FALSE(read_whole(files->at(0), 1000).has_value());
}

TEST(Sources, APathThatIsNotThereIsAnError) {
  const TempDir dir;
  const auto files = list_sources({dir.path() / "none.zip"});
  ASSERT_FALSE(files.has_value());
  EXPECT_NE(files.error().message.find("none.zip"), std::string::npos);
}

TEST(Sources, ReadsGzipMembersBehindEachOther) {
  const auto files = in_memory(gzip("one ") + gzip("two"));
  EXPECT_EQ(read_whole(files->at(0), 100).value(), "one two");
}
