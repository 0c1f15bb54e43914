// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/access_token.hpp"

#include "haetae/base/assert.hpp"
#include "pack.hpp"

#include <array>
#include <charconv>
#include <chrono>

namespace haetae::oidc {
namespace {

using base::fail;
using E = AccessTokenError;

constexpr std::string_view kType = "at+jwt";  // RFC 9068 §2.1
constexpr std::string_view kPurpose = "pid";
constexpr std::array kAlgorithms{crypto::Algorithm::es256};
/// Clocks of two sites may differ by this much.
constexpr base::Seconds kSkew{60};

std::string seal_person(const crypto::Sealer& sealer, const PersonId& person) {
  Packer out;
  out.squeezed(person.value());
  return sealer.seal(kPurpose, std::string_view{out.take()});
}

std::optional<PersonId> open_person(const crypto::Sealer& sealer, std::string_view sealed) {
  const auto bytes = sealer.open(kPurpose, sealed);
  if (!bytes) return std::nullopt;
  Unpacker in{*bytes};
  PersonId person{in.squeezed()};
  if (!in.finished()) return std::nullopt;
  return person;
}

std::optional<Subject> parse_subject(std::string_view text) {
  std::int64_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || at != end || value <= 0) return std::nullopt;
  return Subject{value};
}

/// `iat` in whole seconds, as clients know it, and `ims`, the rest: a person who signs out
/// everywhere and in again within one second must not lose the new token.
void set_times(wire::Json& claims, const AccessToken& token) {
  const auto seconds = std::chrono::floor<base::Seconds>(token.issued_at);
  claims.set("iat", base::to_unix_seconds(token.issued_at));
  claims.set("ims", std::int64_t{(token.issued_at - seconds).count()});
  claims.set("exp", base::to_unix_seconds(token.expires_at));
}

bool read_times(const wire::Json& claims, AccessToken& token) {
  const auto issued = claims.integer_at("iat");
  const auto rest = claims.integer_at("ims");
  const auto expires = claims.integer_at("exp");
  constexpr std::int64_t kLatest = std::int64_t{1} << 40;
  if (!issued || !rest || !expires || *rest < 0 || *rest > 999) return false;
  if (*issued < 0 || *expires < *issued || *expires > kLatest) return false;
  token.issued_at = base::from_unix_seconds(*issued) + base::Milliseconds{*rest};
  token.expires_at = base::from_unix_seconds(*expires);
  return true;
}

/// The claims that make an AccessToken; nullopt when one is missing or of a wrong type.
std::optional<AccessToken> read_claims(const wire::Json& claims, const crypto::Sealer& sealer) {
  AccessToken token;
  const auto id = claims.string_at("jti");
  const auto surface = surface_from_text(claims.string_at("srf").value_or(""));
  const auto app = claims.integer_at("app");
  const auto client = claims.string_at("client_id");
  const auto family = claims.string_at("fam");
  const auto subject = claims.string_at("sub");
  if (!id || !surface || !app || !client || !family || !subject) return std::nullopt;
  token.id = std::string{*id};
  token.surface = *surface;
  token.app = AppId{*app};
  token.client_id = ClientId{std::string{*client}};
  token.family = FamilyId{std::string{*family}};
  if (const auto pid = claims.string_at("pid")) {
    token.person = open_person(sealer, *pid);
    token.subject = parse_subject(*subject);
    if (!token.person || !token.subject) return std::nullopt;
  } else if (*subject != *client) {
    return std::nullopt;
  }
  token.scopes = parse_scope(claims.string_at("scope").value_or(""), kStandardPolicy).scopes;
  if (!read_times(claims, token)) return std::nullopt;
  return token;
}

}  // namespace

std::string_view to_text(AccessTokenError error) {
  constexpr std::array<std::string_view, 7> kNames{"malformed",    "bad_signature",  "wrong_type",
                                                   "wrong_issuer", "wrong_audience", "expired",
                                                   "not_yet_valid"};
  static_assert(kNames.size() == static_cast<std::size_t>(E::not_yet_valid) + 1);
  return kNames.at(static_cast<std::size_t>(error));
}

AccessToken make_access_token(const Issue& issue, std::optional<Subject> subject, std::string id,
                              base::Instant now) {
  const Grant& grant = issue.grant;
  AccessToken token;
  token.id = std::move(id);
  token.surface = grant.surface;
  token.app = grant.app;
  token.client_id = grant.client_id;
  token.subject = subject;
  if (!grant.person.value().empty()) token.person = grant.person;
  HAETAE_ASSERT(token.person.has_value() == subject.has_value());
  token.family = grant.family;
  token.scopes = grant.scopes;
  token.issued_at = now;
  token.expires_at = std::chrono::floor<base::Seconds>(issue.access_expires_at);
  return token;
}

std::string write_access_token(const AccessToken& token, const AccessTokenKeys& keys) {
  HAETAE_ASSERT(keys.key.algorithm() == crypto::Algorithm::es256);
  const auto issuer = issuer_of(keys.issuer, token.surface);
  auto claims = wire::Json::object();
  claims.set("iss", issuer);
  claims.set("aud", issuer);
  claims.set("sub", token.subject ? to_text(*token.subject) : token.client_id.value());
  claims.set("client_id", token.client_id.value());
  claims.set("app", token.app.value());
  claims.set("srf", to_text(token.surface));
  if (token.person) claims.set("pid", seal_person(keys.sealer, *token.person));
  claims.set("fam", token.family.value());
  if (!token.scopes.empty()) claims.set("scope", join(token.scopes));
  set_times(claims, token);
  claims.set("jti", token.id);
  return crypto::sign_jws(keys.key, keys.key_id, kType, claims.to_text());
}

base::Outcome<AccessToken, AccessTokenError> read_access_token(std::string_view compact,
                                                               const AccessTokenCheck& check) {
  const auto jws = crypto::verify_jws(compact, kAlgorithms, check.find_key);
  if (!jws.has_value()) {
    const bool shape = jws.error() == crypto::JwsError::malformed;
    return fail(shape ? E::malformed : E::bad_signature);
  }
  if (jws->header.type != kType) return fail(E::wrong_type);
  const auto claims = wire::Json::parse(jws->payload);
  if (!claims.has_value()) return fail(E::malformed);
  // The surface is part of the issuer, so a token of the other surface is for another audience.
  const auto issuer = issuer_of(check.issuer, check.surface);
  const auto found = claims->string_at("iss").value_or("");
  if (found != issuer) {
    const bool sibling = found == issuer_of(check.issuer, Surface::kakao) ||
                         found == issuer_of(check.issuer, Surface::standard);
    return fail(sibling ? E::wrong_audience : E::wrong_issuer);
  }
  if (claims->string_at("aud") != std::string_view{issuer}) return fail(E::wrong_audience);
  auto token = read_claims(*claims, check.sealer);
  if (!token || token->surface != check.surface) return fail(E::malformed);
  if (check.now >= token->expires_at) return fail(E::expired);
  if (token->issued_at > check.now + kSkew) return fail(E::not_yet_valid);
  return *std::move(token);
}

}  // namespace haetae::oidc
