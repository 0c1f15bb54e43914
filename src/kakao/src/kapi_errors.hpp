// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/wire/message.hpp"

#include <string>
#include <string_view>
#include <vector>

// Errors of kapi (spec kakao-login §3.5).

namespace haetae::kakao {

/// The codes that this server has a cause for, and their names there.
enum class KapiCode : int {
  internal = -1,
  bad_parameter = -2,
  not_enabled = -3,
  restricted = -4,
  retired = -9,
  limit_exceeded = -10,
  not_linked = -101,
  already_linked = -102,
  unknown_property = -201,
  unauthorized = -401,
  insufficient_scope = -402,
};
[[nodiscard]] int http_status(KapiCode code);

/// How the caller tried to show who it is; the challenge of a 401 names it.
enum class Scheme { bearer, kakao_ak };

struct KapiError {
  KapiCode code{};
  std::string msg;
  Scheme scheme = Scheme::bearer;
  // Of insufficient_scope alone.
  std::string api_type = {};
  std::vector<std::string> required_scopes = {};
  std::vector<std::string> allowed_scopes = {};
};

/// A value, or what to tell the caller instead.
template <class T>
using Called = base::Outcome<T, KapiError>;

/// Shortcuts for the texts that several endpoints share.
[[nodiscard]] KapiError bad_parameter(std::string_view name, std::string_view what);
[[nodiscard]] KapiError store_unavailable();
[[nodiscard]] KapiError not_linked();
/// -3: `scopes` are consent items that the app has not set up, `api` the name of the call.
[[nodiscard]] KapiError scopes_disabled(const std::vector<std::string>& scopes,
                                        std::string_view api);
/// `[a, b]`
[[nodiscard]] std::string bracketed(const std::vector<std::string>& names);

[[nodiscard]] wire::Response kapi_response(const KapiError& error);

}  // namespace haetae::kakao
