// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "demo_client.hpp"
#include "demo_session.hpp"
#include "haetae/web/demo_page.hpp"

#include <string>

namespace haetae::app {

/// What the demo's page shows of a session: both calls as they went, and the ID token laid open.
[[nodiscard]] web::DemoView::Session demo_session_view(const DemoSession& session,
                                                       const DemoClient::Answer& me,
                                                       const web::DemoFacts& facts);

/// JSON for people: two blanks a level, a line a member.
[[nodiscard]] std::string pretty_json(const wire::Json& json);

}  // namespace haetae::app
