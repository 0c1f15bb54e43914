// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace haetae::site {

// The steps of a database's start, as log_words() names them.
inline constexpr std::string_view kRecovering = "recovering its own data";
inline constexpr std::string_view kLooking = "looking for the other sites";
inline constexpr std::string_view kNobody = "no other site answers";
inline constexpr std::string_view kAsking = "asking another site for what it missed";
inline constexpr std::string_view kCopying = "taking a whole copy from another site";
inline constexpr std::string_view kCatchingUp = "taking the writes that it missed";

[[nodiscard]] inline bool is_waiting(std::string_view step) {
  return step == kLooking || step == kNobody;
}

}  // namespace haetae::site
