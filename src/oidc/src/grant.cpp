// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/grant.hpp"

#include "haetae/base/assert.hpp"
#include "haetae/base/bytes.hpp"
#include "haetae/crypto/hash.hpp"
#include "pack.hpp"

namespace haetae::oidc {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kDigestBytes = 16;
constexpr std::size_t kGrantedScopesMax = 256;
constexpr std::string_view kPurpose = "code";

}  // namespace

CodeGrant make_code_grant(const Flow& flow, const Approval& approval, const Client& client,
                          base::Instant now) {
  const auto& policy = policy_of(flow.surface);
  CodeGrant code;
  code.grant = {.family = approval.family,
                .surface = flow.surface,
                .app = client.app,
                .client_id = flow.client_id,
                .person = approval.person,
                .session = approval.session,
                .scopes = granted_scopes(client, flow.scopes, approval.agreed_items, policy),
                .with_id_token = wants_id_token(client, flow.scopes, policy),
                .nonce = flow.nonce,
                .authenticated_at = approval.authenticated_at,
                .methods = approval.methods};
  code.redirect_digest = redirect_digest(flow.redirect_uri);
  code.challenge = flow.challenge;
  code.issued_at = now;
  code.expires_at = now + code_lifetime(client, policy);
  HAETAE_ASSERT(code.expires_at > code.issued_at);
  return code;
}

std::string to_bytes(const CodeGrant& code) {
  const Grant& grant = code.grant;
  Packer out;
  out.byte(kVersion);
  out.byte(static_cast<std::uint8_t>(grant.surface));
  out.squeezed(grant.family.value());
  out.integer(grant.app.value());
  out.squeezed(grant.client_id.value());
  out.squeezed(grant.person.value());
  out.squeezed(grant.session.value());
  out.scopes(grant.scopes);
  out.byte(grant.with_id_token ? 1 : 0);
  out.squeezed(grant.nonce);
  out.instant(grant.authenticated_at);
  out.text(grant.methods);
  out.text(code.redirect_digest);
  out.squeezed(code.challenge);
  out.instant(code.issued_at);
  out.instant(code.expires_at);
  if (!code.site.empty()) out.text(code.site);
  return out.take();
}

std::optional<CodeGrant> code_from_bytes(std::string_view bytes) {
  Unpacker in{bytes};
  if (in.byte() != kVersion) return std::nullopt;
  CodeGrant code;
  Grant& grant = code.grant;
  grant.surface = static_cast<Surface>(in.choice(2));
  grant.family = FamilyId{in.squeezed()};
  grant.app = AppId{in.integer()};
  grant.client_id = ClientId{in.squeezed()};
  grant.person = PersonId{in.squeezed()};
  grant.session = SessionId{in.squeezed()};
  grant.scopes = in.scopes(kGrantedScopesMax);
  grant.with_id_token = in.flag();
  grant.nonce = in.squeezed();
  grant.authenticated_at = in.instant();
  grant.methods = in.text();
  code.redirect_digest = in.text();
  code.challenge = in.squeezed();
  code.issued_at = in.instant();
  code.expires_at = in.instant();
  if (in.has_more()) code.site = in.text();
  if (!in.finished() || code.expires_at <= code.issued_at) return std::nullopt;
  if (code.redirect_digest.size() != kDigestBytes) return std::nullopt;
  return code;
}

std::string seal_code(const crypto::Sealer& sealer, const CodeGrant& code) {
  return sealer.seal(kPurpose, std::string_view{to_bytes(code)});
}

std::optional<CodeGrant> open_code(const crypto::Sealer& sealer, std::string_view sealed) {
  // Longer than any code of ours: not worth a decryption. Codes with many scopes of an app's own
  // naming may pass kCodeLengthMax, hence the room.
  if (sealed.size() > 4 * kCodeLengthMax) return std::nullopt;
  const auto bytes = sealer.open(kPurpose, sealed);
  return bytes ? code_from_bytes(*bytes) : std::nullopt;
}

std::string redirect_digest(std::string_view redirect_uri) {
  const auto digest = crypto::sha256(redirect_uri);
  return std::string{base::as_text(digest).substr(0, kDigestBytes)};
}

}  // namespace haetae::oidc
