// SPDX-License-Identifier: Apache-2.0
// Assets, pictures, the start page, the outbox and the page of the demo site.
#include "haetae/accounts/mail_texts.hpp"
#include "haetae/accounts/pictures.hpp"
#include "haetae/web/demo_page.hpp"
#include "visit.hpp"

namespace haetae::web::test {
namespace {

using wire::Json;
using wire::Response;

class Site : public ::testing::Test {
 protected:
  World world;
};

TEST_F(Site, AssetsOfAPageAreThereAndKeptForEver) {
  Visit visit{world};
  const Response page = visit.get("/sign-in");
  std::size_t found = 0;
  for (std::size_t at = page.body.find("\"/assets/"); at != std::string::npos;
       at = page.body.find("\"/assets/", at + 1)) {
    const std::string url = page.body.substr(at + 1, page.body.find('"', at + 1) - at - 1);
    const Response asset = visit.get(url);
    EXPECT_EQ(asset.status, 200) << url;
    EXPECT_TRUE(asset.headers.get("Cache-Control")->ends_with("immutable")) << url;
    EXPECT_FALSE(asset.payload().empty()) << url;
    ++found;
  }
  EXPECT_GE(found, 3U);
  EXPECT_EQ(visit.get("/assets/haetae.000000000000.css").status, 404);
  EXPECT_EQ(visit.get("/favicon.ico").headers.get("Content-Type").value_or(""), "image/svg+xml");
}

TEST_F(Site, WhoHasNoPictureHasADrawing) {
  Visit visit{world};
  const Response large = visit.get("/picture/default/img_640x640.jpg");
  EXPECT_EQ(large.headers.get("Content-Type").value_or(""), "image/jpeg");
  EXPECT_EQ(accounts::picture_size(large.payload())->width, 640U);
  EXPECT_EQ(accounts::picture_size(visit.get("/picture/default/img_110x110.jpg").payload())->width,
            110U);
  for (const char* path : {"/picture/default", "/picture/default/", "/picture/x/img_640x640.jpg",
                           "/picture/default/img_1x1.jpg", "/picture/default/img_640x640.jpg/x",
                           "/picture/0123456789abcdefghijklmnop/img_640x640.jpg"}) {
    EXPECT_EQ(visit.get(path).status, 404) << path;
  }
}

TEST_F(Site, TellsDevicesWherePasskeysAndPasswordsAreKept) {
  Visit visit{world};
  EXPECT_EQ(place_of(visit.get("/.well-known/change-password")), "/account/password");
  const auto json = Json::parse(visit.get("/.well-known/passkey-endpoints").payload());
  ASSERT_TRUE(json);
  EXPECT_EQ(json->string_at("enroll"), "http://localhost:8080/account#ways");
  EXPECT_EQ(json->string_at("manage"), "http://localhost:8080/account#ways");
  EXPECT_TRUE(holds(visit.get("/robots.txt"), "Disallow: /"));
}

TEST_F(Site, TheStartPageOfDevelopmentShowsTheDemo) {
  world.options.demo = DemoFacts{"demo@haetae.test", "fire guard", "key1", "secret1",
                                 "http://localhost:8080/demo/callback"};
  Visit visit{world};
  const Response page = visit.get("/");
  for (const char* text : {"demo@haetae.test", "fire guard", "key1", "secret1", "0.1.0",
                           "/.well-known/openid-configuration"}) {
    EXPECT_TRUE(holds(page, text)) << text;
  }
  EXPECT_TRUE(holds(page, "open-sign-in"));
}

TEST_F(Site, TheStartPageOfProductionShowsTheWayInAlone) {
  world.options.dev = false;
  world.person();
  Visit visit{world};
  const Response page = visit.get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_TRUE(holds(page, "href=\"/sign-in\""));
  EXPECT_TRUE(holds(page, "href=\"/sign-up\""));
  EXPECT_FALSE(holds(page, "/outbox"));
  EXPECT_FALSE(holds(page, "/demo"));
  visit.sign_in();
  const Response inside = visit.get("/");
  EXPECT_TRUE(holds(inside, "href=\"/account\""));
  EXPECT_FALSE(holds(inside, "href=\"/sign-up\""));
}

TEST_F(Site, TheOutboxIsThereInDevelopmentAlone) {
  world.options.dev = false;
  const wire::Endpoints rows = world.rows();
  EXPECT_TRUE(std::none_of(rows.begin(), rows.end(), [](const wire::Endpoint& row) {
    return row.path.starts_with("/outbox");
  }));
}

TEST_F(Site, TheOutboxShowsMailsToPeopleAndPrograms) {
  using accounts::MailKind;
  for (const char* code : {"111111", "222222"}) {
    const auto mail = accounts::make_mail(world.ports, MailKind::sign_up_code, kEmail, "ko", code);
    ASSERT_TRUE(world.store.write([&](accounts::Transaction& tx) {
      tx.mails.insert(mail);
      return accounts::Verdict::commit;
    }));
    world.clock.advance(std::chrono::minutes{1});
  }
  Visit visit{world};
  const Response list = visit.get("/outbox");
  EXPECT_TRUE(holds(list, kEmail));
  const auto json = Json::parse(visit.get("/outbox", "application/json").body);
  ASSERT_TRUE(json);
  const Json::Array& mails = *json->find("mails")->if_array();
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_NE(mails[0].string_at("text")->find("222222"), std::string_view::npos) << "newest first";
  EXPECT_EQ(mails[1].string_at("to"), kEmail);
  EXPECT_EQ(mails[0].string_at("at"), "2027-01-15T08:01:00.250Z");
  const Response mail = visit.get("/outbox/" + world.mails().front().id);
  EXPECT_EQ(mail.status, 200);
  EXPECT_TRUE(holds(mail, "222222"));
  EXPECT_EQ(visit.get("/outbox/nothing").status, 404);
}

TEST_F(Site, TheOutboxMakesLinksOfLinksAndTextOfTheRest) {
  accounts::Mail mail;
  mail.id = base::new_id(world.clock, world.entropy);
  mail.to = std::string{kEmail};
  mail.subject = "<b>";
  mail.text = "see <here> http://localhost:8080/x?a=1&b=2 now\n\nend";
  mail.created_at = mail.due_at = world.clock.now();
  ASSERT_TRUE(world.store.write([&](accounts::Transaction& tx) {
    tx.mails.insert(mail);
    return accounts::Verdict::commit;
  }));
  Visit visit{world};
  const Response page = visit.get("/outbox/" + mail.id);
  EXPECT_TRUE(holds(page, "see &lt;here&gt; <a href=\"http://localhost:8080/x?a=1&amp;b=2\""))
      << page.body;
  EXPECT_FALSE(holds(page, "<b>"));
}

TEST_F(Site, TheDemoPageShowsWhatTheSiteReceived) {
  wire::Request request;
  request.headers.set("Accept-Language", "en");
  DemoView out;
  out.error = "access_denied";
  const Response refused = demo_page(world.options, world.entropy, request, out);
  EXPECT_TRUE(holds(refused, "access_denied"));
  EXPECT_TRUE(holds(refused, "data-testid=\"demo-sign-in\""));
  DemoView in;
  in.csrf = "token1";
  in.session = DemoView::Session{.nickname = "Cat",
                                 .picture_url = "",
                                 .exchanges = {{.method = "GET",
                                                .path = "/v2/user/me",
                                                .status = 200,
                                                .about = "me",
                                                .request = "",
                                                .response = "{\"id\":1}",
                                                .open = true,
                                                .testid = "demo-me"}},
                                 .claims = {{"sub", "12"}, {"wings", "two"}}};
  wire::Response next;
  set_demo_notice(next, request, "refreshed");
  request.headers.set(
      "Cookie",
      next.headers.get("Set-Cookie")->substr(0, next.headers.get("Set-Cookie")->find(';')));
  const Response page = demo_page(world.options, world.entropy, request, in);
  for (const char* text : {"Cat", "demo-me", "{&quot;id&quot;:1}", "value=\"token1\"",
                           "claim-wings", "Tokens refreshed."}) {
    EXPECT_TRUE(holds(page, text)) << text;
  }
  EXPECT_TRUE(page.headers.contains("Content-Security-Policy"));
}

}  // namespace
}  // namespace haetae::web::test
