// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/sign_outs.hpp"

#include "haetae/accounts/pages.hpp"
#include "haetae/oidc/id_token.hpp"
#include "haetae/wire/json.hpp"

#include <fmt/format.h>

namespace haetae::accounts {
namespace {

using base::fail;
using base::Outcome;

constexpr std::string_view kPurpose = "sign-out";

}  // namespace

Outcome<SignOuts::Plan, SignOuts::Refusal> SignOuts::begin(const wire::Form& parameters,
                                                           oidc::Surface surface,
                                                           const Browser& browser) const {
  const oidc::SurfacePolicy& policy = oidc::policy_of(surface);
  const oidc::LogoutRequest request = oidc::read_logout_request(parameters, policy);
  oidc::LogoutFacts facts;
  if (!request.id_token_hint.empty()) {
    facts.hint = oidc::read_id_token_hint(request.id_token_hint, tokens_.key_lookup(),
                                          oidc::issuer_of(tokens_.options().issuer, surface));
  }
  std::optional<Directory::Found> found;
  if (!request.client_id.empty()) {
    found = directory_.find_by_key(request.client_id);
  } else if (facts.hint) {
    found = directory_.find_by_key(facts.hint->client_id.value());
  }
  facts.client = found ? found->client.get() : nullptr;
  facts.signed_in = browser.who.has_value();
  if (browser.who && found) {
    const auto link = links_.find(browser.who->person.id, found->app->number);
    if (!link) return fail(Refusal{{}, true, found->app});
    if (*link) facts.subject_at_client = fmt::format("{}", (*link)->subject);
  }
  const auto plan = oidc::plan_logout(request, facts, policy);
  if (!plan) return fail(Refusal{plan.error(), false, found ? found->app : nullptr});
  const std::string home = plan->location.empty() ? "/" : plan->location;
  if (plan->action == oidc::LogoutAction::nothing_to_end) return Plan{home, false};
  if (plan->action == oidc::LogoutAction::end_session && browser.who) {
    if (!sessions_.end(*browser.who, browser.who->session.id, browser.visitor)) {
      return fail(Refusal{{}, true, found ? found->app : nullptr});
    }
    return Plan{home, true};
  }
  wire::Json state = wire::Json::object();
  state.set("to", plan->location)
      .set("app", found ? found->app->number : AppNumber{0})
      .set("choice", surface == oidc::Surface::kakao)
      .set("browser", oidc::browser_digest(browser.binding))
      .set("until", base::to_unix_seconds(ports_.clock.now() + kLife));
  return Plan{
      fmt::format("{}?flow={}", pages::kSignOut, ports_.sealer.seal(kPurpose, state.to_text())),
      false};
}

std::optional<SignOuts::Request> SignOuts::open(std::string_view sealed,
                                                const Browser& browser) const {
  const auto text = ports_.sealer.open(kPurpose, sealed);
  const auto state = text ? wire::Json::parse(*text) : fail(wire::JsonError::malformed);
  if (!state || state->string_at("browser") != oidc::browser_digest(browser.binding) ||
      state->integer_at("until").value_or(0) <= base::to_unix_seconds(ports_.clock.now())) {
    return std::nullopt;
  }
  return Request{.location = std::string{state->string_at("to").value_or("")},
                 .app = directory_.by_number(state->integer_at("app").value_or(0)),
                 .choice = state->bool_at("choice").value_or(false)};
}

}  // namespace haetae::accounts
