// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/address/source.hpp"
#include "shell.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

// What the pages of delivery addresses share.

namespace haetae::web {

inline constexpr std::string_view kAddressSearch = "/account/addresses/find";
inline constexpr std::string_view kAddressForm = "/account/addresses/edit";

/// The address data for this one request; null while there is none.
[[nodiscard]] std::shared_ptr<const address::Index> current_addresses(const Page& page);

/// The `id` that was sent: 0 = none, -1 = no number at all.
[[nodiscard]] std::int64_t address_id(const Page& page);
/// The person's own address of that id, or null: ids of others lead nowhere.
[[nodiscard]] const accounts::ShippingAddress* own_address(const Page& page, std::int64_t id);

/// The form for a new address (id 0) or a kept one, with the picked address, or by hand.
[[nodiscard]] std::string address_form_url(std::int64_t id, std::string_view pick);
[[nodiscard]] std::string address_search_url(std::int64_t id);

/// The account page, saying that there are as many as one may have.
[[nodiscard]] wire::Response refuse_more_addresses(Page& page);

}  // namespace haetae::web
