// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/ids.hpp"
#include "haetae/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::accounts {

/// A delivery address (spec kakao-login §3.2, shipping_address).
struct ShippingAddress {
  std::int64_t id = 0;
  std::string name;
  bool is_default = false;
  base::Instant updated_at{};
  std::string base_address, detail_address, zone_number, zip_code;
  std::string receiver_name, receiver_phone_number1, receiver_phone_number2;
  friend bool operator==(const ShippingAddress&, const ShippingAddress&) = default;
};

/// What a person may have told about themself; empty means not given. Stored as one document.
struct Profile {
  std::string name;
  std::string gender;         ///< "female" or "male"
  std::string birthyear;      ///< YYYY
  std::string birthday;       ///< MMDD
  std::string birthday_type;  ///< "SOLAR" or "LUNAR"
  std::string phone_number;   ///< "+82 10-1234-5678"
  std::string ci;             ///< connecting information of an identity check
  std::optional<base::Instant> ci_authenticated_at;
  std::vector<ShippingAddress> shipping_addresses;
  friend bool operator==(const Profile&, const Profile&) = default;
};

struct Person {
  PersonId id;
  std::string email;  ///< as typed; looked up by normal_email()
  bool email_verified = false;
  std::string nickname;
  std::string picture_id;  ///< empty: the default picture
  Profile profile;
  std::string language;  ///< "ko" or "en"; empty: by the browser
  bool disabled = false;
  base::Instant created_at{};
  base::Instant updated_at{};
  /// Sessions and tokens from before this instant are dead (the person's epoch).
  base::Instant valid_from{};
  friend bool operator==(const Person&, const Person&) = default;
};

struct Password {
  PersonId person;
  std::string phc;
  base::Instant changed_at{};
  friend bool operator==(const Password&, const Password&) = default;
};

/// A WebAuthn credential (Level 3 §4, credential record).
struct Passkey {
  std::string credential_id;  ///< base64url
  PersonId person;
  std::string user_handle;  ///< base64url, random; the same for all passkeys of a person
  std::string public_key;   ///< COSE_Key, base64url
  std::uint32_t sign_count = 0;
  std::string aaguid;      ///< hex
  std::string transports;  ///< comma-separated
  bool backup_eligible = false;
  bool backed_up = false;
  std::string name;
  base::Instant created_at{};
  std::optional<base::Instant> used_at;
  friend bool operator==(const Passkey&, const Passkey&) = default;
};

struct Session {
  SessionId id;
  PersonId person;
  std::string methods;  ///< RFC 8176 amr values, space-separated: "pwd", "hwk user"
  base::Instant created_at{};
  base::Instant authenticated_at{};
  base::Instant seen_at{};
  base::Instant expires_at{};
  std::string device;   ///< "Chrome, Android"
  std::string address;  ///< last client address
  friend bool operator==(const Session&, const Session&) = default;
};

struct Picture {
  std::string id;
  std::string large, small;  ///< JPEG bytes, 640×640 and 110×110
  base::Instant created_at{};
  friend bool operator==(const Picture&, const Picture&) = default;
};

/// Lower case, trimmed, IDN host kept as typed: the form by which people are found. Empty when
/// `text` is no plausible address (RFC 5321 limits: 64 before '@', 254 in all).
[[nodiscard]] std::string normal_email(std::string_view text);

}  // namespace haetae::accounts
