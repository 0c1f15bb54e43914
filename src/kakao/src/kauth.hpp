// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/kakao/rows.hpp"

// Handlers of kauth (spec kakao-login §2).

namespace haetae::kakao {

// browser.cpp: where a person's browser is sent
[[nodiscard]] wire::Response authorize_page(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response logout_page(const Parts& parts, const wire::Request& request);

// tokens.cpp: what clients call
[[nodiscard]] wire::Response exchange_token(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response refuse_get(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response id_token_info(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response key_set(const Parts& parts, const wire::Request& request);

// sdk.cpp: what only Kakao's own SDKs call
[[nodiscard]] wire::Response make_agt(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response prepare_authorize(const Parts& parts, const wire::Request& request);

// popup.cpp: the popup of the JavaScript SDK
[[nodiscard]] wire::Response popup_outcome(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response popup_done(const Parts& parts, const wire::Request& request);

}  // namespace haetae::kakao
