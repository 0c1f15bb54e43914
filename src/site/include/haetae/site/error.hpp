// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace haetae::site {

/// What went wrong and what to do, in sentences for the operator.
struct SiteError {
  std::string message;
};

}  // namespace haetae::site
