// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/wire/form.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace haetae::oidc {

/// OpenID Core §3.1.2.1: whole seconds, at most ten digits.
[[nodiscard]] std::optional<base::Seconds> parse_max_age(std::string_view text);

/// Whether any of the names occurs more than once (RFC 6749 §3.1, §3.2).
[[nodiscard]] bool any_repeated(const wire::Form& form, std::span<const std::string_view> names);

}  // namespace haetae::oidc
