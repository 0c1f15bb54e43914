// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/model.hpp"

namespace haetae::accounts {

/// Brings a profile as typed into the form that is kept: trimmed, telephone numbers as
/// "+82 10-1234-5678". False when some part of it cannot be.
[[nodiscard]] bool normalise_profile(Profile& profile);

}  // namespace haetae::accounts
