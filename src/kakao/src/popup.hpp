// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/kakao/rows.hpp"

#include <string_view>

namespace haetae::kakao {

/// Whether the outcome of this authorization request may wait for whoever knows its auth_tran_id:
/// a popup of the JavaScript key that a page of the site itself opened, as Referer says. A
/// stranger who lures somebody to an address of their own making, knowing its auth_tran_id, must
/// not learn the code; a foreign page cannot claim the site's origin.
[[nodiscard]] bool is_popup_of_site(const Parts& parts, const wire::Request& request,
                                    const wire::Form& form);

/// The form without the fields of that name.
[[nodiscard]] wire::Form without(const wire::Form& form, std::string_view name);

}  // namespace haetae::kakao
