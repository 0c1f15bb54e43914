// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "haetae/accounts/directory.hpp"

namespace haetae::accounts {

/// What keeps an app from being registered so; nullopt: fine.
[[nodiscard]] std::optional<AppRefusal> app_fault(const App& app, bool dev);

}  // namespace haetae::accounts
