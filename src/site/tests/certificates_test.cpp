// SPDX-License-Identifier: Apache-2.0
// The certificates that a site makes before its database starts, and those that it is given.
#include "haetae/crypto/group_certificate.hpp"
#include "haetae/site/database.hpp"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>
#include <sys/stat.h>

using namespace haetae;
using namespace haetae::site;
using testing::HasSubstr;

namespace {

const std::string kSecret(43, 's');

class Certificates : public testing::Test {
 protected:
  Certificates() {
    std::string pattern = std::filesystem::temp_directory_path() / "haetae-certificates-XXXXXX";
    if (mkdtemp(pattern.data()) != nullptr) dir_ = pattern;
    file_.name = "a";
    file_.dir = dir_ / "site";
    file_.members = {{.name = "a", .address = "10.0.1.10"}, {.name = "b", .address = "10.0.2.10"}};
  }
  ~Certificates() override { std::filesystem::remove_all(dir_); }

  base::Outcome<void, SiteError> configure() {
    return Database{file_, kSecret, launcher_, clock_, [](std::string_view) {}}.configure();
  }
  std::string read(const std::filesystem::path& path) {
    std::ifstream stream{path};
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }
  /// Certificates of another hand, in files.
  void give(std::string_view certificate, std::string_view key, std::string_view authority) {
    file_.tls = {
        .certificate = dir_ / "c.pem", .private_key = dir_ / "k.pem", .authority = dir_ / "a.pem"};
    std::ofstream{file_.tls.certificate} << certificate;
    std::ofstream{file_.tls.private_key} << key;
    std::ofstream{file_.tls.authority} << authority;
  }
  std::string refusal() {
    const auto done = configure();
    return done ? "taken" : done.error().message;
  }

  std::filesystem::path dir_;
  SiteFile file_;
  SystemLauncher launcher_;
  base::ManualClock clock_{base::from_unix_seconds(1'800'000'000)};
};

TEST_F(Certificates, FollowFromTheSecretAndAreTheUsersAlone) {
  ASSERT_TRUE(configure());
  const auto files = file_.certificates();
  const auto expected = crypto::make_group_certificate(kSecret, "haetae", "a");
  EXPECT_EQ(read(files.certificate), expected.certificate);
  EXPECT_EQ(read(files.authority), expected.authority);
  struct stat status {};
  ASSERT_EQ(stat(files.private_key.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(Certificates, AreNotMadeWhereNothingIsEncrypted) {
  file_.tls.plain = true;
  ASSERT_TRUE(configure());
  EXPECT_FALSE(std::filesystem::exists(file_.certificates().private_key));
}

TEST_F(Certificates, OfAnotherHandAreLookedAtBeforeTheDatabaseStarts) {
  const auto good = crypto::make_group_certificate(kSecret, "theirs", "a");
  const auto other = crypto::make_group_certificate(kSecret, "others", "a");
  give(good.certificate, good.private_key.reveal(), good.authority);
  EXPECT_EQ(refusal(), "taken");
  EXPECT_THAT(read(file_.configuration_file()), HasSubstr("tcert=" + (dir_ / "c.pem").string()));
  give(good.certificate, good.private_key.reveal(), other.authority);
  EXPECT_THAT(refusal(), HasSubstr("is not signed by"));
  give(good.certificate, other.private_key.reveal(), good.authority);
  EXPECT_THAT(refusal(), HasSubstr("k.pem is not the key of the certificate"));
  give(good.certificate, "", good.authority);
  EXPECT_THAT(refusal(), HasSubstr("k.pem holds no private key"));
  std::filesystem::remove(file_.tls.certificate);
  EXPECT_THAT(refusal(), HasSubstr("c.pem holds no certificate (PEM), or cannot be read"));
}

}  // namespace
