// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/step.hpp"

#include "items.hpp"

#include <algorithm>
#include <optional>

namespace haetae::oidc {
namespace {

using F = AuthorizeFault;

Step refused(F fault) {
  return {.kind = StepKind::refuse, .fault = fault};
}

bool is_named(const Flow& flow, const Client& client, std::string_view item) {
  const auto& policy = policy_of(flow.surface);
  return std::any_of(flow.scopes.begin(), flow.scopes.end(), [&](const std::string& scope) {
    return contains(configured_items(client, scope, policy), item);
  });
}

void ask_items(ConsentQuestion& question, const Flow& flow, const LinkFacts& link,
               const Client& client) {
  // A standard client says what it wants by scope; a Kakao client has its console for that.
  const bool offers_all = !link.linked && policy_of(flow.surface).scope_is_all_agreed;
  for (const auto& item : client.consent_items) {
    if (item.requirement == Requirement::off || is_agreed(link.agreed_items, item.id)) continue;
    if (item.requirement == Requirement::required) {
      question.required_items.push_back(item.id);
    } else if (is_named(flow, client, item.id) ||
               (offers_all && item.requirement == Requirement::optional_)) {
      question.optional_items.push_back(item.id);
    }
  }
}

void ask_terms(ConsentQuestion& question, const Flow& flow, const LinkFacts& link,
               const Client& client) {
  const bool offers_all = !link.linked && flow.service_terms.empty();
  for (const auto& term : client.service_terms) {
    if (contains(link.agreed_terms, term.tag)) continue;
    if (term.required) {
      question.required_terms.push_back(term.tag);
    } else if (offers_all || contains(flow.service_terms, term.tag)) {
      question.optional_terms.push_back(term.tag);
    }
  }
}

/// What the sign-in itself still lacks.
std::optional<Step> authentication_step(const Flow& flow, const SessionFacts& session,
                                        const LinkFacts& link, base::Instant now) {
  const bool fresh = session.authenticated_at >= flow.requested_at;
  const bool quiet = flow.prompts.none;
  if (flow.prompts.create && !fresh) return Step{StepKind::create_account};
  if (flow.prompts.login && !fresh) return Step{StepKind::reauthenticate};
  if (flow.max_age && !fresh && now - session.authenticated_at > *flow.max_age) {
    return quiet ? refused(F::login_required) : Step{StepKind::reauthenticate};
  }
  if (!flow.hinted_subject.empty() && flow.hinted_subject != link.subject) {
    // Whoever signs in as somebody else after being asked gets an answer, not a loop.
    return quiet || fresh ? refused(F::login_required) : Step{StepKind::reauthenticate};
  }
  const bool chosen = fresh || flow.selected_by == session.person.value();
  if (session.hint_names_other && policy_of(flow.surface).honours_login_hint_mismatch && !chosen) {
    return quiet ? refused(F::account_selection_required) : Step{StepKind::select_account};
  }
  if (flow.prompts.select_account && !chosen) return Step{StepKind::select_account};
  return std::nullopt;
}

bool needs_consent(const Flow& flow, const SessionFacts& session, const LinkFacts& link,
                   const Client& client) {
  const auto question = consent_question(flow, link, client);
  if (!link.linked || !question.required_items.empty() || !question.required_terms.empty()) {
    return true;
  }
  if (flow.consented_by == session.person.value()) return false;
  return flow.prompts.consent || !question.empty();
}

}  // namespace

bool ConsentQuestion::empty() const {
  return required_items.empty() && optional_items.empty() && required_terms.empty() &&
         optional_terms.empty();
}

ConsentQuestion consent_question(const Flow& flow, const LinkFacts& link, const Client& client) {
  ConsentQuestion question;
  ask_items(question, flow, link, client);
  ask_terms(question, flow, link, client);
  return question;
}

bool suffices(const ConsentQuestion& question, const Scopes& items,
              const std::vector<std::string>& terms) {
  const auto all_in = [](const std::vector<std::string>& needed,
                         const std::vector<std::string>& given) {
    return std::all_of(needed.begin(), needed.end(),
                       [&](const std::string& one) { return contains(given, one); });
  };
  return all_in(question.required_items, items) && all_in(question.required_terms, terms);
}

Step next_step(const Flow& flow, const SessionFacts* session, const LinkFacts& link,
               const Client& client, base::Instant now) {
  const bool quiet = flow.prompts.none;
  if (session == nullptr) {
    if (quiet) return refused(F::login_required);
    return {flow.prompts.create ? StepKind::create_account : StepKind::sign_in};
  }
  if (const auto step = authentication_step(flow, *session, link, now)) return *step;
  if (!session->may_use_app) return refused(F::not_a_team_member);
  if (session->interaction_pending) {
    return quiet ? refused(F::interaction_required) : Step{StepKind::interaction};
  }
  if (needs_consent(flow, *session, link, client)) {
    return quiet ? refused(F::consent_required) : Step{StepKind::consent};
  }
  return {StepKind::issue_code};
}

}  // namespace haetae::oidc
