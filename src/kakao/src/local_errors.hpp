// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/wire/message.hpp"

#include <string>
#include <string_view>

// Errors of the Local API (spec kakao-local §8).

namespace haetae::kakao {

/// How an answer is written: `.json` or none, and `.xml`.
enum class LocalFormat { json, xml };

/// `errorType`; local_errors.cpp has the status of each.
enum class LocalFault {
  missing_parameter,
  invalid_argument,
  access_denied,
  not_authorized,
  request_throttled,
  service_unavailable,
};

struct LocalError {
  LocalFault fault{};
  std::string message;
};

template <class T>
using Located = base::Outcome<T, LocalError>;

/// "query parameter required"
[[nodiscard]] LocalError missing(std::string_view parameter);
[[nodiscard]] LocalError invalid(std::string message);

[[nodiscard]] wire::Response local_response(const LocalError& error, LocalFormat format);
/// 200 with the headers of the API.
[[nodiscard]] wire::Response local_response(std::string body, LocalFormat format);

}  // namespace haetae::kakao
