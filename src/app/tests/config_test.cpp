// SPDX-License-Identifier: Apache-2.0
#include "haetae/app/config.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

namespace haetae::app {
namespace {

using ::testing::HasSubstr;

std::string error_of(std::string_view toml) {
  Config config;
  const auto done = apply_toml(config, toml, "haetae.toml");
  return done ? "" : done.error().message;
}

TEST(ConfigFile, SetsEveryKindOfValue) {
  Config config;
  ASSERT_TRUE(apply_toml(config, R"(
dev = true
issuer = "https://login.example.kr"
[http]
port = 9000
trusted_proxies = ["10.0.0.0/8"]
)",
                         "haetae.toml"));
  EXPECT_TRUE(config.dev);
  EXPECT_EQ(config.issuer, "https://login.example.kr");
  EXPECT_EQ(config.http.port, 9000);
  EXPECT_EQ(config.http.trusted_proxies, std::vector<std::string>{"10.0.0.0/8"});
}

TEST(ConfigFile, NamesFileLineKeyAndNearestOption) {
  EXPECT_EQ(error_of("dev = true\n\n[http]\nprot = 80\n"),
            "haetae.toml:4: there is no option 'http.prot'; did you mean 'http.port'?");
  EXPECT_THAT(error_of("isuer = 'x'\n"), HasSubstr("did you mean 'issuer'?"));
  EXPECT_EQ(error_of("[htpp]\nport = 80\n"),
            "haetae.toml:2: there is no option 'htpp.port'; did you mean 'http.port'?");
  EXPECT_THAT(error_of("[htpp]\n"), HasSubstr("there is no option 'htpp'"));
}

TEST(ConfigFile, RefusesWrongKindsRangesAndChoices) {
  EXPECT_THAT(error_of("dev = 1\n"), HasSubstr("haetae.toml:1: 'dev' must be true or false"));
  EXPECT_THAT(error_of("[http]\nport = \"80\"\n"), HasSubstr("must be a whole number"));
  EXPECT_THAT(error_of("[http]\nport = 70000\n"), HasSubstr("must be between 0 and 65535"));
  EXPECT_THAT(error_of("[log]\nlevel = \"loud\"\n"), HasSubstr("must be one of debug, info"));
  EXPECT_THAT(error_of("[http]\ntrusted_proxies = [1]\n"), HasSubstr("must be a list of texts"));
}

TEST(ConfigFile, SaysWhereTheTextIsNoToml) {
  EXPECT_THAT(error_of("dev = true\n= 3\n"), HasSubstr("haetae.toml:2: this is no TOML"));
}

TEST(ConfigSources, LaterSourcesWin) {
  const auto config = load_config({.file = {},
                                   .environment = {{"HAETAE_HTTP_PORT", "1000"},
                                                   {"HAETAE_LOG_LEVEL", "debug"},
                                                   {"HAETAE_TEST_DATA", "elsewhere"}},
                                   .sets = {"http.port=2000"}});
  ASSERT_TRUE(config.has_value());
  EXPECT_EQ(config->http.port, 2000);
  EXPECT_EQ(config->log.level, "debug");
}

TEST(ConfigSources, RefusesASetThatIsNoAssignment) {
  const auto config = load_config({.file = {}, .environment = {}, .sets = {"http.port"}});
  ASSERT_FALSE(config.has_value());
  EXPECT_THAT(config.error().message, HasSubstr("key=value"));
}

TEST(ConfigSources, RefusesAnIssuerThatIsNoBaseUrl) {
  for (const char* issuer :
       {"login.example.kr", "https://a.kr/", "https://a.kr?x=1", "ftp://a.kr"}) {
    EXPECT_FALSE(
        load_config({.file = {}, .environment = {}, .sets = {std::string{"issuer="} + issuer}}))
        << issuer;
  }
}

TEST(ConfigSources, RefusesTlsWithoutCertificate) {
  const auto config = load_config({.file = {}, .environment = {}, .sets = {"tls.port=8443"}});
  ASSERT_FALSE(config.has_value());
  EXPECT_THAT(config.error().message, HasSubstr("tls.certificate"));
}

TEST(Options, HaveUniqueNamesAndDefaultsInRange) {
  std::set<std::string_view> names;
  for (const Option& option : options()) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
    EXPECT_FALSE(option.meaning.empty()) << option.name;
  }
  EXPECT_TRUE(load_config({}).has_value());
}

TEST(ConfigurationReference, IsTheOneInTheDocuments) {
  std::ifstream in{HAETAE_SOURCE_DIR "/docs/configuration.md"};
  std::stringstream text;
  text << in.rdbuf();
  EXPECT_EQ(text.str(), configuration_reference())
      << "run `haetae config reference > docs/configuration.md`";
}

}  // namespace
}  // namespace haetae::app
