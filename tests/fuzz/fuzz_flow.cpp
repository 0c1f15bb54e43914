// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/oidc/authorize.hpp"
#include "haetae/oidc/flow.hpp"
#include "haetae/oidc/grant.hpp"
#include "haetae/wire/form.hpp"
#include "input.hpp"

using namespace haetae;

namespace {

constexpr std::string_view kCallback = "https://shop.example.kr/done";
const base::Instant kNow = base::from_unix_seconds(1'800'000'000);

oidc::Client make_client(oidc::KeyKind kind) {
  oidc::Client client;
  client.id = oidc::ClientId{"0123456789abcdef0123456789abcdef"};
  client.kind = kind;
  client.redirect_uris = {std::string{kCallback}};
  client.consent_items = {{"profile_nickname", oidc::Requirement::required},
                          {"account_email", oidc::Requirement::optional_}};
  return client;
}

/// Any bytes under the seal are refused or have exactly this one spelling.
void check_bytes(std::string_view bytes) {
  if (const auto flow = oidc::flow_from_bytes(bytes)) {
    HAETAE_ASSERT(oidc::to_bytes(*flow) == bytes);
    HAETAE_ASSERT(flow->expires_at > flow->requested_at);
  }
  if (const auto code = oidc::code_from_bytes(bytes)) {
    HAETAE_ASSERT(oidc::to_bytes(*code) == bytes);
    HAETAE_ASSERT(code->expires_at > code->issued_at);
  }
}

/// Any query ends on a page, or at the one registered address.
void check_request(std::string_view query, const oidc::Client& client,
                   const oidc::SurfacePolicy& policy) {
  const auto request = oidc::read_authorize_request(wire::Form::parse(query));
  oidc::AuthorizeFacts facts{.browser_cookie = "browser"};
  if (request.client_id == client.id.value()) facts.client = &client;
  const auto started = oidc::start_flow(request, facts, policy, kNow);
  if (started.has_value()) {
    HAETAE_ASSERT(started->redirect_uri == kCallback);
    HAETAE_ASSERT(started->challenge.empty() || started->challenge.size() == 43);
    HAETAE_ASSERT(oidc::flow_from_bytes(oidc::to_bytes(*started)) == *started);
    const auto location = oidc::success_location(*started, "C", "https://id.example.kr");
    HAETAE_ASSERT(location.starts_with("https://shop.example.kr/done?code=C"));
    HAETAE_ASSERT(location.find_first_of("\r\n #") == std::string::npos);
    return;
  }
  const auto& refusal = started.error();
  if (refusal.placement != oidc::Placement::redirect) return;
  HAETAE_ASSERT(refusal.redirect_uri == kCallback);
  const auto location = oidc::error_location(refusal, policy, "https://id.example.kr");
  HAETAE_ASSERT(location.starts_with("https://shop.example.kr/done?error="));
  HAETAE_ASSERT(location.find_first_of("\r\n #") == std::string::npos);
}

}  // namespace

/// Input: 'b' and sealed bytes, or any other byte and an authorization query.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  if (input.byte() == 'b') {
    check_bytes(input.rest());
    return 0;
  }
  static const oidc::Client rest = make_client(oidc::KeyKind::rest);
  static const oidc::Client script = make_client(oidc::KeyKind::javascript);
  for (const auto* client : {&rest, &script}) {
    check_request(input.rest(), *client, oidc::kKakaoPolicy);
    check_request(input.rest(), *client, oidc::kStandardPolicy);
  }
  return 0;
}
