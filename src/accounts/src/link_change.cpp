// SPDX-License-Identifier: Apache-2.0
// Changes to a link that stands: what sites and people withdraw, add and note.
#include "link_change.hpp"

#include <algorithm>
#include <functional>
#include <optional>

namespace haetae::accounts {
namespace {

/// What a call wants to do to the link; gives back what is wrong, or nothing.
using Change = std::function<std::optional<Links::Failure>(Link&)>;

struct Job {
  const Ports& ports;
  const App& app;
  const PersonId& person;
  const AuditEntry* entry;
  Change change;
};

/// One read-modify-write of the link, in a transaction with its audit entry.
base::Outcome<Link, Links::Failure> run(const Job& job) {
  const base::Instant now = job.ports.clock.now();
  std::optional<Link> link;
  std::optional<Links::Failure> failure;
  const auto done = job.ports.store.write([&](Transaction& transaction) {
    link = transaction.links.find(job.person, job.app.number);
    failure = link ? job.change(*link) : Links::Failure{LinkError::not_linked, {}};
    if (failure) return Verdict::roll_back;
    link->updated_at = now;
    transaction.links.update(*link);
    if (job.entry != nullptr) transaction.audit.append(*job.entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(Links::Failure{LinkError::unavailable, {}});
  if (failure) return base::fail(*std::move(failure));
  return *std::move(link);
}

wire::Json names_detail(const Links::Names& names) {
  wire::Json array = wire::Json::array();
  for (const std::string& name : names)
    array.push(name);
  wire::Json detail = wire::Json::object();
  detail.set("items", std::move(array));
  return detail;
}

void remove_agreements(std::vector<Agreement>& agreements, const Links::Names& names) {
  const auto named = [&](const Agreement& agreement) {
    return std::find(names.begin(), names.end(), agreement.id) != names.end();
  };
  agreements.erase(std::remove_if(agreements.begin(), agreements.end(), named), agreements.end());
}

const ServiceTerm* term_of(const App& app, std::string_view tag) {
  const auto found = std::find_if(app.service_terms.begin(), app.service_terms.end(),
                                  [&](const ServiceTerm& term) { return term.tag == tag; });
  return found == app.service_terms.end() ? nullptr : &*found;
}

bool is_required_scope(const App& app, std::string_view id) {
  return std::any_of(app.consent_items.begin(), app.consent_items.end(),
                     [&](const ConsentItem& item) {
                       return item.id == id && item.requirement == Requirement::required;
                     });
}

std::optional<Links::Failure> failure_of(LinkError reason, Links::Names names) {
  if (names.empty()) return std::nullopt;
  return Links::Failure{reason, std::move(names)};
}

}  // namespace

std::vector<std::string> unknown_properties(const App& app, const Properties& properties) {
  std::vector<std::string> unknown;
  for (const auto& [key, value] : properties) {
    if (std::find(app.property_keys.begin(), app.property_keys.end(), key) ==
        app.property_keys.end()) {
      unknown.push_back(key);
    }
  }
  return unknown;
}

bool set_properties(Link& link, const Properties& properties) {
  for (const auto& given : properties) {
    const auto& [key, value] = given;
    if (value.size() > Links::kPropertyLengthMax) return false;
    const auto found =
        std::find_if(link.properties.begin(), link.properties.end(),
                     [&](const auto& property) { return property.first == given.first; });
    if (found == link.properties.end()) {
      if (!value.empty()) link.properties.emplace_back(key, value);
    } else if (value.empty()) {
      link.properties.erase(found);
    } else {
      found->second = value;
    }
  }
  return true;
}

bool insert_with_subject(Transaction& transaction, Link& link,
                         const std::vector<Subject>& subjects) {
  return std::any_of(subjects.begin(), subjects.end(), [&](Subject subject) {
    link.subject = subject;
    return transaction.links.insert(link);
  });
}

base::Outcome<Link, Links::Failure> Links::revoke_scopes(const App& app, const PersonId& person,
                                                         const Names& scopes,
                                                         const Visitor& visitor) const {
  const AuditEntry entry = audit_.entry(
      Event::scopes_revoked,
      {.person = person, .app = app.number, .visitor = &visitor, .detail = names_detail(scopes)});
  auto outcome = run({ports_, app, person, &entry, [&](Link& link) {
                        Names unknown;
                        Names required;
                        for (const std::string& id : scopes) {
                          if (find_agreement(link.scopes, id) == nullptr) unknown.push_back(id);
                          if (is_required_scope(app, id)) required.push_back(id);
                        }
                        if (auto failure = failure_of(LinkError::unknown_item, unknown)) {
                          return failure;
                        }
                        auto failure = failure_of(LinkError::required_item, required);
                        if (!failure) remove_agreements(link.scopes, scopes);
                        return failure;
                      }});
  if (outcome) notices_.happened(app, outcome->subject, "user-scope-withdraw");
  return outcome;
}

base::Outcome<Link, Links::Failure> Links::revoke_terms(const App& app, const PersonId& person,
                                                        const Names& tags,
                                                        const Visitor& visitor) const {
  const AuditEntry entry = audit_.entry(
      Event::terms_revoked,
      {.person = person, .app = app.number, .visitor = &visitor, .detail = names_detail(tags)});
  return run({ports_, app, person, &entry, [&](Link& link) {
                Names unknown;
                Names required;
                for (const std::string& tag : tags) {
                  const ServiceTerm* term = term_of(app, tag);
                  if (term == nullptr)
                    unknown.push_back(tag);
                  else if (term->required)
                    required.push_back(tag);
                }
                if (auto failure = failure_of(LinkError::unknown_item, unknown)) return failure;
                auto failure = failure_of(LinkError::required_item, required);
                if (!failure) remove_agreements(link.terms, tags);
                return failure;
              }});
}

base::Outcome<Link, Links::Failure> Links::upgrade_terms(const App& app, const PersonId& person,
                                                         const Names& tags,
                                                         const Visitor& visitor) const {
  const AuditEntry entry = audit_.entry(
      Event::terms_agreed,
      {.person = person, .app = app.number, .visitor = &visitor, .detail = names_detail(tags)});
  const base::Instant now = ports_.clock.now();
  return run({ports_, app, person, &entry, [&](Link& link) {
                Names unknown;
                for (const std::string& tag : tags) {
                  if (term_of(app, tag) == nullptr) unknown.push_back(tag);
                }
                auto failure = failure_of(LinkError::unknown_item, unknown);
                for (const std::string& tag : tags) {
                  if (failure || find_agreement(link.terms, tag) != nullptr) continue;
                  link.terms.push_back({tag, now, "KAPI"});
                }
                return failure;
              }});
}

base::Outcome<Link, Links::Failure> Links::update_properties(const App& app, const PersonId& person,
                                                             const Properties& properties) const {
  return run({ports_, app, person, nullptr, [&](Link& link) -> std::optional<Failure> {
                if (auto failure = failure_of(LinkError::unknown_property,
                                              unknown_properties(app, properties))) {
                  return failure;
                }
                if (!set_properties(link, properties)) return Failure{LinkError::too_long, {}};
                return std::nullopt;
              }});
}

}  // namespace haetae::accounts
