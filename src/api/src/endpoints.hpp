// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/api/rows.hpp"

// Handlers of the standard surface, one per endpoint.

namespace haetae::api {

[[nodiscard]] wire::Response authorize_page(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response end_session(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response exchange_token(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response introspect_token(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response revoke_token(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response userinfo_of(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response key_set(const Parts& parts, const wire::Request& request);

}  // namespace haetae::api
