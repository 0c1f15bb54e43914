// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/oidc/ids.hpp"
#include "haetae/oidc/scope.hpp"
#include "haetae/oidc/surface.hpp"
#include "haetae/wire/json.hpp"

#include <string>
#include <string_view>

namespace haetae::oidc {

/// What the server knows of a person, before scopes cut it down. Empty = not known.
struct PersonClaims {
  std::string nickname;
  std::string picture;    ///< absolute URL, 640×640
  std::string thumbnail;  ///< absolute URL, 110×110: Kakao's `picture`
  std::string email;
  bool email_verified = false;  ///< verified and valid
  std::string name;
  std::string gender;        ///< "female", "male"
  std::string birthyear;     ///< YYYY
  std::string birthday;      ///< MMDD
  std::string phone_number;  ///< "+82 10-1234-5678"
  std::string language;      ///< "ko", "en"
};

/// Members of the userinfo answer (OpenID Core §5.1, §5.3).
/// Kakao (spec kakao-login §3.4): sub, name, nickname, picture (thumbnail), email, email_verified,
/// gender, birthdate (`YYYY-MM-DD`, `0000-MM-DD`, `YYYY`), phone_number, phone_number_verified.
/// Standard: sub, then by scope name, nickname, picture, locale; email, email_verified;
/// phone_number in E.164.
/// A value is told only when the token's `scopes` cover its item and the person agrees to the item
/// now (`agreed_items`): a withdrawn consent works at once.
[[nodiscard]] wire::Json userinfo_claims(const PersonClaims& person, Subject subject,
                                         const Scopes& scopes, const Scopes& agreed_items,
                                         const SurfacePolicy& policy);

/// `birthdate` of the parts that may be told; empty when neither (OpenID Core §5.1).
[[nodiscard]] std::string birthdate(std::string_view birthyear, std::string_view birthday);

}  // namespace haetae::oidc
