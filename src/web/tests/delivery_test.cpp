// SPDX-License-Identifier: Apache-2.0
// Delivery addresses: found, filled in, listed, changed and removed, row by row.
#include "delivery_phone.hpp"
#include "small_index.hpp"
#include "visit.hpp"

namespace haetae::web::test {
namespace {

using accounts::ShippingAddress;
using wire::Form;
using wire::Response;

constexpr std::string_view kFind = "/account/addresses/find";
constexpr std::string_view kForm = "/account/addresses/edit";
constexpr std::string_view kPick = "411353180023-0-235-0";

/// The fields that the form sends, as a person fills them in.
Form filled(std::initializer_list<Form::Field> others = {}) {
  Form form{{"base_address", "경기 성남시 분당구 판교역로 235 (삼평동)"},
            {"zone_number", "13494"},
            {"receiver_name", "김해태"},
            {"receiver_phone1", "010 1234 5678"}};
  Form out;
  for (const auto& field : others)
    out.add(field.name, field.value);
  for (const auto& field : form.fields()) {
    if (out.count(field.name) == 0) out.add(field.name, field.value);
  }
  return out;
}

class Delivery : public ::testing::Test {
 protected:
  void SetUp() override {
    world.addresses = &addresses;
    visit = std::make_unique<Visit>(world);
    visit->sign_in();
  }
  [[nodiscard]] std::vector<ShippingAddress> kept(const accounts::Person& person) {
    const auto found = world.people.find(person.id);
    EXPECT_TRUE(found && *found);
    return found && *found ? (*found)->profile.shipping_addresses : std::vector<ShippingAddress>{};
  }
  [[nodiscard]] std::vector<ShippingAddress> kept() { return kept(me); }
  /// Adds one by the form; its id.
  std::string add(std::string_view name) {
    const Response answer = visit->post(kForm, filled({{"place_name", std::string{name}}}));
    EXPECT_EQ(answer.status, 303) << answer.body;
    const auto all = kept();
    return all.empty() ? "" : std::to_string(all.back().id);
  }

  address::test::SmallIndex addresses;
  World world;
  accounts::Person me = world.person();
  std::unique_ptr<Visit> visit;
};

TEST_F(Delivery, AsksStrangersToSignIn) {
  Visit stranger{world};
  for (const std::string_view path : {kFind, kForm}) {
    EXPECT_EQ(place_of(stranger.get(path)), "/sign-in?next=" + wire::percent_encode(path)) << path;
  }
  EXPECT_EQ(place_of(stranger.post(kForm, filled())), "/sign-in?next=%2Faccount");
  EXPECT_TRUE(kept().empty());
}

TEST_F(Delivery, SearchLeadsToTheFormAndTheFormToTheList) {
  EXPECT_TRUE(holds(visit->get("/account"), "data-testid=\"address-add\""));
  EXPECT_FALSE(holds(visit->get(kFind), "address-total"));
  const Response found =
      visit->get("/account/addresses/find?q=" + wire::percent_encode("판교역로 235"));
  ASSERT_EQ(found.status, 200);
  EXPECT_TRUE(holds(found, "경기 성남시 분당구 판교역로 235 (삼평동"));
  EXPECT_TRUE(holds(found, "경기 성남시 분당구 삼평동 681")) << "the lot below it";
  EXPECT_TRUE(holds(found, "13494"));
  EXPECT_TRUE(holds(found, "pick=" + std::string{kPick}));
  const Response form = visit->get("/account/addresses/edit?pick=" + std::string{kPick});
  ASSERT_EQ(form.status, 200);
  EXPECT_TRUE(holds(form, "name=\"base_address\" value=\"경기 성남시 분당구 판교역로 235 (삼평동"));
  EXPECT_TRUE(holds(form, "name=\"zone_number\" value=\"13494\""));
  EXPECT_FALSE(holds(form, "id=\"base_address\"")) << "nothing to type";
  const Response saved = visit->post(kForm, filled({{"detail_address", " 101동 201호 "},
                                                    {"place_name", "집"},
                                                    {"receiver_phone2", "0311234567"}}));
  ASSERT_EQ(saved.status, 303) << saved.body;
  EXPECT_EQ(place_of(saved), "/account");
  ASSERT_EQ(kept().size(), 1U);
  const ShippingAddress one = kept().front();
  EXPECT_TRUE(one.is_default) << "the first one";
  EXPECT_EQ(one.base_address, "경기 성남시 분당구 판교역로 235 (삼평동)");
  EXPECT_EQ(one.zone_number, "13494");
  EXPECT_EQ(one.detail_address, "101동 201호");
  EXPECT_EQ(one.name, "집");
  EXPECT_EQ(one.receiver_phone_number1, "010-1234-5678");
  EXPECT_EQ(one.receiver_phone_number2, "031-123-4567");
  const Response page = visit->get("/account");
  EXPECT_TRUE(holds(page, "배송지를 저장했어요."));
  EXPECT_TRUE(holds(page, "(13494) 경기 성남시 분당구 판교역로 235 (삼평동) 101동 201호"));
  EXPECT_TRUE(holds(page, "김해태 · 010-1234-5678, 031-123-4567"));
}

TEST_F(Delivery, FormKnowsItsPersonAndWhatWasKept) {
  ASSERT_EQ(
      visit
          ->post("/account/profile",
                 {{"nickname", "kim"}, {"name", "김해태"}, {"phone_number", "+82 10-1234-5678"}})
          .status,
      303);
  const Response fresh = visit->get("/account/addresses/edit?pick=" + std::string{kPick});
  EXPECT_TRUE(holds(fresh, "value=\"김해태\""));
  EXPECT_TRUE(holds(fresh, "value=\"010-1234-5678\""));
  const std::string id = add("회사");
  const Response edit = visit->get("/account/addresses/edit?id=" + id);
  EXPECT_TRUE(holds(edit, "value=\"회사\""));
  EXPECT_TRUE(holds(edit, "/account/addresses/find?id=" + id));
  const Response moved =
      visit->get("/account/addresses/edit?id=" + id + "&pick=411353180023-0-99-1");
  EXPECT_TRUE(holds(moved, "판교역로 99-1")) << "another address";
  EXPECT_TRUE(holds(moved, "value=\"회사\"")) << "for the same place";
}

TEST_F(Delivery, ChangesAnAddressAndKeepsItsNumber) {
  const std::string id = add("집");
  ASSERT_EQ(visit->post(kForm, filled({{"id", id}, {"place_name", "새집"}})).status, 303);
  ASSERT_EQ(kept().size(), 1U);
  EXPECT_EQ(std::to_string(kept().front().id), id);
  EXPECT_EQ(kept().front().name, "새집");
  EXPECT_TRUE(kept().front().is_default) << "without being chosen again";
}

TEST_F(Delivery, OldPostcodeStaysOnlyWithItsAddress) {
  accounts::Person person = me;
  ShippingAddress old;
  old.id = 7;
  old.base_address = "경기 성남시 분당구 삼평동 681";
  old.zip_code = "463-400";
  person.profile.shipping_addresses = {old};
  ASSERT_TRUE(world.store.write([&](accounts::Transaction& tx) {
    tx.people.update(person);
    return accounts::Verdict::commit;
  }));
  EXPECT_TRUE(holds(visit->get("/account"), "(463-400)"));
  const auto save = [&](std::string base) {
    return visit->post(kForm, filled({{"id", "7"}, {"zone_number", ""}, {"base_address", base}}));
  };
  ASSERT_EQ(save(old.base_address).status, 303);
  EXPECT_EQ(kept().front().zip_code, "463-400");
  ASSERT_EQ(save("경기 성남시 분당구 판교역로 235").status, 303);
  EXPECT_EQ(kept().front().zip_code, "");
}

TEST_F(Delivery, DefaultMovesAndIsListedFirst) {
  add("하나");
  const std::string two = add("둘");
  ASSERT_EQ(visit->post("/account/addresses/default", {{"id", two}}).status, 303);
  EXPECT_FALSE(kept()[0].is_default);
  EXPECT_TRUE(kept()[1].is_default);
  const Response page = visit->get("/account");
  EXPECT_TRUE(holds(page, "기본 배송지를 바꿨어요."));
  EXPECT_LT(page.body.find("<strong>둘 "), page.body.find("<strong>하나<"));
  ASSERT_EQ(visit->post(kForm, filled({{"place_name", "셋"}, {"default", "1"}})).status, 303);
  EXPECT_FALSE(kept()[1].is_default);
  EXPECT_TRUE(kept()[2].is_default);
}

TEST_F(Delivery, RemovesAnAddress) {
  const std::string one = add("하나");
  add("둘");
  ASSERT_EQ(visit->post("/account/addresses/remove", {{"id", one}}).status, 303);
  ASSERT_EQ(kept().size(), 1U);
  EXPECT_EQ(kept().front().name, "둘");
  EXPECT_TRUE(kept().front().is_default);
  const Response again = visit->post("/account/addresses/remove", {{"id", one}});
  EXPECT_EQ(again.status, 404);
  EXPECT_TRUE(holds(again, "없는 배송지예요."));
  EXPECT_EQ(kept().size(), 1U);
}

TEST_F(Delivery, MistakesStandAtTheirFieldsWithWhatWasTyped) {
  const Response page = visit->post(kForm, filled({{"hand", "1"},
                                                   {"base_address", ""},
                                                   {"zone_number", "134"},
                                                   {"detail_address", std::string(201, 'x')},
                                                   {"receiver_name", "a\tb"},
                                                   {"receiver_phone1", "<call me>"},
                                                   {"receiver_phone2", "12"},
                                                   {"place_name", "집"}}));
  EXPECT_EQ(page.status, 400);
  for (const std::string field : {"base_address", "zone_number", "detail_address", "receiver_name",
                                  "receiver_phone1", "receiver_phone2"}) {
    EXPECT_TRUE(holds(page, "id=\"" + field + "-error\"")) << field;
    EXPECT_TRUE(holds(page, "href=\"#" + field + "\"")) << field;
  }
  EXPECT_FALSE(holds(page, "id=\"place_name-error\""));
  EXPECT_TRUE(holds(page, "&lt;call me&gt;"));
  EXPECT_TRUE(holds(page, "value=\"134\""));
  EXPECT_TRUE(holds(page, "value=\"집\""));
  const Response empty =
      visit->post(kForm, filled({{"receiver_name", " "}, {"receiver_phone1", ""}}));
  EXPECT_EQ(empty.status, 400);
  EXPECT_TRUE(holds(empty, "받는 분의 이름을 입력해 주세요."));
  EXPECT_TRUE(holds(empty, "연락처를 입력해 주세요."));
  const Response hidden = visit->post(kForm, filled({{"zone_number", "abcde"}}));
  EXPECT_EQ(hidden.status, 400);
  EXPECT_TRUE(holds(hidden, "<input id=\"zone_number\"")) << "wrong hidden texts can be put right";
  EXPECT_TRUE(kept().empty());
}

TEST_F(Delivery, TakesAtMostTwentyAndSaysSo) {
  for (std::size_t i = 0; i < accounts::kAddressesMax; ++i)
    add(std::to_string(i));
  const Response page = visit->get("/account");
  EXPECT_FALSE(holds(page, "data-testid=\"address-add\""));
  EXPECT_TRUE(holds(page, "20개까지"));
  EXPECT_EQ(visit->get(kFind).status, 400);
  const Response more = visit->post(kForm, filled());
  EXPECT_EQ(more.status, 400);
  EXPECT_TRUE(holds(more, "배송지는 20개까지 저장할 수 있어요."));
  EXPECT_EQ(kept().size(), accounts::kAddressesMax);
  const std::string id = std::to_string(kept().front().id);
  EXPECT_EQ(visit->post(kForm, filled({{"id", id}, {"place_name", "집"}})).status, 303)
      << "changing one takes no room";
}

TEST_F(Delivery, RefusesFormsWithoutTheTokenOfTheSession) {
  const std::string id = add("집");
  Visit other{world};
  other.sign_in();
  EXPECT_EQ(visit->post(kForm, filled({{"csrf", other.csrf}})).status, 403);
  EXPECT_EQ(visit->post("/account/addresses/default", {{"csrf", "x"}, {"id", id}}).status, 403);
  EXPECT_EQ(visit->post("/account/addresses/remove", {{"csrf", ""}, {"id", id}}).status, 403);
  EXPECT_EQ(kept().size(), 1U);
}

TEST_F(Delivery, AddressesOfOthersLeadNowhere) {
  const std::string mine = add("집");
  const accounts::Person lee = world.person("lee@example.kr");
  Visit other{world};
  other.sign_in("lee@example.kr");
  EXPECT_EQ(other.get("/account/addresses/edit?id=" + mine).status, 404);
  EXPECT_EQ(other.get("/account/addresses/find?id=" + mine).status, 404);
  EXPECT_EQ(other.post(kForm, filled({{"id", mine}, {"place_name", "남의 집"}})).status, 404);
  EXPECT_EQ(other.post("/account/addresses/default", {{"id", mine}}).status, 404);
  EXPECT_EQ(other.post("/account/addresses/remove", {{"id", mine}}).status, 404);
  for (const std::string id : {"0", "-1", "x", "99999999999999999999", "1 "}) {
    EXPECT_EQ(other.post("/account/addresses/remove", {{"id", id}}).status, 404) << id;
  }
  ASSERT_EQ(kept().size(), 1U);
  EXPECT_EQ(kept().front().name, "집");
  EXPECT_TRUE(kept(lee).empty());
}

TEST_F(Delivery, SaysWhenNothingIsFoundAndOffersToType) {
  const Response none =
      visit->get("/account/addresses/find?q=" + wire::percent_encode("없는동네꽳뷁"));
  EXPECT_EQ(none.status, 200);
  EXPECT_TRUE(holds(none, "맞는 주소가 없어요."));
  EXPECT_TRUE(holds(none, "/account/addresses/edit?hand&#x3D;1") ||
              holds(none, "/account/addresses/edit?hand=1"));
  const Response empty = visit->get("/account/addresses/find?q=+");
  EXPECT_EQ(empty.status, 400);
  EXPECT_TRUE(holds(empty, "id=\"keyword-error\""));
  const Response hand = visit->get("/account/addresses/edit?hand=1");
  EXPECT_TRUE(holds(hand, "<input id=\"base_address\""));
  EXPECT_TRUE(holds(hand, "data-testid=\"address-find\""));
}

TEST_F(Delivery, IsTypedByHandWhileNoAddressDataAreLoaded) {
  addresses.unload();
  EXPECT_EQ(place_of(visit->get(kFind)), "/account/addresses/edit?hand=1");
  const Response form = visit->get("/account/addresses/edit?hand=1");
  EXPECT_TRUE(holds(form, "data-testid=\"address-no-data\""));
  EXPECT_FALSE(holds(form, "data-testid=\"address-find\""));
  ASSERT_EQ(visit->post(kForm, filled({{"hand", "1"}, {"zone_number", ""}})).status, 303);
  EXPECT_EQ(kept().front().zone_number, "");
}

TEST_F(Delivery, PicksThatTheDataDoNotHaveLeadBackToTheSearch) {
  for (const std::string pick :
       {"411353180023-0-236-0", "999999999999-0-1-0", "x", "411353180023-0-235", "1-2-3-4-5",
        "411353180023-7-235-0", "411353180023-0-99999999999-0", "-", "411353180023-0-235-0x"}) {
    EXPECT_EQ(place_of(visit->get("/account/addresses/edit?pick=" + pick)),
              "/account/addresses/find?gone=1")
        << pick;
  }
  EXPECT_TRUE(holds(visit->get("/account/addresses/find?gone=1"), "id=\"keyword-error\""));
  EXPECT_EQ(place_of(visit->get(kForm)), kFind) << "a form reloaded after its answer";
}

TEST_F(Delivery, EveryChangeIsInTheAuditLogWithoutTheAddress) {
  // Entries of one millisecond have no order.
  const auto pass = [&] { world.clock.advance(base::Milliseconds{1}); };
  const std::string id = add("집");
  pass();
  ASSERT_EQ(visit->post(kForm, filled({{"id", id}, {"place_name", "새집"}})).status, 303);
  pass();
  ASSERT_EQ(visit->post("/account/addresses/default", {{"id", id}}).status, 303);
  pass();
  ASSERT_EQ(visit->post("/account/addresses/remove", {{"id", id}}).status, 303);
  const auto log = world.audit.page(accounts::AuditFilter{.event = "profile_changed"});
  ASSERT_TRUE(log.has_value());
  std::vector<std::string> details;
  for (const accounts::AuditEntry& entry : *log)
    details.push_back(entry.detail);
  EXPECT_EQ(details,
            (std::vector<std::string>{R"({"address":"removed"})", R"({"address":"preferred"})",
                                      R"({"address":"changed"})", R"({"address":"added"})"}));
}

TEST(DeliveryPhone, IsWrittenAsCouriersReadIt) {
  const auto text = [](std::string_view typed) { return delivery_phone(typed).value_or("none"); };
  EXPECT_EQ(text("01012345678"), "010-1234-5678");
  EXPECT_EQ(text("+82 10-1234-5678"), "010-1234-5678");
  EXPECT_EQ(text("+82 (0)10 1234 5678"), "010-1234-5678");
  EXPECT_EQ(text("02.123.4567"), "02-123-4567");
  EXPECT_EQ(text("02-1234-5678"), "02-1234-5678");
  EXPECT_EQ(text("0311234567"), "031-123-4567");
  EXPECT_EQ(text("050412345678"), "0504-1234-5678");
  EXPECT_EQ(text("15881234"), "1588-1234");
  EXPECT_EQ(text("+1 415 555 0100"), "+14155550100");
  for (const std::string_view wrong : {"", "1", "12345678901", "010-123-456", "010-1234-56789",
                                       "call me", "+1 23", "+1234567890123456", "9988-1234"}) {
    EXPECT_EQ(delivery_phone(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace haetae::web::test
