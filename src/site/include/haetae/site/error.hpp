// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"

#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace haetae::site {

/// What went wrong and what to do, in sentences for the operator.
struct SiteError {
  std::string message;
};

/// The value; a std::runtime_error with the message where there is none. For drills and benches,
/// which end at the first thing that their laboratory cannot do.
template <class Value>
Value need(base::Outcome<Value, SiteError> outcome) {
  if (!outcome) throw std::runtime_error{outcome.error().message};
  if constexpr (!std::is_void_v<Value>) return *std::move(outcome);
}

}  // namespace haetae::site
