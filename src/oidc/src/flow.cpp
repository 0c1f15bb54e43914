// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/flow.hpp"

#include "haetae/base/bytes.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"
#include "pack.hpp"

namespace haetae::oidc {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::string_view kPurpose = "flow";

std::uint8_t to_bits(const Prompts& prompts) {
  return static_cast<std::uint8_t>((prompts.none ? 1 : 0) | (prompts.login ? 2 : 0) |
                                   (prompts.consent ? 4 : 0) | (prompts.select_account ? 8 : 0) |
                                   (prompts.create ? 16 : 0));
}

Prompts prompts_of(std::uint8_t bits) {
  return {.none = (bits & 1U) != 0,
          .login = (bits & 2U) != 0,
          .consent = (bits & 4U) != 0,
          .select_account = (bits & 8U) != 0,
          .create = (bits & 16U) != 0};
}

}  // namespace

std::string to_bytes(const Flow& flow) {
  Packer out;
  out.byte(kVersion);
  out.byte(static_cast<std::uint8_t>(flow.surface));
  out.integer(flow.app.value());
  out.squeezed(flow.client_id.value());
  out.text(flow.redirect_uri);
  out.scopes(flow.scopes);
  out.byte(flow.state ? 1 : 0);
  if (flow.state) out.text(*flow.state);
  out.squeezed(flow.nonce);
  out.squeezed(flow.challenge);
  out.byte(to_bits(flow.prompts));
  out.byte(flow.max_age ? 1 : 0);
  if (flow.max_age) out.integer(flow.max_age->count());
  out.text(flow.login_hint);
  out.text(flow.ui_locales);
  out.texts(flow.service_terms);
  out.text(flow.hinted_subject);
  out.text(flow.auth_tran_id);
  out.instant(flow.requested_at);
  out.instant(flow.expires_at);
  out.squeezed(flow.browser);
  out.squeezed(flow.selected_by);
  out.squeezed(flow.consented_by);
  return out.take();
}

std::optional<Flow> flow_from_bytes(std::string_view bytes) {
  Unpacker in{bytes};
  if (in.byte() != kVersion) return std::nullopt;
  Flow flow;
  flow.surface = static_cast<Surface>(in.choice(2));
  flow.app = AppId{in.integer()};
  flow.client_id = ClientId{in.squeezed()};
  flow.redirect_uri = in.text();
  flow.scopes = in.scopes(kScopesMax);
  if (in.flag()) flow.state = in.text();
  flow.nonce = in.squeezed();
  flow.challenge = in.squeezed();
  flow.prompts = prompts_of(in.choice(32));
  if (in.flag()) flow.max_age = base::Seconds{in.integer()};
  flow.login_hint = in.text();
  flow.ui_locales = in.text();
  flow.service_terms = in.texts(kServiceTermsMax);
  flow.hinted_subject = in.text();
  flow.auth_tran_id = in.text();
  flow.requested_at = in.instant();
  flow.expires_at = in.instant();
  flow.browser = in.squeezed();
  flow.selected_by = in.squeezed();
  flow.consented_by = in.squeezed();
  if (!in.finished() || flow.expires_at <= flow.requested_at) return std::nullopt;
  return flow;
}

std::string seal_flow(const crypto::Sealer& sealer, const Flow& flow) {
  return sealer.seal(kPurpose, std::string_view{to_bytes(flow)});
}

std::optional<Flow> open_flow(const crypto::Sealer& sealer, std::string_view sealed,
                              std::string_view browser_cookie, base::Instant now) {
  const auto bytes = sealer.open(kPurpose, sealed);
  if (!bytes) return std::nullopt;
  auto flow = flow_from_bytes(*bytes);
  if (!flow || now >= flow->expires_at || browser_cookie.empty()) return std::nullopt;
  if (!crypto::equal_constant_time(flow->browser, browser_digest(browser_cookie))) {
    return std::nullopt;
  }
  return flow;
}

std::string browser_digest(std::string_view browser_cookie) {
  return wire::base64url_encode(crypto::sha256(browser_cookie));
}

}  // namespace haetae::oidc
