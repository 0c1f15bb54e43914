// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/oidc/client.hpp"
#include "haetae/oidc/id_token.hpp"
#include "haetae/oidc/surface.hpp"
#include "haetae/wire/form.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::oidc {

/// A request to end the session: OpenID RP-Initiated Logout 1.0 §2, or Kakao's /oauth/logout
/// (client_id, logout_redirect_uri, state; spec kakao-login §2.4).
struct LogoutRequest {
  std::string id_token_hint, client_id, redirect_uri, logout_hint, ui_locales;
  std::optional<std::string> state;
  bool repeated = false;
};
[[nodiscard]] LogoutRequest read_logout_request(const wire::Form& form,
                                                const SurfacePolicy& policy);

/// All are told on a page, never by redirect (threat 14).
enum class LogoutFault {
  parameter_repeated,
  client_missing,             ///< a redirect without a known client; Kakao: KOE207
  client_unknown,             ///< KOE101
  redirect_uri_missing,       ///< Kakao only: KOE207
  redirect_uri_unregistered,  ///< KOE007
  client_mismatch             ///< client_id is not whom the id_token was for
};
[[nodiscard]] std::string_view to_text(LogoutFault fault);

struct LogoutFacts {
  const Client* client = nullptr;  ///< of client_id, or of the hint when no client_id was sent
  /// Verified, or nothing. A hint that does not verify counts as none, since keys retire: the
  /// person is then asked.
  std::optional<IdTokenHint> hint;
  bool signed_in = false;
  std::string subject_at_client;  ///< the session's person at that client; empty = not linked
};

/// Whether a person must be asked first. A logout is done unasked only when a verified id_token
/// names the person who is signed in: a foreign page cannot sign anyone out (threat 46).
enum class LogoutAction { ask, end_session, nothing_to_end };

struct LogoutPlan {
  LogoutAction action = LogoutAction::ask;
  std::string location;  ///< where to go afterwards, state added; empty = our own page
};

/// Judges by the rows of At::logout. The Kakao surface always asks (its choice page).
[[nodiscard]] base::Outcome<LogoutPlan, LogoutFault> plan_logout(const LogoutRequest& request,
                                                                 const LogoutFacts& facts,
                                                                 const SurfacePolicy& policy);

}  // namespace haetae::oidc
