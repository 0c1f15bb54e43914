// SPDX-License-Identifier: Apache-2.0
#include "site.hpp"

#include "haetae/accounts/browser.hpp"
#include "haetae/wire/uri.hpp"

namespace haetae::kakao::test {
namespace {

using accounts::Requirement;
using accounts::Transaction;
using accounts::Verdict;

std::vector<crypto::SealKey> seal_keys() {
  std::vector<crypto::SealKey> keys;
  keys.push_back({1, base::SecretText{std::string(32, 'k')}});
  return keys;
}

/// RSA keys are slow to make: one set serves every test.
const std::vector<accounts::SigningKeyRecord>& signing_keys() {
  static const auto records = [] {
    base::ManualClock clock{kStart - std::chrono::hours{48}};
    base::SeededEntropy entropy{3};
    storage::MemoryStore store;
    const crypto::Sealer sealer{seal_keys(), entropy};
    const accounts::Ports ports{store, clock, entropy, sealer};
    const accounts::Audit audit{ports};
    accounts::KeyRing ring{ports, audit};
    EXPECT_TRUE(ring.reload().has_value());
    std::vector<accounts::SigningKeyRecord> out;
    EXPECT_TRUE(store.read([&](Transaction& tx) { out = tx.signing_keys.all(); }).has_value());
    return out;
  }();
  return records;
}

/// `changed` over `usual`: same names are replaced, an empty value takes the field away.
Fields merged(Fields usual, const Fields& changed) {
  for (const auto& field : changed) {
    std::erase_if(usual, [&](const auto& one) { return one.name == field.name; });
    if (!field.value.empty()) usual.push_back(field);
  }
  return usual;
}

std::string encoded(const Fields& fields) {
  wire::Form form;
  for (const auto& field : fields)
    form.add(field.name, field.value);
  return form.to_text();
}

}  // namespace

accounts::App usual_app() {
  accounts::App app;
  app.name = "Shop";
  app.redirect_uris = {std::string{kRedirect}};
  app.logout_redirect_uris = {"https://shop.example.kr/bye"};
  app.consent_items = {{"profile_nickname", Requirement::required},
                       {"account_email", Requirement::optional_},
                       {"profile_image", Requirement::optional_}};
  app.service_terms = {
      {"tos", "Terms", "https://shop.example.kr/tos", true, kStart, kStart},
      {"ads", "Advertising", "https://shop.example.kr/ads", false, kStart, kStart}};
  app.property_keys = {"level", "team"};
  app.id_token_unasked = true;
  return app;
}

Site::Site(const accounts::App& draft) : sealer(seal_keys(), entropy) {
  const auto& records = signing_keys();
  EXPECT_TRUE(store
                  .write([&](Transaction& tx) {
                    for (const auto& record : records)
                      tx.signing_keys.insert(record);
                    return Verdict::commit;
                  })
                  .has_value());
  EXPECT_TRUE(keys.reload().has_value());
  rows = kakao_rows({.ports = ports,
                     .authorizations = authorizations,
                     .sign_outs = sign_outs,
                     .directory = directory,
                     .links = links,
                     .sessions = sessions,
                     .tokens = token_service,
                     .keys = keys,
                     .error_page =
                         [this](const wire::Request&, const accounts::PageError& error) {
                           page = error;
                           return wire::html_response(error.status, error.code);
                         },
                     .public_url = std::string{kIssuer},
                     .resource_origin = "https://kapi.example.kr"});
  app = add_app(draft);
  person = add_person("kim@example.kr");
  std::vector<std::string> items;
  for (const auto& item : app.consent_items) {
    if (item.requirement != Requirement::off) items.push_back(item.id);
  }
  link = agree(person, app, items, {"tos"});
  cookies = sign_in(person);
}

accounts::App Site::add_app(const accounts::App& draft) {
  auto made = directory.create(draft);
  EXPECT_TRUE(made.has_value());
  return made.value_or(accounts::App{});
}

accounts::Person Site::add_person(std::string_view email) {
  accounts::Person made;
  made.id = accounts::PersonId{base::new_id(clock, entropy)};
  made.email = email;
  made.email_verified = true;
  made.nickname = "해태";
  made.created_at = made.updated_at = made.valid_from = clock.now();
  bool inserted = false;
  EXPECT_TRUE(store
                  .write([&](Transaction& tx) {
                    inserted = tx.people.insert(made);
                    return Verdict::commit;
                  })
                  .has_value());
  EXPECT_TRUE(inserted);
  return made;
}

void Site::save(const accounts::Person& changed) {
  EXPECT_TRUE(store
                  .write([&](Transaction& tx) {
                    EXPECT_TRUE(tx.people.update(changed));
                    return Verdict::commit;
                  })
                  .has_value());
}

accounts::Link Site::agree(const accounts::Person& who, const accounts::App& to,
                           const std::vector<std::string>& items,
                           const std::vector<std::string>& terms) {
  const auto made =
      links.agree(to, who.id, items, terms, accounts::AgreedBy::page, {"203.0.113.7", "Chrome"});
  EXPECT_TRUE(made.has_value());
  return made.value_or(accounts::Link{});
}

std::string Site::sign_in(const accounts::Person& who) {
  const auto session = sessions.make(who.id, {.methods = "pwd", .keep = false, .visitor = {}});
  EXPECT_TRUE(store
                  .write([&](Transaction& tx) {
                    accounts::Sessions::put(tx, session, std::nullopt);
                    return Verdict::commit;
                  })
                  .has_value());
  return std::string{accounts::cookies::kSession} + "=" +
         sessions.entrance(who, session).session_cookie + "; " +
         std::string{accounts::cookies::kBrowser} + "=" + std::string(32, 'b');
}

const wire::Endpoint* Site::row(Method method, std::string_view path) const {
  for (const auto& one : rows) {
    if (one.method == method && one.path == path) return &one;
  }
  return nullptr;
}

Response Site::call(std::string_view path, const CallOptions& options) {
  const wire::Endpoint* found = row(options.method, path);
  EXPECT_NE(found, nullptr) << wire::to_text(options.method) << " " << path;
  if (found == nullptr) return {};
  wire::Request request;
  request.method = options.method;
  request.path = path;
  request.query = encoded(options.query);
  request.body = encoded(options.form);
  request.address = options.address;
  request.host = "id.example.kr";
  request.received = clock.now();
  if (!options.form.empty()) {
    request.headers.set("Content-Type", "application/x-www-form-urlencoded;charset=utf-8");
  }
  if (!options.authorization.empty()) request.headers.set("Authorization", options.authorization);
  if (!options.origin.empty()) request.headers.set("Origin", options.origin);
  if (!options.referer.empty()) request.headers.set("Referer", options.referer);
  if (!options.cookies.empty()) request.headers.set("Cookie", options.cookies);
  return found->handler(request);
}

Response Site::get(std::string_view path, std::string_view token, Fields query) {
  return call(path, {.query = std::move(query), .authorization = bearer(token)});
}

Response Site::post(std::string_view path, std::string_view token, Fields form) {
  return call(path,
              {.method = Method::post, .form = std::move(form), .authorization = bearer(token)});
}

Response Site::admin_get(std::string_view path, Fields query) {
  return call(path, {.query = std::move(query), .authorization = admin_key()});
}

Response Site::admin_post(std::string_view path, Fields form) {
  return call(path,
              {.method = Method::post, .form = std::move(form), .authorization = admin_key()});
}

std::string Site::bearer(std::string_view token) const {
  return "Bearer " + std::string{token};
}

Fields Site::target() const {
  return {{"target_id_type", "user_id"}, {"target_id", std::to_string(link.subject)}};
}

std::string Site::authorize(const Fields& changed) {
  const Fields usual{{"client_id", app.rest_api_key},
                     {"redirect_uri", std::string{kRedirect}},
                     {"response_type", "code"}};
  const Response response =
      call("/oauth/authorize", {.query = merged(usual, changed), .cookies = cookies});
  return std::string{response.headers.get("Location").value_or("")};
}

std::string Site::code(const Fields& changed) {
  const auto location = wire::Uri::parse(authorize(changed));
  EXPECT_TRUE(location && location->query);
  if (!location || !location->query) return {};
  return wire::Form::parse(*location->query).text("code");
}

Response Site::exchange(const Fields& changed) {
  const Fields usual{{"grant_type", "authorization_code"},
                     {"client_id", app.rest_api_key},
                     {"client_secret", app.client_secret},
                     {"redirect_uri", std::string{kRedirect}}};
  return call("/oauth/token", {.method = Method::post, .form = merged(usual, changed)});
}

Tokens Site::tokens(const Fields& authorize_changes) {
  const Response response = exchange({{"code", code(authorize_changes)}});
  EXPECT_EQ(response.status, 200) << response.body;
  const Json body = json_of(response);
  const auto text = [&](std::string_view name) {
    return std::string{body.string_at(name).value_or("")};
  };
  return {text("access_token"), text("refresh_token"), text("id_token")};
}

Json json_of(const Response& response) {
  EXPECT_EQ(response.headers.get("Content-Type").value_or(""), "application/json;charset=UTF-8");
  auto json = Json::parse(response.payload());
  EXPECT_TRUE(json.has_value()) << response.payload();
  return json ? *std::move(json) : Json{};
}

std::string text_at(const Response& response, std::string_view name) {
  const Json body = json_of(response);
  const auto text = body.string_at(name);
  EXPECT_TRUE(text.has_value()) << name << " in " << response.body;
  return std::string{text.value_or("")};
}

std::int64_t number_at(const Response& response, std::string_view name) {
  const auto number = json_of(response).integer_at(name);
  EXPECT_TRUE(number.has_value()) << name << " in " << response.body;
  return number.value_or(0);
}

void expect_kapi(const Response& response, int status, int code, std::string_view msg) {
  EXPECT_EQ(response.status, status) << response.body;
  EXPECT_EQ(number_at(response, "code"), code) << response.body;
  const std::string told = text_at(response, "msg");
  if (!msg.empty()) {
    EXPECT_EQ(told, msg);
  }
}

void expect_koe(const Response& response, int status, std::string_view code, std::string_view error,
                std::string_view description) {
  EXPECT_EQ(response.status, status) << response.body;
  EXPECT_EQ(text_at(response, "error_code"), code);
  EXPECT_EQ(text_at(response, "error"), error);
  const std::string told = text_at(response, "error_description");
  if (!description.empty()) {
    EXPECT_EQ(told, description);
  }
}

}  // namespace haetae::kakao::test
