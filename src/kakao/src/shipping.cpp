// SPDX-License-Identifier: Apache-2.0
// Delivery addresses.
#include "haetae/accounts/facts.hpp"
#include "kapi.hpp"
#include "parameters.hpp"
#include "user_fields.hpp"

#include <algorithm>

namespace haetae::kakao {
namespace {

using accounts::ShippingAddress;
using base::fail;
using wire::Json;

constexpr std::string_view kItem = "shipping_address";
constexpr std::int64_t kEpochMax = 253'402'300'799;  // the end of the year 9999

struct Query {
  std::optional<std::int64_t> address_id;
  std::int64_t from_updated_at = 0;
  std::size_t page_size = 0;
};

Called<Query> query_of(const wire::Form& form) {
  const auto from =
      number_of(form, "from_updated_at", {.preset = 0, .least = 0, .most = kEpochMax});
  if (!from) return fail(from.error());
  const auto size = number_of(form, "page_size", {.preset = 10, .least = 2, .most = 100});
  if (!size) return fail(size.error());
  Query query{.from_updated_at = *from, .page_size = static_cast<std::size_t>(*size)};
  if (const auto text = form.get_filled("address_id")) {
    query.address_id = parse_number(*text);
    if (!query.address_id) return fail(bad_parameter("address_id", "must be a number."));
  }
  return query;
}

/// The default one first, then the newest. A later page begins after an instant; the default one
/// was on the first.
std::vector<ShippingAddress> page_of(std::vector<ShippingAddress> addresses, const Query& query) {
  const auto is_out = [&](const ShippingAddress& address) {
    if (query.address_id) return address.id != *query.address_id;
    const bool later_page = query.from_updated_at > 0;
    return later_page && (address.is_default ||
                          base::to_unix_seconds(address.updated_at) >= query.from_updated_at);
  };
  addresses.erase(std::remove_if(addresses.begin(), addresses.end(), is_out), addresses.end());
  std::stable_sort(addresses.begin(), addresses.end(),
                   [](const ShippingAddress& a, const ShippingAddress& b) {
                     if (a.is_default != b.is_default) return a.is_default;
                     return a.updated_at > b.updated_at;
                   });
  addresses.resize(std::min(addresses.size(), query.page_size));
  return addresses;
}

Json entry_of(const ShippingAddress& address) {
  Json entry = Json::object();
  entry.set("id", address.id)
      .set("name", address.name)
      .set("is_default", address.is_default)
      .set("updated_at", base::to_unix_seconds(address.updated_at))
      // Addresses by road name came with the five-digit zone number.
      .set("type", address.zone_number.empty() ? "OLD" : "NEW")
      .set("base_address", address.base_address)
      .set("detail_address", address.detail_address)
      .set("receiver_name", address.receiver_name)
      .set("receiver_phone_number1", address.receiver_phone_number1)
      .set("receiver_phone_number2", address.receiver_phone_number2)
      .set("zone_number", address.zone_number)
      .set("zip_code", address.zip_code);
  return entry;
}

}  // namespace

Called<Json> shipping_addresses(const Parts& parts, const Call& call) {
  if (!has_item(*call.caller.app, kItem)) {
    return fail(scopes_disabled({std::string{kItem}}, "USER_SHIPPING_ADDRESS"));
  }
  const auto query = query_of(call.form);
  if (!query) return fail(query.error());
  const auto member = member_of(parts, call);
  if (!member) return fail(member.error());
  const bool agreed =
      oidc::covers_item(accounts::agreed_items(member->link), kItem, oidc::kKakaoPolicy);
  Json body = Json::object();
  body.set("user_id", member->link.subject).set("shipping_addresses_needs_agreement", !agreed);
  if (agreed) {
    Json list = Json::array();
    for (const auto& address : page_of(member->person.profile.shipping_addresses, *query)) {
      list.push(entry_of(address));
    }
    body.set("shipping_addresses", std::move(list));
  }
  return body;
}

}  // namespace haetae::kakao
