// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/housekeeping.hpp"
#include "haetae/accounts/key_ring.hpp"
#include "haetae/accounts/snapshots.hpp"
#include "haetae/base/log.hpp"
#include "token_world.hpp"

namespace haetae::accounts::test {
namespace {

using AppReason = AppRefusal::Reason;

class AppDirectory : public ::testing::Test, protected World {};

TEST_F(AppDirectory, AppIsFoundByEachOfItsKeysAsTheRightClient) {
  const App shop = app();
  EXPECT_EQ(directory.find_by_key(shop.rest_api_key)->client->kind, oidc::KeyKind::rest);
  EXPECT_EQ(directory.find_by_key(shop.javascript_key)->client->kind, oidc::KeyKind::javascript);
  EXPECT_EQ(directory.find_by_key(shop.native_app_key)->client->kind, oidc::KeyKind::native);
  EXPECT_EQ(directory.find_by_key(shop.admin_key)->client->kind, oidc::KeyKind::admin);
  EXPECT_EQ(directory.by_admin_key(shop.admin_key)->number, shop.number);
  EXPECT_EQ(directory.by_admin_key(shop.rest_api_key), nullptr);
  EXPECT_FALSE(directory.find_by_key("").has_value());
  EXPECT_FALSE(directory.find_by_key(std::string(32, '0')).has_value());
}

TEST_F(AppDirectory, OnlyTheRestKeyHasASecret) {
  const App shop = app();
  EXPECT_EQ(directory.find_by_key(shop.rest_api_key)->client->secrets.size(), 1U);
  EXPECT_TRUE(directory.find_by_key(shop.javascript_key)->client->secrets.empty());
  EXPECT_TRUE(directory.find_by_key(shop.admin_key)->client->secrets.empty());
  EXPECT_FALSE(directory.find_by_key(shop.native_app_key)->client->secret_required);
}

TEST_F(AppDirectory, SecretsStandSealedInTheStore) {
  const App shop = app();
  std::vector<AppRecord> records;
  ASSERT_TRUE(store.read([&](Transaction& tx) { records = tx.apps.all(); }).has_value());
  ASSERT_EQ(records.size(), 1U);
  for (const std::string* text : {&records[0].document, &records[0].sealed_secrets}) {
    EXPECT_EQ(text->find(shop.client_secret), std::string::npos);
    EXPECT_EQ(text->find(shop.admin_key), std::string::npos);
  }
}

TEST_F(AppDirectory, DocumentKeepsEveryField) {
  App shop = app();
  shop.lifetimes = {3600, 86'400, 120};
  shop.local = {.enabled = false, .per_day = 5, .per_second = 0};
  shop.allowed_ips = {"203.0.113.9"};
  shop.team_members = {"kim@example.kr"};
  shop.login_enabled = false;
  shop.id_token_algorithm = "ES256";
  shop.unlink_webhook = "https://shop.example.kr/unlinked";
  shop.unlink_webhook_method = "GET";
  auto read = app_from_document(to_document(shop));
  ASSERT_TRUE(read.has_value());
  read->admin_key = shop.admin_key;
  read->client_secret = shop.client_secret;
  EXPECT_EQ(*read, shop);
  EXPECT_FALSE(app_from_document("{}").has_value());
  EXPECT_FALSE(app_from_document(R"({"number":"1","rest_api_key":"x"})").has_value());
}

TEST_F(AppDirectory, UpdateKeepsKeysAndRotationChangesTheSecretAlone) {
  const App shop = app();
  App changed = shop;
  changed.name = "New name";
  changed.rest_api_key = "forged";
  changed.client_secret = "forged";
  const auto updated = directory.update(changed);
  ASSERT_TRUE(updated.has_value());
  EXPECT_EQ(updated->rest_api_key, shop.rest_api_key);
  EXPECT_EQ(updated->client_secret, shop.client_secret);
  const auto rotated = directory.rotate_secret(shop.number);
  ASSERT_TRUE(rotated.has_value());
  EXPECT_NE(rotated->client_secret, shop.client_secret);
  EXPECT_EQ(directory.find_by_key(shop.rest_api_key)->client->secrets[0].reveal(),
            rotated->client_secret);
  EXPECT_EQ(directory.by_number(shop.number)->name, "New name");
  EXPECT_EQ(directory.rotate_secret(4).error().reason, AppReason::unknown_app);
}

TEST_F(AppDirectory, WhatCannotBeRegisteredIsNamed) {
  const App shop = app();
  const auto fault = [&](auto spoil) {
    App draft = shop;
    spoil(draft);
    const auto made = directory.create(draft);
    EXPECT_FALSE(made.has_value());
    EXPECT_FALSE(made || explain(made.error()).empty());
    return made ? AppReason::unavailable : made.error().reason;
  };
  using enum AppRefusal::Reason;
  EXPECT_EQ(fault([](App& a) { a.name = ""; }), name_malformed);
  EXPECT_EQ(fault([](App& a) { a.redirect_uris = {"javascript:alert(1)"}; }), redirect_uri);
  EXPECT_EQ(fault([](App& a) { a.redirect_uris = {"https://shop.example.kr/#x"}; }), redirect_uri);
  EXPECT_EQ(fault([](App& a) { a.redirect_uris.push_back(a.redirect_uris[0]); }), redirect_uri);
  EXPECT_EQ(fault([](App& a) { a.logout_redirect_uris = {"//evil.kr"}; }), logout_redirect_uri);
  EXPECT_EQ(fault([](App& a) { a.site_domains = {"https://shop.example.kr/"}; }), site_domain);
  EXPECT_EQ(fault([](App& a) { a.allowed_ips = {"localhost"}; }), allowed_ip);
  EXPECT_EQ(fault([](App& a) { a.consent_items = {{"shoe_size"}}; }), consent_item);
  EXPECT_EQ(fault([](App& a) { a.service_terms[0].tag = "a,b"; }), service_term);
  EXPECT_EQ(fault([](App& a) { a.property_keys = {"x", "x"}; }), property_key);
  EXPECT_EQ(fault([](App& a) { a.lifetimes.access = 86'401; }), lifetime);
  EXPECT_EQ(fault([](App& a) { a.lifetimes.code = 601; }), lifetime);
  EXPECT_EQ(fault([](App& a) { a.id_token_algorithm = "HS256"; }), id_token_algorithm);
  EXPECT_EQ(fault([](App& a) { a.unlink_webhook = "http://shop.example.kr/x"; }), webhook);
  EXPECT_EQ(fault([](App& a) { a.unlink_webhook_method = "PUT"; }), webhook);
}

TEST_F(AppDirectory, RecordSealedWithOtherKeysDoesNotTakeTheOthersDown) {
  const App shop = app();
  AppRecord broken;
  broken.number = 99;
  broken.document = to_document(shop);
  broken.sealed_secrets = "not ours";
  ASSERT_TRUE(store
                  .write([&](Transaction& tx) {
                    tx.apps.insert(broken);
                    return Verdict::commit;
                  })
                  .has_value());
  base::set_log_sink([](const base::LogRecord&) {});
  ASSERT_TRUE(directory.reload().has_value());
  EXPECT_TRUE(directory.find_by_key(shop.rest_api_key).has_value());
  EXPECT_EQ(directory.list().size(), 1U);
}

TEST_F(AppDirectory, AnotherInstanceSeesAChangeAfterItsTick) {
  Directory other{ports, audit, false};
  Revocations other_revocations{ports};
  KeyRing keys{ports, audit};
  Snapshots snapshots{ports, other, keys, other_revocations};
  ASSERT_TRUE(snapshots.refresh_if_changed().has_value());
  const App shop = app();
  const Person kim = person();
  clock.advance(base::Milliseconds{1});
  ASSERT_TRUE(sessions.end_all(kim.id, visitor).has_value());
  EXPECT_EQ(other.by_number(shop.number), nullptr);
  ASSERT_TRUE(snapshots.refresh_if_changed().has_value());
  EXPECT_NE(other.by_number(shop.number), nullptr);
  EXPECT_TRUE(other_revocations.is_dead(kim.id, 1, FamilyId{}, kStart));

  // An outage keeps what is known.
  store.fail_with(StoreError::unavailable);
  EXPECT_FALSE(snapshots.refresh_if_changed().has_value());
  EXPECT_NE(other.by_number(shop.number), nullptr);
}

class SigningKeys : public ::testing::Test, protected World {
 protected:
  void SetUp() override {
    put_keys(store);
    ASSERT_TRUE(keys.reload().has_value());
  }
  KeyRing keys{ports, audit};
};

TEST_F(AppDirectory, FirstKeysAreMadeOnceAndSharedByAllInstances) {
  KeyRing keys{ports, audit};
  ASSERT_TRUE(keys.reload().has_value());
  const auto mine = keys.current(crypto::Algorithm::es256);
  ASSERT_NE(mine, nullptr);
  EXPECT_EQ(mine->id.size(), 30U);
  KeyRing other{ports, audit};
  EXPECT_EQ(other.current(crypto::Algorithm::es256), nullptr);
  ASSERT_TRUE(other.reload().has_value());
  EXPECT_EQ(other.current(crypto::Algorithm::es256)->id, mine->id);
  EXPECT_EQ(*other.jwks(), *keys.jwks());
  EXPECT_EQ(keys.list().size(), 2U);
}

TEST_F(SigningKeys, PublishedSetHoldsPublicPartsOnly) {
  const auto set = wire::Json::parse(*keys.jwks());
  ASSERT_TRUE(set.has_value());
  const auto& published = *set->find("keys")->if_array();
  ASSERT_EQ(published.size(), 2U);
  EXPECT_EQ(published[0].string_at("alg"), "RS256");
  for (const auto& jwk : published) {
    EXPECT_EQ(jwk.string_at("use"), "sig");
    for (const std::string_view secret : {"d", "p", "q", "k"}) {
      EXPECT_EQ(jwk.find(secret), nullptr);
    }
  }
}

TEST_F(SigningKeys, PrivatePartsStandSealedInTheStore) {
  std::vector<SigningKeyRecord> records;
  ASSERT_TRUE(store.read([&](Transaction& tx) { records = tx.signing_keys.all(); }).has_value());
  for (const SigningKeyRecord& record : records) {
    const auto der = sealer.open("signing-key", record.sealed_private);
    ASSERT_TRUE(der.has_value());
    EXPECT_FALSE(crypto::PrivateKey::from_pkcs8(base::as_bytes(record.sealed_private)));
  }
}

TEST_F(SigningKeys, SuccessorIsPublishedFirstSignsLaterAndTheFormerStaysAWhile) {
  const std::string former = keys.current(crypto::Algorithm::es256)->id;
  const auto successor = keys.rotate(crypto::Algorithm::es256);
  ASSERT_TRUE(successor.has_value());
  EXPECT_NE(keys.jwks()->find(*successor), std::string::npos);
  EXPECT_EQ(keys.current(crypto::Algorithm::es256)->id, former);
  clock.advance(KeyRing::kPublishLead);
  EXPECT_EQ(keys.current(crypto::Algorithm::es256)->id, *successor);
  EXPECT_TRUE(keys.find(former).has_value());
  clock.advance(KeyRing::kOverlap);
  EXPECT_FALSE(keys.find(former).has_value());
  ASSERT_GT(purge_expired(ports).value_or(0), 0U);
  ASSERT_TRUE(keys.reload().has_value());
  EXPECT_EQ(keys.jwks()->find(former), std::string::npos);
  EXPECT_EQ(keys.current(crypto::Algorithm::es256)->id, *successor);
}

TEST_F(SigningKeys, LeakedKeyIsGoneAtOnce) {
  const std::string leaked = keys.current(crypto::Algorithm::es256)->id;
  const std::uint64_t before = keys.generation();
  const auto successor = keys.rotate(crypto::Algorithm::es256, true);
  ASSERT_TRUE(successor.has_value());
  EXPECT_EQ(keys.current(crypto::Algorithm::es256)->id, *successor);
  EXPECT_FALSE(keys.find(leaked).has_value());
  EXPECT_NE(keys.generation(), before);
}

}  // namespace
}  // namespace haetae::accounts::test
