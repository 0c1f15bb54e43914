// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/id_token.hpp"

#include "haetae/base/bytes.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"
#include "items.hpp"
#include "told.hpp"

#include <array>

namespace haetae::oidc {
namespace {

constexpr std::string_view kType = "JWT";
constexpr std::string_view kPurpose = "sid";
constexpr std::array kAlgorithms{crypto::Algorithm::rs256, crypto::Algorithm::es256};

/// OpenID Core §3.1.3.6: the left half of the digest that goes with the signature, SHA-256 for
/// both of ours.
std::string half_hash(std::string_view access_token) {
  const auto digest = crypto::sha256(access_token);
  return wire::base64url_encode(base::BytesView{digest}.first(16));
}

/// "phr" (OpenID EAP ACR Values): a passkey resists phishing; everything else is level 1.
std::string_view acr_of(std::span<const std::string> methods) {
  return contains(methods, "hwk") || contains(methods, "swk") ? "phr" : "1";
}

void set_rich_claims(wire::Json& claims, const IdTokenFacts& facts, const Told& told) {
  const auto& person = facts.person;
  if (told("account_email") && !person.email.empty()) {
    claims.set("email_verified", person.email_verified);
  }
  if (!facts.access_token.empty()) claims.set("at_hash", half_hash(facts.access_token));
  const auto methods = split_words(facts.issue.grant.methods, false);
  claims.set("acr", acr_of(methods));
  auto list = wire::Json::array();
  for (const auto& method : methods)
    list.push(method);
  if (!methods.empty()) claims.set("amr", std::move(list));
  if (!facts.session_id.empty()) claims.set("sid", facts.session_id);
}

}  // namespace

wire::Json id_token_claims(const IdTokenFacts& facts) {
  const Grant& grant = facts.issue.grant;
  const SurfacePolicy& policy = policy_of(grant.surface);
  const PersonClaims& person = facts.person;
  const Told told{grant.scopes, facts.agreed_items, policy};
  auto claims = wire::Json::object();
  claims.set("iss", facts.issuer);
  claims.set("aud", grant.client_id.value());
  claims.set("sub", to_text(facts.subject));
  claims.set("iat", base::to_unix_seconds(facts.now));
  claims.set("exp", base::to_unix_seconds(facts.issue.access_expires_at));
  claims.set("auth_time", base::to_unix_seconds(grant.authenticated_at));
  const bool tells_nonce = !facts.is_refresh || !policy.rich_id_token;
  if (tells_nonce && !grant.nonce.empty()) claims.set("nonce", grant.nonce);
  if (told("profile_nickname") && !person.nickname.empty()) {
    claims.set("nickname", person.nickname);
  }
  const auto& picture = policy.standard_scopes ? person.picture : person.thumbnail;
  if (told("profile_image") && !picture.empty()) claims.set("picture", picture);
  const bool tells_email = person.email_verified || policy.rich_id_token;
  if (told("account_email") && tells_email && !person.email.empty()) {
    claims.set("email", person.email);
  }
  if (policy.rich_id_token) set_rich_claims(claims, facts, told);
  return claims;
}

std::string pairwise_session_id(const crypto::Sealer& sealer, const SessionId& session,
                                const ClientId& client) {
  const auto bytes = sealer.derive(kPurpose, session.value() + "|" + client.value());
  return wire::base64url_encode(base::BytesView{bytes}.first(16));
}

std::optional<IdTokenHint> read_id_token_hint(std::string_view compact,
                                              const crypto::KeyLookup& find_key,
                                              std::string_view issuer) {
  const auto jws = crypto::verify_jws(compact, kAlgorithms, find_key);
  if (!jws.has_value() || jws->header.type != kType) return std::nullopt;
  const auto claims = wire::Json::parse(jws->payload);
  if (!claims.has_value() || claims->string_at("iss") != issuer) return std::nullopt;
  const auto subject = claims->string_at("sub");
  const auto audience = claims->string_at("aud");
  if (!subject || !audience) return std::nullopt;
  return IdTokenHint{.subject = std::string{*subject},
                     .client_id = ClientId{std::string{*audience}},
                     .session_id = std::string{claims->string_at("sid").value_or("")}};
}

base::Outcome<wire::Json, TokenInfoFault> check_token_info(std::string_view id_token,
                                                           const crypto::KeyLookup& find_key,
                                                           std::string_view issuer,
                                                           base::Instant now) {
  using F = TokenInfoFault;
  // The issuer is looked at first, so that a token of another server is called that and not a
  // forgery; nothing else of an unverified token gets out.
  const auto peeked = crypto::peek_jws(id_token);
  if (!peeked || peeked->header.type != kType) return base::fail(F::malformed);
  auto claims = wire::Json::parse(peeked->payload);
  if (!claims.has_value() || claims->if_object() == nullptr) return base::fail(F::malformed);
  const auto expires = claims->integer_at("exp");
  if (!expires) return base::fail(F::malformed);
  if (claims->string_at("iss") != issuer) return base::fail(F::wrong_issuer);
  if (!crypto::verify_jws(id_token, kAlgorithms, find_key).has_value()) {
    return base::fail(F::bad_signature);
  }
  if (base::to_unix_seconds(now) >= *expires) return base::fail(F::expired);
  return *std::move(claims);
}

}  // namespace haetae::oidc
