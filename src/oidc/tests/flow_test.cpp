// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/flow.hpp"

#include "support.hpp"

#include <gtest/gtest.h>

namespace haetae::oidc::test {
namespace {

Flow full_flow() {
  Flow flow;
  flow.surface = Surface::standard;
  flow.app = AppId{12345};
  flow.client_id = ClientId{std::string{kRestKey}};
  flow.redirect_uri = kCallback;
  flow.scopes = {"openid", "own:scope", "account_email"};
  flow.state = "s";
  flow.nonce = "n";
  flow.challenge = kChallenge;
  flow.prompts = {.login = true, .create = true};
  flow.max_age = base::Seconds{60};
  flow.login_hint = "a@example.kr";
  flow.ui_locales = "ko en";
  flow.service_terms = {"tos", "news"};
  flow.hinted_subject = "1000000001";
  flow.auth_tran_id = "tran";
  flow.requested_at = kNow;
  flow.expires_at = kNow + kFlowLifetime;
  flow.browser = browser_digest("browser");
  flow.selected_by = kPerson;
  flow.consented_by = kPerson;
  return flow;
}

TEST(SealedFlow, ComesBackAsItWentInto) {
  const auto flow = full_flow();
  EXPECT_EQ(flow_from_bytes(to_bytes(flow)), flow);
  EXPECT_EQ(open_flow(sealer(), seal_flow(sealer(), flow), "browser", kNow), flow);
  auto bare = flow;
  bare.state.reset();
  bare.max_age.reset();
  EXPECT_EQ(flow_from_bytes(to_bytes(bare)), bare);
}

TEST(SealedFlow, Threats17And42WorkOnlyInTheBrowserThatBeganIt) {
  const auto sealed = seal_flow(sealer(), full_flow());
  EXPECT_FALSE(open_flow(sealer(), sealed, "another browser", kNow).has_value());
  EXPECT_FALSE(open_flow(sealer(), sealed, "", kNow).has_value());
}

TEST(SealedFlow, ExpiresAndCannotBeForged) {
  const auto flow = full_flow();
  auto sealed = seal_flow(sealer(), flow);
  EXPECT_FALSE(open_flow(sealer(), sealed, "browser", flow.expires_at).has_value());
  EXPECT_FALSE(open_flow(sealer(), to_bytes(flow), "browser", kNow).has_value());
  sealed[sealed.size() / 2] = sealed[sealed.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(open_flow(sealer(), sealed, "browser", kNow).has_value());
}

TEST(FlowBytes, RefuseEveryPrefixAndEveryAddition) {
  const auto bytes = to_bytes(full_flow());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(flow_from_bytes(bytes.substr(0, length)).has_value()) << length;
  }
  EXPECT_FALSE(flow_from_bytes(bytes + std::string(1, '\0')).has_value());
}

TEST(FlowBytes, HaveOneSpelling) {
  // Whatever single byte is changed: either it is refused, or it is another flow whose own bytes
  // are exactly these.
  const auto bytes = to_bytes(full_flow());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int value : {0x00, 0x01, 0x7f, 0x80, 0xff}) {
      auto changed = bytes;
      changed[at] = static_cast<char>(value);
      const auto flow = flow_from_bytes(changed);
      if (flow) {
        EXPECT_EQ(to_bytes(*flow), changed) << at << " " << value;
      }
    }
  }
}

TEST(FlowBytes, RefuseAFlowThatEndsBeforeItBegins) {
  auto flow = full_flow();
  flow.expires_at = flow.requested_at;
  EXPECT_FALSE(flow_from_bytes(to_bytes(flow)).has_value());
}

}  // namespace
}  // namespace haetae::oidc::test
