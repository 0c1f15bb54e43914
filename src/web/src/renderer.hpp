// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/wire/message.hpp"

#include <kainjow/mustache.hpp>
#include <string>
#include <string_view>

namespace haetae::web {

/// A page's view model (web/VIEWS.md).
using View = kainjow::mustache::data;
using ViewList = kainjow::mustache::list;

/// Renders a page of the web build. Templates are parsed once per thread and language.
/// Aborts when there is no such page: names are the code's, never the visitor's.
[[nodiscard]] std::string render(std::string_view page, std::string_view language, View& view);

/// A string that the server picks itself (`msg_…`), with `{name}` replaced by `value`; of the
/// fallback key when there is none of that name, or empty.
[[nodiscard]] std::string message(std::string_view language, std::string_view key,
                                  std::string_view value = {});
[[nodiscard]] bool has_message(std::string_view language, std::string_view key);

/// `{iso, text}` of an instant in Korean civil time, "2026. 3. 2. 17:12" or "2 Mar 2026, 17:12".
[[nodiscard]] View time_view(base::Instant instant, std::string_view language, bool with_clock);

/// "ko" or "en": `lang` of the query, the language cookie, `ui_locales`, Accept-Language, in that
/// order.
[[nodiscard]] std::string language_of(const wire::Request& request, std::string_view ui_locales,
                                      std::string_view fallback);

}  // namespace haetae::web
