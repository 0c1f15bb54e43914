// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/claims.hpp"

#include "told.hpp"

#include <algorithm>

namespace haetae::oidc {
namespace {

void set_filled(wire::Json& claims, std::string_view name, std::string_view value) {
  if (!value.empty()) claims.set(name, value);
}

/// RFC 3966 global form without its visual separators, as OpenID Core §5.1 recommends.
std::string to_e164(std::string_view phone_number) {
  std::string out;
  std::copy_if(phone_number.begin(), phone_number.end(), std::back_inserter(out),
               [](char c) { return c == '+' || (c >= '0' && c <= '9'); });
  return out;
}

void set_profile(wire::Json& claims, const PersonClaims& person, const Told& told,
                 const SurfacePolicy& policy) {
  if (told("name")) set_filled(claims, "name", person.name);
  if (told("profile_nickname")) {
    // Many OpenID clients know only `name`; the nickname is what the person goes by.
    const bool unnamed = claims.find("name") == nullptr;
    if (policy.standard_scopes && unnamed) set_filled(claims, "name", person.nickname);
    set_filled(claims, "nickname", person.nickname);
  }
  if (told("profile_image")) {
    set_filled(claims, "picture", policy.standard_scopes ? person.picture : person.thumbnail);
  }
}

}  // namespace

std::string birthdate(std::string_view birthyear, std::string_view birthday) {
  std::string year{birthyear};
  if (birthday.size() != 4) return year;
  const std::string day{"-" + std::string{birthday.substr(0, 2)} + "-" +
                        std::string{birthday.substr(2)}};
  return (year.empty() ? "0000" : year) + day;
}

wire::Json userinfo_claims(const PersonClaims& person, Subject subject, const Scopes& scopes,
                           const Scopes& agreed_items, const SurfacePolicy& policy) {
  const Told told{scopes, agreed_items, policy};
  auto claims = wire::Json::object();
  claims.set("sub", to_text(subject));
  set_profile(claims, person, told, policy);
  if (told("account_email") && !person.email.empty()) {
    claims.set("email", person.email);
    claims.set("email_verified", person.email_verified);
  }
  if (told("gender")) set_filled(claims, "gender", person.gender);
  set_filled(claims, "birthdate",
             birthdate(told("birthyear") ? person.birthyear : std::string{},
                       told("birthday") ? person.birthday : std::string{}));
  if (told("phone_number") && !person.phone_number.empty()) {
    if (policy.standard_scopes) {
      claims.set("phone_number", to_e164(person.phone_number));
    } else {
      claims.set("phone_number", person.phone_number);
      claims.set("phone_number_verified", true);
    }
  }
  if (policy.standard_scopes && contains(scopes, "profile")) {
    set_filled(claims, "locale", person.language);
  }
  return claims;
}

}  // namespace haetae::oidc
