// SPDX-License-Identifier: Apache-2.0
// Consent items, service terms and delivery addresses (spec kakao-login §3.2).
#include "site.hpp"

namespace haetae::kakao::test {
namespace {

using accounts::Requirement;

/// The entry of a list whose member `name` is `value`; null when there is none.
Json entry(const Response& response, std::string_view list, std::string_view name,
           std::string_view value) {
  const Json body = json_of(response);
  const Json* entries = body.find(list);
  if (entries == nullptr || entries->if_array() == nullptr) return {};
  for (const Json& one : *entries->if_array()) {
    if (one.string_at(name) == value) return one;
  }
  return {};
}

std::size_t count(const Response& response, std::string_view list) {
  const Json body = json_of(response);
  const Json* entries = body.find(list);
  return entries != nullptr && entries->if_array() != nullptr ? entries->if_array()->size() : 99;
}

TEST(UserScopes, ListEveryItemOfTheAppWithItsState) {
  accounts::App draft = usual_app();
  draft.consent_items.push_back({"talk_message", Requirement::optional_});
  draft.consent_items.push_back({"gender", Requirement::off});
  Site site{draft};
  const Response response = site.get("/v2/user/scopes", site.tokens().access);
  EXPECT_EQ(number_at(response, "id"), site.link.subject);
  EXPECT_EQ(count(response, "scopes"), 4U);
  const Json nickname = entry(response, "scopes", "id", "profile_nickname");
  EXPECT_EQ(nickname.string_at("display_name"), "닉네임");
  EXPECT_EQ(nickname.string_at("type"), "PRIVACY");
  EXPECT_EQ(nickname.bool_at("using"), true);
  EXPECT_EQ(nickname.bool_at("agreed"), true);
  EXPECT_EQ(nickname.bool_at("revocable"), false);
  EXPECT_EQ(entry(response, "scopes", "id", "account_email").bool_at("revocable"), true);
  EXPECT_EQ(entry(response, "scopes", "id", "talk_message").string_at("type"), "SERVICE");
}

TEST(UserScopes, SayNothingOfRevocationWhereNothingWasAgreed) {
  Site site;
  const auto other = site.add_person("lee@example.kr");
  const auto link = site.agree(other, site.app, {"profile_nickname"});
  const Response response =
      site.admin_get("/v2/user/scopes",
                     {{"target_id_type", "user_id"}, {"target_id", std::to_string(link.subject)}});
  const Json email = entry(response, "scopes", "id", "account_email");
  EXPECT_EQ(email.bool_at("agreed"), false);
  EXPECT_EQ(email.find("revocable"), nullptr);
}

TEST(UserScopes, AreNarrowedByAJsonArrayOrAPlainList) {
  Site site;
  const std::string token = site.tokens().access;
  const auto ask = [&](const char* scopes) {
    return site.get("/v2/user/scopes", token, {{"scopes", scopes}});
  };
  EXPECT_EQ(count(ask(R"(["account_email"])"), "scopes"), 1U);
  EXPECT_EQ(count(ask("account_email,profile_image"), "scopes"), 2U);
  EXPECT_EQ(count(ask(R"(["nonsense"])"), "scopes"), 0U);
  expect_kapi(ask(R"(["unclosed")"), 400, -2);
}

TEST(UserScopes, StillListAnAgreementToAnItemThatTheAppHasSwitchedOff) {
  Site site;
  accounts::App changed = site.app;
  changed.consent_items.pop_back();
  ASSERT_TRUE(site.directory.update(changed).has_value());
  const Response response = site.admin_get("/v2/user/scopes", site.target());
  EXPECT_EQ(entry(response, "scopes", "id", "profile_image").bool_at("using"), false);
}

TEST(RevokeScopes, WithdrawsAnOptionalItem) {
  Site site;
  const Response response = site.post("/v2/user/revoke/scopes", site.tokens().access,
                                      {{"scopes", R"(["profile_image"])"}});
  EXPECT_EQ(number_at(response, "id"), site.link.subject);
  EXPECT_EQ(entry(response, "scopes", "id", "profile_image").bool_at("agreed"), false);
  EXPECT_EQ(entry(response, "scopes", "id", "account_email").bool_at("agreed"), true);
}

TEST(RevokeScopes, RefusesARequiredItem) {
  Site site;
  expect_kapi(site.post("/v2/user/revoke/scopes", site.tokens().access,
                        {{"scopes", R"(["profile_nickname"])"}}),
              403, -3,
              "[profile_nickname] is not revocable. check out if it's set as required on "
              "developers.kakao.com");
}

TEST(RevokeScopes, RefusesUnknownOrUnreadableItems) {
  Site site;
  const std::string token = site.tokens().access;
  const auto revoke = [&](const char* scopes) {
    return site.post("/v2/user/revoke/scopes", token, {{"scopes", scopes}});
  };
  expect_kapi(revoke(R"(["nonsense"])"), 400, -2,
              "There is no scopes to revoke. check out if given scope id([nonsense]) is correct "
              "again.");
  for (const char* scopes : {"", "nonsense", "{}", "[]", "[1]"}) {
    expect_kapi(revoke(scopes), 400, -2);
  }
}

TEST(ServiceTerms, ListTheAgreedOnesOrAllOfTheApp) {
  Site site;
  const std::string token = site.tokens().access;
  const Response agreed = site.get("/v2/user/service_terms", token);
  EXPECT_EQ(number_at(agreed, "id"), site.link.subject);
  EXPECT_EQ(count(agreed, "service_terms"), 1U);
  const Json tos = entry(agreed, "service_terms", "tag", "tos");
  EXPECT_EQ(tos.bool_at("required"), true);
  EXPECT_EQ(tos.bool_at("agreed"), true);
  EXPECT_EQ(tos.bool_at("revocable"), false);
  EXPECT_EQ(tos.string_at("agreed_at"), "2027-01-15T08:00:00Z");
  EXPECT_EQ(tos.string_at("agreed_by"), "KAUTH");
  const Response all = site.get("/v2/user/service_terms", token, {{"result", "app_service_terms"}});
  EXPECT_EQ(count(all, "service_terms"), 2U);
  const Json ads = entry(all, "service_terms", "tag", "ads");
  EXPECT_EQ(ads.bool_at("agreed"), false);
  EXPECT_EQ(ads.find("agreed_at"), nullptr);
  EXPECT_EQ(count(site.get("/v2/user/service_terms", token,
                           {{"result", "app_service_terms"}, {"tags", "ads"}}),
                  "service_terms"),
            1U);
}

TEST(ServiceTerms, RefuseUnknownTagsAndResults) {
  Site site;
  const std::string token = site.tokens().access;
  expect_kapi(site.get("/v2/user/service_terms", token, {{"tags", "tos,nonsense"}}), 400, -2);
  expect_kapi(site.get("/v2/user/service_terms", token, {{"result", "x"}}), 400, -2);
  for (const char* path : {"/v2/user/revoke/service_terms", "/v2/user/upgrade/service_terms"}) {
    expect_kapi(site.post(path, token, {{"tags", "nonsense"}}), 400, -2);
    expect_kapi(site.post(path, token), 400, -2);
  }
}

TEST(ServiceTerms, AreAgreedToAndWithdrawnByCall) {
  Site site;
  const std::string token = site.tokens().access;
  const Response up = site.post("/v2/user/upgrade/service_terms", token, {{"tags", "ads"}});
  const Json ads = entry(up, "agreed_service_terms", "tag", "ads");
  EXPECT_EQ(ads.bool_at("agreed"), true);
  EXPECT_EQ(ads.string_at("agreed_by"), "KAPI");
  EXPECT_EQ(ads.string_at("agreed_at"), "2027-01-15T08:00:00Z");
  const Response down = site.post("/v2/user/revoke/service_terms", token, {{"tags", "ads"}});
  EXPECT_EQ(number_at(down, "id"), site.link.subject);
  EXPECT_EQ(json_of(down).find("revoked_service_terms")->to_text(),
            R"([{"tag":"ads","agreed":false}])");
  EXPECT_EQ(count(site.get("/v2/user/service_terms", token), "service_terms"), 1U);
}

TEST(ServiceTerms, CannotBeWithdrawnWhenRequired) {
  Site site;
  expect_kapi(site.post("/v2/user/revoke/service_terms", site.tokens().access, {{"tags", "tos"}}),
              403, -3);
}

TEST(OldServiceTerms, HaveTheOlderShape) {
  Site site;
  const std::string token = site.tokens().access;
  const Response brief = site.get("/v1/user/service/terms", token);
  EXPECT_EQ(number_at(brief, "user_id"), site.link.subject);
  EXPECT_EQ(json_of(brief).find("allowed_service_terms")->to_text(),
            R"([{"tag":"tos","agreed_at":"2027-01-15T08:00:00Z"}])");
  EXPECT_EQ(json_of(brief).find("app_service_terms"), nullptr);
  const Response all = site.get("/v1/user/service/terms", token, {{"extra", "app_service_terms"}});
  EXPECT_EQ(entry(all, "app_service_terms", "tag", "ads").string_at("created_at"),
            "2027-01-15T08:00:00Z");
}

accounts::App shop_with_delivery() {
  accounts::App app = usual_app();
  app.consent_items.push_back({"shipping_address", Requirement::optional_});
  return app;
}

void give_addresses(Site& site) {
  for (int i = 1; i <= 4; ++i) {
    accounts::ShippingAddress one;
    one.id = i;
    one.name = "place " + std::to_string(i);
    one.is_default = i == 2;
    one.updated_at = kStart + std::chrono::hours{i};
    one.base_address = "서울 종로구 세종대로 175";
    (i == 1 ? one.zip_code : one.zone_number) = i == 1 ? "110821" : "03172";
    site.person.profile.shipping_addresses.push_back(one);
  }
  site.save(site.person);
}

std::vector<std::int64_t> ids(const Response& response) {
  std::vector<std::int64_t> out;
  const Json body = json_of(response);
  const Json* list = body.find("shipping_addresses");
  if (list == nullptr) return {-1};
  for (const Json& one : *list->if_array())
    out.push_back(one.integer_at("id").value_or(-1));
  return out;
}

using Numbers = std::vector<std::int64_t>;

TEST(ShippingAddress, ListsTheDefaultFirstAndThenTheNewest) {
  Site site{shop_with_delivery()};
  give_addresses(site);
  const std::string token = site.tokens().access;
  for (const char* path : {"/v1/user/shipping_address", "/v2/user/shipping_address"}) {
    const Response response = site.get(path, token);
    EXPECT_EQ(number_at(response, "user_id"), site.link.subject);
    EXPECT_EQ(json_of(response).bool_at("shipping_addresses_needs_agreement"), false);
    EXPECT_EQ(ids(response), (Numbers{2, 4, 3, 1}));
    const Json first = json_of(response).find("shipping_addresses")->if_array()->front();
    EXPECT_EQ(first.string_at("type"), "NEW");
    EXPECT_EQ(first.integer_at("updated_at"), 1'800'000'000 + 7200);
    EXPECT_EQ(first.string_at("zone_number"), "03172");
  }
  EXPECT_EQ(
      entry(site.get("/v1/user/shipping_address", token), "shipping_addresses", "name", "place 1")
          .string_at("type"),
      "OLD");
}

TEST(ShippingAddress, IsPagedBySizeAndInstantAndNamedById) {
  Site site{shop_with_delivery()};
  give_addresses(site);
  const std::string token = site.tokens().access;
  const auto ask = [&](const Fields& query) {
    return site.get("/v1/user/shipping_address", token, query);
  };
  EXPECT_EQ(ids(ask({{"page_size", "2"}})), (Numbers{2, 4}));
  EXPECT_EQ(ids(ask({{"page_size", "2"}, {"from_updated_at", "1800014400"}})), (Numbers{3, 1}));
  EXPECT_EQ(ids(ask({{"address_id", "3"}})), (Numbers{3}));
  EXPECT_EQ(ids(ask({{"address_id", "9"}})), (Numbers{}));
  for (const Fields& query : {Fields{{"page_size", "x"}}, Fields{{"page_size", "1"}},
                              Fields{{"address_id", "x"}}, Fields{{"from_updated_at", "-1"}}}) {
    expect_kapi(ask(query), 400, -2);
  }
}

TEST(ShippingAddress, SaysThatConsentIsNeeded) {
  Site site{shop_with_delivery()};
  const std::string token = site.tokens().access;
  EXPECT_EQ(
      site.post("/v2/user/revoke/scopes", token, {{"scopes", R"(["shipping_address"])"}}).status,
      200);
  const Response response = site.get("/v1/user/shipping_address", token);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(json_of(response).bool_at("shipping_addresses_needs_agreement"), true);
  EXPECT_EQ(json_of(response).find("shipping_addresses"), nullptr);
}

TEST(ShippingAddress, IsClosedToAppsWithoutTheItem) {
  Site site;
  expect_kapi(site.get("/v1/user/shipping_address", site.tokens().access), 403, -3);
}

}  // namespace
}  // namespace haetae::kakao::test
