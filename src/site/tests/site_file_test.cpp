// SPDX-License-Identifier: Apache-2.0
#include "haetae/site/site_file.hpp"

#include "haetae/site/database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace haetae::site;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr std::string_view kThree = R"(name = "b"
user = "haetae"
gcache_mib = 1024
[ports]
galera = 5567
[sites.a]
address = "10.0.1.10"
[sites.b]
address = "10.0.2.10"
weight = 2
[sites.c]
address = "witness.example"
witness = true
[mariadb]
max_connections = 300
innodb_log_file_size = "1G"
)";

std::string refusal(std::string_view text) {
  const auto parsed = parse_site_file(text, "site.toml");
  return parsed ? "taken" : parsed.error().message;
}

SiteFile three() {
  return *parse_site_file(kThree, "site.toml");
}

TEST(ParseSiteFile, ReadsEverySite) {
  const auto parsed = parse_site_file(kThree, "site.toml");
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->self().address, "10.0.2.10");
  EXPECT_EQ(parsed->self().weight, 2);
  EXPECT_EQ(parsed->members.size(), 3U);
  EXPECT_TRUE(parsed->find("c")->witness);
  EXPECT_EQ(parsed->ports.galera, 5567);
  EXPECT_EQ(parsed->ports.sst, 4444);
  EXPECT_EQ(parsed->mariadb.at("max_connections"), "300");
}

TEST(ParseSiteFile, IsTheSameAfterBeingWrittenAndReadAgain) {
  const SiteFile site = three();
  const auto again = parse_site_file(to_toml(site), "again.toml");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(to_toml(*again), to_toml(site));
}

TEST(ParseSiteFile, NamesTheLineOfAMistake) {
  EXPECT_THAT(refusal("name = \"a\"\nnmae = 1\n[sites.a]\naddress = \"1.2.3.4\"\n"),
              HasSubstr("site.toml:2: there is no key 'nmae'"));
  EXPECT_THAT(refusal("name = \"a\"\n[sites.a]\naddress = 7\n"), HasSubstr("site.toml:3:"));
  EXPECT_THAT(refusal("name = \n"), HasSubstr("site.toml:1:"));
  EXPECT_THAT(refusal("name = \"a\"\ngcache_mib = 1\n[sites.a]\naddress = \"h\"\n"),
              HasSubstr("from 16 to"));
}

TEST(ParseSiteFile, RefusesWhatCannotBeACluster) {
  EXPECT_THAT(refusal("name = \"a\"\n"), HasSubstr("[sites.NAME] is missing"));
  EXPECT_THAT(refusal("name = \"z\"\n[sites.a]\naddress = \"h\"\n"), HasSubstr("no [sites.z]"));
  EXPECT_THAT(refusal("name = \"a\"\n[sites.a]\naddress = \"h\"\nwitness = true\n"),
              HasSubstr("every site is a witness"));
  EXPECT_THAT(refusal("name = \"a\"\n[sites.a]\naddress = \"h\"\n[sites.b]\naddress = \"h\"\n"),
              HasSubstr("two sites have the address h"));
  EXPECT_THAT(refusal("name = \"a\"\n[ports]\nsst = 4567\n[sites.a]\naddress = \"h\"\n"),
              HasSubstr("two ports are the same"));
}

TEST(ParseSiteFile, LetsNothingIntoMariadbCnfThatWouldEndALine) {
  const std::string head = "name = \"a\"\n[sites.a]\naddress = \"h\"\n[mariadb]\n";
  EXPECT_THAT(refusal(head + "x = \"1\\nplugin-load=evil\"\n"), HasSubstr("one line"));
  EXPECT_THAT(refusal(head + "wsrep_on = \"OFF\"\n"), HasSubstr("follows from the other keys"));
  EXPECT_THAT(refusal("name = \"a\"\n[sites.a]\naddress = \"h;socket.ssl=no\"\n"),
              HasSubstr("needs address"));
}

TEST(MariadbConfiguration, HoldsTheSettingsThatWereMeasured) {
  const std::string text = mariadb_configuration(three(), std::string(43, 's'));
  for (const char* line :
       {"innodb_autoinc_lock_mode=2\n", "innodb_flush_log_at_trx_commit=1\n", "binlog_format=ROW\n",
        "skip-name-resolve\n", "performance_schema=OFF\n", "wsrep_sst_method=mariabackup\n",
        "evs.suspect_timeout=PT0.5S", "evs.inactive_timeout=PT3S", "gcache.size=1024M",
        "pc.weight=2", "pc.recovery=yes", "max_connections=300\n", "bind-address=127.0.0.1\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
  EXPECT_THAT(text, HasSubstr("wsrep_cluster_address=gcomm://10.0.1.10:5567,10.0.2.10:5567,"
                              "witness.example:5567\n"));
  EXPECT_THAT(text, Not(HasSubstr("install_timeout")));
}

TEST(MariadbConfiguration, PutsAddressesOfVersionSixIntoBrackets) {
  const auto site = parse_site_file("name = \"a\"\n[sites.a]\naddress = \"fd00::1\"\n", "s");
  ASSERT_TRUE(site);
  const std::string text = mariadb_configuration(*site, std::string(43, 's'));
  EXPECT_THAT(text, HasSubstr("gcomm://[fd00::1]:4567\n"));
  EXPECT_THAT(text, HasSubstr("gmcast.listen_addr=tcp://[::]:4567"));
}

TEST(MariadbConfiguration, EncryptsEveryWayBetweenSitesByItself) {
  const std::string text = mariadb_configuration(three(), std::string(43, 's'));
  EXPECT_THAT(text, HasSubstr("socket.ssl_cert=/var/lib/haetae/site/tls/site.pem"));
  EXPECT_THAT(text, HasSubstr("[sst]\nencrypt=4\nssl-mode=VERIFY_CA\n"));
  EXPECT_THAT(text, HasSubstr("tkey=/var/lib/haetae/site/tls/site.key\n"));
}

TEST(MariadbConfiguration, UsesTheCertificatesThatAreGiven) {
  SiteFile site = three();
  site.tls = {.certificate = "/c.pem", .private_key = "/k.pem", .authority = "/a.pem"};
  const std::string text = mariadb_configuration(site, std::string(43, 's'));
  EXPECT_THAT(text, HasSubstr("socket.ssl_cert=/c.pem"));
  EXPECT_THAT(text, HasSubstr("tca=/a.pem"));
  EXPECT_EQ(parse_site_file(to_toml(site), "again.toml")->tls.private_key, "/k.pem");
}

TEST(MariadbConfiguration, IsPlainWhenToldSoOrWhereNothingLeavesTheMachine) {
  const auto is_plain = [](std::string_view text) {
    const auto site = parse_site_file(text, "s");
    return site && !site->is_encrypted() &&
           mariadb_configuration(*site, std::string(43, 's')).find("ssl") == std::string::npos;
  };
  const std::string far = "name = \"a\"\n[sites.a]\naddress = \"10.0.0.1\"\n";
  EXPECT_FALSE(is_plain(far));
  EXPECT_TRUE(is_plain(far + "[tls]\nplain = true\n"));
  EXPECT_TRUE(
      is_plain("name = \"a\"\n[sites.a]\naddress = \"127.0.0.1\"\n"
               "[sites.b]\naddress = \"::1\"\n"));
  EXPECT_THAT(refusal(far + "[tls]\nplain = true\nauthority = \"/a.pem\"\n"),
              HasSubstr("or plain = true alone"));
  EXPECT_THAT(refusal(far + "[tls]\nauthority = \"/a.pem\"\n"), HasSubstr("[tls] has"));
  EXPECT_THAT(refusal(far + "[tls]\n"), HasSubstr("[tls] has"));
}

TEST(Passwords, DifferByUseAndFollowFromTheSecret) {
  const Passwords one = passwords(std::string(43, 'x'));
  EXPECT_NE(one.store, one.control);
  EXPECT_NE(one.control, one.transfer);
  EXPECT_EQ(one.store, passwords(std::string(43, 'x')).store);
  EXPECT_NE(one.store, passwords(std::string(43, 'y')).store);
}

}  // namespace
