// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/authorizations.hpp"
#include "haetae/accounts/browser.hpp"
#include "haetae/web/rows.hpp"
#include "haetae/wire/json.hpp"
#include "renderer.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haetae::web {

inline constexpr std::string_view kLanguageCookie = "haetae-language";
inline constexpr base::Seconds kLanguageKept = std::chrono::hours{24 * 365};
/// What the page after a redirect says once ("Your profile is saved"): a message key.
inline constexpr std::string_view kNoticeCookie = "haetae-notice";

/// One request for a page: who asks, in which language, in which flow, and the view being built.
/// Everything that a page needs beyond its own business is done here.
class Page {
 public:
  Page(const Parts& parts, const wire::Request& request, accounts::Browser browser);

  const Parts& parts;
  const wire::Request& request;
  accounts::Browser browser;
  wire::Form form;  ///< body of a POST, query of a GET
  std::string language;
  std::string nonce;
  std::string sealed_flow;  ///< as it came; empty = none
  std::string next;         ///< a place of ours to go to afterwards; empty = none
  std::optional<accounts::Authorizations::View> flow;
  View view;

  [[nodiscard]] std::string text(std::string_view key, std::string_view value = {}) const {
    return message(language, key, value);
  }
  /// Takes over a sealed flow and a place to go to, from wherever they came.
  void carry(std::string flow_text, std::string_view next_text);
  /// Somebody has come in through a form or a passkey: from now on the page speaks to them.
  void enter(const accounts::Entrance& entrance);
  /// The browser's binding where it is new, and the session of who has come in.
  void add_cookies(wire::Response& response) const;
  /// Where they go next: on with the flow, to `next`, or to the account page.
  [[nodiscard]] wire::Response onward(std::string_view notice_key = {});

  /// Whether the form's token fits the session or browser (threats 42, 46).
  [[nodiscard]] bool csrf_is_right() const;
  [[nodiscard]] std::string csrf() const;

  /// Notes a mistake: in the summary, and at its field when it has one.
  void complain(std::string_view name, std::string_view words);
  [[nodiscard]] bool has_complaints() const { return !complaints_.empty(); }
  /// A field's value as typed, shown again.
  void keep_value(std::string_view name, std::string_view value);
  /// A switch that belongs to a name, like the lunar calendar to the date of birth.
  void keep_flag(std::string_view name, std::string_view flag, bool set);

  /// The page; 400 when complaints were noted, unless `status` says otherwise.
  [[nodiscard]] wire::Response show(std::string_view name, int status = 0);
  /// 303 to a place of ours or of a site; with a notice for the next page.
  [[nodiscard]] wire::Response go(std::string_view location, std::string_view notice_key = {});
  /// To the sign-in page and back: to this page, or to the account after a POST, whose form nobody
  /// sends again.
  [[nodiscard]] wire::Response go_to_sign_in();
  /// Where an authorization goes next, or the error page it ended on.
  [[nodiscard]] wire::Response follow(const accounts::Authorizations::Answer& answer);
  /// A plain notice: "not_found", "flow_expired", "busy", … (strings msg_status_…).
  [[nodiscard]] wire::Response status(int code, std::string_view asked);

 private:
  void finish(wire::Response& response) const;
  void add_shell();

  std::optional<accounts::Entrance> entered_;
  std::vector<std::pair<std::string, std::string>> complaints_;
  std::vector<std::pair<std::string, View>> fields_;
  View& field(std::string_view name);
};

/// `{location}` for scripts (web/src/server.ts).
[[nodiscard]] wire::Response json_location(std::string_view location);
/// `{error:{code,message}}`, with the message in the page's language.
[[nodiscard]] wire::Response json_error(const Page& page, int status, std::string_view code,
                                        std::string_view message_key);

using JsonHandler = wire::Response (*)(Page&, const wire::Json& body);

/// A row's handler for scripts of ours: demands a JSON object as application/json, which no foreign
/// page can send without a preflight that is never granted (threat 46). Carries `flow` and `next`.
[[nodiscard]] wire::Handler json_handler(std::shared_ptr<const Parts> parts, JsonHandler handle);

using PageHandler = wire::Response (*)(Page&);

/// For whom a row is: strangers at a row for members go to the sign-in page first.
enum class Who { anybody, member };

/// A row's handler: reads the browser, opens the flow, checks the token of a POST, calls `handle`.
[[nodiscard]] wire::Handler page_handler(std::shared_ptr<const Parts> parts, PageHandler handle,
                                         Who who = Who::anybody);

/// `path?next=…`: a page that leads on to `place`.
[[nodiscard]] std::string leading_to(std::string_view path, std::string_view place);

/// The headers every page has: CSP with the nonce, framing, caching, opener policy.
void add_page_headers(wire::Response& response, std::string_view nonce);

/// `app` of VIEWS.md.
[[nodiscard]] View app_view(const accounts::App& app);
/// `person` of VIEWS.md.
[[nodiscard]] View person_view(const accounts::Person& person, std::string_view public_url,
                               std::string_view language);

[[nodiscard]] std::string new_nonce(base::Entropy& entropy);

}  // namespace haetae::web
