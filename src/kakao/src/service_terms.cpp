// SPDX-License-Identifier: Apache-2.0
// Service terms: read, agreed to and withdrawn by call of the site; the newer and the older form.
#include "haetae/accounts/links.hpp"
#include "haetae/base/time_text.hpp"
#include "kapi.hpp"
#include "parameters.hpp"

#include <fmt/format.h>

namespace haetae::kakao {
namespace {

using accounts::App;
using accounts::LinkError;
using accounts::ServiceTerm;
using base::fail;
using wire::Json;
using Tags = std::vector<std::string>;

KapiError unknown_tags(const Tags& tags) {
  return bad_parameter("tags",
                       fmt::format("has tags that the app does not have: {}.", bracketed(tags)));
}

const ServiceTerm* term_of(const App& app, std::string_view tag) {
  for (const ServiceTerm& term : app.service_terms) {
    if (term.tag == tag) return &term;
  }
  return nullptr;
}

/// The app's terms that are asked for, all when none is named.
Called<std::vector<const ServiceTerm*>> asked_terms(const App& app, const wire::Form& form) {
  const auto tags = names_of(form, "tags");
  if (!tags) return fail(tags.error());
  std::vector<const ServiceTerm*> terms;
  Tags unknown;
  if (!*tags) {
    for (const ServiceTerm& term : app.service_terms)
      terms.push_back(&term);
  } else {
    for (const std::string& tag : **tags) {
      const ServiceTerm* term = term_of(app, tag);
      if (term != nullptr)
        terms.push_back(term);
      else
        unknown.push_back(tag);
    }
  }
  if (!unknown.empty()) return fail(unknown_tags(unknown));
  return terms;
}

Called<Tags> named_tags(const wire::Form& form) {
  auto tags = names_of(form, "tags");
  if (!tags) return fail(std::move(tags.error()));
  if (!*tags || (*tags)->empty()) return fail(bad_parameter("tags", "is missing."));
  return *std::move(*tags);
}

void add_agreement(Json& entry, const accounts::Agreement* agreement) {
  if (agreement == nullptr) return;
  entry.set("agreed_at", base::to_rfc3339(agreement->agreed_at))
      .set("agreed_by", agreement->agreed_by);
}

Json term_entry(const ServiceTerm& term, const accounts::Agreement* agreement) {
  Json entry = Json::object();
  entry.set("tag", term.tag)
      .set("required", term.required)
      .set("agreed", agreement != nullptr)
      .set("revocable", agreement != nullptr && !term.required);
  add_agreement(entry, agreement);
  return entry;
}

KapiError change_error(const accounts::Links::Failure& failure) {
  switch (failure.reason) {
    case LinkError::unknown_item:
      return unknown_tags(failure.names);
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

Called<Json> service_terms(const Parts& parts, const Call& call) {
  const App& app = *call.caller.app;
  const std::string result = call.form.text("result");
  const bool all = result == "app_service_terms";
  if (!all && !result.empty() && result != "agreed_service_terms") {
    return fail(bad_parameter("result", "must be agreed_service_terms or app_service_terms."));
  }
  const auto terms = asked_terms(app, call.form);
  if (!terms) return fail(terms.error());
  const auto member = member_of(parts, call);
  if (!member) return fail(member.error());
  Json list = Json::array();
  for (const ServiceTerm* term : *terms) {
    const auto* agreement = accounts::find_agreement(member->link.terms, term->tag);
    if (all || agreement != nullptr) list.push(term_entry(*term, agreement));
  }
  Json body = Json::object();
  body.set("id", member->link.subject).set("service_terms", std::move(list));
  return body;
}

Called<Json> service_terms_v1(const Parts& parts, const Call& call) {
  const App& app = *call.caller.app;
  const auto member = member_of(parts, call);
  if (!member) return fail(member.error());
  Json allowed = Json::array();
  Json registered = Json::array();
  for (const ServiceTerm& term : app.service_terms) {
    if (const auto* agreement = accounts::find_agreement(member->link.terms, term.tag)) {
      Json entry = Json::object();
      entry.set("tag", term.tag).set("agreed_at", base::to_rfc3339(agreement->agreed_at));
      allowed.push(std::move(entry));
    }
    Json entry = Json::object();
    entry.set("tag", term.tag)
        .set("created_at", base::to_rfc3339(term.created_at))
        .set("updated_at", base::to_rfc3339(term.updated_at));
    registered.push(std::move(entry));
  }
  Json body = Json::object();
  body.set("user_id", member->link.subject).set("allowed_service_terms", std::move(allowed));
  if (call.form.text("extra") == "app_service_terms") {
    body.set("app_service_terms", std::move(registered));
  }
  return body;
}

Called<Json> revoke_terms(const Parts& parts, const Call& call) {
  const auto tags = named_tags(call.form);
  if (!tags) return fail(tags.error());
  const auto target = target_of(parts, call);
  if (!target) return fail(target.error());
  const auto link = parts.links.revoke_terms(*call.caller.app, target->person, *tags,
                                             accounts::visitor_of(call.request));
  if (!link) return fail(change_error(link.error()));
  Json list = Json::array();
  for (const std::string& tag : *tags) {
    Json entry = Json::object();
    entry.set("tag", tag).set("agreed", false);
    list.push(std::move(entry));
  }
  Json body = Json::object();
  body.set("id", link->subject).set("revoked_service_terms", std::move(list));
  return body;
}

Called<Json> upgrade_terms(const Parts& parts, const Call& call) {
  const auto tags = named_tags(call.form);
  if (!tags) return fail(tags.error());
  const auto target = target_of(parts, call);
  if (!target) return fail(target.error());
  const auto link = parts.links.upgrade_terms(*call.caller.app, target->person, *tags,
                                              accounts::visitor_of(call.request));
  if (!link) return fail(change_error(link.error()));
  Json list = Json::array();
  for (const std::string& tag : *tags) {
    Json entry = Json::object();
    entry.set("tag", tag).set("agreed", true);
    add_agreement(entry, accounts::find_agreement(link->terms, tag));
    list.push(std::move(entry));
  }
  Json body = Json::object();
  body.set("id", link->subject).set("agreed_service_terms", std::move(list));
  return body;
}

}  // namespace haetae::kakao
