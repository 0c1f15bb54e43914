// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "answer.hpp"
#include "haetae/accounts/app.hpp"
#include "haetae/address/index.hpp"
#include "haetae/wire/form.hpp"

#include <optional>
#include <string>
#include <string_view>

// The steps of the window (spec juso-api §7).

namespace haetae::juso {

/// What the site asked for; carried from step to step.
struct Order {
  std::string key, return_url, result_type, encoding;
  bool use_details = false;
};
[[nodiscard]] Order read_order(const wire::Form& form);
[[nodiscard]] wire::Form to_form(const Order& order);

/// Whether the address may be posted there: http or https without a user part, and an origin that
/// the app has registered when it has registered any.
[[nodiscard]] bool may_return_to(std::string_view url, const accounts::App* app);

/// An address as links carry it from the list to the next step: it means the same in every version
/// of the data.
[[nodiscard]] std::string pick_text(const address::Index& index, address::AddressId id);
[[nodiscard]] std::optional<address::AddressId> read_pick(const address::Index& index,
                                                          std::string_view text);

/// The fields that the site's page gets, in the order of jusoCallBack.
[[nodiscard]] Record returned_fields(const address::Index& index, address::AddressId id,
                                     std::string_view detail, bool with_coordinates);

}  // namespace haetae::juso
