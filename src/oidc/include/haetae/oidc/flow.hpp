// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/crypto/seal.hpp"
#include "haetae/oidc/ids.hpp"
#include "haetae/oidc/scope.hpp"
#include "haetae/oidc/surface.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::oidc {

/// OpenID Connect Core §3.1.2.1 and Initiating User Registration §4.1 (create).
struct Prompts {
  bool none = false;
  bool login = false;
  bool consent = false;
  bool select_account = false;
  bool create = false;
  friend bool operator==(const Prompts&, const Prompts&) = default;
};

/// A checked authorization request on its way through sign-in and consent. It travels sealed in the
/// browser (design: life of a sign-in), so nothing here needs a store and no step dies with a site.
struct Flow {
  Surface surface = Surface::standard;
  AppId app;
  ClientId client_id;
  std::string redirect_uri;
  Scopes scopes;  ///< as asked; empty = not given
  std::optional<std::string> state;
  std::string nonce;      ///< empty = not sent
  std::string challenge;  ///< PKCE S256, 43 characters; empty = none
  Prompts prompts;
  std::optional<base::Seconds> max_age;
  std::string login_hint;
  std::string ui_locales;
  std::vector<std::string> service_terms;  ///< tags asked for; empty = the app's default set
  std::string hinted_subject;              ///< `sub` of a verified id_token_hint; empty = none
  std::string auth_tran_id;                ///< Kakao JS SDK popup, polled at /apiweb/code.json
  base::Instant requested_at{};
  base::Instant expires_at{};
  /// base64url SHA-256 of the browser's flow cookie: a sealed flow works only in the browser that
  /// began it (threats 42, 17).
  std::string browser;

  // Steps done. Each is bound to the person who did it, so that a change of account undoes it.
  std::string selected_by;   ///< person who chose "continue as"
  std::string consented_by;  ///< person who finished the consent page of this flow

  friend bool operator==(const Flow&, const Flow&) = default;
};

inline constexpr base::Seconds kFlowLifetime{3600};
inline constexpr std::size_t kStateLengthMax = 2048;
inline constexpr std::size_t kNonceLengthMax = 144;
inline constexpr std::size_t kHintLengthMax = 320;
inline constexpr std::size_t kServiceTermsMax = 64;

/// Compact, versioned bytes; what seal_flow seals.
[[nodiscard]] std::string to_bytes(const Flow& flow);
/// nullopt for anything that to_bytes cannot have made.
[[nodiscard]] std::optional<Flow> flow_from_bytes(std::string_view bytes);

/// Sealed text [A-Za-z0-9_-], purpose "flow"; a kilobyte or so with a common state.
[[nodiscard]] std::string seal_flow(const crypto::Sealer& sealer, const Flow& flow);
/// nullopt when forged, of another purpose, expired, or begun in another browser.
[[nodiscard]] std::optional<Flow> open_flow(const crypto::Sealer& sealer, std::string_view sealed,
                                            std::string_view browser_cookie, base::Instant now);

/// The value for Flow::browser.
[[nodiscard]] std::string browser_digest(std::string_view browser_cookie);

}  // namespace haetae::oidc
