// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/credentials.hpp"
#include "haetae/accounts/directory.hpp"
#include "haetae/accounts/notices.hpp"
#include "haetae/accounts/pictures.hpp"
#include "haetae/accounts/sessions.hpp"
#include "haetae/crypto/password.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::accounts {

enum class PersonError {
  not_fresh,  ///< authenticate again first (Sessions::is_fresh)
  unknown,
  email_malformed,
  email_taken,
  nickname_malformed,
  profile_malformed,
  password_too_short,
  password_too_long,
  password_guessable,
  picture_too_long,
  picture_unreadable,
  picture_too_large,
  address_unknown,
  address_malformed,
  addresses_full,
  unavailable,
};

inline constexpr std::size_t kAddressesMax = 20;     ///< delivery addresses of one person
inline constexpr std::size_t kProfileTextMax = 200;  ///< bytes of each text in a profile

/// What a person does to their own account, and an operator to anybody's.
class People {
 public:
  People(const Ports& ports, const crypto::PasswordHasher& hasher, const Sessions& sessions,
         const Audit& audit, Revocations& revocations, const Directory& directory,
         Notices& notices);

  struct ProfileChange {
    std::string nickname;
    std::string language;  ///< "ko", "en" or "" (by the browser)
    Profile profile;       ///< all of it; `ci` and its instant are kept as they were
  };
  [[nodiscard]] base::Outcome<Person, PersonError> change_profile(const SignedIn& who,
                                                                  const ProfileChange& change,
                                                                  const Visitor& visitor) const;
  /// Keeps a delivery address: a new one when its id is 0, otherwise the one of that id. Where
  /// there are addresses one is the default: the first, until another takes its place.
  [[nodiscard]] base::Outcome<Person, PersonError> keep_address(const SignedIn& who,
                                                                const ShippingAddress& address,
                                                                const Visitor& visitor) const;
  [[nodiscard]] base::Outcome<Person, PersonError> prefer_address(const SignedIn& who,
                                                                  std::int64_t id,
                                                                  const Visitor& visitor) const;
  /// The newest of the others becomes the default when the default goes.
  [[nodiscard]] base::Outcome<Person, PersonError> remove_address(const SignedIn& who,
                                                                  std::int64_t id,
                                                                  const Visitor& visitor) const;
  /// PNG, JPEG or WebP; `bytes` empty: back to the default picture.
  [[nodiscard]] base::Outcome<Person, PersonError> change_picture(const SignedIn& who,
                                                                  std::string_view bytes,
                                                                  const Visitor& visitor) const;
  [[nodiscard]] base::Outcome<std::optional<Picture>, StoreError> picture(
      std::string_view id) const;

  /// Sets or changes the password; fresh sessions only. All other sessions end.
  [[nodiscard]] base::Outcome<void, PersonError> change_password(const SignedIn& who,
                                                                 std::string_view new_password,
                                                                 const Visitor& visitor) const;

  /// Everything the account page shows at once.
  struct Summary {
    Person person;
    bool has_password = false;
    std::optional<base::Instant> password_changed_at;
    std::vector<Passkey> passkeys;
    std::vector<Session> sessions;
    std::vector<Link> links;
  };
  [[nodiscard]] base::Outcome<Summary, PersonError> summary(const PersonId& person) const;
  /// The same as a JSON document for the person to take along; no hashes, keys or ids of sessions.
  [[nodiscard]] static std::string to_export(const Summary& summary);

  /// Deletes the account: every row, every link, every token; sites are told. Fresh sessions only.
  [[nodiscard]] base::Outcome<void, PersonError> remove_own(const SignedIn& who,
                                                            const Visitor& visitor) const;

  // For operators.
  struct New {
    std::string email, password, nickname, language;
  };
  /// The address counts as verified.
  [[nodiscard]] base::Outcome<Person, PersonError> create(const New& typed) const;
  [[nodiscard]] base::Outcome<std::optional<Person>, StoreError> find(const PersonId& id) const;
  [[nodiscard]] base::Outcome<std::optional<Person>, StoreError> find_by_email(
      std::string_view email) const;
  /// Ends every session and token at once; enabling brings none back (threat 41).
  [[nodiscard]] base::Outcome<void, PersonError> set_disabled(const PersonId& id,
                                                              bool disabled) const;
  [[nodiscard]] base::Outcome<void, PersonError> remove(const PersonId& id) const;

 private:
  /// Changes the list; an error leaves everything as it was.
  using AddressEdit =
      std::function<base::Outcome<void, PersonError>(std::vector<ShippingAddress>&)>;
  [[nodiscard]] base::Outcome<Person, PersonError> edit_addresses(const SignedIn& who,
                                                                  std::string_view what,
                                                                  const Visitor& visitor,
                                                                  const AddressEdit& edit) const;
  [[nodiscard]] base::Outcome<void, PersonError> erase(const PersonId& id, UnlinkReason reason,
                                                       const Visitor* visitor) const;
  Ports ports_;
  const crypto::PasswordHasher& hasher_;
  const Sessions& sessions_;
  const Audit& audit_;
  Revocations& revocations_;
  const Directory& directory_;
  Notices& notices_;
};

}  // namespace haetae::accounts
