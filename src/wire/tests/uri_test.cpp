// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/uri.hpp"

#include <gtest/gtest.h>
#include <string>

namespace haetae::wire {
namespace {

std::optional<UriError> error_of(std::string_view text) {
  const auto uri = Uri::parse(text);
  return uri ? std::nullopt : std::optional{uri.error()};
}

bool is_loopback(std::string_view text) {
  const auto uri = Uri::parse(text);
  return uri && uri->is_loopback();
}

TEST(Uri, TakesApartAWebAddress) {
  const auto uri = Uri::parse("HTTPS://Site.Example:8443/Call/Back?a=1&b=%20#part");
  ASSERT_TRUE(uri.has_value());
  EXPECT_EQ(uri->scheme, "https");
  EXPECT_EQ(uri->host, "site.example");
  EXPECT_EQ(uri->port, 8443);
  EXPECT_EQ(uri->path, "/Call/Back");
  EXPECT_EQ(uri->query, "a=1&b=%20");
  EXPECT_EQ(uri->fragment, "part");
  EXPECT_FALSE(uri->user.has_value());
  EXPECT_TRUE(uri->is_http());
  EXPECT_EQ(uri->origin(), "https://site.example:8443");
}

TEST(Uri, TakesApartSchemesOfApps) {
  const auto kakao = Uri::parse("kakao0123456789abcdef0123456789abcdef://oauth?code=1");
  ASSERT_TRUE(kakao.has_value());
  EXPECT_EQ(kakao->host, "oauth");
  EXPECT_EQ(kakao->path, "");
  EXPECT_FALSE(kakao->is_http());

  const auto reverse = Uri::parse("com.example.app:/oauth2redirect");
  ASSERT_TRUE(reverse.has_value());
  EXPECT_FALSE(reverse->has_authority);
  EXPECT_EQ(reverse->path, "/oauth2redirect");

  EXPECT_TRUE(Uri::parse("myapp:///callback").has_value());
}

TEST(Uri, TellsAbsentPartsFromEmptyOnes) {
  const auto bare = Uri::parse("https://site.example/");
  const auto empty = Uri::parse("https://@site.example/?#");
  ASSERT_TRUE(bare && empty);
  EXPECT_FALSE(bare->user || bare->query || bare->fragment);
  EXPECT_EQ(empty->user, "");
  EXPECT_EQ(empty->query, "");
  EXPECT_EQ(empty->fragment, "");
}

TEST(Uri, OriginLeavesOutThePortOfTheScheme) {
  EXPECT_EQ(Uri::parse("http://a.example:80/x")->origin(), "http://a.example");
  EXPECT_EQ(Uri::parse("https://a.example:443/x")->origin(), "https://a.example");
  EXPECT_EQ(Uri::parse("https://a.example:80/x")->origin(), "https://a.example:80");
  EXPECT_EQ(Uri::parse("http://[::1]:8080")->origin(), "http://[::1]:8080");
}

TEST(Uri, RefusesWhatIsNotAbsolute) {
  for (const auto* text :
       {"", "/path", "//site.example/", "site.example", "a/b:c", "?a:b", "#a:b"}) {
    EXPECT_EQ(error_of(text), UriError::not_absolute) << text;
  }
  EXPECT_EQ(error_of("://x"), UriError::bad_scheme);
  EXPECT_EQ(error_of("1http://x"), UriError::bad_scheme);
  EXPECT_EQ(error_of("ht_tp://x"), UriError::bad_scheme);
}

TEST(Uri, RefusesCharactersInsteadOfRepairingThem) {
  for (const auto* text : {"https://a.example/ b", "https://a.example/\tb", "https://a.example/\n",
                           " https://a.example/", "https://a.example\\b", "https://a.example/<b>",
                           "https://a.example/%", "https://a.example/%4", "https://a.example/%zz",
                           "https://a.example/[x]", "https://a.example/?a[]=1",
                           "https://a.example/#a#b", "https://a.example/a|b"}) {
    EXPECT_EQ(error_of(text), UriError::bad_character) << text;
  }
  EXPECT_EQ(error_of("https://해태.example/"), UriError::not_ascii);
  EXPECT_EQ(error_of(std::string("https://a.example/\0b", 20)), UriError::bad_character);
}

TEST(Uri, RefusesMoreThanItsLimit) {
  const std::string start = "https://a.example/";
  EXPECT_FALSE(error_of(start + std::string(kUriLengthMax - start.size(), 'x')));
  EXPECT_EQ(error_of(start + std::string(kUriLengthMax - start.size() + 1, 'x')),
            UriError::too_long);
}

TEST(Uri, RefusesHostsThatBrowsersWouldRepair) {
  for (const auto* text : {"http:site.example/",    "https:/site.example/",
                           "http:///site.example/", "http://",
                           "http://a..example/",    "http://.a.example/",
                           "http://a%2eexample/",   "http://a,b/",
                           "http://[::1/",          "http://[::1]x/",
                           "http://[1.2.3.4]/",     "http://[v1.x]/",
                           "http://[fe80::1%251]/", "http://127.1/",
                           "http://2130706433/",    "http://0x7f000001/",
                           "http://0x7f.1/",        "http://127.0.0.01/",
                           "http://127.0.0.256/",   "http://127.0.0.1./",
                           "http://1.2.3.4.5/"}) {
    EXPECT_EQ(error_of(text), UriError::bad_host) << text;
  }
  EXPECT_FALSE(error_of("http://site.example./"));
  EXPECT_EQ(error_of("http://" + std::string(64, 'a') + ".example/"), UriError::bad_host);
}

TEST(Uri, RefusesPortsWrittenInOtherWays) {
  for (const auto* text : {"http://a.example:/", "http://a.example:0/", "http://a.example:080/",
                           "http://a.example:65536/", "http://a.example:+80/",
                           "http://a.example:8a/", "http://a.example:80:81/"}) {
    EXPECT_EQ(error_of(text), UriError::bad_port) << text;
  }
  EXPECT_EQ(Uri::parse("http://a.example:65535/")->port, 65535);
}

// Threat 4: a host that only begins like this machine's names must not pass for it.
TEST(Uri, LoopbackIsOnlyThisMachine) {
  EXPECT_TRUE(is_loopback("http://localhost:3000/cb"));
  EXPECT_TRUE(is_loopback("http://LOCALHOST/cb"));
  EXPECT_TRUE(is_loopback("http://127.0.0.1:51004/cb"));
  EXPECT_TRUE(is_loopback("http://127.9.8.7/cb"));
  EXPECT_TRUE(is_loopback("http://[::1]:9/cb"));
  for (const auto* text :
       {"http://localhost.evil.kr/", "http://127.0.0.1.evil.kr/", "http://127.evil.kr/",
        "http://127.0.0.1@evil.kr/", "http://localhost@evil.kr/", "http://evil.kr#localhost",
        "http://evil.kr/?@127.0.0.1", "http://localhost./", "http://sub.localhost/",
        "http://128.0.0.1/", "http://0.0.0.0/", "http://[::2]/", "http://[::ffff:1.2.3.4]/",
        "app://127.evil/"}) {
    EXPECT_FALSE(is_loopback(text)) << text;
  }
}

// Threat 7: readers differ on which of several '@' ends the user.
TEST(Uri, RefusesSeveralAtSigns) {
  EXPECT_EQ(error_of("https://good.example@evil.kr@good.example/"), UriError::bad_host);
  EXPECT_EQ(error_of("https://a@@b.example/"), UriError::bad_host);
  EXPECT_EQ(error_of("app://a@b@c/"), UriError::bad_host);
  const auto one = Uri::parse("https://good.example@evil.kr/");
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(one->user, "good.example");
  EXPECT_EQ(one->host, "evil.kr");
  EXPECT_TRUE(Uri::parse("https://a.example/@x@y").has_value()) << "an '@' in a path is plain";
}

// Threat 8.
TEST(Uri, RefusesSchemesThatABrowserRuns) {
  for (const auto* text :
       {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "javascript://a.example/%0aalert(1)",
        "VBScript:x", "data:text/html,x", "DATA:,x", "blob:https://a.example/1", "filesystem:x"}) {
    EXPECT_EQ(error_of(text), UriError::bad_scheme) << text;
  }
  EXPECT_EQ(error_of("java\tscript:alert(1)"), UriError::bad_character);
}

TEST(WithQuery, AppendsBeforeAFragment) {
  EXPECT_EQ(with_query("https://a.example", "x=1"), "https://a.example?x=1");
  EXPECT_EQ(with_query("https://a.example/?", "x=1"), "https://a.example/?x=1");
  EXPECT_EQ(with_query("https://a.example/?y=2", "x=1"), "https://a.example/?y=2&x=1");
  EXPECT_EQ(with_query("https://a.example/?y=2&", "x=1"), "https://a.example/?y=2&x=1");
  EXPECT_EQ(with_query("https://a.example/#f?g", "x=1"), "https://a.example/?x=1#f?g");
  EXPECT_EQ(with_query("https://a.example/#f", ""), "https://a.example/#f");
}

TEST(LocalPath, KeepsPlacesOfThisServer) {
  for (const auto* text :
       {"/", "/account", "/account/", "/oauth/authorize?redirect_uri=https://a.example/cb",
        "/a?x=//b", "/a#x", "/%EC%9E%85", "/a.b/..c/...", "/?next=/..//x"}) {
    EXPECT_EQ(local_path(text), text);
  }
}

// Threats 13 and 76: each of these leaves the server in some browser or behind some proxy.
TEST(LocalPath, RefusesEveryWayOut) {
  for (const auto* text : {"",
                           "account",
                           "https://evil.kr/",
                           "javascript:alert(1)",
                           "//evil.kr",
                           "///evil.kr",
                           "/\t/evil.kr",
                           "/\n/evil.kr",
                           "/\r/evil.kr",
                           "\t//evil.kr",
                           " /account",
                           "/\\evil.kr",
                           "\\\\evil.kr",
                           "/a\\b",
                           "/a//evil.kr",
                           "/./evil",
                           "/.//evil.kr",
                           "/..//evil.kr",
                           "/a/..//evil.kr",
                           "/%2e%2E//evil.kr",
                           "/.%2e/x",
                           "/a/%2e",
                           "/%",
                           "/%2",
                           "/%zz",
                           "/a b",
                           "/해태",
                           "/\x7f",
                           "/<x>"}) {
    EXPECT_EQ(local_path(text), std::nullopt) << text;
  }
  EXPECT_EQ(local_path(std::string_view{"/a\0b", 4}), std::nullopt);
  EXPECT_TRUE(local_path("/" + std::string(kLocalPathLengthMax - 1, 'a')).has_value());
  EXPECT_FALSE(local_path("/" + std::string(kLocalPathLengthMax, 'a')).has_value());
}

}  // namespace
}  // namespace haetae::wire
