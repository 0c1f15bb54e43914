// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/geo/systems.hpp"
#include "haetae/wire/form.hpp"
#include "local_errors.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

// Readers for the parameters of the Local API. An empty value counts as not given.

namespace haetae::kakao {

struct Page {
  std::uint32_t number = 1;
  std::uint32_t size = 10;
};
/// page 1–45, size 1–`size_max`. Errors: invalid_argument.
[[nodiscard]] Located<Page> read_page(const wire::Form& form, std::uint32_t size_usual,
                                      std::uint32_t size_max);

/// The text of a parameter that must be there. Errors: missing_parameter.
[[nodiscard]] Located<std::string_view> read_text(const wire::Form& form, std::string_view name);
[[nodiscard]] Located<double> read_number(const wire::Form& form, std::string_view name);
/// A whole number of [low, high], or nothing. Errors: invalid_argument.
[[nodiscard]] Located<std::optional<std::int64_t>> read_integer(const wire::Form& form,
                                                                std::string_view name,
                                                                std::int64_t low,
                                                                std::int64_t high);

/// The systems that the endpoints besides transcoord take.
inline constexpr geo::System kUsualSystems[] = {geo::System::wgs84, geo::System::wcongnamul,
                                                geo::System::congnamul, geo::System::wtm,
                                                geo::System::tm};
/// Names count in any case; WGS84 when absent.
[[nodiscard]] Located<geo::System> read_system(const wire::Form& form, std::string_view name,
                                               std::span<const geo::System> taken);

/// Parameters x and y. Errors: missing_parameter, invalid_argument.
[[nodiscard]] Located<geo::XY> read_xy(const wire::Form& form);

/// "1.5" and the like, whole; no infinity.
[[nodiscard]] std::optional<double> parse_double(std::string_view text);

}  // namespace haetae::kakao
