// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/directory.hpp"

#include <optional>

namespace haetae::accounts {

/// What keeps an app from being registered so; nullopt: fine.
[[nodiscard]] std::optional<AppRefusal> app_fault(const App& app, bool dev);

}  // namespace haetae::accounts
