// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/directory.hpp"

#include "app_rules.hpp"
#include "haetae/base/log.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/wire/json.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

namespace haetae::accounts {
namespace {

constexpr std::string_view kSecretsPurpose = "app-secrets";
constexpr std::size_t kKeyLength = 32;
constexpr AppNumber kFirstNumber = 1'000'001;

/// Keys are looked up by their digest, so that the time of a look-up tells nothing of a key.
std::string digest_of(std::string_view key) {
  const crypto::Digest digest = crypto::sha256(key);
  return std::string{base::as_text(digest)};
}

}  // namespace

struct Directory::Snapshot {
  struct Entry {
    App app;
    oidc::Client rest, javascript, native, admin;
  };
  struct Key {
    std::shared_ptr<const Entry> entry;
    const oidc::Client* client = nullptr;
  };
  std::unordered_map<std::string, Key> keys;
  std::map<AppNumber, std::shared_ptr<const Entry>> apps;

  [[nodiscard]] static std::shared_ptr<const App> app_of(std::shared_ptr<const Entry> entry) {
    const App* app = &entry->app;
    return {std::move(entry), app};
  }
};

Directory::Directory(const Ports& ports, const Audit& audit, bool dev)
    : ports_(ports), audit_(audit), dev_(dev), snapshot_(std::make_shared<const Snapshot>()) {}

std::shared_ptr<const Directory::Snapshot> Directory::snapshot() const {
  const std::lock_guard lock{mutex_};
  return snapshot_;
}

std::optional<Directory::Found> Directory::find_by_key(std::string_view key) const {
  if (key.size() != kKeyLength) return std::nullopt;
  const std::shared_ptr<const Snapshot> now = snapshot();
  const auto found = now->keys.find(digest_of(key));
  if (found == now->keys.end()) return std::nullopt;
  return Found{Snapshot::app_of(found->second.entry),
               std::shared_ptr<const oidc::Client>{found->second.entry, found->second.client}};
}

std::shared_ptr<const App> Directory::by_admin_key(std::string_view key) const {
  const std::optional<Found> found = find_by_key(key);
  return found && found->client->kind == oidc::KeyKind::admin ? found->app : nullptr;
}

std::shared_ptr<const App> Directory::by_number(AppNumber number) const {
  const std::shared_ptr<const Snapshot> now = snapshot();
  const auto found = now->apps.find(number);
  return found == now->apps.end() ? nullptr : Snapshot::app_of(found->second);
}

std::vector<std::shared_ptr<const App>> Directory::list() const {
  std::vector<std::shared_ptr<const App>> apps;
  for (const auto& [number, entry] : snapshot()->apps)
    apps.push_back(Snapshot::app_of(entry));
  return apps;
}

AppRecord Directory::to_record(const App& app) const {
  wire::Json secrets = wire::Json::object();
  secrets.set("admin_key", app.admin_key).set("client_secret", app.client_secret);
  return {app.number,       app.name,
          to_document(app), ports_.sealer.seal(kSecretsPurpose, secrets.to_text()),
          app.created_at,   app.updated_at};
}

std::optional<App> Directory::from_record(const AppRecord& record) const {
  std::optional<App> app = app_from_document(record.document);
  const std::optional<std::string> plain =
      ports_.sealer.open(kSecretsPurpose, record.sealed_secrets);
  if (!app || !plain) return std::nullopt;
  const auto secrets = wire::Json::parse(*plain);
  if (!secrets) return std::nullopt;
  app->admin_key = secrets->string_at("admin_key").value_or("");
  app->client_secret = secrets->string_at("client_secret").value_or("");
  if (app->admin_key.empty() || app->client_secret.empty()) return std::nullopt;
  return app;
}

base::Outcome<void, StoreError> Directory::reload() {
  const std::lock_guard reloading{reloading_};
  std::vector<AppRecord> records;
  const auto done =
      ports_.store.read([&](Transaction& transaction) { records = transaction.apps.all(); });
  if (!done) return done;
  auto next = std::make_shared<Snapshot>();
  for (const AppRecord& record : records) {
    std::optional<App> app = from_record(record);
    if (!app) {
      // One broken record, or one sealed with other keys, must not take the other sites down.
      base::log(base::LogLevel::error, "app_unreadable", {{"app", record.number}});
      continue;
    }
    using enum oidc::KeyKind;
    auto rest_client = to_client(*app, rest);
    auto javascript_client = to_client(*app, javascript);
    auto native_client = to_client(*app, native);
    auto admin_client = to_client(*app, admin);
    const auto entry = std::make_shared<const Snapshot::Entry>(
        Snapshot::Entry{*std::move(app), std::move(rest_client), std::move(javascript_client),
                        std::move(native_client), std::move(admin_client)});
    for (const oidc::Client* client :
         {&entry->rest, &entry->javascript, &entry->native, &entry->admin}) {
      next->keys.insert_or_assign(digest_of(client->id.value()), Snapshot::Key{entry, client});
    }
    next->apps.insert_or_assign(entry->app.number, entry);
  }
  const std::lock_guard lock{mutex_};
  snapshot_ = std::move(next);
  return {};
}

std::optional<AppRefusal> Directory::fault_of(const App& app) const {
  return app_fault(app, dev_);
}

base::Outcome<App, AppRefusal> Directory::create(const App& draft) {
  if (auto fault = fault_of(draft)) return base::fail(*std::move(fault));
  App app = draft;
  base::Entropy& entropy = ports_.entropy;
  app.rest_api_key = base::random_hex(entropy, kKeyLength);
  app.javascript_key = base::random_hex(entropy, kKeyLength);
  app.native_app_key = base::random_hex(entropy, kKeyLength);
  app.admin_key = base::random_hex(entropy, kKeyLength);
  app.client_secret = base::random_alphanumeric(entropy, kKeyLength);
  app.created_at = app.updated_at = ports_.clock.now();

  // The number is drawn before the transaction, since a record is sealed outside of it; when
  // somebody took it meanwhile, the next one is tried.
  constexpr int kTries = 8;
  for (int i = 0; i < kTries; ++i) {
    AppNumber last = kFirstNumber - 1;
    const auto looked = ports_.store.read([&](Transaction& transaction) {
      last = kFirstNumber - 1;
      for (const AppRecord& record : transaction.apps.all())
        last = std::max(last, record.number);
    });
    if (!looked) return base::fail(AppRefusal{AppRefusal::Reason::unavailable, {}});
    app.number = last + 1;
    const AppRecord record = to_record(app);
    const AuditEntry entry = audit_.entry(Event::app_created, {.app = app.number});
    bool inserted = false;
    const auto done = ports_.store.write([&](Transaction& transaction) {
      inserted = transaction.apps.insert(record);
      if (!inserted) return Verdict::roll_back;
      transaction.revisions.bump(kTopic);
      transaction.audit.append(entry);
      return Verdict::commit;
    });
    if (!done) break;
    if (!inserted) continue;
    if (!reload()) break;
    return app;
  }
  return base::fail(AppRefusal{AppRefusal::Reason::unavailable, {}});
}

base::Outcome<App, AppRefusal> Directory::save(const App& app, Event event) {
  const AppRecord record = to_record(app);
  const AuditEntry entry = audit_.entry(event, {.app = app.number});
  bool updated = false;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    updated = transaction.apps.update(record);
    if (!updated) return Verdict::roll_back;
    transaction.revisions.bump(kTopic);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done || !reload()) {
    return base::fail(AppRefusal{AppRefusal::Reason::unavailable, {}});
  }
  if (!updated) {
    return base::fail(AppRefusal{AppRefusal::Reason::unknown_app, std::to_string(app.number)});
  }
  return app;
}

base::Outcome<App, AppRefusal> Directory::update(const App& changed) {
  const std::shared_ptr<const App> former = by_number(changed.number);
  if (former == nullptr) {
    return base::fail(AppRefusal{AppRefusal::Reason::unknown_app, std::to_string(changed.number)});
  }
  if (auto fault = fault_of(changed)) return base::fail(*std::move(fault));
  App app = changed;
  app.rest_api_key = former->rest_api_key;
  app.javascript_key = former->javascript_key;
  app.native_app_key = former->native_app_key;
  app.admin_key = former->admin_key;
  app.client_secret = former->client_secret;
  app.created_at = former->created_at;
  app.updated_at = ports_.clock.now();
  return save(app, Event::app_updated);
}

base::Outcome<App, AppRefusal> Directory::rotate_secret(AppNumber number) {
  const std::shared_ptr<const App> former = by_number(number);
  if (former == nullptr) {
    return base::fail(AppRefusal{AppRefusal::Reason::unknown_app, std::to_string(number)});
  }
  App app = *former;
  app.client_secret = base::random_alphanumeric(ports_.entropy, kKeyLength);
  app.updated_at = ports_.clock.now();
  return save(app, Event::app_secret_rotated);
}

}  // namespace haetae::accounts
