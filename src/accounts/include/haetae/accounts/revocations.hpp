// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/model.hpp"
#include "haetae/accounts/ports.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace haetae::accounts {

/// The short list that kills access tokens before they expire, held in memory so that checking a
/// token needs no store (design: life of a sign-in). Thread-safe.
class Revocations {
 public:
  static constexpr std::string_view kTopic = "revocations";
  /// No access token lives longer; app registration refuses longer lifetimes.
  static constexpr base::Seconds kAccessLifeMax = std::chrono::hours{24};

  explicit Revocations(const Ports& ports);

  /// Kills what was issued until now.
  [[nodiscard]] Revocation of_person(const PersonId& person) const;
  [[nodiscard]] Revocation of_link(const PersonId& person, AppNumber app) const;
  [[nodiscard]] Revocation of_family(const FamilyId& family) const;

  /// Part of the transaction that is the cause.
  static void put(Transaction& transaction, const Revocation& revocation);
  /// The same for a whole person or link, whose living families are revoked and listed too: their
  /// ids need no clock, while those of two sites may differ.
  static void put_with_families(Transaction& transaction, const Revocation& revocation,
                                const PersonId& person, std::optional<AppNumber> app);
  /// After that transaction: this instance knows at once, the others within a second.
  void learn(const Revocation& revocation);

  /// True when a token of these facts was killed. A family once revoked is dead for good.
  [[nodiscard]] bool is_dead(const PersonId& person, AppNumber app, const FamilyId& family,
                             base::Instant issued_at) const;

  /// Tokens of this person at this app that were issued before this are dead.
  [[nodiscard]] base::Instant latest(const PersonId& person, AppNumber app) const;

  [[nodiscard]] base::Outcome<void, StoreError> reload();

 private:
  using List = std::unordered_map<std::string, Revocation>;
  [[nodiscard]] Revocation make(std::string id) const;
  [[nodiscard]] std::shared_ptr<const List> list() const;
  void replace(std::shared_ptr<const List> next);

  Ports ports_;
  std::mutex changing_;       ///< held by whoever makes the next list; may last a store's read
  mutable std::mutex mutex_;  ///< held for a pointer's copy only, since I/O threads take it
  std::shared_ptr<const List> list_;
};

}  // namespace haetae::accounts
