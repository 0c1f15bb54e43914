// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/redirect.hpp"

#include "support.hpp"

#include <gtest/gtest.h>

namespace haetae::oidc::test {
namespace {

using E = RedirectUriError;

/// Every spelling must fail on both surfaces, for keys of every kind.
void expect_foreign(const std::string& registered, const std::vector<std::string>& requested) {
  for (const auto kind : {KeyKind::rest, KeyKind::javascript, KeyKind::native}) {
    auto site = client(kind);
    site.redirect_uris = {registered};
    ASSERT_TRUE(redirect_uri_matches(site, kStandardPolicy, registered));
    for (const auto& uri : requested) {
      EXPECT_FALSE(redirect_uri_matches(site, kStandardPolicy, uri)) << uri;
      EXPECT_FALSE(redirect_uri_matches(site, kKakaoPolicy, uri)) << uri;
    }
  }
}

void expect_refused(const std::string& uri, E expected) {
  const auto checked = check_redirect_uri(uri);
  ASSERT_FALSE(checked.has_value()) << uri;
  EXPECT_EQ(checked.error(), expected) << uri << " " << to_text(checked.error());
}

TEST(RedirectMatch, Threat1RefusesWhatOnlyBeginsLikeARegisteredOne) {
  expect_foreign("https://shop.example.kr/done",
                 {"https://shop.example.kr/done/more", "https://shop.example.kr/done?x=1",
                  "https://shop.example.kr/done.evil.kr", "https://shop.example.kr.evil.kr/done",
                  "https://shop.example.kr/don", "https://shop.example.kr/done/", ""});
}

TEST(RedirectMatch, Threats3And6RefuseTraversal) {
  expect_foreign("https://shop.example.kr/cb/done",
                 {"https://shop.example.kr/cb/../done", "https://shop.example.kr/cb/x/../done",
                  "https://shop.example.kr/cb/./done", "https://shop.example.kr/cb/..;/done",
                  "https://shop.example.kr/cb/done/..", "https://shop.example.kr/cb/%2e%2e/done"});
}

TEST(RedirectMatch, Threats4And12RefuseOtherSpellingsOfLoopback) {
  expect_foreign(
      "http://127.0.0.1:8123/done",
      {"http://localhost:8123/done", "http://127.0.0.1.evil.kr:8123/done", "http://127.1:8123/done",
       "http://127.0.0.2:8123/done", "http://0x7f000001:8123/done", "http://[::1]:8123/done",
       "https://127.0.0.1:8123/done", "http://127.0.0.1:8123/other", "http://127.0.0.1:8123/done?x",
       "http://user@127.0.0.1:8123/done", "http://127.0.0.1:80@evil.kr/done",
       "http://127.0.0.1:8123/done#x", "HTTP://127.0.0.1:8123/done",
       "http://127.0.0.1:99999/done"});
  expect_foreign(
      "http://localhost:8123/done",
      {"http://localhost:9000/done", "http://localhost/done", "http://127.0.0.1:8123/done"});
}

TEST(RedirectMatch, Threats5And11RefuseOtherEncodingAndCase) {
  expect_foreign("https://shop.example.kr/done",
                 {"https://shop.example.kr/%64one", "https://shop.example.kr/%2564one",
                  "https://shop.example.kr/Done", "https://SHOP.example.kr/done",
                  "HTTPS://shop.example.kr/done", "https://shop.example.kr:443/done",
                  "https://shop.example.kr//done", "https://shop.example.kr\\done"});
}

TEST(RedirectMatch, Threat10TreatsDotsAsDots) {
  expect_foreign("https://shop.example.kr/done",
                 {"https://shopxexample.kr/done", "https://shop.examplexkr/done"});
}

TEST(RedirectMatch, AllowsAnyPortOnlyForLoopbackAddressesOfNativeKeysOnTheStandardSurface) {
  auto app = client(KeyKind::native);
  app.redirect_uris = {"http://127.0.0.1/done", "http://[::1]:1/done"};
  EXPECT_TRUE(redirect_uri_matches(app, kStandardPolicy, "http://127.0.0.1:51004/done"));
  EXPECT_TRUE(redirect_uri_matches(app, kStandardPolicy, "http://[::1]:51004/done"));
  EXPECT_FALSE(redirect_uri_matches(app, kKakaoPolicy, "http://127.0.0.1:51004/done"));
  auto site = client(KeyKind::rest);
  site.redirect_uris = app.redirect_uris;
  EXPECT_FALSE(redirect_uri_matches(site, kStandardPolicy, "http://127.0.0.1:51004/done"));
}

TEST(RedirectMatch, KnowsTheOwnSchemeOfANativeKeyAndNoOther) {
  const auto app = client(KeyKind::native);
  const auto scheme = "kakao" + std::string{kNativeKey} + "://oauth";
  EXPECT_TRUE(redirect_uri_matches(app, kKakaoPolicy, scheme));
  EXPECT_FALSE(redirect_uri_matches(app, kKakaoPolicy, scheme + "/x"));
  EXPECT_FALSE(
      redirect_uri_matches(app, kKakaoPolicy, "kakao" + std::string{kRestKey} + "://oauth"));
  EXPECT_FALSE(
      redirect_uri_matches(client(), kKakaoPolicy, "kakao" + std::string{kRestKey} + "://oauth"));
}

TEST(RedirectMatch, Threat14AllowsNoFreedomAfterLogout) {
  const auto site = client();
  EXPECT_TRUE(post_logout_redirect_uri_matches(site, "https://shop.example.kr/bye"));
  for (const std::string uri :
       {"https://shop.example.kr/bye/", "https://shop.example.kr/bye?x", "https://evil.kr/bye",
        "https://shop.example.kr/done", "https://shop.example.kr/BYE", "javascript:alert(1)", ""}) {
    EXPECT_FALSE(post_logout_redirect_uri_matches(site, uri)) << uri;
  }
}

TEST(RedirectRegistration, TakesWhatSitesReallyUse) {
  for (const std::string uri :
       {"https://shop.example.kr/done", "https://shop.example.kr",
        "https://shop.example.kr:8443/a/b", "https://shop.example.kr/done?next=%2Fhome&a=b",
        "http://localhost:3000/api/auth/callback", "http://127.0.0.1:8123/done",
        "http://[::1]/done", "kr.example.shop:/done", "kr.example.shop://done",
        "kakao0123456789abcdef0123456789abcdef://oauth", "https://shop.example.kr/%ED%95%9C"}) {
    const auto checked = check_redirect_uri(uri);
    EXPECT_TRUE(checked.has_value()) << uri << " " << to_text(checked.error());
  }
}

TEST(RedirectRegistration, Threat15RefusesAFragment) {
  expect_refused("https://shop.example.kr/done#part", E::has_fragment);
  expect_refused("https://shop.example.kr/done#", E::has_fragment);
}

TEST(RedirectRegistration, Threat7RefusesUsers) {
  expect_refused("https://shop.example.kr@evil.kr/done", E::has_user);
  expect_refused("https://a@b@evil.kr/done", E::malformed);
}

TEST(RedirectRegistration, Threat8RefusesSchemesThatBrowsersRun) {
  for (const std::string uri :
       {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x",
        "blob:https://a.kr/1", "file:///etc/passwd", "ftp://a.kr/x", "about:blank",
        "intent://a#Intent", "ws://a.kr/", "myapp://done", "kakao0123://oauth"}) {
    EXPECT_FALSE(check_redirect_uri(uri).has_value()) << uri;
  }
  expect_refused("myapp:/done", E::bad_scheme);
  expect_refused("JaVaScRiPt:alert(1)", E::bad_scheme);
}

TEST(RedirectRegistration, Threat9RefusesWildcards) {
  expect_refused("https://*.example.kr/done", E::has_wildcard);
  expect_refused("https://shop.example.kr/*", E::has_wildcard);
}

TEST(RedirectRegistration, Threats3And6RefuseDotSegments) {
  expect_refused("https://shop.example.kr/a/../b", E::dot_segment);
  expect_refused("https://shop.example.kr/a/./b", E::dot_segment);
  expect_refused("https://shop.example.kr/a/..", E::dot_segment);
  expect_refused("https://shop.example.kr/a/..;x=1/b", E::dot_segment);
}

TEST(RedirectRegistration, Threat5RefusesEncodedTricks) {
  for (const std::string path :
       {"/a%2fb", "/a%5Cb", "/%2e%2e/b", "/a%252fb", "/a%00", "/a%0d%0ab", "/a%3Bb"}) {
    expect_refused("https://shop.example.kr" + path, E::encoded_trick);
  }
  expect_refused("https://shop.example.kr/?a=%0d%0aSet-Cookie", E::encoded_trick);
}

TEST(RedirectRegistration, Threat13RefusesBackslashesTabsAndRelativeOnes) {
  for (const std::string uri :
       {"https:\\\\evil.kr", "https://shop.example.kr\\@evil.kr", "/done", "//evil.kr/done",
        "https://shop.example.kr/\tdone", "https://shop.example.kr/a b",
        " https://shop.example.kr/", "", "https://shop.example.kr/한글", "https:/shop.example.kr/x",
        "https:shop.example.kr"}) {
    EXPECT_FALSE(check_redirect_uri(uri).has_value()) << uri;
  }
}

TEST(RedirectRegistration, RefusesPlainHttpBeyondThisMachineUnlessInDevelopment) {
  expect_refused("http://shop.example.kr/done", E::plain_http);
  expect_refused("http://localhost.evil.kr/done", E::plain_http);
  expect_refused("http://127.0.0.1.evil.kr/done", E::plain_http);
  EXPECT_TRUE(check_redirect_uri("http://shop.test:8080/done", true).has_value());
  EXPECT_FALSE(check_redirect_uri("javascript:alert(1)", true).has_value());
}

TEST(RedirectRegistration, BoundsLengthAndNumber) {
  const std::string base = "https://shop.example.kr/";
  EXPECT_TRUE(
      check_redirect_uri(base + std::string(kRedirectUriLengthMax - base.size(), 'a')).has_value());
  expect_refused(base + std::string(kRedirectUriLengthMax - base.size() + 1, 'a'), E::too_long);
  std::vector<std::string> uris;
  for (std::size_t at = 0; at < kRedirectUrisMax; ++at)
    uris.push_back(base + std::to_string(at));
  EXPECT_TRUE(check_redirect_uris(uris).has_value());
  uris.push_back(base);
  EXPECT_EQ(check_redirect_uris(uris).error(), E::too_many);
  EXPECT_EQ(check_redirect_uris(std::vector<std::string>{base, base}).error(), E::repeated);
}

TEST(RedirectRegistration, ExplainsEveryError) {
  for (auto at = 0; at <= static_cast<int>(E::repeated); ++at) {
    EXPECT_FALSE(explain(static_cast<E>(at)).empty());
    EXPECT_FALSE(to_text(static_cast<E>(at)).empty());
  }
}

}  // namespace
}  // namespace haetae::oidc::test
