// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/audit.hpp"
#include "haetae/accounts/model.hpp"
#include "haetae/accounts/ports.hpp"
#include "haetae/accounts/revocations.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::accounts {

/// A signed-in browser and who is in it.
struct SignedIn {
  Session session;
  Person person;
};

/// What a browser gets when somebody has come in by any door: two cookies to set.
struct Entrance {
  SignedIn who;
  std::string session_cookie;
  std::optional<base::Seconds> session_max_age;  ///< absent: until the browser closes
  std::string device_cookie;                     ///< Guard::make_device_cookie
};

/// Browser sessions: a sealed cookie plus a row. A session has a new id at each authentication and
/// the browser's former one ends with it (threats 42, 43); an ended id is never used again
/// (threat 44). Thread-safe.
class Sessions {
 public:
  /// How long a session lasts, from sign-in, whatever is done in between (spec kakao-login §2.1).
  struct Lives {
    base::Seconds usual = std::chrono::hours{24};
    base::Seconds kept = std::chrono::hours{24 * 30};  ///< "keep me signed in"; longer than usual
  };

  Sessions(const Ports& ports, const Audit& audit, Revocations& revocations)
      : Sessions(ports, audit, revocations, Lives{}) {}
  Sessions(const Ports& ports, const Audit& audit, Revocations& revocations, Lives lives)
      : ports_(ports), audit_(audit), revocations_(revocations), lives_(lives) {}

  /// How recent an authentication must be for a sensitive change (ASVS 7.5.1).
  static constexpr base::Seconds kFresh = std::chrono::minutes{10};
  /// `seen_at` is written at most this often.
  static constexpr base::Seconds kTouchEvery = std::chrono::minutes{5};

  struct Begin {
    std::string methods;  ///< RFC 8176, space-separated
    bool keep = false;    ///< keep me signed in
    Visitor visitor;
  };
  /// A new session of `person`, not yet stored.
  [[nodiscard]] Session make(const PersonId& person, const Begin& begin) const;
  /// A session is never older than the person's epoch, which another site's clock may have set
  /// ahead of this one's; part of the transaction that stores it.
  static void keep_after_epoch(Session& session, const Person& person);
  /// Stores it and ends the one it follows in the same browser; part of the caller's transaction.
  static void put(Transaction& transaction, const Session& session,
                  const std::optional<SessionId>& replaces);
  /// The cookies for a stored session.
  [[nodiscard]] Entrance entrance(Person person, Session session) const;

  /// Whether the person asked to be kept signed in.
  [[nodiscard]] bool was_kept(const Session& session) const;
  /// Ends every session and token of `person` and moves their epoch; the caller stores `person`,
  /// and tells Revocations::learn after the commit. Gives how many sessions ended.
  static std::size_t kill_all(Transaction& transaction, Person& person,
                              const Revocation& revocation);

  /// The session id inside a cookie, or nullopt; says nothing of whether it is alive.
  [[nodiscard]] std::optional<SessionId> id_of(std::string_view cookie) const;

  /// Who is signed in. No value: nobody (no, forged, ended or expired cookie; person disabled,
  /// gone, or all their sessions ended since). Notes the visit now and then.
  [[nodiscard]] base::Outcome<std::optional<SignedIn>, StoreError> check(
      std::string_view cookie, const Visitor& visitor) const;

  /// True when the session's authentication is recent enough for sensitive changes.
  [[nodiscard]] bool is_fresh(const Session& session) const;

  /// Ends one session of the person; false when it is not theirs or already gone.
  [[nodiscard]] base::Outcome<bool, StoreError> end(const SignedIn& by, const SessionId& id,
                                                    const Visitor& visitor) const;
  /// Ends all but the caller's own.
  [[nodiscard]] base::Outcome<std::size_t, StoreError> end_others(const SignedIn& by,
                                                                  const Visitor& visitor) const;
  /// Ends all, the caller's own too, and every token that sites hold.
  [[nodiscard]] base::Outcome<std::size_t, StoreError> end_all(const PersonId& person,
                                                               const Visitor& visitor) const;
  /// The live ones, newest first.
  [[nodiscard]] base::Outcome<std::vector<Session>, StoreError> list(const PersonId& person) const;

 private:
  void touch(SignedIn& who, const Visitor& visitor) const;

  Ports ports_;
  const Audit& audit_;
  Revocations& revocations_;
  Lives lives_;
};

}  // namespace haetae::accounts
