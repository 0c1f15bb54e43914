// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/oidc/client.hpp"
#include "haetae/oidc/errors.hpp"
#include "haetae/oidc/flow.hpp"

#include <string>
#include <vector>

namespace haetae::oidc {

/// What is known of the signed-in browser. Pass nullptr to next_step when nobody is signed in.
struct SessionFacts {
  PersonId person;
  base::Instant authenticated_at{};
  /// The flow's login_hint certainly names another account.
  bool hint_names_other = false;
  /// False: the app is in test mode and this person is not of its team (KOE005).
  bool may_use_app = true;
  /// Something only a page can settle is open (e-mail proof, required action; threat 64).
  bool interaction_pending = false;
};

/// What is known of the person at the app.
struct LinkFacts {
  bool linked = false;
  std::string subject;  ///< decimal `sub` at this app; empty when not linked
  Scopes agreed_items;
  std::vector<std::string> agreed_terms;
};

/// What the consent page asks. Agreed ones are left out.
struct ConsentQuestion {
  std::vector<std::string> required_items;
  std::vector<std::string> optional_items;
  std::vector<std::string> required_terms;
  std::vector<std::string> optional_terms;
  [[nodiscard]] bool empty() const;
};

/// Kakao, scope not given: required and optional items at the first link, later only missing
/// required ones. Scope given: also the named items that are not agreed. Standard: the items behind
/// the scopes and the required ones. `while_using` items only when named.
/// Terms: those named in the flow, or all of the app at the first link; missing required ones
/// always.
[[nodiscard]] ConsentQuestion consent_question(const Flow& flow, const LinkFacts& link,
                                               const Client& client);

/// Whether an answer to the question suffices: every required item and term is in it. `items` and
/// `terms` outside the question do not count.
[[nodiscard]] bool suffices(const ConsentQuestion& question, const Scopes& items,
                            const std::vector<std::string>& terms);

enum class StepKind {
  sign_in,
  reauthenticate,  ///< signed in, but must prove it anew (prompt=login, max_age; threats 45, 47)
  select_account,
  create_account,
  interaction,  ///< SessionFacts::interaction_pending must be settled first
  consent,
  issue_code,
  refuse
};

struct Step {
  StepKind kind = StepKind::sign_in;
  AuthorizeFault fault{};  ///< for refuse
  friend bool operator==(const Step&, const Step&) = default;
};

/// The one place that decides what a flow needs next; call it again after every step. A step counts
/// as done by its effect (a newer authentication, an agreement in the store), never by a claim of
/// the browser, so that a cancelled re-authentication leads nowhere (threat 45).
/// Source: OpenID Core §3.1.2.1, §3.1.2.3, §3.1.2.6; spec kakao-login §2.1.
[[nodiscard]] Step next_step(const Flow& flow, const SessionFacts* session, const LinkFacts& link,
                             const Client& client, base::Instant now);

}  // namespace haetae::oidc
