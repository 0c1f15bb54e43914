// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/key_ring.hpp"
#include "haetae/accounts/tokens.hpp"
#include "haetae/oidc/authorize.hpp"
#include "haetae/oidc/id_token.hpp"
#include "world.hpp"

namespace haetae::accounts::test {

/// Keys made once, since making RSA keys takes half a second.
inline const std::vector<SigningKeyRecord>& made_keys() {
  static const std::vector<SigningKeyRecord> records = [] {
    World world{12};  // other chance than the tests', so that no id is made twice
    KeyRing ring{world.ports, world.audit};
    EXPECT_TRUE(ring.reload().has_value());
    std::vector<SigningKeyRecord> all;
    EXPECT_TRUE(
        world.store.read([&](Transaction& tx) { all = tx.signing_keys.all(); }).has_value());
    return all;
  }();
  return records;
}
inline void put_keys(Store& store) {
  const std::vector<SigningKeyRecord>& keys = made_keys();
  EXPECT_TRUE(store
                  .write([&](Transaction& tx) {
                    for (const SigningKeyRecord& key : keys)
                      tx.signing_keys.insert(key);
                    return Verdict::commit;
                  })
                  .has_value());
}

/// A person who is signed in and linked to an app, and the token service.
struct TokenWorld : World {
  KeyRing keys{ports, audit};
  Tokens tokens{
      ports, keys, audit, revocations, {"https://id.example.kr", "https://id.example.kr", 1024}};
  oidc::SurfacePolicy policy = oidc::kKakaoPolicy;
  Person kim_;
  App shop_;
  Entrance in_;
  Link link_;

  TokenWorld() {
    put_keys(store);
    EXPECT_TRUE(keys.reload().has_value());
    kim_ = person();
    shop_ = app();
    in_ = enter();
    link();
  }

  void use(const oidc::SurfacePolicy& other) { policy = other; }
  void link() {
    const auto made = links.agree(shop_, kim_.id, {"profile_nickname", "account_email"}, {"terms"},
                                  AgreedBy::page, visitor);
    EXPECT_TRUE(made.has_value());
    link_ = made.value_or(Link{});
  }

  [[nodiscard]] const oidc::Client* client() {
    kept_ = directory.find_by_key(shop_.rest_api_key)->client;
    return kept_.get();
  }
  [[nodiscard]] oidc::ClientCredentials credentials(const App& as) const {
    oidc::ClientCredentials credentials;
    credentials.client_id = as.rest_api_key;
    credentials.secret = base::SecretText{as.client_secret};
    credentials.method = oidc::ClientAuthMethod::client_secret_post;
    return credentials;
  }

  /// A code as the authorization endpoint would give it.
  std::string code() {
    oidc::AuthorizeRequest request;
    request.client_id = shop_.rest_api_key;
    request.redirect_uri = shop_.redirect_uris[0];
    request.response_type = "code";
    if (policy.surface == oidc::Surface::standard) {
      request.scope = "openid profile email offline_access";
    }
    const auto flow = oidc::start_flow(request, {.client = client(), .browser_cookie = "browser"},
                                       policy, clock.now());
    EXPECT_TRUE(flow.has_value());
    return flow ? tokens.issue_code(*flow, in_.who, link_, *client()) : std::string{};
  }

  oidc::TokenRequest code_request(std::string_view text) const {
    oidc::TokenRequest request;
    request.credentials = credentials(shop_);
    request.grant_type = "authorization_code";
    request.code = text;
    request.redirect_uri = shop_.redirect_uris[0];
    return request;
  }
  oidc::TokenRequest refresh_request(std::string_view text) const {
    oidc::TokenRequest request;
    request.credentials = credentials(shop_);
    request.grant_type = "refresh_token";
    request.refresh_token = text;
    return request;
  }
  base::Outcome<Tokens::Answer, oidc::TokenFault> redeem(std::string_view text) {
    return tokens.exchange(code_request(text), client(), policy, visitor);
  }
  base::Outcome<Tokens::Answer, oidc::TokenFault> refresh(std::string_view text) {
    return tokens.exchange(refresh_request(text), client(), policy, visitor);
  }

 private:
  std::shared_ptr<const oidc::Client> kept_;
};

}  // namespace haetae::accounts::test
