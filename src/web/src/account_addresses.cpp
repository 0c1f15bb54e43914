// SPDX-License-Identifier: Apache-2.0
// Delivery addresses: the list on the account page, and the search that begins a new one.
#include "account_addresses.hpp"

#include "account.hpp"
#include "address_finder.hpp"
#include "haetae/wire/headers.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace haetae::web {
namespace {

using accounts::PersonError;
using accounts::ShippingAddress;
using wire::Response;

/// The default one first, then the newest, as sites get them.
std::vector<ShippingAddress> in_order(std::vector<ShippingAddress> addresses) {
  std::ranges::stable_sort(addresses, [](const ShippingAddress& a, const ShippingAddress& b) {
    if (a.is_default != b.is_default) return a.is_default;
    return a.updated_at > b.updated_at;
  });
  return addresses;
}

std::string joined(const std::string& a, std::string_view between, const std::string& b) {
  if (a.empty() || b.empty()) return a + b;
  return fmt::format("{}{}{}", a, between, b);
}

View address_view(const ShippingAddress& address) {
  View view;
  view.set("id", fmt::format("{}", address.id));
  view.set("label", address.name.empty() ? address.base_address : address.name);
  view.set("is_default", address.is_default);
  // "(13494) 경기 성남시 … 235 101동 201호", without what stands in the label already.
  const std::string zip = address.zone_number.empty() ? address.zip_code : address.zone_number;
  const std::string place =
      joined(address.name.empty() ? "" : address.base_address, " ", address.detail_address);
  if (const std::string line = joined(zip.empty() ? "" : fmt::format("({})", zip), " ", place);
      !line.empty()) {
    view.set("line", line);
  }
  const std::string phones =
      joined(address.receiver_phone_number1, ", ", address.receiver_phone_number2);
  if (const std::string receiver = joined(address.receiver_name, " · ", phones);
      !receiver.empty()) {
    view.set("receiver", receiver);
  }
  return view;
}

Response draw_search(Page& page, const std::string& query, std::int64_t id) {
  const auto index = current_addresses(page);
  // Without data there is nothing to find: the form then takes the address by hand.
  if (!index) return page.go(address_form_url(id, ""));
  if (id != 0) page.view.set("address_id", fmt::format("{}", id));
  page.view.set("fresh", query.empty() && !page.has_complaints());
  page.view.set("hand_url", address_form_url(id, ""));
  page.keep_value("keyword", query);
  if (!query.empty()) {
    const FoundAddresses found = find_addresses(*index, query);
    ViewList hits;
    for (const FoundAddress& one : found.list) {
      View hit;
      hit.set("road", one.road);
      if (!one.lot.empty()) hit.set("lot", one.lot);
      if (!one.zip.empty()) hit.set("zip", one.zip);
      hit.set("url", address_form_url(id, one.pick));
      hits.push_back(hit);
    }
    View results;
    results.set("none", hits.empty());
    results.set("some", !hits.empty());
    results.set("more", found.more);
    results.set("count", fmt::format("{}", hits.size()));
    results.set("hits", View{hits});
    page.view.set("results", results);
  }
  page.view.set("can_sign_out", true);
  return page.show("account_address_find");
}

/// What became of a change of the list: back to the account, or the account with the complaint.
Response answer_change(Page& page, const base::Outcome<accounts::Person, PersonError>& changed,
                       std::string_view notice) {
  if (changed) return page.go(accounts::pages::kAccount, notice);
  const bool unknown = changed.error() == PersonError::address_unknown;
  page.complain("", page.text(unknown ? "msg_address_unknown" : "msg_unavailable"));
  return draw_account(page, nullptr, unknown ? 404 : 503);
}

}  // namespace

std::shared_ptr<const address::Index> current_addresses(const Page& page) {
  return page.parts.addresses == nullptr ? nullptr : page.parts.addresses->current();
}

std::int64_t address_id(const Page& page) {
  const std::string text = page.form.text("id");
  std::int64_t id = 0;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, id);
  if (text.empty()) return 0;
  // What is no number belongs to nobody, as a wrong number does.
  return error == std::errc{} && at == end && id > 0 ? id : -1;
}

const ShippingAddress* own_address(const Page& page, std::int64_t id) {
  const auto& all = page.browser.who->person.profile.shipping_addresses;
  const auto at = std::ranges::find(all, id, &ShippingAddress::id);
  return at == all.end() ? nullptr : &*at;
}

std::string address_form_url(std::int64_t id, std::string_view pick) {
  wire::Form query;
  if (id != 0) query.add("id", fmt::format("{}", id));
  if (pick.empty())
    query.add("hand", "1");
  else
    query.add("pick", pick);
  return fmt::format("{}?{}", kAddressForm, query.to_text());
}

std::string address_search_url(std::int64_t id) {
  return id == 0 ? std::string{kAddressSearch} : fmt::format("{}?id={}", kAddressSearch, id);
}

void add_addresses(Page& page, const accounts::Person& person) {
  ViewList list;
  for (const ShippingAddress& address : in_order(person.profile.shipping_addresses))
    list.push_back(address_view(address));
  page.view.set("has_addresses", !list.empty());
  page.view.set("addresses_full", list.size() >= accounts::kAddressesMax);
  page.view.set("addresses_max", fmt::format("{}", accounts::kAddressesMax));
  page.view.set("addresses", View{list});
}

Response refuse_more_addresses(Page& page) {
  page.complain("", page.text("msg_address_full", fmt::format("{}", accounts::kAddressesMax)));
  return draw_account(page, nullptr, 400);
}

Response show_address_search(Page& page) {
  const std::int64_t id = address_id(page);
  if (id != 0 && own_address(page, id) == nullptr) return page.status(404, "not_found");
  const auto& all = page.browser.who->person.profile.shipping_addresses;
  if (id == 0 && all.size() >= accounts::kAddressesMax) return refuse_more_addresses(page);
  const std::string typed = page.form.text("q");
  const std::string query{wire::trim(typed)};
  if (query.empty() && page.form.get("q")) {
    page.complain("keyword", page.text("msg_address_query_required"));
  } else if (page.form.get_filled("gone")) {
    page.complain("keyword", page.text("msg_address_gone"));
  }
  return draw_search(page, query, id);
}

Response prefer_address(Page& page) {
  return answer_change(
      page,
      page.parts.people.prefer_address(*page.browser.who, address_id(page), page.browser.visitor),
      "msg_address_preferred");
}

Response remove_address(Page& page) {
  return answer_change(
      page,
      page.parts.people.remove_address(*page.browser.who, address_id(page), page.browser.visitor),
      "msg_address_removed");
}

}  // namespace haetae::web
