// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"

#include <string_view>

namespace haetae::kakao {

/// `1~9`, `10~14`, `15~19`, `20~29` … `80~89`, `90~` (spec kakao-login §3.3): completed years on
/// today's date in Korea. `birthyear`: YYYY; `birthday`: MMDD or empty, which counts as already
/// had this year; a lunar one is taken as it stands. Empty for an unreadable or future year.
[[nodiscard]] std::string_view age_range(std::string_view birthyear, std::string_view birthday,
                                         base::Instant now);

}  // namespace haetae::kakao
