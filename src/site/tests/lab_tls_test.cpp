// SPDX-License-Identifier: Apache-2.0
// What goes between sites is encrypted, and who cannot show the sites' certificate is let in
// nowhere.
#include "haetae/site/site_file.hpp"
#include "lab_fixture.hpp"

using namespace haetae;
using namespace haetae::site;
using testing::HasSubstr;

namespace {

/// Stands in every row that is written.
constexpr const char* kMark = "a-person-nobody-may-read";

class EncryptedSites : public Sites {
 protected:
  void make_table() {
    Session first{lab_->site(0)};
    ASSERT_EQ(first.run("CREATE TABLE acts (id VARCHAR(80) PRIMARY KEY) ENGINE=InnoDB"), 0U);
    EXPECT_TRUE(rows(1).empty());
  }
  void write(int from, int to) {
    Session session{lab_->site(0)};
    for (int number = from; number < to; ++number) {
      ASSERT_EQ(session.run("INSERT INTO acts (id) VALUES ('" + std::string{kMark} + "-" +
                            std::to_string(number) + "')"),
                0U);
    }
  }
  void expect_back(std::size_t site, Started::Way way, std::size_t has) {
    const auto back = lab_->bring_back(site, kPatience);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->way, way);
    EXPECT_EQ(rows(site).size(), has);
  }
  /// The site file of site 2 with one change.
  std::filesystem::path changed(const std::function<void(SiteFile&)>& change) {
    auto file = load_site_file(lab_->site(2).site_file);
    EXPECT_TRUE(file);
    change(*file);
    const auto path = dir_ / "changed.toml";
    std::ofstream{path} << to_toml(*file);
    return path;
  }
  /// Site 2 tries as that file says, and is told so; the others never see it.
  void expect_left_out(const std::filesystem::path& file) {
    const auto tried = tool(2, {"start", "--wait", "4"}, file);
    EXPECT_NE(tried.first, 0) << tried.second;
    for (const std::size_t site : {0U, 1U}) {
      EXPECT_EQ(lab_->variables(site)->at("wsrep_cluster_size"), "2");
      EXPECT_EQ(lab_->variables(site)->at("wsrep_cluster_status"), "Primary");
    }
    EXPECT_EQ(tool(2, {"stop"}, file).first, 0);
  }
};

TEST_F(EncryptedSites, WriteAndCopyInPartAndWholeWithoutAWordInClear) {
  make_table();
  lab_->network().look_for(kMark);
  write(0, 50);
  EXPECT_EQ(rows(2).size(), 50U);
  lab_->strike(2, Fault::kill);
  write(50, 100);
  expect_back(2, Started::Way::incremental, 100);
  lab_->strike(1, Fault::disk);
  write(100, 150);
  expect_back(1, Started::Way::full, 150);
  EXPECT_EQ(lab_->network().found(), 0U);
}

TEST_F(EncryptedSites, LetNobodyInWithoutTheirCertificate) {
  make_table();
  ASSERT_TRUE(lab_->stop_database(2));
  ASSERT_TRUE(sees(0, "2", "Primary"));
  // It knows the addresses and the cluster's name, but not the secret.
  const auto secret = dir_ / "other-secret";
  std::ofstream{secret} << std::string(43, 'x') << "\n";
  expect_left_out(changed([&](SiteFile& file) { file.secret_file = secret; }));
  expect_left_out(changed([](SiteFile& file) { file.tls.plain = true; }));
  write(0, 10);
  const auto back = tool(2, {"start", "--wait", "60"});
  EXPECT_EQ(back.first, 0) << back.second;
  EXPECT_EQ(rows(2).size(), 10U);
}

/// The same in clear: without this, the tests above could not fail.
class PlainSites : public EncryptedSites {
 protected:
  void change(LabOptions& options) override {
    options.sites = 2;
    options.plain = true;
  }
};

TEST_F(PlainSites, SendWhatPeopleWriteInClear) {
  make_table();
  lab_->network().look_for(kMark);
  write(0, 10);
  EXPECT_EQ(rows(1).size(), 10U);
  EXPECT_GT(lab_->network().found(), 0U);
}

/// Two sites and a witness, which shows a certificate too.
class WitnessedSites : public EncryptedSites {
 protected:
  void change(LabOptions& options) override { options.witness = true; }
};

TEST_F(WitnessedSites, CountAWitnessThatShowsItsCertificate) {
  make_table();
  EXPECT_TRUE(sees(0, "3", "Primary"));
  lab_->network().look_for(kMark);
  write(0, 10);
  lab_->strike(1, Fault::kill);
  EXPECT_TRUE(sees(0, "2", "Primary"));
  write(10, 20);
  EXPECT_EQ(rows(0).size(), 20U);
  EXPECT_EQ(lab_->network().found(), 0U);
}

}  // namespace
