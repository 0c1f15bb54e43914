// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/app.hpp"
#include "haetae/accounts/audit.hpp"
#include "haetae/accounts/notices.hpp"
#include "haetae/accounts/revocations.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haetae::accounts {

enum class LinkError {
  not_linked,
  already_linked,    ///< signup of somebody signed up
  unknown_item,      ///< a scope or term tag that the app does not have, or was not agreed to
  required_item,     ///< a required item cannot be revoked
  unknown_property,  ///< Kakao -201
  too_long,          ///< a property over kPropertyLengthMax
  person_refused,    ///< disabled or gone
  unavailable,
};

/// Where an agreement was made: on the consent page or by a call of the site.
enum class AgreedBy { page, call };

/// A person's connections to apps: consent and service terms, remembered and revocable. The
/// subject is pairwise and deterministic (keyed hash of person and app), so that linking again
/// gives the same number (design: below 2^53).
class Links {
 public:
  static constexpr std::size_t kPropertyLengthMax = 1000;  ///< bytes, per value

  Links(const Ports& ports, const Audit& audit, Revocations& revocations, Notices& notices)
      : ports_(ports), audit_(audit), revocations_(revocations), notices_(notices) {}

  [[nodiscard]] base::Outcome<std::optional<Link>, StoreError> find(const PersonId& person,
                                                                    AppNumber app) const;
  [[nodiscard]] base::Outcome<std::optional<Link>, StoreError> find_by_subject(
      AppNumber app, Subject subject) const;
  /// Person and link at once, for answers about a person.
  struct Member {
    Person person;
    Link link;
  };
  [[nodiscard]] base::Outcome<std::optional<Member>, StoreError> member(const PersonId& person,
                                                                        AppNumber app) const;
  [[nodiscard]] base::Outcome<std::vector<Link>, StoreError> of_person(
      const PersonId& person) const;
  [[nodiscard]] base::Outcome<std::vector<Link>, StoreError> page(AppNumber app,
                                                                  std::optional<Subject> from,
                                                                  bool ascending,
                                                                  std::size_t most) const;

  /// Remembers consent to `scopes` and terms `tags` (those of the app; others are unknown_item),
  /// making the link when there is none: signed up at once when the app links automatically.
  /// Agreements from before stay. Repeating it changes nothing.
  [[nodiscard]] base::Outcome<Link, LinkError> agree(const App& app, const PersonId& person,
                                                     const std::vector<std::string>& scopes,
                                                     const std::vector<std::string>& tags,
                                                     AgreedBy by, const Visitor& visitor) const;
  /// `/v1/user/signup`: a preregistered person becomes a member.
  [[nodiscard]] base::Outcome<Link, LinkError> sign_up(
      const App& app, const PersonId& person,
      const std::vector<std::pair<std::string, std::string>>& properties) const;

  using Names = std::vector<std::string>;
  struct Failure {
    LinkError reason{};
    Names names;  ///< the items at fault
  };
  /// `/v2/user/revoke/scopes`; all or nothing.
  [[nodiscard]] base::Outcome<Link, Failure> revoke_scopes(const App& app, const PersonId& person,
                                                           const Names& scopes,
                                                           const Visitor& visitor) const;
  [[nodiscard]] base::Outcome<Link, Failure> revoke_terms(const App& app, const PersonId& person,
                                                          const Names& tags,
                                                          const Visitor& visitor) const;
  /// Agrees to terms by call of the site ("KAPI").
  [[nodiscard]] base::Outcome<Link, Failure> upgrade_terms(const App& app, const PersonId& person,
                                                           const Names& tags,
                                                           const Visitor& visitor) const;
  /// Sets app-defined properties; an empty value removes one.
  [[nodiscard]] base::Outcome<Link, Failure> update_properties(
      const App& app, const PersonId& person,
      const std::vector<std::pair<std::string, std::string>>& properties) const;

  /// Withdraws all consent and kills every token of the pair in one transaction. Without a reason
  /// the site itself asked and is not told.
  [[nodiscard]] base::Outcome<Subject, LinkError> unlink(const App& app, const PersonId& person,
                                                         std::optional<UnlinkReason> reason,
                                                         const Visitor& visitor) const;

  /// Unlinks people whom an app without automatic linking left preregistered for 24 hours (spec
  /// kakao-login §1), at most `most`; how many. `app_of` gives null for an app that is gone.
  static constexpr base::Seconds kSignUpTime = std::chrono::hours{24};
  using AppOf = std::function<std::shared_ptr<const App>(AppNumber)>;
  [[nodiscard]] base::Outcome<std::size_t, StoreError> unlink_unfinished(const AppOf& app_of,
                                                                         std::size_t most) const;

  /// The subject for a pair; `attempt` counts collisions. 10^9 … 2^53-1.
  [[nodiscard]] Subject subject_of(const PersonId& person, AppNumber app,
                                   std::uint32_t attempt) const;

 private:
  Ports ports_;
  const Audit& audit_;
  Revocations& revocations_;
  Notices& notices_;
};

[[nodiscard]] const Agreement* find_agreement(const std::vector<Agreement>& agreements,
                                              std::string_view id);

}  // namespace haetae::accounts
