// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::oidc {

/// Two protocol surfaces over one core, with the same apps and keys: what Kakao speaks
/// (spec kakao-login) and what the standards say.
enum class Surface { kakao, standard };
[[nodiscard]] std::string_view to_text(Surface surface);  // "kakao", "standard"
[[nodiscard]] std::optional<Surface> surface_from_text(std::string_view text);

/// When a refresh answers with a new refresh token.
enum class Rotation {
  always,
  /// Confidential clients only in the last 30 days, public ones always (threat 10).
  near_expiry_when_confidential
};

/// Everything in which the surfaces differ, as data. Rules ask this, never the Surface itself.
struct SurfacePolicy {
  Surface surface = Surface::standard;
  std::string_view issuer_suffix;  ///< appended to the configured issuer

  // Client authentication (RFC 6749 §2.3.1). `client_secret_post` and `none` exist on both.
  bool accepts_basic = false;
  /// A secret sent by a client that needs none is ignored: passport-kakao sends `kakao`.
  bool ignores_needless_secret = false;

  // Authorization request
  bool errors_to_page = false;         ///< only access_denied and prompt errors are redirected
  bool sends_iss = false;              ///< RFC 9207
  bool comma_lists = false;            ///< scope and prompt may be joined by comma
  bool refuses_unknown_scope = false;  ///< KOE205; otherwise ignored (OpenID Core §3.1.2.1)
  bool ignores_unsupported = false;   ///< request, request_uri, response_mode: ignored, not refused
  bool loopback_port_varies = false;  ///< of native keys (RFC 8252 §7.3)
  bool pkce_for_public = false;       ///< required of public clients (RFC 9700 §2.1.1)
  bool challenge_method_optional = false;    ///< omitted means S256; `plain` exists nowhere
  bool honours_login_hint_mismatch = false;  ///< prompt=none and another account named

  // Token endpoint
  bool redirect_uri_optional = false;  ///< absent is tolerated, different never
  bool id_token_by_default = false;    ///< without scope, when the app has OpenID Connect on
  bool standard_scopes =
      false;  ///< profile, email, phone, address, offline_access as OpenID has them
  bool scope_is_all_agreed = false;  ///< tokens carry all that the person agreed to
  /// A REST key may use the codes and refresh tokens of its app's other keys: sites ask for the
  /// code with the JavaScript key and exchange it on the server. Never the other way round.
  bool rest_key_redeems = false;
  bool grants_to_clients = false;  ///< client_credentials exists
  bool refresh_answer_has_scope = true;
  bool answers_refresh_expiry = false;  ///< `refresh_token_expires_in`
  base::Seconds reported_short{0};      ///< Kakao's expires_in is one second short (21599)
  std::string_view token_type;          ///< "bearer" or "Bearer"

  Rotation rotation = Rotation::always;
  base::Seconds code_lifetime{60};
  /// Nothing refreshes after this much time since the sign-in; 0 = no end (as Kakao).
  base::Seconds refresh_absolute_max{0};
  /// Logout needs client_id and a redirect, and always asks the person (kakao-login §2.4).
  bool logout_names_client = false;
  bool rich_id_token = false;  ///< at_hash, email_verified, amr, acr, sid
};

inline constexpr SurfacePolicy kKakaoPolicy{
    .surface = Surface::kakao,
    .issuer_suffix = "",
    .accepts_basic = false,
    .ignores_needless_secret = true,
    .errors_to_page = true,
    .sends_iss = false,
    .comma_lists = true,
    .refuses_unknown_scope = true,
    .ignores_unsupported = true,
    .loopback_port_varies = false,
    .pkce_for_public = false,
    .challenge_method_optional = true,
    .honours_login_hint_mismatch = false,
    .redirect_uri_optional = true,
    .id_token_by_default = true,
    .standard_scopes = false,
    .scope_is_all_agreed = true,
    .rest_key_redeems = true,
    .grants_to_clients = false,
    .refresh_answer_has_scope = false,
    .answers_refresh_expiry = true,
    .reported_short = base::Seconds{1},
    .token_type = "bearer",
    .rotation = Rotation::near_expiry_when_confidential,
    .code_lifetime = base::Seconds{600},
    .refresh_absolute_max = base::Seconds{0},
    .logout_names_client = true,
    .rich_id_token = false,
};

inline constexpr SurfacePolicy kStandardPolicy{
    .surface = Surface::standard,
    .issuer_suffix = "/oidc",
    .accepts_basic = true,
    .ignores_needless_secret = false,
    .errors_to_page = false,
    .sends_iss = true,
    .comma_lists = false,
    .refuses_unknown_scope = false,
    .ignores_unsupported = false,
    .loopback_port_varies = true,
    .pkce_for_public = true,
    .challenge_method_optional = false,
    .honours_login_hint_mismatch = true,
    .redirect_uri_optional = false,
    .id_token_by_default = false,
    .standard_scopes = true,
    .scope_is_all_agreed = false,
    .rest_key_redeems = false,
    .grants_to_clients = true,
    .refresh_answer_has_scope = true,
    .answers_refresh_expiry = false,
    .reported_short = base::Seconds{0},
    .token_type = "Bearer",
    .rotation = Rotation::always,
    .code_lifetime = base::Seconds{60},
    .refresh_absolute_max = base::Seconds{365LL * 24 * 3600},
    .logout_names_client = false,
    .rich_id_token = true,
};

[[nodiscard]] constexpr const SurfacePolicy& policy_of(Surface surface) {
  return surface == Surface::kakao ? kKakaoPolicy : kStandardPolicy;
}

/// The issuer of a surface: `https://id.example.kr` and `https://id.example.kr/oidc`.
[[nodiscard]] std::string issuer_of(std::string_view configured_issuer, Surface surface);

/// How long the predecessor of a refresh token still answers with the same successor.
inline constexpr base::Seconds kRefreshGrace{30};
inline constexpr base::Seconds kRefreshNearExpiry{30LL * 24 * 3600};

}  // namespace haetae::oidc
