// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/links.hpp"

#include "link_change.hpp"

#include <algorithm>
#include <utility>

namespace haetae::accounts {
namespace {

constexpr Subject kSubjectFirst = 1'000'000'000;
constexpr std::uint64_t kSubjectEnd = 1ULL << 53U;  // JavaScript counts exactly up to here
constexpr std::uint32_t kSubjectTries = 16;

const ConsentItem* item_of(const App& app, std::string_view id) {
  const auto found = std::find_if(app.consent_items.begin(), app.consent_items.end(),
                                  [&](const ConsentItem& item) {
                                    return item.id == id && item.requirement != Requirement::off;
                                  });
  return found == app.consent_items.end() ? nullptr : &*found;
}

bool has_term(const App& app, std::string_view tag) {
  return std::any_of(app.service_terms.begin(), app.service_terms.end(),
                     [&](const ServiceTerm& term) { return term.tag == tag; });
}

std::string_view by_text(AgreedBy by) {
  return by == AgreedBy::page ? "KAUTH" : "KAPI";
}

/// Adds what is not there yet; true when anything was.
bool add_agreements(std::vector<Agreement>& agreements, const std::vector<std::string>& ids,
                    AgreedBy by, base::Instant now) {
  bool added = false;
  for (const std::string& id : ids) {
    if (find_agreement(agreements, id) != nullptr) continue;
    agreements.push_back({id, now, std::string{by_text(by)}});
    added = true;
  }
  return added;
}

wire::Json detail_of(const std::vector<std::string>& scopes, const std::vector<std::string>& tags) {
  wire::Json detail = wire::Json::object();
  const auto list = [](const std::vector<std::string>& names) {
    wire::Json array = wire::Json::array();
    for (const std::string& name : names)
      array.push(name);
    return array;
  };
  if (!scopes.empty()) detail.set("scopes", list(scopes));
  if (!tags.empty()) detail.set("terms", list(tags));
  return detail;
}

}  // namespace

const Agreement* find_agreement(const std::vector<Agreement>& agreements, std::string_view id) {
  const auto found = std::find_if(agreements.begin(), agreements.end(),
                                  [&](const Agreement& agreement) { return agreement.id == id; });
  return found == agreements.end() ? nullptr : &*found;
}

Subject Links::subject_of(const PersonId& person, AppNumber app, std::uint32_t attempt) const {
  const base::Bytes hash = ports_.sealer.derive(
      "subject", person.value() + "|" + std::to_string(app) + "|" + std::to_string(attempt));
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < sizeof number; ++i)
    number = number << 8U | hash[i];
  constexpr std::uint64_t kRange = kSubjectEnd - static_cast<std::uint64_t>(kSubjectFirst);
  return kSubjectFirst + static_cast<Subject>(number % kRange);
}

base::Outcome<std::optional<Link>, StoreError> Links::find(const PersonId& person,
                                                           AppNumber app) const {
  std::optional<Link> link;
  const auto done = ports_.store.read(
      [&](Transaction& transaction) { link = transaction.links.find(person, app); });
  if (!done) return base::fail(done.error());
  return link;
}

base::Outcome<std::optional<Link>, StoreError> Links::find_by_subject(AppNumber app,
                                                                      Subject subject) const {
  std::optional<Link> link;
  const auto done = ports_.store.read(
      [&](Transaction& transaction) { link = transaction.links.find_by_subject(app, subject); });
  if (!done) return base::fail(done.error());
  return link;
}

base::Outcome<std::optional<Links::Member>, StoreError> Links::member(const PersonId& person,
                                                                      AppNumber app) const {
  std::optional<Member> member;
  const auto look_here = [&] {
    return ports_.store.read([&](Transaction& transaction) {
      member.reset();
      std::optional<Link> link = transaction.links.find(person, app);
      std::optional<Person> row = link ? transaction.people.find(person) : std::nullopt;
      if (row) member = Member{*std::move(row), *std::move(link)};
    });
  };
  auto done = look_here();
  // Sites ask with a token right after its issue, which may have been elsewhere.
  if (done && !member) {
    done = ports_.store.catch_up();
    if (done) done = look_here();
  }
  if (!done) return base::fail(done.error());
  return member;
}

base::Outcome<std::vector<Link>, StoreError> Links::of_person(const PersonId& person) const {
  std::vector<Link> links;
  const auto done = ports_.store.read(
      [&](Transaction& transaction) { links = transaction.links.of_person(person); });
  if (!done) return base::fail(done.error());
  return links;
}

base::Outcome<std::vector<Link>, StoreError> Links::page(AppNumber app, std::optional<Subject> from,
                                                         bool ascending, std::size_t most) const {
  std::vector<Link> links;
  const auto done = ports_.store.read([&](Transaction& transaction) {
    links = transaction.links.page(app, from, ascending, most);
  });
  if (!done) return base::fail(done.error());
  return links;
}

base::Outcome<Link, LinkError> Links::agree(const App& app, const PersonId& person,
                                            const std::vector<std::string>& scopes,
                                            const std::vector<std::string>& tags, AgreedBy by,
                                            const Visitor& visitor) const {
  const bool known = std::all_of(scopes.begin(), scopes.end(),
                                 [&](const std::string& id) { return item_of(app, id); }) &&
                     std::all_of(tags.begin(), tags.end(),
                                 [&](const std::string& tag) { return has_term(app, tag); });
  if (!known) return base::fail(LinkError::unknown_item);

  const base::Instant now = ports_.clock.now();
  std::vector<Subject> subjects;
  for (std::uint32_t i = 0; i < kSubjectTries; ++i) {
    subjects.push_back(subject_of(person, app.number, i));
  }
  const AuditEntry linked =
      audit_.entry(Event::linked, {.person = person, .app = app.number, .visitor = &visitor});
  const AuditEntry agreed = audit_.entry(Event::scopes_agreed, {.person = person,
                                                                .app = app.number,
                                                                .visitor = &visitor,
                                                                .detail = detail_of(scopes, tags)});
  std::optional<Link> link;
  bool is_new = false;
  bool changed = false;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    link.reset();
    const std::optional<Person> row = transaction.people.find(person);
    if (!row || row->disabled) return Verdict::roll_back;
    link = transaction.links.find(person, app.number);
    is_new = !link;
    if (is_new) {
      link.emplace();
      link->person = person;
      link->app = app.number;
      link->signed_up = app.auto_link;
      link->linked_at = now;
    }
    changed = add_agreements(link->scopes, scopes, by, now);
    changed |= add_agreements(link->terms, tags, by, now);
    if (!is_new && !changed) return Verdict::roll_back;
    link->updated_at = now;
    if (!is_new) {
      transaction.links.update(*link);
    } else if (!insert_with_subject(transaction, *link, subjects)) {
      link.reset();
      return Verdict::roll_back;
    }
    if (is_new) transaction.audit.append(linked);
    if (changed) transaction.audit.append(agreed);
    return Verdict::commit;
  });
  if (!done) return base::fail(LinkError::unavailable);
  if (!link) return base::fail(LinkError::person_refused);
  if (is_new) notices_.happened(app, link->subject, "user-linked");
  if (changed) notices_.happened(app, link->subject, "user-scope-consent");
  return *std::move(link);
}

base::Outcome<Link, LinkError> Links::sign_up(
    const App& app, const PersonId& person,
    const std::vector<std::pair<std::string, std::string>>& properties) const {
  if (!unknown_properties(app, properties).empty()) {
    return base::fail(LinkError::unknown_property);
  }
  const base::Instant now = ports_.clock.now();
  std::optional<Link> link;
  std::optional<LinkError> fault;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    fault.reset();
    link = transaction.links.find(person, app.number);
    if (!link)
      fault = LinkError::not_linked;
    else if (link->signed_up)
      fault = LinkError::already_linked;
    else if (!set_properties(*link, properties))
      fault = LinkError::too_long;
    if (fault) return Verdict::roll_back;
    link->signed_up = true;
    link->updated_at = now;
    transaction.links.update(*link);
    return Verdict::commit;
  });
  if (!done) return base::fail(LinkError::unavailable);
  if (fault) return base::fail(*fault);
  return *std::move(link);
}

base::Outcome<Subject, LinkError> Links::unlink(const App& app, const PersonId& person,
                                                std::optional<UnlinkReason> reason,
                                                const Visitor& visitor) const {
  wire::Json detail = wire::Json::object();
  detail.set("reason", reason ? to_text(*reason) : std::string_view{"BY_SERVICE"});
  const AuditEntry entry = audit_.entry(
      Event::unlinked,
      {.person = person, .app = app.number, .visitor = &visitor, .detail = std::move(detail)});
  // What another site granted a moment ago ends too.
  if (!ports_.store.catch_up()) return base::fail(LinkError::unavailable);
  const Revocation revocation = revocations_.of_link(person, app.number);
  std::optional<Link> link;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    link = transaction.links.find(person, app.number);
    // Who signs up at the last moment stays.
    if (link && link->signed_up && reason == UnlinkReason::incomplete_sign_up) link.reset();
    if (!link) return Verdict::roll_back;
    transaction.links.remove(person, app.number);
    Revocations::put_with_families(transaction, revocation, person, app.number);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(LinkError::unavailable);
  if (!link) return base::fail(LinkError::not_linked);
  revocations_.learn(revocation);
  if (reason) {
    notices_.unlinked(app, link->subject, *reason);
    notices_.happened(app, link->subject, "user-unlinked");
  }
  return link->subject;
}

base::Outcome<std::size_t, StoreError> Links::unlink_unfinished(const AppOf& app_of,
                                                                std::size_t most) const {
  const base::Instant linked_until = ports_.clock.now() - kSignUpTime;
  std::vector<Link> links;
  const auto done = ports_.store.read([&](Transaction& transaction) {
    links = transaction.links.preregistered(linked_until, most);
  });
  if (!done) return base::fail(done.error());
  std::size_t unlinked = 0;
  for (const Link& link : links) {
    const auto app = app_of(link.app);
    if (!app) continue;
    const auto gone = unlink(*app, link.person, UnlinkReason::incomplete_sign_up, Visitor{});
    if (!gone && gone.error() == LinkError::unavailable) {
      return base::fail(StoreError::unavailable);
    }
    if (gone) ++unlinked;
  }
  return unlinked;
}

}  // namespace haetae::accounts
