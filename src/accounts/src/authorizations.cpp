// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/authorizations.hpp"

#include "haetae/accounts/facts.hpp"
#include "haetae/base/assert.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/oidc/id_token.hpp"
#include "haetae/wire/base64url.hpp"

#include <fmt/format.h>
#include <utility>

namespace haetae::accounts {

using base::fail;
using oidc::AuthorizeFault;
using oidc::StepKind;

namespace {

constexpr std::string_view kHandoverPurpose = "handover";

PersonId person_of(const SignedIn& who) {
  return who.person.id;
}

/// What the outcome of a popup is kept under: whoever reads the store cannot ask for it.
std::string handover_id(std::string_view client_id, std::string_view auth_tran_id) {
  return wire::base64url_encode(crypto::sha256(fmt::format("{} {}", client_id, auth_tran_id)));
}

}  // namespace

std::string Authorizations::issuer(oidc::Surface surface) const {
  return oidc::issuer_of(tokens_.options().issuer, surface);
}

std::string Authorizations::seal(const oidc::Flow& flow) const {
  return oidc::seal_flow(ports_.sealer, flow);
}

std::string Authorizations::page(std::string_view path, const oidc::Flow& flow) const {
  return fmt::format("{}?flow={}", path, seal(flow));
}

Authorizations::Answer Authorizations::refused(const oidc::AuthorizeRefusal& refusal,
                                               oidc::Surface surface, std::string client_id,
                                               std::shared_ptr<const App> app) const {
  if (refusal.placement == oidc::Placement::redirect) {
    return oidc::error_location(refusal, oidc::policy_of(surface), issuer(surface));
  }
  return fail(Refusal{refusal.fault, surface, std::move(client_id), std::move(app)});
}

Authorizations::Answer Authorizations::refused(const View& view, AuthorizeFault fault) const {
  auto answer = refused(oidc::refuse(view.flow, fault), view.flow.surface,
                        view.flow.client_id.value(), view.app);
  if (!answer) return answer;
  return deliver(view.flow, *std::move(answer));
}

std::string Authorizations::deliver(const oidc::Flow& flow, std::string location) const {
  if (flow.surface != oidc::Surface::kakao || flow.auth_tran_id.empty()) return location;
  const std::string id = handover_id(flow.client_id.value(), flow.auth_tran_id);
  // What stands behind the redirect_uri and its '?' or '&'.
  const std::string sealed = ports_.sealer.seal(
      kHandoverPurpose, std::string_view{location}.substr(flow.redirect_uri.size() + 1));
  const base::Instant until = ports_.clock.now() + kHandoverLife;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    transaction.handovers.put(id, sealed, until);
    return Verdict::commit;
  });
  // Without the store the popup itself goes to the site.
  return done ? std::string{kHandedOverPage} : location;
}

base::Outcome<std::optional<std::string>, StoreError> Authorizations::take_handover(
    std::string_view client_id, std::string_view auth_tran_id) const {
  const std::string id = handover_id(client_id, auth_tran_id);
  const base::Instant now = ports_.clock.now();
  // Pages ask every second, so waiting costs a read alone.
  bool waiting = true;
  const auto looked = ports_.store.read(
      [&](Transaction& transaction) { waiting = !transaction.handovers.has(id, now); });
  if (!looked) return fail(looked.error());
  if (waiting) return std::optional<std::string>{};
  std::optional<std::string> sealed;
  const auto taken = ports_.store.write([&](Transaction& transaction) {
    sealed = transaction.handovers.take(id, now);
    return sealed ? Verdict::commit : Verdict::roll_back;
  });
  if (!taken) return fail(taken.error());
  return sealed ? ports_.sealer.open(kHandoverPurpose, *sealed) : std::nullopt;
}

Authorizations::Answer Authorizations::begin(const wire::Form& parameters, oidc::Surface surface,
                                             const Browser& browser) const {
  const oidc::AuthorizeRequest request = oidc::read_authorize_request(parameters);
  const auto found = directory_.find_by_key(request.client_id);
  oidc::AuthorizeFacts facts;
  facts.client = found ? found->client.get() : nullptr;
  facts.browser_cookie = browser.binding;
  if (!request.id_token_hint.empty() && found) {
    const auto hint =
        oidc::read_id_token_hint(request.id_token_hint, tokens_.key_lookup(), issuer(surface));
    const auto hinted = hint ? directory_.find_by_key(hint->client_id.value()) : std::nullopt;
    // Any key of the same app will do: the subject is the app's.
    if (hinted && hinted->app->number == found->app->number) facts.hinted_subject = hint->subject;
  }
  auto flow = oidc::start_flow(request, facts, oidc::policy_of(surface), ports_.clock.now());
  if (!flow) {
    return refused(flow.error(), surface, request.client_id, found ? found->app : nullptr);
  }
  View view{std::move(*flow), found->app, found->client, {}};
  if (browser.who) {
    auto link = links_.find(person_of(*browser.who), view.app->number);
    if (!link) return refused(view, AuthorizeFault::unavailable);
    view.link = std::move(*link);
  }
  return go_on(view, browser);
}

std::optional<Authorizations::View> Authorizations::open(std::string_view sealed,
                                                         const Browser& browser) const {
  auto flow = oidc::open_flow(ports_.sealer, sealed, browser.binding, ports_.clock.now());
  if (!flow) return std::nullopt;
  const auto found = directory_.find_by_key(flow->client_id.value());
  if (!found || found->app->number != flow->app.value()) return std::nullopt;
  View view{std::move(*flow), found->app, found->client, {}};
  if (browser.who) {
    auto link = links_.find(person_of(*browser.who), view.app->number);
    if (!link) return std::nullopt;
    view.link = std::move(*link);
  }
  return view;
}

oidc::ConsentQuestion Authorizations::question(const View& view) {
  return oidc::consent_question(view.flow, link_facts(view.link), *view.client);
}

Authorizations::Answer Authorizations::go_on(const View& view, const Browser& browser) const {
  std::optional<oidc::SessionFacts> session;
  if (browser.who) session = session_facts(*browser.who, *view.app, view.flow);
  const oidc::Step step = oidc::next_step(view.flow, session ? &*session : nullptr,
                                          link_facts(view.link), *view.client, ports_.clock.now());
  switch (step.kind) {
    case StepKind::sign_in:
      return page(pages::kSignIn, view.flow);
    case StepKind::reauthenticate:
      return page(pages::kReauthenticate, view.flow);
    case StepKind::select_account:
      return page(pages::kSelectAccount, view.flow);
    case StepKind::create_account:
      return page(pages::kSignUp, view.flow);
    case StepKind::consent:
      return page(pages::kConsent, view.flow);
    case StepKind::interaction:
      return page(pages::kAccount, view.flow);
    case StepKind::refuse:
      return refused(view, step.fault);
    case StepKind::issue_code:
      break;
  }
  // The core issues codes only for a person who is signed in and linked.
  HAETAE_ASSERT(browser.who && view.link);
  const std::string code = tokens_.issue_code(view.flow, *browser.who, *view.link, *view.client);
  return deliver(view.flow, oidc::success_location(view.flow, code, issuer(view.flow.surface)));
}

Authorizations::Answer Authorizations::select(View view, const Browser& browser) const {
  if (browser.who) view.flow.selected_by = person_of(*browser.who).value();
  return go_on(view, browser);
}

Authorizations::Answer Authorizations::consent(View view, const Browser& browser,
                                               const std::vector<std::string>& items,
                                               const std::vector<std::string>& terms) const {
  if (!browser.who) return go_on(view, browser);
  const oidc::ConsentQuestion asked = question(view);
  if (!oidc::suffices(asked, items, terms)) return go_on(view, browser);
  // Only what was asked counts, whatever the form brought.
  const auto chosen = [](const std::vector<std::string>& given,
                         const std::vector<std::string>& required,
                         const std::vector<std::string>& optional) {
    std::vector<std::string> out;
    for (const std::string& id : given) {
      if (oidc::contains(required, id) || oidc::contains(optional, id)) out.push_back(id);
    }
    return out;
  };
  auto link = links_.agree(
      *view.app, person_of(*browser.who), chosen(items, asked.required_items, asked.optional_items),
      chosen(terms, asked.required_terms, asked.optional_terms), AgreedBy::page, browser.visitor);
  if (!link) return refused(view, AuthorizeFault::unavailable);
  view.link = std::move(*link);
  view.flow.consented_by = person_of(*browser.who).value();
  return go_on(view, browser);
}

Authorizations::Answer Authorizations::deny(const View& view) const {
  return refused(view, AuthorizeFault::denied);
}

}  // namespace haetae::accounts
