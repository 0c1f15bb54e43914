// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "shell.hpp"

namespace haetae::web {

/// The start page: in development what runs and what to open, otherwise the way in.
[[nodiscard]] wire::Response show_home(Page& page);

}  // namespace haetae::web
