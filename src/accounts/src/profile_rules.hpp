// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/model.hpp"

namespace haetae::accounts {

/// Brings a profile as typed into the form that is kept: trimmed, telephone numbers as
/// "+82 10-1234-5678". False when some part of it cannot be.
[[nodiscard]] bool normalise_profile(Profile& profile);
/// The same for one delivery address; its telephone numbers stay as they are.
[[nodiscard]] bool normalise_address(ShippingAddress& address);

/// New addresses get a number, kept ones keep theirs; one at most is the default. A number begins
/// with the moment, so that one which a site remembers never names another place.
void number_addresses(std::vector<ShippingAddress>& addresses,
                      const std::vector<ShippingAddress>& former, base::Instant now);

}  // namespace haetae::accounts
