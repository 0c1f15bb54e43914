// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/app.hpp"
#include "haetae/accounts/audit.hpp"
#include "haetae/accounts/ports.hpp"
#include "haetae/oidc/client.hpp"
#include "haetae/oidc/redirect.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::accounts {

/// Why an app cannot be registered so. `value` is what is at fault; `uri_error` with the URI ones.
struct AppRefusal {
  enum class Reason {
    name_malformed,  ///< 1…60 bytes of UTF-8 without control characters
    redirect_uri,
    logout_redirect_uri,
    site_domain,
    allowed_ip,
    consent_item,
    service_term,
    property_key,
    lifetime,
    id_token_algorithm,
    webhook,
    unknown_app,
    unavailable,
  };
  Reason reason{};
  std::string value;
  std::optional<oidc::RedirectUriError> uri_error = {};
};
/// An English sentence for the operator.
[[nodiscard]] std::string explain(const AppRefusal& refusal);

/// The app's key as the protocol core sees it.
[[nodiscard]] oidc::Client to_client(const App& app, oidc::KeyKind kind);

/// All apps, held in memory; a change replaces the whole picture at once. Thread-safe.
class Directory {
 public:
  static constexpr std::string_view kTopic = "apps";

  /// `dev`: plain http redirect URIs to any host are taken.
  Directory(const Ports& ports, const Audit& audit, bool dev);

  struct Found {
    std::shared_ptr<const App> app;
    std::shared_ptr<const oidc::Client> client;  ///< of the very key that was asked for
  };
  /// By the text of any of its keys. An admin key is found too, as a client of kind admin, so that
  /// the core can refuse it by name (KOE008). Looked up by digest (threat 72).
  [[nodiscard]] std::optional<Found> find_by_key(std::string_view key) const;
  /// nullptr when no app has this admin key.
  [[nodiscard]] std::shared_ptr<const App> by_admin_key(std::string_view key) const;
  [[nodiscard]] std::shared_ptr<const App> by_number(AppNumber number) const;
  /// By number.
  [[nodiscard]] std::vector<std::shared_ptr<const App>> list() const;

  /// Registers `draft`; number, keys, secret and instants are made here, whatever it holds.
  [[nodiscard]] base::Outcome<App, AppRefusal> create(const App& draft);
  /// Replaces the settings of the app of that number; keys, secrets and created_at stay.
  [[nodiscard]] base::Outcome<App, AppRefusal> update(const App& changed);
  /// A new client secret; the former one is dead at once.
  [[nodiscard]] base::Outcome<App, AppRefusal> rotate_secret(AppNumber number);

  [[nodiscard]] base::Outcome<void, StoreError> reload();

 private:
  struct Snapshot;
  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const;
  [[nodiscard]] std::optional<AppRefusal> fault_of(const App& app) const;
  [[nodiscard]] AppRecord to_record(const App& app) const;
  [[nodiscard]] std::optional<App> from_record(const AppRecord& record) const;
  [[nodiscard]] base::Outcome<App, AppRefusal> save(const App& app, Event event);

  Ports ports_;
  const Audit& audit_;
  bool dev_;
  std::mutex reloading_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Snapshot> snapshot_;
};

}  // namespace haetae::accounts
