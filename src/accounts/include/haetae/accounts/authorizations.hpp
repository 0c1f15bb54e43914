// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/browser.hpp"
#include "haetae/accounts/directory.hpp"
#include "haetae/accounts/links.hpp"
#include "haetae/accounts/pages.hpp"
#include "haetae/accounts/tokens.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/oidc/authorize.hpp"
#include "haetae/oidc/step.hpp"
#include "haetae/wire/form.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::accounts {

/// Leads an authorization request from its first parameter to its code: reads the facts, asks
/// oidc::next_step, and says where the browser goes next. One instance serves both surfaces.
class Authorizations {
 public:
  Authorizations(const Ports& ports, const Directory& directory, const Links& links,
                 const Tokens& tokens)
      : ports_(ports), directory_(directory), links_(links), tokens_(tokens) {}

  /// Must be told on a page of ours, since there is no trusted place to redirect to.
  struct Refusal {
    oidc::AuthorizeFault fault{};
    oidc::Surface surface = oidc::Surface::standard;
    std::string client_id;           ///< as sent; the page may name it
    std::shared_ptr<const App> app;  ///< when client_id names one
  };
  /// `Location`: a page of ours with the flow, or the site with a code or an error.
  using Answer = base::Outcome<std::string, Refusal>;

  /// An authorization request (RFC 6749 §4.1.1).
  [[nodiscard]] Answer begin(const wire::Form& parameters, oidc::Surface surface,
                             const Browser& browser) const;

  /// A running flow, opened for this browser.
  struct View {
    oidc::Flow flow;
    std::shared_ptr<const App> app;
    std::shared_ptr<const oidc::Client> client;
    std::optional<Link> link;  ///< of who is signed in
  };
  /// nullopt: forged, expired, another browser's, its app is gone, or the store did not answer.
  [[nodiscard]] std::optional<View> open(std::string_view sealed, const Browser& browser) const;

  /// What the consent page asks of who is signed in.
  [[nodiscard]] static oidc::ConsentQuestion question(const View& view);

  /// After a sign-in or any other step.
  [[nodiscard]] Answer go_on(const View& view, const Browser& browser) const;
  /// The person chose to continue with the account that is signed in (prompt=select_account).
  [[nodiscard]] Answer select(View view, const Browser& browser) const;
  /// The person agreed to these items and terms. Without the required ones the answer is the
  /// consent page again.
  [[nodiscard]] Answer consent(View view, const Browser& browser,
                               const std::vector<std::string>& items,
                               const std::vector<std::string>& terms) const;
  /// The person said no: back to the site with access_denied.
  [[nodiscard]] Answer deny(const View& view) const;

  /// Where the popup of Kakao's JavaScript SDK ends: the outcome waits for the page that opened it.
  /// Module kakao serves it.
  static constexpr std::string_view kHandedOverPage = "/oauth/authorize/done";
  static constexpr base::Seconds kHandoverLife{60};
  /// The outcome of the flow begun with this auth_tran_id, once: the query that the site would have
  /// got ("code=…", "error=…"). No value: not there yet, taken, or expired.
  [[nodiscard]] base::Outcome<std::optional<std::string>, StoreError> take_handover(
      std::string_view client_id, std::string_view auth_tran_id) const;

  /// The flow as pages carry it on.
  [[nodiscard]] std::string seal(const oidc::Flow& flow) const;

 private:
  [[nodiscard]] Answer refused(const oidc::AuthorizeRefusal& refusal, oidc::Surface surface,
                               std::string client_id, std::shared_ptr<const App> app) const;
  [[nodiscard]] Answer refused(const View& view, oidc::AuthorizeFault fault) const;
  [[nodiscard]] std::string page(std::string_view path, const oidc::Flow& flow) const;
  [[nodiscard]] std::string deliver(const oidc::Flow& flow, std::string location) const;
  [[nodiscard]] std::string issuer(oidc::Surface surface) const;

  Ports ports_;
  const Directory& directory_;
  const Links& links_;
  const Tokens& tokens_;
};

}  // namespace haetae::accounts
