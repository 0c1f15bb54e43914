// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/ids.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::accounts {

enum class Requirement { required, optional_, while_using, off };

/// A consent item of an app (spec kakao-login §1, scope ids).
struct ConsentItem {
  std::string id;
  Requirement requirement = Requirement::optional_;
  friend bool operator==(const ConsentItem&, const ConsentItem&) = default;
};

struct ServiceTerm {
  std::string tag;
  std::string title;
  std::string url;
  bool required = false;
  base::Instant created_at{};
  base::Instant updated_at{};
  friend bool operator==(const ServiceTerm&, const ServiceTerm&) = default;
};

/// Seconds; nothing = the default of the key's kind (rest 6 h, javascript 2 h, native 12 h).
struct TokenLifetimes {
  std::optional<std::int64_t> access, refresh, code;
  friend bool operator==(const TokenLifetimes&, const TokenLifetimes&) = default;
};

/// What an app may do with the Local API (addresses and places). Limits are calls; 0 = no limit.
struct LocalApi {
  static constexpr std::int64_t kPerDay = 100'000;  ///< of each of its six endpoints
  static constexpr std::int64_t kPerSecond = 1'000;

  bool enabled = true;
  std::optional<std::int64_t> per_day, per_second;  ///< nothing = the defaults
  friend bool operator==(const LocalApi&, const LocalApi&) = default;
};

/// A site's registration, as Kakao's console knows it (spec kakao-login §1).
struct App {
  AppNumber number = 0;
  std::string name;
  std::string rest_api_key, javascript_key, native_app_key, admin_key;  ///< 32 hex digits each
  std::string client_secret;  ///< 32 letters and digits; in memory only, sealed in the store
  bool client_secret_required = true;
  std::vector<std::string> redirect_uris;
  std::vector<std::string> logout_redirect_uris;
  std::vector<std::string> site_domains;  ///< origins that may use the JavaScript key
  std::vector<std::string> allowed_ips;   ///< for kapi and the Local API; empty = any
  std::vector<ConsentItem> consent_items;
  std::vector<ServiceTerm> service_terms;
  std::vector<std::string> property_keys;  ///< app-defined user properties
  std::vector<std::string> team_members;   ///< e-mails; filled = test mode (KOE005 for others)
  bool login_enabled = true;
  bool oidc_enabled = true;
  bool id_token_unasked = false;  ///< an ID token also when no scope was given, as Kakao does
  bool auto_link = true;
  bool require_pkce = false;
  bool client_credentials = false;
  bool legacy_user_me = true;  ///< answers /v1/user/me
  std::string id_token_algorithm = "RS256";
  TokenLifetimes lifetimes;
  LocalApi local;
  std::string unlink_webhook;  ///< URL; empty = none
  std::string unlink_webhook_method = "POST";
  std::string event_webhook;  ///< URL for security event tokens; empty = none
  base::Instant created_at{};
  base::Instant updated_at{};
  friend bool operator==(const App&, const App&) = default;
};

/// Whether a caller's IP address may call for the app: it is in `allowed_ips`, or the list is
/// empty. Addresses are compared as numbers, since IPv6 has many spellings and IPv4 also a mapped
/// one.
[[nodiscard]] bool allows_address(const App& app, std::string_view address);

/// The document form that a store keeps. Client secret and admin key are NOT in it; the store
/// record carries them sealed beside it.
[[nodiscard]] std::string to_document(const App& app);
[[nodiscard]] std::optional<App> app_from_document(std::string_view document);

/// What a store keeps of an app.
struct AppRecord {
  AppNumber number = 0;
  std::string name;
  std::string document;        ///< to_document
  std::string sealed_secrets;  ///< crypto::Sealer, purpose "app-secrets": admin key, client secret
  base::Instant created_at{};
  base::Instant updated_at{};
  friend bool operator==(const AppRecord&, const AppRecord&) = default;
};

}  // namespace haetae::accounts
