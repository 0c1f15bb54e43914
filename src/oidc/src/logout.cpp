// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/logout.hpp"

#include "haetae/oidc/rules.hpp"
#include "haetae/wire/uri.hpp"
#include "requests.hpp"

#include <array>

namespace haetae::oidc {
namespace {

constexpr std::array<std::string_view, 7> kParameters{
    "id_token_hint", "client_id", "post_logout_redirect_uri", "logout_redirect_uri", "logout_hint",
    "state",         "ui_locales"};

LogoutAction action_for(const LogoutFacts& facts, const SurfacePolicy& policy) {
  if (!facts.signed_in) return LogoutAction::nothing_to_end;
  const bool named = facts.hint && !facts.subject_at_client.empty() &&
                     facts.hint->subject == facts.subject_at_client;
  return named && !policy.logout_names_client ? LogoutAction::end_session : LogoutAction::ask;
}

}  // namespace

LogoutRequest read_logout_request(const wire::Form& form, const SurfacePolicy& policy) {
  LogoutRequest out;
  out.id_token_hint = form.text("id_token_hint");
  out.client_id = form.text("client_id");
  out.redirect_uri =
      form.text(policy.logout_names_client ? "logout_redirect_uri" : "post_logout_redirect_uri");
  out.logout_hint = form.text("logout_hint");
  out.ui_locales = form.text("ui_locales");
  if (const auto state = form.get("state")) out.state = std::string{*state};
  out.repeated = any_repeated(form, kParameters);
  return out;
}

std::string_view to_text(LogoutFault fault) {
  constexpr std::array<std::string_view, 6> kNames{
      "parameter_repeated",        "client_missing", "client_unknown", "redirect_uri_missing",
      "redirect_uri_unregistered", "client_mismatch"};
  static_assert(kNames.size() == static_cast<std::size_t>(LogoutFault::client_mismatch) + 1);
  return kNames.at(static_cast<std::size_t>(fault));
}

base::Outcome<LogoutPlan, LogoutFault> plan_logout(const LogoutRequest& request,
                                                   const LogoutFacts& facts,
                                                   const SurfacePolicy& policy) {
  for (const auto& rule : rules::logout_rules()) {
    if (const auto fault = rule.check({request, facts, policy})) return base::fail(*fault);
  }
  LogoutPlan plan{.action = action_for(facts, policy)};
  if (request.redirect_uri.empty()) return plan;
  std::string query;
  if (request.state) query = "state=" + wire::percent_encode(*request.state);
  plan.location = wire::with_query(request.redirect_uri, query);
  return plan;
}

}  // namespace haetae::oidc
