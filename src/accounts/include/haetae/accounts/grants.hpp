// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/ids.hpp"
#include "haetae/base/clock.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace haetae::accounts {

/// One consent item or service term that a person agreed to, and when.
struct Agreement {
  std::string id;
  base::Instant agreed_at{};
  std::string agreed_by;  ///< "KAUTH" (page) or "KAPI" (call)
  friend bool operator==(const Agreement&, const Agreement&) = default;
};

/// A person's connection to an app.
struct Link {
  PersonId person;
  AppNumber app = 0;
  Subject subject = 0;
  /// False while preregistered (automatic linking off, before /v1/user/signup).
  bool signed_up = true;
  std::vector<Agreement> scopes;
  std::vector<Agreement> terms;
  /// App-defined properties (update_profile).
  std::vector<std::pair<std::string, std::string>> properties;
  base::Instant linked_at{};
  base::Instant updated_at{};
  friend bool operator==(const Link&, const Link&) = default;
};

/// A granted authorization and its refresh generations (design: life of a sign-in). `id` is the id
/// of the authorization code, so inserting the row is what spends the code.
struct Family {
  FamilyId id;
  PersonId person;
  AppNumber app = 0;
  std::string client_id;
  SessionId session;
  std::string surface;              ///< "kakao" or "standard"
  std::vector<std::string> scopes;  ///< granted
  bool with_id_token = false;
  std::string nonce;
  std::string methods;
  std::uint32_t generation = 0;
  base::Instant authenticated_at{};
  base::Instant created_at{};
  base::Instant advanced_at{};  ///< when `generation` last grew
  base::Instant expires_at{};   ///< of the current refresh token; nothing refreshes later
  bool revoked = false;
  friend bool operator==(const Family&, const Family&) = default;
};

}  // namespace haetae::accounts
