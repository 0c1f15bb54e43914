// SPDX-License-Identifier: Apache-2.0
// Everything that takes more than one request: begun at a site that dies, finished at another one,
// and spent there once.
#include "haetae/wire/base64url.hpp"
#include "software_authenticator.hpp"
#include "three_sites.hpp"

namespace haetae::accounts::test {
namespace {

using crypto::testing::SoftwareAuthenticator;

class InFlight : public ThreeSites {
 protected:
  [[nodiscard]] wire::Form asked() const {
    return {{"client_id", shop_.rest_api_key},
            {"redirect_uri", shop_.redirect_uris[0]},
            {"response_type", "code"}};
  }
  [[nodiscard]] Browser browser(std::optional<SignedIn> signed_in = std::nullopt) const {
    Browser browser;
    browser.binding = "browser";
    browser.visitor = visitor_;
    browser.who = std::move(signed_in);
    return browser;
  }
  /// The flow in the address of a page of ours.
  static std::string flow_in(std::string_view location, std::string_view page) {
    EXPECT_TRUE(location.starts_with(std::string{page} + "?flow=")) << location;
    return std::string{location.substr(location.find('=') + 1)};
  }
  static std::string parameter(std::string_view location, std::string_view name) {
    const auto query = wire::Form::parse(location.substr(location.find('?') + 1));
    return query.text(name);
  }
  Authorizations::View open(SiteServices& site, std::string_view flow, const Browser& browser) {
    auto view = site.authorizations.open(flow, browser);
    EXPECT_TRUE(view.has_value());
    return view ? *std::move(view) : Authorizations::View{};
  }
  /// Where a site sends the browser after what it just did.
  static std::string said(const Authorizations::Answer& answer) {
    EXPECT_TRUE(answer.has_value());
    return answer.value_or("");
  }
  /// The whole way to a code at one site.
  std::string code_at(SiteServices& site, wire::Form parameters) {
    const Browser known = browser(who(site, enter(site)));
    const std::string page =
        said(site.authorizations.begin(parameters, oidc::Surface::kakao, known));
    const auto view = open(site, flow_in(page, pages::kConsent), known);
    return parameter(said(site.authorizations.consent(view, known, {"profile_nickname"}, {})),
                     "code");
  }
  auto exchange(SiteServices& site, std::string_view grant, std::string_view text) {
    oidc::TokenRequest request;
    request.credentials.client_id = shop_.rest_api_key;
    request.credentials.secret = base::SecretText{shop_.client_secret};
    request.credentials.method = oidc::ClientAuthMethod::client_secret_post;
    request.grant_type = grant;
    (grant == "refresh_token" ? request.refresh_token : request.code) = text;
    request.redirect_uri = shop_.redirect_uris[0];
    const auto client = site.directory.find_by_key(shop_.rest_api_key)->client;
    return site.tokens.exchange(request, client.get(), oidc::kKakaoPolicy, visitor_);
  }
};

TEST_F(InFlight, AuthorizationGoesOnFromEachOfItsPages) {
  const std::string sign_in = flow_in(
      said(a_->authorizations.begin(asked(), oidc::Surface::kakao, browser())), pages::kSignIn);
  a_dies();
  const Browser known = browser(who(*b_, enter(*b_)));
  const std::string consent =
      flow_in(said(b_->authorizations.go_on(open(*b_, sign_in, known), known)), pages::kConsent);
  const auto view = open(*c_, consent, known);
  const std::string code =
      parameter(said(c_->authorizations.consent(view, known, {"profile_nickname"}, {})), "code");
  EXPECT_TRUE(exchange(*b_, "authorization_code", code).has_value());
  EXPECT_EQ(exchange(*c_, "authorization_code", code).error(), oidc::TokenFault::code_spent);
}

TEST_F(InFlight, CodeIsExchangedOnce) {
  const std::string code = code_at(*a_, asked());
  a_dies();
  EXPECT_TRUE(exchange(*b_, "authorization_code", code).has_value());
  EXPECT_EQ(exchange(*c_, "authorization_code", code).error(), oidc::TokenFault::code_spent);
}

TEST_F(InFlight, CodeThatTheDeadSiteTookIsNotTakenAgain) {
  const std::string code = code_at(*a_, asked());
  ASSERT_TRUE(exchange(*a_, "authorization_code", code).has_value());
  a_dies();
  EXPECT_EQ(exchange(*b_, "authorization_code", code).error(), oidc::TokenFault::code_spent);
}

TEST_F(InFlight, OutcomeForAPopupIsHandedOverOnce) {
  wire::Form parameters = asked();
  parameters.add("auth_tran_id", "0123456789abcdefghijklmnopqrstuvwxyz");
  EXPECT_EQ(code_at(*a_, parameters), "");  // the browser goes to a page of ours
  a_dies();
  const auto taken =
      b_->authorizations.take_handover(shop_.rest_api_key, "0123456789abcdefghijklmnopqrstuvwxyz");
  ASSERT_TRUE(taken && *taken);
  EXPECT_TRUE((*taken)->starts_with("code="));
  const auto again =
      c_->authorizations.take_handover(shop_.rest_api_key, "0123456789abcdefghijklmnopqrstuvwxyz");
  ASSERT_TRUE(again.has_value());
  EXPECT_FALSE(*again);
}

TEST_F(InFlight, RefreshWhoseAnswerDiedWithTheSiteGetsTheSameAnswerElsewhere) {
  const auto first = exchange(*a_, "authorization_code", code_at(*a_, asked()));
  ASSERT_TRUE(first.has_value());
  const std::string token = first->texts.refresh_token;
  const auto lost = exchange(*a_, "refresh_token", token);
  ASSERT_TRUE(lost.has_value());
  a_dies();
  const auto again = exchange(*b_, "refresh_token", token);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->texts.refresh_token, lost->texts.refresh_token);
  EXPECT_EQ(again->issue.grant.family, lost->issue.grant.family);
}

TEST_F(InFlight, SessionLivesOn) {
  const Entrance entered = enter(*a_);
  a_dies();
  EXPECT_EQ(who(*b_, entered).person.id, kim_.id);
}

TEST_F(InFlight, SignUpIsFinishedOnceWithTheMailedCode) {
  const auto proof = a_->sign_up.start(
      {"lee@example.kr", "lee", std::string{kPassword}, "ko", "the flow"}, visitor_);
  ASSERT_TRUE(proof.has_value());
  a_dies();
  const std::string code = mailed_code(*b_);
  const auto done = b_->sign_up.finish(*proof, code, visitor_, std::nullopt);
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->flow, "the flow");
  EXPECT_EQ(c_->sign_up.finish(*proof, code, visitor_, std::nullopt).error(),
            SignUpError::code_dead);
}

TEST_F(InFlight, GuessesAtTheDeadSiteCount) {
  const auto proof = a_->sign_up.start(
      {"lee@example.kr", "lee", std::string{kPassword}, "ko", "the flow"}, visitor_);
  ASSERT_TRUE(proof.has_value());
  std::string wrong = mailed_code(*a_);
  wrong[0] = wrong[0] == '0' ? '1' : '0';
  for (std::uint32_t i = 0; i < MailedCode::kGuesses; ++i) {
    EXPECT_EQ(a_->sign_up.finish(*proof, wrong, visitor_, std::nullopt).error(),
              SignUpError::wrong_code);
  }
  a_dies();
  EXPECT_EQ(b_->sign_up.finish(*proof, mailed_code(*b_), visitor_, std::nullopt).error(),
            SignUpError::code_dead);
}

TEST_F(InFlight, ResetIsFinishedOnceWithTheMailedCode) {
  const auto proof = a_->reset.start(kEmail, "ko", "the flow", visitor_);
  ASSERT_TRUE(proof.has_value());
  a_dies();
  const std::string code = mailed_code(*b_);
  ASSERT_TRUE(b_->reset.finish(*proof, code, "quite another 77", visitor_).has_value());
  EXPECT_EQ(c_->reset.finish(*proof, code, "and another 777", visitor_).error(),
            ResetError::code_dead);
  (void)enter(*c_, kEmail, "quite another 77");
}

TEST_F(InFlight, ChangeOfEmailIsFinishedOnceWithTheMailedCode) {
  const Entrance entered = enter(*a_);
  const auto proof = a_->email_change.start(who(*a_, entered), "new@example.kr", visitor_);
  ASSERT_TRUE(proof.has_value());
  a_dies();
  const std::string code = mailed_code(*b_);
  const auto changed = b_->email_change.finish(who(*b_, entered), *proof, code, visitor_);
  ASSERT_TRUE(changed.has_value());
  EXPECT_EQ(changed->email, "new@example.kr");
  EXPECT_EQ(c_->email_change.finish(who(*c_, entered), *proof, code, visitor_).error(),
            EmailChangeError::code_dead);
  (void)enter(*c_, "new@example.kr");
}

base::Bytes bytes_at(const wire::Json& options, std::string_view name) {
  return wire::base64url_decode(options.string_at(name).value_or("")).value_or(base::Bytes{});
}

TEST_F(InFlight, PasskeyChallengesAreAnsweredOnceWhetherToAddOneOrToComeIn) {
  const Entrance entered = enter(*a_);
  const auto adding = a_->passkeys.begin_add(who(*a_, entered));
  ASSERT_TRUE(adding.has_value());
  const PasskeyCeremony door = a_->passkey_sign_in.begin();
  a_dies();
  SoftwareAuthenticator key;
  const auto options = *wire::Json::parse(adding->options);
  key.user_handle = bytes_at(*options.find("user"), "id");
  key.credential_id = base::Bytes(32, 7);
  const std::string made = key.create(bytes_at(options, "challenge")).to_text();
  const auto add = [&](SiteServices& site) {
    return site.passkeys.finish_add(who(site, entered), adding->state, made, "phone", visitor_);
  };
  ASSERT_TRUE(add(*b_).has_value());
  EXPECT_FALSE(add(*c_).has_value());
  PasskeySignIn::Answer answer;
  answer.state = door.state;
  ++key.counter;
  answer.response = key.get(bytes_at(*wire::Json::parse(door.options), "challenge")).to_text();
  answer.visitor = visitor_;
  const auto entrance = b_->passkey_sign_in.finish(answer);
  ASSERT_TRUE(entrance.has_value());
  EXPECT_EQ(entrance->who.person.id, kim_.id);
  ++key.counter;
  answer.response = key.get(bytes_at(*wire::Json::parse(door.options), "challenge")).to_text();
  EXPECT_FALSE(c_->passkey_sign_in.finish(answer).has_value());
}

}  // namespace
}  // namespace haetae::accounts::test
