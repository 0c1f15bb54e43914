// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/secret.hpp"
#include "haetae/crypto/key.hpp"
#include "haetae/oidc/ids.hpp"
#include "haetae/oidc/surface.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::oidc {

/// Which of an app's keys this is (spec kakao-login §1). An admin key is never an OAuth client.
enum class KeyKind { rest, javascript, native, admin };

/// How an app has set up a consent item. `while_using` is asked only when named in `scope`.
enum class Requirement { required, optional_, while_using, off };

struct ConsentItem {
  std::string id;
  Requirement requirement = Requirement::optional_;
  friend bool operator==(const ConsentItem&, const ConsentItem&) = default;
};

struct ServiceTerm {
  std::string tag;
  bool required = false;
  friend bool operator==(const ServiceTerm&, const ServiceTerm&) = default;
};

/// The grants a key may use (RFC 6749 §1.3). Implicit and password do not exist (threats 6, 7).
struct GrantTypes {
  bool authorization_code = true;
  bool refresh_token = true;
  bool client_credentials = false;
};

/// Overrides of the app; nothing = the default of key kind and surface.
struct Lifetimes {
  std::optional<base::Seconds> access, refresh, code;
};

/// What the core needs to know of an app key. Move-only, since it holds secrets: keep one shared
/// immutable instance per key and pass it by reference.
struct Client {
  AppId app;
  ClientId id;
  KeyKind kind = KeyKind::rest;
  /// Any of these authenticates; several while a rotation overlaps. Only REST keys have secrets.
  std::vector<base::SecretText> secrets;
  bool secret_required = true;
  std::vector<std::string> redirect_uris;
  std::vector<std::string> post_logout_redirect_uris;
  std::vector<ConsentItem> consent_items;
  std::vector<ServiceTerm> service_terms;
  GrantTypes grant_types;
  Lifetimes lifetimes;
  crypto::Algorithm id_token_algorithm = crypto::Algorithm::rs256;
  bool login_enabled = true;  ///< off: KOE004
  bool oidc_enabled =
      true;  ///< the console's OpenID Connect switch; read on the Kakao surface only
  /// Kakao surface: an id_token also when no scope was given, as Kakao issues them. Off keeps
  /// clients working that refuse an id_token they did not ask for (Auth.js).
  bool id_token_unasked = true;
  bool auto_link = true;
  bool require_pkce = false;
};

/// A client that can keep a secret and must show it (RFC 6749 §2.1): a REST key with secret ON.
[[nodiscard]] bool is_confidential(const Client& client);

/// nullptr when the app has not configured the item, or has it off.
[[nodiscard]] const ConsentItem* find_item(const Client& client, std::string_view id);

/// Lifetimes in force (spec kakao-login §4): access rest 6 h, javascript 2 h, native 12 h; refresh
/// 60 d; code 10 min on the Kakao surface, 60 s on the standard one. The id_token lives as long as
/// the access token.
[[nodiscard]] base::Seconds access_lifetime(const Client& client);
[[nodiscard]] base::Seconds refresh_lifetime(const Client& client);
[[nodiscard]] base::Seconds code_lifetime(const Client& client, const SurfacePolicy& policy);

}  // namespace haetae::oidc
