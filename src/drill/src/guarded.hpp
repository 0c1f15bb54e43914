// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/drill/drill.hpp"

#include <exception>

namespace haetae::drill {

/// What hinders a drill is told, not thrown at the caller.
template <class Work>
DrillOutcome guarded(Work work) {
  try {
    return work();
  } catch (const std::exception& error) {
    return base::fail(DrillError{error.what()});
  }
}

}  // namespace haetae::drill
