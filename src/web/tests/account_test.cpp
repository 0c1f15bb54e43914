// SPDX-License-Identifier: Apache-2.0
// The account page and everything that a person changes there, row by row.
#include "haetae/accounts/csrf.hpp"
#include "haetae/accounts/pictures.hpp"
#include "haetae/wire/base64url.hpp"
#include "software_authenticator.hpp"
#include "visit.hpp"

namespace haetae::web::test {
namespace {

using wire::Json;
using wire::Response;

class Account : public ::testing::Test {
 protected:
  [[nodiscard]] accounts::People::Summary summary() {
    auto found = world.people.summary(me.id);
    EXPECT_TRUE(found.has_value());
    return found.value_or(accounts::People::Summary{});
  }
  void let_time_pass() { world.clock.advance(std::chrono::minutes{11}); }

  World world;
  accounts::Person me = world.person();
  Visit visit{world};
};

TEST_F(Account, AsksStrangersToSignInAndLeadsThemBack) {
  for (const std::string path :
       {"/account", "/account/password", "/account/email", "/account/delete", "/account/export"}) {
    const Response answer = visit.get(path);
    EXPECT_EQ(answer.status, 302) << path;
    EXPECT_EQ(place_of(answer), "/sign-in?next=" + wire::percent_encode(path)) << path;
  }
}

TEST_F(Account, FormOfASessionThatHasEndedLeadsToSignInAndChangesNothing) {
  visit.sign_in();
  visit.cookies.clear();
  const Response answer = visit.post("/account/profile", {{"nickname", "n"}});
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(place_of(answer), "/sign-in?next=%2Faccount");
  EXPECT_EQ(summary().person.nickname, "북촌고양이");
}

TEST_F(Account, ShowsThePersonAndTheirSession) {
  const Response page = visit.sign_in();
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(holds(page, "북촌고양이"));
  EXPECT_TRUE(holds(page, "kim@example.kr"));
  EXPECT_TRUE(holds(page, "203.0.113.7"));
  EXPECT_TRUE(holds(page, "Chrome, Windows"));
  EXPECT_TRUE(holds(page, "data-testid=\"sign-out\""));
  EXPECT_FALSE(holds(page, "data-testid=\"session-end\"")) << "one's own session is left alone";
  EXPECT_EQ(page.headers.get("Cache-Control").value_or(""), "no-store");
  EXPECT_FALSE(holds(page, "{{"));
}

TEST_F(Account, RefusesFormsWithoutTheTokenOfTheSession) {
  visit.sign_in();
  EXPECT_EQ(visit.post("/account/profile", {{"csrf", "x"}, {"nickname", "n"}}).status, 403);
  EXPECT_EQ(visit.post("/account/delete", {{"csrf", ""}, {"confirm", "1"}}).status, 403);
  Visit other{world};
  other.sign_in();
  EXPECT_EQ(visit.post("/account/profile", {{"csrf", other.csrf}, {"nickname", "n"}}).status, 403)
      << "another session's token";
  EXPECT_EQ(summary().person.nickname, "북촌고양이");
}

TEST_F(Account, KeepsAProfileAndSaysSoOnce) {
  visit.sign_in();
  const Response saved = visit.post("/account/profile", {{"nickname", "한강"},
                                                         {"language", "en"},
                                                         {"name", "김해태"},
                                                         {"gender", "female"},
                                                         {"birthdate", "1990. 5. 7."},
                                                         {"phone_number", "010 1234 5678"}});
  ASSERT_EQ(saved.status, 303);
  EXPECT_EQ(place_of(saved), "/account");
  const accounts::Person person = summary().person;
  EXPECT_EQ(person.nickname, "한강");
  EXPECT_EQ(person.language, "en");
  EXPECT_EQ(person.profile.birthyear, "1990");
  EXPECT_EQ(person.profile.birthday, "0507");
  EXPECT_EQ(person.profile.birthday_type, "SOLAR");
  EXPECT_EQ(person.profile.phone_number, "+82 10-1234-5678");
  const Response page = visit.get("/account");
  EXPECT_TRUE(holds(page, "Your profile is saved.")) << "in the language just chosen";
  EXPECT_TRUE(holds(page, "value=\"1990-05-07\""));
  EXPECT_FALSE(holds(visit.get("/account"), "Your profile is saved."));
}

TEST_F(Account, KeepsBirthdaysWithoutYearAndOfTheLunarCalendar) {
  visit.sign_in();
  ASSERT_EQ(
      visit.post("/account/profile", {{"nickname", "a"}, {"birthdate", "02-30"}, {"lunar", "1"}})
          .status,
      303);
  EXPECT_EQ(summary().person.profile.birthday, "0230");
  EXPECT_EQ(summary().person.profile.birthyear, "");
  EXPECT_EQ(summary().person.profile.birthday_type, "LUNAR");
  ASSERT_EQ(visit.post("/account/profile", {{"nickname", "a"}, {"birthdate", ""}}).status, 303);
  EXPECT_EQ(summary().person.profile.birthday, "");
}

TEST_F(Account, ShowsMistakesBesideTheirFieldsAndKeepsWhatWasTyped) {
  visit.sign_in();
  const Response page = visit.post("/account/profile", {{"nickname", ""},
                                                        {"name", "a\tb"},
                                                        {"birthdate", "1990-02-30"},
                                                        {"phone_number", "<call me>"}});
  EXPECT_EQ(page.status, 400);
  EXPECT_TRUE(holds(page, "id=\"nickname-error\""));
  EXPECT_TRUE(holds(page, "id=\"name-error\""));
  EXPECT_TRUE(holds(page, "href=\"#name\"")) << "the summary leads to the control";
  EXPECT_TRUE(holds(page, "id=\"birthdate-error\""));
  EXPECT_TRUE(holds(page, "value=\"1990-02-30\""));
  EXPECT_TRUE(holds(page, "&lt;call me&gt;"));
  const Response phone =
      visit.post("/account/profile", {{"nickname", "n"}, {"phone_number", "12"}});
  EXPECT_EQ(phone.status, 400);
  EXPECT_TRUE(holds(phone, "id=\"phone_number-error\""));
  EXPECT_EQ(summary().person.nickname, "북촌고양이");
}

TEST_F(Account, RefusesImpossibleDates) {
  visit.sign_in();
  for (const char* date :
       {"1990-13-01", "1990-00-10", "1990-04-31", "0230", "1899-01-01", "5", "1990-05", "199-05-05",
        "99999999999999999999", "1990-05-05-05", "may 5"}) {
    EXPECT_EQ(visit.post("/account/profile", {{"nickname", "n"}, {"birthdate", date}}).status, 400)
        << date;
  }
}

TEST_F(Account, TakesAPictureAndServesItInTwoSizes) {
  visit.sign_in();
  const std::string bytes = accounts::make_default_pictures().large;
  const auto upload = [&](std::string_view csrf, std::string_view part) {
    return visit.post_body("/account/picture", "multipart/form-data; boundary=line",
                           "--line\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" +
                               std::string{csrf} +
                               "\r\n--line\r\nContent-Disposition: form-data; name=\"picture\"; "
                               "filename=\"me.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n" +
                               std::string{part} + "\r\n--line--\r\n");
  };
  EXPECT_EQ(upload("wrong", bytes).status, 403);
  const Response text = upload(visit.csrf, "GIF89a, or so it says");
  EXPECT_EQ(text.status, 400);
  EXPECT_TRUE(holds(text, "id=\"picture-error\""));
  EXPECT_EQ(upload(visit.csrf, "").status, 400);
  EXPECT_EQ(upload(visit.csrf, bytes).status, 303);
  const std::string id = summary().person.picture_id;
  ASSERT_FALSE(id.empty());
  const Response large = visit.get("/picture/" + id + "/img_640x640.jpg");
  const Response small = visit.get("/picture/" + id + "/img_110x110.jpg");
  EXPECT_EQ(large.headers.get("Content-Type").value_or(""), "image/jpeg");
  EXPECT_EQ(accounts::picture_size(large.payload())->width, 640U);
  EXPECT_EQ(accounts::picture_size(small.payload())->height, 110U);
  EXPECT_TRUE(holds(visit.get("/account"), "/picture/" + id));
  EXPECT_EQ(visit
                .post_body("/account/picture", "multipart/form-data; boundary=line",
                           "--line\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" +
                               visit.csrf +
                               "\r\n--line\r\nContent-Disposition: form-data; "
                               "name=\"remove\"\r\n\r\n1\r\n--line--\r\n")
                .status,
            303);
  EXPECT_EQ(summary().person.picture_id, "");
  EXPECT_EQ(visit.get("/picture/" + id + "/img_640x640.jpg").status, 404);
}

TEST_F(Account, ChangesThePasswordOnlyAfterAFreshProof) {
  visit.sign_in();
  let_time_pass();
  EXPECT_EQ(place_of(visit.get("/account/password")), "/reauth?next=%2Faccount%2Fpassword");
  EXPECT_EQ(place_of(visit.post("/account/password", {{"password", "new horse 77"}})),
            "/reauth?next=%2Faccount%2Fpassword");
  visit.get("/reauth?next=%2Faccount%2Fpassword");
  const Response proven =
      visit.post("/reauth", {{"password", std::string{kPassword}}, {"next", "/account/password"}});
  EXPECT_EQ(place_of(proven), "/account/password");
  visit.get("/account/password");
  const Response weak = visit.post("/account/password", {{"password", "short"}});
  EXPECT_EQ(weak.status, 400);
  EXPECT_TRUE(holds(weak, "id=\"password-error\""));
  EXPECT_FALSE(holds(weak, "short\"")) << "never sent back";
  EXPECT_EQ(place_of(visit.post("/account/password", {{"password", "new horse 77"}})), "/account");
  Visit other{world};
  other.get("/sign-in");
  EXPECT_EQ(other
                .post("/sign-in",
                      {{"loginId", std::string{kEmail}}, {"password", std::string{kPassword}}})
                .status,
            401);
}

TEST_F(Account, ChangesTheAddressByTheCodeThatWentToIt) {
  visit.sign_in();
  visit.get("/account/email");
  EXPECT_EQ(visit.post("/account/email", {{"email", "no address"}}).status, 400);
  EXPECT_EQ(visit.post("/account/email", {{"email", std::string{kEmail}}}).status, 400);
  const Response asked = visit.post("/account/email", {{"email", "new@example.kr"}});
  EXPECT_EQ(asked.status, 200);
  const std::string mark = "name=\"proof\" value=\"";
  const std::size_t from = asked.body.find(mark) + mark.size();
  const std::string proof = asked.body.substr(from, asked.body.find('"', from) - from);
  EXPECT_EQ(world.mails().front().to, "new@example.kr");
  std::string code = world.mailed_code();
  std::string wrong = code;
  wrong[0] = wrong[0] == '0' ? '1' : '0';
  EXPECT_EQ(visit
                .post("/account/email/verify",
                      {{"proof", proof}, {"email", "new@example.kr"}, {"code", wrong}})
                .status,
            400);
  EXPECT_EQ(summary().person.email, kEmail);
  EXPECT_EQ(place_of(visit.post("/account/email/verify", {{"proof", proof},
                                                          {"email", "new@example.kr"},
                                                          {"code", " " + code.insert(3, " ")}})),
            "/account");
  EXPECT_EQ(summary().person.email, "new@example.kr");
}

TEST_F(Account, EndsOtherSessionsButNotItsOwn) {
  visit.sign_in();
  Visit other{world};
  other.address = "127.0.0.1";
  other.agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile";
  other.sign_in();
  const Response page = visit.get("/account");
  EXPECT_TRUE(holds(page, "Android"));
  EXPECT_TRUE(holds(page, "(127.0.0.1)"));
  const std::string mark = "name=\"id\" value=\"";
  const std::size_t from = page.body.find(mark, page.body.find("id=\"sessions\"")) + mark.size();
  const std::string id = page.body.substr(from, page.body.find('"', from) - from);
  EXPECT_EQ(visit.post("/account/sessions/end", {{"id", id}}).status, 303);
  EXPECT_EQ(other.get("/account").status, 302);
  EXPECT_EQ(visit.get("/account").status, 200);
  other.sign_in();
  visit.get("/account");
  EXPECT_EQ(visit.post("/account/sessions/end", {{"others", "1"}}).status, 303);
  EXPECT_EQ(other.get("/account").status, 302);
  EXPECT_EQ(visit.get("/account").status, 200);
}

TEST_F(Account, CannotEndTheSessionOfSomebodyElse) {
  world.person("lee@example.kr");
  Visit theirs{world};
  theirs.sign_in("lee@example.kr");
  const auto lee = world.people.find_by_email("lee@example.kr");
  const auto sessions = world.sessions.list((*lee)->id);
  ASSERT_EQ(sessions->size(), 1U);
  visit.sign_in();
  visit.post("/account/sessions/end", {{"id", sessions->front().id.value()}});
  EXPECT_EQ(theirs.get("/account").status, 200);
}

TEST_F(Account, ShowsWhatASiteSeesAndDisconnectsIt) {
  const accounts::App app = world.app();
  ASSERT_TRUE(world.links.agree(app, me.id, {"profile_nickname"}, {}, accounts::AgreedBy::page,
                                accounts::Visitor{}));
  const Response page = visit.sign_in();
  EXPECT_TRUE(holds(page, "한강책방"));
  EXPECT_TRUE(holds(page, "닉네임"));
  EXPECT_EQ(visit.post("/account/sites/disconnect", {{"app", "1x"}}).status, 404);
  const std::string number = std::to_string(app.number);
  EXPECT_EQ(visit.post("/account/sites/disconnect", {{"app", number}}).status, 303);
  EXPECT_TRUE(summary().links.empty());
  EXPECT_EQ(visit.post("/account/sites/disconnect", {{"app", number}}).status, 303)
      << "pressed twice";
  EXPECT_FALSE(holds(visit.get("/account"), "한강책방"));
}

TEST_F(Account, DeletesItselfAfterAConfirmation) {
  visit.sign_in();
  visit.get("/account/delete");
  const Response asked = visit.post("/account/delete", {});
  EXPECT_EQ(asked.status, 400);
  EXPECT_TRUE(holds(asked, "id=\"confirm-error\""));
  const Response gone = visit.post("/account/delete", {{"confirm", "1"}});
  EXPECT_EQ(gone.status, 200);
  EXPECT_TRUE(holds(gone, "계정을 삭제했어요"));
  EXPECT_EQ(visit.cookies.count("haetae-session"), 0U);
  EXPECT_FALSE(world.people.find(me.id)->has_value());
}

TEST_F(Account, AsksAnewBeforeDeleting) {
  visit.sign_in();
  let_time_pass();
  EXPECT_EQ(place_of(visit.get("/account/delete")), "/reauth?next=%2Faccount%2Fdelete");
  EXPECT_EQ(place_of(visit.post("/account/delete", {{"confirm", "1"}})),
            "/reauth?next=%2Faccount%2Fdelete");
  EXPECT_TRUE(world.people.find(me.id)->has_value());
}

TEST_F(Account, GivesEverythingAway) {
  visit.sign_in();
  const Response file = visit.get("/account/export");
  EXPECT_EQ(file.status, 200);
  EXPECT_TRUE(file.headers.get("Content-Disposition")->starts_with("attachment"));
  const auto json = Json::parse(file.body);
  ASSERT_TRUE(json);
  EXPECT_EQ(json->string_at("email"), kEmail);
}

class PasskeyRows : public Account {
 protected:
  PasskeyRows() {
    authenticator.rp_id = "localhost";
    authenticator.origin = std::string{kOrigin};
  }

  /// The body that the script posts; `csrf` of the page seen last unless given.
  Json body(std::string_view csrf) {
    Json json = Json::object();
    json.set("csrf", csrf);
    return json;
  }

  Response add() {
    const Response begun = visit.post_json("/account/passkeys/options", body(visit.csrf));
    EXPECT_EQ(begun.status, 200) << begun.body;
    const auto options = Json::parse(begun.body);
    const Json* key = options->find("publicKey");
    const auto challenge = wire::base64url_decode(*key->string_at("challenge"));
    Json answer = body(visit.csrf);
    answer.set("challenge_token", *options->string_at("challenge_token"));
    answer.set("name", "전화기").set("credential", authenticator.create(*challenge));
    return visit.post_json("/account/passkeys", answer);
  }

  static std::string code_of(const Response& response) {
    const auto json = Json::parse(response.body);
    const Json* error = json ? json->find("error") : nullptr;
    return error == nullptr ? "" : std::string{error->string_at("code").value_or("")};
  }

  crypto::testing::SoftwareAuthenticator authenticator;
};

TEST_F(PasskeyRows, AreAddedRenamedAndRemoved) {
  visit.sign_in();
  const Response added = add();
  EXPECT_EQ(added.status, 200);
  EXPECT_EQ(Json::parse(added.body)->string_at("location"), "/account");
  const Response page = visit.get("/account");
  EXPECT_TRUE(holds(page, "전화기"));
  EXPECT_TRUE(holds(page, "data-rp-id=\"localhost\""));
  EXPECT_TRUE(holds(page, "data-testid=\"notice\""));
  const std::string id = summary().passkeys.at(0).credential_id;
  EXPECT_TRUE(holds(page, "data-credential-id=\"" + id + "\""));
  EXPECT_EQ(visit.post("/account/passkeys/rename", {{"id", id}, {"name", "  "}}).status, 400);
  EXPECT_EQ(visit.post("/account/passkeys/rename", {{"id", id}, {"name", "새 전화기"}}).status,
            303);
  EXPECT_EQ(summary().passkeys.at(0).name, "새 전화기");
  EXPECT_EQ(visit.post("/account/passkeys/rename", {{"id", "AAAA"}, {"name", "x"}}).status, 404);
  EXPECT_EQ(visit.post("/account/passkeys/remove", {{"id", id}}).status, 303);
  EXPECT_TRUE(summary().passkeys.empty());
}

TEST_F(PasskeyRows, NeedASessionItsTokenAndAFreshProof) {
  EXPECT_EQ(visit.post_json("/account/passkeys/options", body("")).body,
            R"({"location":"/sign-in?next=%2Faccount"})");
  visit.sign_in();
  const Response forged = visit.post_json("/account/passkeys/options", body("forged"));
  EXPECT_EQ(forged.status, 403);
  EXPECT_EQ(code_of(forged), "form_expired");
  EXPECT_EQ(visit.post_body("/account/passkeys/options", "text/plain", "{}").status, 415);
  EXPECT_EQ(visit.post_body("/account/passkeys/options", "application/json", "[]").status, 400);
  let_time_pass();
  EXPECT_EQ(visit.post_json("/account/passkeys/options", body(visit.csrf)).body,
            R"({"location":"/reauth?next=%2Faccount"})");
}

TEST_F(PasskeyRows, RefuseWhatTheAuthenticatorDidNotMakeForUs) {
  visit.sign_in();
  authenticator.origin = "http://evil.example:8080";
  const Response refused = add();
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(code_of(refused), "not_accepted");
  Json empty = body(visit.csrf);
  EXPECT_EQ(code_of(visit.post_json("/account/passkeys", empty)), "not_accepted");
  EXPECT_TRUE(summary().passkeys.empty());
}

TEST_F(Account, PagesSayWhenTheStoreDoesNotAnswer) {
  visit.sign_in();
  world.store.fail_with(accounts::StoreError::unavailable);
  EXPECT_EQ(visit.get("/account").status, 503);
  EXPECT_EQ(visit.post("/account/profile", {{"nickname", "n"}}).status, 503);
}

}  // namespace
}  // namespace haetae::web::test
