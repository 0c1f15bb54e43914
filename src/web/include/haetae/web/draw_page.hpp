// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/entropy.hpp"
#include "haetae/web/rows.hpp"
#include "haetae/wire/json.hpp"
#include "haetae/wire/message.hpp"

#include <functional>
#include <string_view>

namespace haetae::web {

/// Draws a page of web/pages for another surface, in the visitor's language and with the shell and
/// headers of all pages. An object of the view that has a member `msg` gets the string of that name
/// as its `text`, since only here it is known in which language.
[[nodiscard]] std::function<wire::Response(const wire::Request&, std::string_view page,
                                           const wire::Json& view)>
page_drawer(const Options& options, base::Entropy& entropy);

}  // namespace haetae::web
