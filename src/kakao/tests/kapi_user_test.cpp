// SPDX-License-Identifier: Apache-2.0
// Who somebody is: /v2/user/me, /v1/user/me, userinfo, access_token_info (spec kakao-login §3.3).
#include "site.hpp"

#include <gmock/gmock.h>

namespace haetae::kakao::test {
namespace {

using accounts::Requirement;
using testing::HasSubstr;

constexpr std::string_view kMe = "/v2/user/me";

/// A member of a member; null when there is none.
Json at(const Json& json, std::string_view outer, std::string_view inner) {
  const Json* object = json.find(outer);
  const Json* value = object != nullptr ? object->find(inner) : nullptr;
  return value != nullptr ? *value : Json{};
}

Json me(Site& site, Fields query = {}) {
  const Response response = site.get(kMe, site.tokens().access, std::move(query));
  EXPECT_EQ(response.status, 200) << response.body;
  return json_of(response);
}

Json me_by(Site& site, const std::string& keys) {
  return me(site, {{"property_keys", keys}});
}

/// An app with every item, whose person has told everything.
accounts::App rich_app() {
  accounts::App app = usual_app();
  for (const char* id : {"name", "gender", "age_range", "birthday", "birthyear", "phone_number",
                         "account_ci", "legal_name"}) {
    app.consent_items.push_back({id, Requirement::optional_});
  }
  return app;
}

void tell_everything(Site& site) {
  accounts::Profile& profile = site.person.profile;
  profile.name = "김해태";
  profile.gender = "female";
  profile.birthyear = "1990";
  profile.birthday = "0309";
  profile.birthday_type = "SOLAR";
  profile.phone_number = "+82 10-1234-5678";
  profile.ci = "CI==";
  profile.ci_authenticated_at = kStart;
  site.save(site.person);
}

TEST(UserMe, TellsWhoThePersonIs) {
  Site site;
  const Json body = me(site);
  EXPECT_EQ(body.integer_at("id"), site.link.subject);
  EXPECT_EQ(body.string_at("connected_at"), "2027-01-15T08:00:00Z");
  EXPECT_EQ(body.string_at("synched_at"), "2027-01-15T08:00:00Z");
  EXPECT_EQ(body.find("has_signed_up"), nullptr);
  EXPECT_EQ(at(body, "properties", "nickname"), Json{"해태"});
  const Json account = *body.find("kakao_account");
  EXPECT_EQ(account.bool_at("profile_nickname_needs_agreement"), false);
  EXPECT_EQ(account.bool_at("profile_image_needs_agreement"), false);
  EXPECT_EQ(at(account, "profile", "nickname"), Json{"해태"});
  EXPECT_EQ(at(account, "profile", "is_default_nickname"), Json{false});
  EXPECT_EQ(at(account, "profile", "is_default_image"), Json{true});
  EXPECT_EQ(account.bool_at("has_email"), true);
  EXPECT_EQ(account.bool_at("email_needs_agreement"), false);
  EXPECT_EQ(account.bool_at("is_email_valid"), true);
  EXPECT_EQ(account.bool_at("is_email_verified"), true);
  EXPECT_EQ(account.string_at("email"), "kim@example.kr");
  EXPECT_EQ(account.find("gender_needs_agreement"), nullptr);
  EXPECT_EQ(account.find("profile_needs_agreement"), nullptr);
}

TEST(UserMe, TellsEveryItemThatIsAgreedToAndKnown) {
  Site site{rich_app()};
  tell_everything(site);
  const Json account = *me(site).find("kakao_account");
  EXPECT_EQ(account.string_at("name"), "김해태");
  EXPECT_EQ(account.string_at("gender"), "female");
  EXPECT_EQ(account.string_at("age_range"), "30~39");
  EXPECT_EQ(account.string_at("birthyear"), "1990");
  EXPECT_EQ(account.string_at("birthday"), "0309");
  EXPECT_EQ(account.string_at("birthday_type"), "SOLAR");
  EXPECT_EQ(account.bool_at("is_leap_month"), false);
  EXPECT_EQ(account.string_at("phone_number"), "+82 10-1234-5678");
  EXPECT_EQ(account.string_at("ci"), "CI==");
  EXPECT_EQ(account.string_at("ci_authenticated_at"), "2027-01-15T08:00:00Z");
  EXPECT_EQ(account.bool_at("legal_name_needs_agreement"), false);
  EXPECT_EQ(account.find("legal_name"), nullptr);
  for (const char* name : {"has_email", "has_age_range", "has_birthday", "has_birthyear",
                           "has_gender", "has_phone_number", "has_ci"}) {
    EXPECT_EQ(account.bool_at(name), true) << name;
  }
}

TEST(UserMe, LeavesOutWhatThePersonHasNotTold) {
  Site site{rich_app()};
  const Json account = *me(site).find("kakao_account");
  EXPECT_EQ(account.bool_at("gender_needs_agreement"), false);
  EXPECT_EQ(account.bool_at("has_gender"), false);
  for (const char* name : {"gender", "age_range", "birthday", "birthday_type", "ci", "name"}) {
    EXPECT_EQ(account.find(name), nullptr) << name;
  }
}

TEST(UserMe, HidesWithdrawnItemsFromTokensThatWereIssuedBefore) {
  Site site;
  const std::string token = site.tokens().access;
  EXPECT_EQ(site.post("/v2/user/revoke/scopes", token, {{"scopes", "[\"profile_image\"]"}}).status,
            200);
  const Json body = json_of(site.get(kMe, token));
  EXPECT_EQ(at(body, "kakao_account", "profile_image_needs_agreement"), Json{true});
  EXPECT_EQ(body.find("kakao_account")->find("profile")->find("profile_image_url"), nullptr);
  EXPECT_EQ(at(body, "properties", "thumbnail_image"), Json{});
}

TEST(UserMe, ShowsTheOldCombinedProfileItem) {
  accounts::App draft = usual_app();
  draft.consent_items = {{"profile", Requirement::required}};
  Site site{draft};
  const Json account = *me(site).find("kakao_account");
  EXPECT_EQ(account.bool_at("profile_needs_agreement"), false);
  EXPECT_EQ(at(account, "profile", "nickname"), Json{"해태"});
  EXPECT_NE(at(account, "profile", "profile_image_url"), Json{});
  EXPECT_EQ(account.find("email_needs_agreement"), nullptr);
}

TEST(UserMe, GivesPicturesByHttpUnlessAskedOtherwise) {
  Site site;
  const auto url = [&](const char* secure, const char* name) {
    const Json body = me(site, {{"secure_resource", secure}});
    return *at(*body.find("kakao_account"), "profile", name).if_string();
  };
  EXPECT_EQ(url("false", "profile_image_url"),
            "http://id.example.kr/picture/default/img_640x640.jpg");
  EXPECT_EQ(url("true", "profile_image_url"),
            "https://id.example.kr/picture/default/img_640x640.jpg");
  EXPECT_EQ(url("true", "thumbnail_image_url"),
            "https://id.example.kr/picture/default/img_110x110.jpg");
}

TEST(UserMe, AnswersOnlyWhatThePropertyKeysName) {
  Site site;
  const Json profile = me_by(site, R"(["kakao_account.profile"])");
  EXPECT_EQ(profile.integer_at("id"), site.link.subject);
  EXPECT_EQ(profile.find("properties"), nullptr);
  EXPECT_EQ(at(profile, "kakao_account", "email"), Json{});
  EXPECT_NE(at(profile, "kakao_account", "profile"), Json{});
  const Json email = me_by(site, R"(["kakao_account.email"])");
  EXPECT_EQ(at(email, "kakao_account", "email"), Json{"kim@example.kr"});
  EXPECT_EQ(at(email, "kakao_account", "email_needs_agreement"), Json{false});
  EXPECT_EQ(at(email, "kakao_account", "profile"), Json{});
  const Json all = me_by(site, R"(["kakao_account."])");
  EXPECT_NE(at(all, "kakao_account", "email"), Json{});
  EXPECT_NE(at(all, "kakao_account", "profile"), Json{});
  EXPECT_EQ(all.find("properties"), nullptr);
  const Json one = me_by(site, R"(["properties.nickname"])");
  EXPECT_EQ(one.find("properties")->if_object()->size(), 1U);
  EXPECT_EQ(one.find("kakao_account"), nullptr);
}

TEST(UserMe, RefusesPropertyKeysThatAreNoArrayOfTexts) {
  Site site;
  const std::string token = site.tokens().access;
  for (const char* keys : {"nonsense", R"({"a":1})", "[1]", R"(["unclosed")", R"("text")"}) {
    expect_kapi(site.get(kMe, token, {{"property_keys", keys}}), 400, -2);
  }
}

TEST(UserMe, RefusesItemsThatTheAppHasNotSetUp) {
  Site site;
  const Response response =
      site.get(kMe, site.tokens().access, {{"property_keys", R"(["kakao_account.phone_number"])"}});
  expect_kapi(response, 403, -3,
              "[App] App disabled [phone_number] scopes for [USER_ME] API on "
              "developers.kakao.com. Enable it first.");
}

TEST(UserMe, RefusesPropertiesThatAreNotRegistered) {
  Site site;
  expect_kapi(site.get(kMe, site.tokens().access, {{"property_keys", R"(["properties.shoe"])"}}),
              400, -201,
              "user property not found ([shoe] for appId=" + std::to_string(site.app.number) + ")");
}

TEST(UserMe, ShowsAPreregisteredPersonByProfileAndEmailAlone) {
  accounts::App draft = rich_app();
  draft.auto_link = false;
  Site site{draft};
  tell_everything(site);
  const Json body = me(site);
  EXPECT_EQ(body.bool_at("has_signed_up"), false);
  EXPECT_EQ(body.find("properties"), nullptr);
  EXPECT_EQ(body.find("synched_at"), nullptr);
  EXPECT_EQ(at(body, "kakao_account", "email"), Json{"kim@example.kr"});
  EXPECT_NE(at(body, "kakao_account", "profile"), Json{});
  EXPECT_EQ(at(body, "kakao_account", "gender"), Json{});
  EXPECT_EQ(at(body, "kakao_account", "gender_needs_agreement"), Json{});
}

TEST(UserMe, IsReadByTheAdministratorToo) {
  Site site;
  const Response response = site.admin_post(kMe, site.target());
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(at(json_of(response), "kakao_account", "email"), Json{"kim@example.kr"});
}

TEST(OldUserMe, AnswersTheOldFieldsAndTheNewOnes) {
  Site site;
  const Response response = site.get("/v1/user/me", site.tokens().access);
  EXPECT_EQ(text_at(response, "kaccount_email"), "kim@example.kr");
  EXPECT_EQ(json_of(response).bool_at("kaccount_email_verified"), true);
  EXPECT_EQ(at(json_of(response), "properties", "nickname"), Json{"해태"});
  EXPECT_EQ(at(json_of(response), "kakao_account", "email"), Json{"kim@example.kr"});
}

TEST(OldUserMe, UnderstandsTheOldSpellingOfPropertyKeys) {
  Site site;
  const Response response = site.get("/v1/user/me", site.tokens().access,
                                     {{"propertyKeys", R"(["nickname","kaccount_email"])"}});
  const Json body = json_of(response);
  EXPECT_EQ(body.find("properties")->if_object()->size(), 1U);
  EXPECT_EQ(body.string_at("kaccount_email"), "kim@example.kr");
}

TEST(OldUserMe, IsRetiredWhereTheAppSaysSo) {
  accounts::App draft = usual_app();
  draft.legacy_user_me = false;
  Site site{draft};
  expect_kapi(site.get("/v1/user/me", site.tokens().access), 400, -9);
}

TEST(UserInfo, TellsTheClaimsOfOpenIdConnect) {
  Site site;
  const Response response = site.get("/v1/oidc/userinfo", site.tokens().access);
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(text_at(response, "sub"), std::to_string(site.link.subject));
  EXPECT_EQ(text_at(response, "nickname"), "해태");
  EXPECT_EQ(text_at(response, "email"), "kim@example.kr");
  EXPECT_EQ(json_of(response).bool_at("email_verified"), true);
  EXPECT_THAT(text_at(response, "picture"), HasSubstr("img_110x110.jpg"));
}

TEST(UserInfo, NeedsATokenWithOpenIdAndNamesWhatItHas) {
  Site site;
  const Response response =
      site.get("/v1/oidc/userinfo", site.tokens({{"scope", "profile_nickname"}}).access);
  expect_kapi(response, 403, -402, "insufficient scopes.");
  const Json body = json_of(response);
  EXPECT_EQ(body.string_at("api_type"), "OIDC_USERINFO");
  EXPECT_EQ(body.find("required_scopes")->to_text(), R"(["openid"])");
  EXPECT_THAT(body.find("allowed_scopes")->to_text(), HasSubstr("account_email"));
}

TEST(UserInfo, NeedsTheSwitchOfTheApp) {
  accounts::App draft = usual_app();
  draft.oidc_enabled = false;
  Site site{draft};
  expect_kapi(site.get("/v1/oidc/userinfo", site.tokens().access), 403, -3);
}

TEST(AccessTokenInfo, TellsWhoseTokenItIsAndHowLongItLives) {
  Site site;
  const std::string token = site.tokens().access;
  site.clock.advance(base::Milliseconds{10'500});
  const Response response = site.get("/v1/user/access_token_info", token);
  EXPECT_EQ(number_at(response, "id"), site.link.subject);
  EXPECT_EQ(number_at(response, "expires_in"), 21'589);
  EXPECT_EQ(number_at(response, "expiresInMillis"), 21'589'500);
  EXPECT_EQ(number_at(response, "app_id"), site.app.number);
  EXPECT_EQ(number_at(response, "appId"), site.app.number);
}

TEST(AccessTokenInfo, NeedsNoStore) {
  Site site;
  const std::string token = site.tokens().access;
  site.store.fail_with(accounts::StoreError::unavailable);
  EXPECT_EQ(site.get("/v1/user/access_token_info", token).status, 200);
}

TEST(AccessTokenInfo, TellsAMalformedTokenFromADeadOne) {
  Site site;
  expect_kapi(site.get("/v1/user/access_token_info", "not-a-token"), 400, -2);
  expect_kapi(site.call("/v1/user/access_token_info"), 401, -401);
}

}  // namespace
}  // namespace haetae::kakao::test
