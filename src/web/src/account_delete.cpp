// SPDX-License-Identifier: Apache-2.0
// Leaving for good.
#include "account.hpp"

namespace haetae::web {
namespace {

using wire::Response;

constexpr const char* kPlace = "/account/delete";

Response draw_delete(Page& page) {
  const accounts::Person& person = page.browser.who->person;
  const auto links = page.parts.links.of_person(person.id);
  if (!links) return page.status(503, "busy");
  ViewList sites;
  for (const accounts::Link& link : *links) {
    if (const auto app = page.parts.directory.by_number(link.app)) sites.push_back(app_view(*app));
  }
  page.view.set("person", person_view(person, page.parts.options.public_url, page.language));
  page.view.set("has_sites", !sites.empty());
  page.view.set("sites", View{sites});
  return page.show("account_delete");
}

}  // namespace

Response show_delete(Page& page) {
  if (!page.parts.sessions.is_fresh(page.browser.who->session)) return ask_anew(page, kPlace);
  return draw_delete(page);
}

Response take_delete(Page& page) {
  using accounts::PersonError;
  if (!page.form.get_filled("confirm")) {
    page.complain("confirm", page.text("msg_delete_unconfirmed"));
    return draw_delete(page);
  }
  const auto gone = page.parts.people.remove_own(*page.browser.who, page.browser.visitor);
  if (!gone && gone.error() == PersonError::not_fresh) return ask_anew(page, kPlace);
  if (!gone && gone.error() != PersonError::unknown) {
    page.complain("", page.text("msg_unavailable"));
    return draw_delete(page);
  }
  page.browser.who.reset();
  Response response = page.status(200, "account_deleted");
  accounts::clear_session(response, page.request);
  return response;
}

}  // namespace haetae::web
