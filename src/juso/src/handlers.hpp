// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/juso/rows.hpp"

// One handler per path.

namespace haetae::juso {

[[nodiscard]] wire::Response search(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response search_jsonp(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response search_english(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response coordinates(const Parts& parts, const wire::Request& request);
[[nodiscard]] wire::Response details(const Parts& parts, const wire::Request& request);
/// The window in which a person looks for an address; `with_coordinates` for addrCoordUrl.do.
[[nodiscard]] wire::Response popup(const Parts& parts, const wire::Request& request,
                                   bool with_coordinates);

}  // namespace haetae::juso
