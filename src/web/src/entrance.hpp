// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "shell.hpp"

#include <memory>

// The pages by which people come in and go out, and the pages of a flow. One function a row.

namespace haetae::web {

[[nodiscard]] wire::Response show_sign_in(Page& page);
[[nodiscard]] wire::Response take_sign_in(Page& page);
[[nodiscard]] wire::Response cancel_sign_in(Page& page);
[[nodiscard]] wire::Response show_reauth(Page& page);
[[nodiscard]] wire::Response take_reauth(Page& page);

[[nodiscard]] wire::Response passkey_options(Page& page, const wire::Json& body);
[[nodiscard]] wire::Response passkey_sign_in(Page& page, const wire::Json& body);

[[nodiscard]] wire::Response show_sign_up(Page& page);
[[nodiscard]] wire::Response take_sign_up(Page& page);
[[nodiscard]] wire::Response take_sign_up_code(Page& page);
[[nodiscard]] wire::Response show_passkey_offer(Page& page);
[[nodiscard]] wire::Response take_passkey_offer(Page& page);

[[nodiscard]] wire::Response show_reset(Page& page);
[[nodiscard]] wire::Response take_reset(Page& page);
[[nodiscard]] wire::Response take_reset_code(Page& page);

[[nodiscard]] wire::Response show_select_account(Page& page);
[[nodiscard]] wire::Response take_select_account(Page& page);
[[nodiscard]] wire::Response show_consent(Page& page);
[[nodiscard]] wire::Response take_consent(Page& page);
[[nodiscard]] wire::Response show_sign_out(Page& page);
[[nodiscard]] wire::Response take_sign_out(Page& page);

/// The answer to a guess that came too soon: 429 with Retry-After, and when to try again.
void slow_down(Page& page, base::Seconds retry_after);
[[nodiscard]] wire::Response with_retry_after(wire::Response response, base::Seconds retry_after);

/// `path?flow=…` or `path?next=…`, so that links keep what the page carries.
[[nodiscard]] std::string carried(const Page& page, std::string_view path);

}  // namespace haetae::web
