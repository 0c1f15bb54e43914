// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace haetae::intake {

/// Why data could not be taken in, in one sentence that names the file and says what to do.
struct IntakeError {
  enum class Kind {
    refused,      ///< understood, but not done: unknown version, too much lost, nothing to import
    unavailable,  ///< a file cannot be read or written, or is not what it claims to be
  };
  Kind kind = Kind::unavailable;
  std::string message;
};

}  // namespace haetae::intake
