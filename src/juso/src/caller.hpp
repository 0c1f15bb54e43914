// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "faults.hpp"
#include "haetae/juso/rows.hpp"

#include <memory>

namespace haetae::juso {

/// Whose key a request carries.
struct Caller {
  Fault fault = Fault::none;
  std::shared_ptr<const accounts::App> app;  ///< null with the open key
};

/// `confmKey`: the open key, the REST API key of an app, or an approval key. The app's list of
/// addresses holds here as it does for its other calls.
[[nodiscard]] Caller identify(const Parts& parts, const wire::Request& request,
                              std::string_view key);

}  // namespace haetae::juso
