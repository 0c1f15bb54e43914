// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/oidc/errors.hpp"
#include "haetae/oidc/id_token.hpp"
#include "haetae/oidc/logout.hpp"
#include "haetae/wire/message.hpp"

#include <string_view>

// Errors of kauth: one row per fault of the protocol core (spec kakao-login §2.3).

namespace haetae::kakao {

/// What a client is told: `{"error","error_description","error_code"}`.
struct KoeAnswer {
  std::string_view code;  ///< "KOE320"
  std::string_view error;
  int status = 400;
  std::string_view description;  ///< `{}` stands for a value of the request
};
[[nodiscard]] const KoeAnswer& koe_of(oidc::TokenFault fault);
[[nodiscard]] const KoeAnswer& koe_of(oidc::TokenInfoFault fault);

/// What a person is told on a page.
struct KoePage {
  std::string_view code;  ///< empty for faults that are only told by redirect
  int status = 400;
};
[[nodiscard]] const KoePage& koe_of(oidc::AuthorizeFault fault);
[[nodiscard]] const KoePage& koe_of(oidc::LogoutFault fault);

/// Values of a request that an answer repeats are cut to this many bytes.
inline constexpr std::size_t kEchoLengthMax = 512;

/// `value`: put where the description has `{}`.
[[nodiscard]] wire::Response koe_response(const KoeAnswer& answer, std::string_view value = {});

}  // namespace haetae::kakao
