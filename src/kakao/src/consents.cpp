// SPDX-License-Identifier: Apache-2.0
// Consent items, read and withdrawn by the site.
#include "haetae/accounts/consent_catalog.hpp"
#include "haetae/accounts/links.hpp"
#include "kapi.hpp"
#include "parameters.hpp"
#include "user_fields.hpp"

#include <fmt/format.h>

namespace haetae::kakao {
namespace {

using accounts::App;
using accounts::Link;
using accounts::LinkError;
using base::fail;
using wire::Json;

bool is_required(const App& app, std::string_view id) {
  for (const accounts::ConsentItem& item : app.consent_items) {
    if (item.id == id) return item.requirement == accounts::Requirement::required;
  }
  return false;
}

Json scope_entry(const App& app, const Link& link, std::string_view id) {
  const accounts::CatalogItem* item = accounts::find_catalog_item(id);
  const bool agreed = accounts::find_agreement(link.scopes, id) != nullptr;
  Json entry = Json::object();
  entry.set("id", id)
      .set("display_name", item != nullptr ? item->korean : id)
      .set("type", item != nullptr && item->is_service ? "SERVICE" : "PRIVACY")
      .set("using", has_item(app, id))
      .set("agreed", agreed);
  if (agreed) entry.set("revocable", !is_required(app, id));
  return entry;
}

/// Every item that the app uses, then those still agreed to that it uses no more. `only` narrows.
Json scopes_body(const App& app, const Link& link,
                 const std::optional<std::vector<std::string>>& only) {
  Json scopes = Json::array();
  const auto add = [&](const std::string& id) {
    if (!only || oidc::contains(*only, id)) scopes.push(scope_entry(app, link, id));
  };
  for (const accounts::ConsentItem& item : app.consent_items) {
    if (has_item(app, item.id)) add(item.id);
  }
  for (const accounts::Agreement& agreement : link.scopes) {
    if (!has_item(app, agreement.id)) add(agreement.id);
  }
  Json body = Json::object();
  body.set("id", link.subject).set("scopes", std::move(scopes));
  return body;
}

KapiError revoke_error(const accounts::Links::Failure& failure) {
  switch (failure.reason) {
    case LinkError::unknown_item:
      return {.code = KapiCode::bad_parameter,
              .msg = fmt::format("There is no scopes to revoke. check out if given scope id({}) is "
                                 "correct again.",
                                 bracketed(failure.names))};
    case LinkError::required_item:
      return {.code = KapiCode::not_enabled,
              .msg = fmt::format("{} is not revocable. check out if it's set as required on "
                                 "developers.kakao.com",
                                 bracketed(failure.names))};
    case LinkError::not_linked:
      return not_linked();
    default:
      return store_unavailable();
  }
}

}  // namespace

Called<Json> user_scopes(const Parts& parts, const Call& call) {
  const auto only = names_of(call.form, "scopes");
  if (!only) return fail(only.error());
  const auto member = member_of(parts, call);
  if (!member) return fail(member.error());
  return scopes_body(*call.caller.app, member->link, *only);
}

Called<Json> revoke_scopes(const Parts& parts, const Call& call) {
  const auto scopes = names_of(call.form, "scopes");
  if (!scopes) return fail(scopes.error());
  if (!*scopes || (*scopes)->empty()) return fail(bad_parameter("scopes", "is missing."));
  const auto target = target_of(parts, call);
  if (!target) return fail(target.error());
  const auto link = parts.links.revoke_scopes(*call.caller.app, target->person, **scopes,
                                              accounts::visitor_of(call.request));
  if (!link) return fail(revoke_error(link.error()));
  return scopes_body(*call.caller.app, *link, std::nullopt);
}

}  // namespace haetae::kakao
