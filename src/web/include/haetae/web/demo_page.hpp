// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/entropy.hpp"
#include "haetae/web/rows.hpp"
#include "haetae/wire/message.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haetae::web {

/// One call that the demo site made.
struct DemoExchange {
  std::string method, path;
  int status = 0;                 ///< 0: no answer
  std::string about;              ///< names the text `msg_demo_about_…`: "token", "refresh", "me"
  std::string request, response;  ///< as they are to be shown; empty: not shown
  bool open = false;
  std::string testid;
};

/// What the page of the made-up site shows.
struct DemoView {
  struct Session {
    std::string nickname, picture_url;
    std::vector<DemoExchange> exchanges;
    std::vector<std::pair<std::string, std::string>> claims;  ///< of the checked ID token
  };
  std::optional<Session> session;
  std::string csrf;   ///< comes back with the site's forms
  std::string error;  ///< what the server said instead of signing in: "access_denied"
};

/// Draws the page in the visitor's language, with the notice that set_demo_notice left.
[[nodiscard]] wire::Response demo_page(const Options& options, base::Entropy& entropy,
                                       const wire::Request& request, const DemoView& given);

/// Lets the next page say `msg_demo_<name>` once: "refreshed", "signed_out", "unlinked".
void set_demo_notice(wire::Response& response, const wire::Request& request, std::string_view name);

}  // namespace haetae::web
