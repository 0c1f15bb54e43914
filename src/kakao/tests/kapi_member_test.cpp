// SPDX-License-Identifier: Apache-2.0
// Coming, changing and going: signup, update_profile, logout, unlink (spec kakao-login §3.2).
#include "site.hpp"

namespace haetae::kakao::test {
namespace {

constexpr std::string_view kMe = "/v2/user/me";

accounts::App manual_app() {
  accounts::App app = usual_app();
  app.auto_link = false;
  return app;
}

std::string not_found(const Site& site, const std::string& keys) {
  return "user property not found ([" + keys + "] for appId=" + std::to_string(site.app.number) +
         ")";
}

Json properties(Site& site) {
  const Json body = json_of(site.admin_get(kMe, site.target()));
  const Json* found = body.find("properties");
  return found != nullptr ? *found : Json::object();
}

TEST(SignUp, MakesAPreregisteredPersonAMember) {
  Site site{manual_app()};
  const std::string token = site.tokens().access;
  const Response response =
      site.post("/v1/user/signup", token, {{"properties", R"({"level":"1"})"}});
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.body, R"({"id":)" + std::to_string(site.link.subject) + "}");
  const Json body = json_of(site.get(kMe, token));
  EXPECT_EQ(body.bool_at("has_signed_up"), true);
  EXPECT_EQ(properties(site).string_at("level"), "1");
}

TEST(SignUp, SaysThatAMemberIsAlreadyRegistered) {
  Site site;
  expect_kapi(site.post("/v1/user/signup", site.tokens().access), 400, -102, "already registered");
}

TEST(SignUp, RefusesUnknownProperties) {
  Site site{manual_app()};
  expect_kapi(
      site.post("/v1/user/signup", site.tokens().access, {{"properties", R"({"shoe":"42"})"}}), 400,
      -201, not_found(site, "shoe"));
}

TEST(UpdateProfile, StoresRegisteredPropertiesAndTakesEmptyOnesAway) {
  Site site;
  const std::string token = site.tokens().access;
  const auto update = [&](const char* json) {
    return site.post("/v1/user/update_profile", token, {{"properties", json}});
  };
  EXPECT_EQ(number_at(update(R"({"level":7,"team":"해태"})"), "id"), site.link.subject);
  EXPECT_EQ(properties(site).string_at("level"), "7");
  EXPECT_EQ(properties(site).string_at("team"), "해태");
  EXPECT_EQ(update(R"({"level":""})").status, 200);
  EXPECT_EQ(properties(site).find("level"), nullptr);
}

TEST(UpdateProfile, NamesUnknownKeys) {
  Site site;
  expect_kapi(site.post("/v1/user/update_profile", site.tokens().access,
                        {{"properties", R"({"level":"1","shoe":"42","hat":"7"})"}}),
              400, -201, not_found(site, "shoe, hat"));
}

TEST(UpdateProfile, RefusesWhatIsNoObjectOfTexts) {
  Site site;
  const std::string token = site.tokens().access;
  for (const std::string& json :
       {std::string{}, std::string{"nonsense"}, std::string{"[]"}, std::string{R"({"level":1)"},
        std::string{R"({"level":{}})"}, std::string{R"({"level":null})"},
        R"({"level":")" + std::string(1001, 'x') + "\"}"}) {
    expect_kapi(site.post("/v1/user/update_profile", token, {{"properties", json}}), 400, -2);
  }
}

TEST(UpdateProfile, IsOpenToTheAdministrator) {
  Site site;
  Fields form = site.target();
  form.push_back({"properties", R"({"level":"3"})"});
  EXPECT_EQ(site.admin_post("/v1/user/update_profile", form).status, 200);
  EXPECT_EQ(properties(site).string_at("level"), "3");
}

Response refresh(Site& site, const Tokens& tokens) {
  return site.exchange({{"grant_type", "refresh_token"}, {"refresh_token", tokens.refresh}});
}

TEST(LogOut, EndsThisPairOfTokensAndNoOther) {
  Site site;
  const Tokens one = site.tokens();
  const Tokens two = site.tokens();
  const Response response = site.post("/v1/user/logout", one.access);
  EXPECT_EQ(response.body, R"({"id":)" + std::to_string(site.link.subject) + "}");
  expect_kapi(site.get(kMe, one.access), 401, -401, "this access token does not exist");
  expect_koe(refresh(site, one), 400, "KOE322", "invalid_grant");
  EXPECT_EQ(site.get(kMe, two.access).status, 200);
  EXPECT_EQ(refresh(site, two).status, 200);
}

TEST(LogOut, ByTheAdministratorEndsAllTokensAndKeepsTheLink) {
  Site site;
  const Tokens one = site.tokens();
  const Tokens two = site.tokens();
  site.clock.advance(std::chrono::seconds{2});
  EXPECT_EQ(number_at(site.admin_post("/v1/user/logout", site.target()), "id"), site.link.subject);
  for (const Tokens& tokens : {one, two}) {
    expect_kapi(site.get(kMe, tokens.access), 401, -401);
    expect_koe(refresh(site, tokens), 400, "KOE322", "invalid_grant");
  }
  EXPECT_EQ(site.admin_get(kMe, site.target()).status, 200);
}

TEST(Unlink, WithdrawsConsentAndEndsAllTokens) {
  Site site;
  const Tokens one = site.tokens();
  const Tokens two = site.tokens();
  site.clock.advance(std::chrono::seconds{2});
  EXPECT_EQ(number_at(site.post("/v1/user/unlink", one.access), "id"), site.link.subject);
  for (const Tokens& tokens : {one, two}) {
    expect_kapi(site.get(kMe, tokens.access), 401, -401);
    EXPECT_EQ(refresh(site, tokens).status, 400);
  }
  expect_kapi(site.admin_get(kMe, site.target()), 400, -101);
  EXPECT_EQ(site.agree(site.person, site.app, {"profile_nickname"}).subject, site.link.subject);
}

TEST(Unlink, ByTheAdministratorWorksOnce) {
  Site site;
  EXPECT_EQ(number_at(site.admin_post("/v1/user/unlink", site.target()), "id"), site.link.subject);
  expect_kapi(site.admin_post("/v1/user/unlink", site.target()), 400, -101);
}

TEST(Unlink, WorksForADisabledPerson) {
  Site site;
  accounts::Person disabled = site.person;
  disabled.disabled = true;
  site.save(disabled);
  EXPECT_EQ(site.admin_post("/v1/user/unlink", site.target()).status, 200);
}

}  // namespace
}  // namespace haetae::kakao::test
