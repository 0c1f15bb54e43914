// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/facts.hpp"

#include <algorithm>

namespace haetae::accounts {

bool may_use_app(const App& app, const Person& person) {
  if (app.team_members.empty()) return true;
  const std::string email = normal_email(person.email);
  return person.email_verified &&
         std::any_of(app.team_members.begin(), app.team_members.end(),
                     [&](const std::string& member) { return normal_email(member) == email; });
}

oidc::SessionFacts session_facts(const SignedIn& who, const App& app, const oidc::Flow& flow) {
  oidc::SessionFacts facts;
  facts.person = who.person.id;
  facts.authenticated_at = who.session.authenticated_at;
  const std::string hint = normal_email(flow.login_hint);
  facts.hint_names_other = !hint.empty() && hint != normal_email(who.person.email);
  facts.may_use_app = may_use_app(app, who.person);
  return facts;
}

oidc::LinkFacts link_facts(const std::optional<Link>& link) {
  oidc::LinkFacts facts;
  if (!link) return facts;
  facts.linked = true;
  facts.subject = std::to_string(link->subject);
  facts.agreed_items = agreed_items(*link);
  for (const Agreement& term : link->terms)
    facts.agreed_terms.push_back(term.id);
  return facts;
}

oidc::FamilyFacts family_facts(const Family& family) {
  oidc::FamilyFacts facts;
  facts.grant.family = family.id;
  facts.grant.surface = oidc::surface_from_text(family.surface).value_or(oidc::Surface::standard);
  facts.grant.app = oidc::AppId{family.app};
  facts.grant.client_id = oidc::ClientId{family.client_id};
  facts.grant.person = family.person;
  facts.grant.session = family.session;
  facts.grant.scopes = family.scopes;
  facts.grant.with_id_token = family.with_id_token;
  facts.grant.nonce = family.nonce;
  facts.grant.authenticated_at = family.authenticated_at;
  facts.grant.methods = family.methods;
  facts.generation = family.generation;
  facts.created_at = family.created_at;
  facts.advanced_at = family.advanced_at;
  facts.expires_at = family.expires_at;
  facts.revoked = family.revoked;
  return facts;
}

oidc::PersonClaims claims_of(const Person& person, std::string_view public_url) {
  oidc::PersonClaims claims;
  claims.nickname = person.nickname;
  claims.picture = picture_url(public_url, person.picture_id, true);
  claims.thumbnail = picture_url(public_url, person.picture_id, false);
  claims.email = person.email;
  claims.email_verified = person.email_verified;
  claims.name = person.profile.name;
  claims.gender = person.profile.gender;
  claims.birthyear = person.profile.birthyear;
  claims.birthday = person.profile.birthday;
  claims.phone_number = person.profile.phone_number;
  claims.language = person.language;
  return claims;
}

std::string picture_url(std::string_view public_url, std::string_view picture_id, bool large) {
  std::string url{public_url};
  url.append("/picture/").append(picture_id.empty() ? "default" : picture_id);
  return url.append(large ? "/img_640x640.jpg" : "/img_110x110.jpg");
}

oidc::Scopes agreed_items(const Link& link) {
  oidc::Scopes agreed;
  for (const Agreement& agreement : link.scopes)
    agreed.push_back(agreement.id);
  return agreed;
}

oidc::Scopes effective_scopes(const oidc::Scopes& scopes, const Link& link,
                              const oidc::SurfacePolicy& policy) {
  // Agreements name consent items, which on the Kakao surface are the scopes themselves.
  const oidc::Scopes agreed = agreed_items(link);
  oidc::Scopes left;
  for (const std::string& scope : scopes) {
    const std::vector<std::string> items = oidc::items_of_scope(scope, policy);
    const bool stands =
        items.empty() || std::any_of(items.begin(), items.end(), [&](const std::string& item) {
          return oidc::covers_item(agreed, item, oidc::kKakaoPolicy);
        });
    if (stands) left.push_back(scope);
  }
  return left;
}

}  // namespace haetae::accounts
