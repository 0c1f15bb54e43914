// SPDX-License-Identifier: Apache-2.0
// The pages of a running flow (chooser, consent) and signing out.
#include "entrance.hpp"
#include "haetae/accounts/consent_catalog.hpp"
#include "haetae/accounts/facts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::web {
namespace {

using accounts::CatalogItem;
using wire::Response;

std::string title_of(std::string_view id, std::string_view language) {
  const CatalogItem* item = accounts::find_catalog_item(id);
  if (item == nullptr) return std::string{id};
  return std::string{language == "en" ? item->english : item->korean};
}

std::string about_of(std::string_view id, std::string_view language) {
  const std::string key = fmt::format("msg_scope_{}_about", id);
  return message(language, has_message(language, key) ? key : "msg_scope_other_about");
}

/// What the site would see, where that says more than the item's name.
std::string value_of(std::string_view id, const accounts::Person& person) {
  if (id == "profile_nickname" || id == "profile") return person.nickname;
  if (id == "account_email") return person.email;
  if (id == "name") return person.profile.name;
  if (id == "phone_number") return person.profile.phone_number;
  if (id == "birthyear") return person.profile.birthyear;
  if (id == "shipping_address") {
    const auto& all = person.profile.shipping_addresses;
    const auto first = std::ranges::find_if(all, &accounts::ShippingAddress::is_default);
    return first == all.end() ? "" : first->base_address;
  }
  return "";
}

View item_view(const Page& page, const std::string& id, bool required, bool checked) {
  View item{View::type::object};
  item.set("id", id);
  item.set("title", title_of(id, page.language));
  item.set("about", about_of(id, page.language));
  if (const std::string value = value_of(id, page.browser.who->person); !value.empty()) {
    item.set("value", value);
  }
  item.set("checked", checked);
  if (required && !checked) item.set("error", page.text("msg_scope_required"));
  return item;
}

ViewList item_views(const Page& page, const std::vector<std::string>& ids, bool required,
                    const std::vector<std::string>* chosen) {
  ViewList list;
  for (const std::string& id : ids) {
    // Accepting means agreeing to what is required, so that is ticked from the start; what is
    // optional never is.
    const bool checked = chosen != nullptr ? oidc::contains(*chosen, id) : required;
    list.push_back(item_view(page, id, required, checked));
  }
  return list;
}

View term_view(const Page& page, const std::string& tag, bool required,
               const std::vector<std::string>* chosen) {
  View view{View::type::object};
  const bool checked = chosen != nullptr ? oidc::contains(*chosen, tag) : required;
  view.set("tag", tag);
  view.set("required", required);
  view.set("checked", checked);
  view.set("title", tag);
  for (const accounts::ServiceTerm& term : page.flow->app->service_terms) {
    if (term.tag != tag) continue;
    view.set("title", term.title);
    if (!term.url.empty()) view.set("url", term.url);
  }
  if (required && !checked) view.set("error", page.text("msg_terms_required"));
  return view;
}

/// `items` and `terms`: what was ticked when the form came back; nullptr at first sight.
Response draw_consent(Page& page, const oidc::ConsentQuestion& asked,
                      const std::vector<std::string>* items,
                      const std::vector<std::string>* terms) {
  page.view.set("person", person_view(page.browser.who->person, page.parts.options.public_url,
                                      page.language));
  page.view.set("switch_url", carried(page, "/select-account"));
  page.view.set("has_required", !asked.required_items.empty());
  page.view.set("required_items", View{item_views(page, asked.required_items, true, items)});
  page.view.set("has_optional", !asked.optional_items.empty());
  page.view.set("optional_items", View{item_views(page, asked.optional_items, false, items)});
  ViewList term_list;
  for (const std::string& tag : asked.required_terms) {
    term_list.push_back(term_view(page, tag, true, terms));
  }
  for (const std::string& tag : asked.optional_terms) {
    term_list.push_back(term_view(page, tag, false, terms));
  }
  page.view.set("has_terms", !term_list.empty());
  page.view.set("terms", View{term_list});
  ViewList agreed;
  for (const std::string& id : accounts::link_facts(page.flow->link).agreed_items) {
    View one;
    one.set("title", title_of(id, page.language));
    agreed.push_back(one);
  }
  page.view.set("has_agreed", !agreed.empty());
  page.view.set("agreed", View{agreed});
  return page.show("consent");
}

bool is_consent(const accounts::Authorizations::Answer& answer) {
  return answer &&
         answer->compare(0, accounts::pages::kConsent.size(), accounts::pages::kConsent) == 0;
}

}  // namespace

Response show_select_account(Page& page) {
  if (!page.flow) return page.status(400, "flow_expired");
  if (!page.browser.who) return page.onward();
  View one = person_view(page.browser.who->person, page.parts.options.public_url, page.language);
  one.set("id", "current");
  one.set("signed_in", true);
  page.view.set("accounts", View{ViewList{one}});
  return page.show("select_account");
}

Response take_select_account(Page& page) {
  if (!page.flow) return page.status(400, "flow_expired");
  if (page.form.text("account") != "current")
    return page.go(carried(page, "/sign-in") + "&other=1");
  return page.follow(page.parts.authorizations.select(*page.flow, page.browser));
}

Response show_consent(Page& page) {
  if (!page.flow) return page.status(400, "flow_expired");
  const auto next = page.parts.authorizations.go_on(*page.flow, page.browser);
  if (!is_consent(next)) return page.follow(next);
  return draw_consent(page, accounts::Authorizations::question(*page.flow), nullptr, nullptr);
}

Response take_consent(Page& page) {
  if (!page.flow) return page.status(400, "flow_expired");
  if (page.form.text("decision") != "accept") {
    return page.follow(page.parts.authorizations.deny(*page.flow));
  }
  if (!page.browser.who) return page.onward();
  const auto items = page.form.all("scope");
  const auto terms = page.form.all("terms");
  const oidc::ConsentQuestion asked = accounts::Authorizations::question(*page.flow);
  if (!oidc::suffices(asked, items, terms)) {
    page.complain("", page.text("msg_scope_required"));
    return draw_consent(page, asked, &items, &terms);
  }
  return page.follow(page.parts.authorizations.consent(*page.flow, page.browser, items, terms));
}

Response show_sign_out(Page& page) {
  const auto asked = page.parts.sign_outs.open(page.sealed_flow, page.browser);
  if (!asked) return page.status(400, "flow_expired");
  if (asked->app) page.view.set("app", app_view(*asked->app));
  page.view.set("choice", asked->choice);
  if (page.browser.who) {
    page.view.set("person", person_view(page.browser.who->person, page.parts.options.public_url,
                                        page.language));
  }
  return page.show("sign_out");
}

Response take_sign_out(Page& page) {
  std::string location;
  std::string scope = "account";
  if (!page.sealed_flow.empty()) {
    const auto asked = page.parts.sign_outs.open(page.sealed_flow, page.browser);
    if (!asked) return page.status(400, "flow_expired");
    location = asked->location;
    scope = page.form.text("scope");
  }
  bool ended = false;
  if (scope == "account" && page.browser.who) {
    const auto& who = *page.browser.who;
    if (!page.parts.sessions.end(who, who.session.id, page.browser.visitor)) {
      return page.status(503, "busy");
    }
    page.browser.who.reset();
    ended = true;
  }
  Response response = !location.empty() ? page.go(location)
                      : ended           ? page.status(200, "signed_out")
                                        : page.go(accounts::pages::kAccount);
  if (ended) accounts::clear_session(response, page.request);
  return response;
}

}  // namespace haetae::web
