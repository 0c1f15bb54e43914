// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/wire/form.hpp"
#include "kapi_errors.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Readers for the parameters of kapi. All errors are bad_parameter.

namespace haetae::kakao {

/// A whole decimal number below 2^53 without sign or spaces.
[[nodiscard]] std::optional<std::int64_t> parse_number(std::string_view text);

struct NumberRange {
  std::int64_t preset, least, most;
};
/// `preset` when the parameter is not given.
[[nodiscard]] Called<std::int64_t> number_of(const wire::Form& form, std::string_view name,
                                             NumberRange range);

/// True for `true`, in any case.
[[nodiscard]] bool flag_of(const wire::Form& form, std::string_view name);

/// At most this many names or numbers in a list.
inline constexpr std::size_t kListMax = 256;

/// A JSON array of texts, or the same joined by commas: documents show the first, web code of
/// react-native sends the second. nullopt: not given.
[[nodiscard]] Called<std::optional<std::vector<std::string>>> names_of(const wire::Form& form,
                                                                       std::string_view name);

/// A JSON array of user numbers, as numbers or as decimal texts; each once, in the order given.
[[nodiscard]] Called<std::vector<std::int64_t>> numbers_of(const wire::Form& form,
                                                           std::string_view name);

using Properties = std::vector<std::pair<std::string, std::string>>;
/// `properties`: a JSON object of texts; numbers and booleans count as their text.
/// nullopt: not given.
[[nodiscard]] Called<std::optional<Properties>> properties_of(const wire::Form& form);

}  // namespace haetae::kakao
