// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tl/expected.hpp>
#include <type_traits>
#include <utility>

namespace haetae::base {

/// A value or an error, for everything that may fail on input or environment. Exceptions are kept
/// for bugs and exhaustion. `has_value()` is the question; there is no surprising success value.
template <class T, class E>
using Outcome = tl::expected<T, E>;

/// Makes the error side of an Outcome: `return fail(TokenError::invalid_grant);`
template <class E>
[[nodiscard]] constexpr auto fail(E&& error) {
  return tl::unexpected<std::decay_t<E>>(std::forward<E>(error));
}

}  // namespace haetae::base
