// SPDX-License-Identifier: Apache-2.0
// The form of one delivery address: what the search found, and what only its person knows.
#include "account.hpp"
#include "account_addresses.hpp"
#include "address_finder.hpp"
#include "delivery_phone.hpp"
#include "haetae/wire/headers.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::web {
namespace {

using accounts::PersonError;
using accounts::ShippingAddress;
using wire::Response;

constexpr std::size_t kZipDigits = 5;
/// A text of Hangul has three bytes a letter.
constexpr std::size_t kLettersMax = accounts::kProfileTextMax / 3;

struct Draft {
  ShippingAddress address;
  bool by_hand = false;  ///< road address and postcode are typed
};

bool fits(std::string_view text) {
  return text.size() <= accounts::kProfileTextMax && wire::is_utf8(text) &&
         std::ranges::none_of(
             text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

Response draw_form(Page& page, const Draft& draft, int status = 0) {
  const ShippingAddress& address = draft.address;
  const ShippingAddress* kept = own_address(page, address.id);
  const bool first = page.browser.who->person.profile.shipping_addresses.empty();
  if (address.id != 0) page.view.set("address_id", fmt::format("{}", address.id));
  page.view.set("is_new", address.id == 0);
  page.view.set("by_hand", draft.by_hand);
  page.view.set("letters_max", fmt::format("{}", kLettersMax));
  if (!draft.by_hand && !address.zone_number.empty()) page.view.set("zip", address.zone_number);
  const bool has_data = current_addresses(page) != nullptr;
  page.view.set("no_data", !has_data);
  if (has_data) page.view.set("find_url", address_search_url(address.id));
  page.view.set("hand_url", address_form_url(address.id, ""));
  page.keep_value("base_address", address.base_address);
  page.keep_value("zone_number", address.zone_number);
  page.keep_value("detail_address", address.detail_address);
  page.keep_value("place_name", address.name);
  page.keep_value("receiver_name", address.receiver_name);
  page.keep_value("receiver_phone1", address.receiver_phone_number1);
  page.keep_value("receiver_phone2", address.receiver_phone_number2);
  const bool stays_default = kept != nullptr && kept->is_default;
  page.view.set("stays_default", stays_default);
  // The first one is the default whatever is chosen, so nothing is asked.
  if (!stays_default && !first) {
    View choice;
    choice.set("checked", address.is_default);
    page.view.set("default_choice", choice);
  }
  page.view.set("can_sign_out", true);
  return page.show("account_address", status);
}

/// A new address goes to oneself more often than to others.
void fill_in_oneself(const Page& page, ShippingAddress& address) {
  const accounts::Profile& profile = page.browser.who->person.profile;
  address.receiver_name = profile.name;
  address.receiver_phone_number1 = delivery_phone(profile.phone_number).value_or("");
}

Draft typed_draft(const Page& page) {
  const auto text = [&](std::string_view name) {
    const std::string typed = page.form.text(name);
    return std::string{wire::trim(typed)};
  };
  Draft draft{.by_hand = page.form.get_filled("hand").has_value()};
  draft.address.id = address_id(page);
  draft.address.base_address = text("base_address");
  draft.address.zone_number = text("zone_number");
  draft.address.detail_address = text("detail_address");
  draft.address.name = text("place_name");
  draft.address.receiver_name = text("receiver_name");
  draft.address.receiver_phone_number1 = text("receiver_phone1");
  draft.address.receiver_phone_number2 = text("receiver_phone2");
  draft.address.is_default = page.form.get_filled("default").has_value();
  return draft;
}

void check_text(Page& page, std::string_view field, std::string_view text,
                std::string_view required = {}) {
  if (text.empty() && !required.empty())
    page.complain(field, page.text(required));
  else if (!fits(text))
    page.complain(field, page.text("msg_text_unfit", fmt::format("{}", kLettersMax)));
}

/// The number in the form that is kept; the complaint where it is none.
void check_phone(Page& page, std::string_view field, std::string& text) {
  if (text.empty()) return;
  if (auto phone = delivery_phone(text))
    text = *std::move(phone);
  else
    page.complain(field, page.text("msg_delivery_phone_invalid"));
}

void check(Page& page, Draft& draft) {
  ShippingAddress& address = draft.address;
  check_text(page, "base_address", address.base_address, "msg_address_required");
  const bool is_zip =
      address.zone_number.size() == kZipDigits &&
      std::ranges::all_of(address.zone_number, [](char c) { return c >= '0' && c <= '9'; });
  if (!address.zone_number.empty() && !is_zip) {
    page.complain("zone_number", page.text("msg_zip_invalid"));
  }
  // Hidden boxes are put right by nobody: what is wrong in them is shown as boxes to type in.
  if (page.has_complaints()) draft.by_hand = true;
  check_text(page, "detail_address", address.detail_address);
  check_text(page, "place_name", address.name);
  check_text(page, "receiver_name", address.receiver_name, "msg_receiver_required");
  if (address.receiver_phone_number1.empty()) {
    page.complain("receiver_phone1", page.text("msg_delivery_phone_required"));
  }
  check_phone(page, "receiver_phone1", address.receiver_phone_number1);
  check_phone(page, "receiver_phone2", address.receiver_phone_number2);
}

}  // namespace

Response show_address_form(Page& page) {
  const std::int64_t id = address_id(page);
  const ShippingAddress* kept = id == 0 ? nullptr : own_address(page, id);
  if (id != 0 && kept == nullptr) return page.status(404, "not_found");
  const auto& all = page.browser.who->person.profile.shipping_addresses;
  if (kept == nullptr && all.size() >= accounts::kAddressesMax) return refuse_more_addresses(page);
  Draft draft{.by_hand = page.form.get_filled("hand").has_value()};
  if (kept != nullptr)
    draft.address = *kept;
  else
    fill_in_oneself(page, draft.address);
  if (const auto pick = page.form.get_filled("pick")) {
    const auto index = current_addresses(page);
    const auto found = index ? picked_address(*index, *pick) : std::nullopt;
    if (!found) {
      // Another version of the data has come in force since the search.
      const std::string place = address_search_url(id);
      return page.go(place + (id == 0 ? "?gone=1" : "&gone=1"));
    }
    draft.address.base_address = found->road;
    draft.address.zone_number = found->zip;
    page.view.set("fresh", true);
  } else if (kept == nullptr && !draft.by_hand) {
    return page.go(kAddressSearch);
  }
  return draw_form(page, draft);
}

Response take_address(Page& page) {
  Draft draft = typed_draft(page);
  ShippingAddress& address = draft.address;
  const ShippingAddress* kept = address.id == 0 ? nullptr : own_address(page, address.id);
  if (address.id != 0 && kept == nullptr) return page.status(404, "not_found");
  check(page, draft);
  if (page.has_complaints()) return draw_form(page, draft);
  // The six digits of before 2015 belong to the address that they came with.
  if (kept != nullptr && kept->base_address == address.base_address) {
    address.zip_code = kept->zip_code;
  }
  const auto changed =
      page.parts.people.keep_address(*page.browser.who, address, page.browser.visitor);
  if (changed) return page.go(accounts::pages::kAccount, "msg_address_saved");
  switch (changed.error()) {
    case PersonError::addresses_full:
      return refuse_more_addresses(page);
    case PersonError::address_unknown:
      return page.status(404, "not_found");
    default:
      page.complain("", page.text("msg_unavailable"));
      return draw_form(page, draft, 503);
  }
}

}  // namespace haetae::web
