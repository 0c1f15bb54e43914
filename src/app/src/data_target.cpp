// SPDX-License-Identifier: Apache-2.0
#include "data_target.hpp"

#include "haetae/base/time_text.hpp"
#include "haetae/intake/version_name.hpp"
#include "haetae/wire/json.hpp"

namespace haetae::app {
namespace {

constexpr std::string_view kName = "address";

}  // namespace

base::Outcome<std::optional<DataTarget>, accounts::StoreError> read_target(accounts::Store& store) {
  std::optional<std::string> text;
  const auto done = store.read(
      [&](accounts::Transaction& transaction) { text = transaction.targets.get(kName); });
  if (!done) return base::fail(done.error());
  if (!text) return std::optional<DataTarget>{};
  const auto json = wire::Json::parse(*text);
  DataTarget target;
  if (json) {
    target.version = json->string_at("version").value_or("");
    target.set_at = json->string_at("set_at").value_or("");
  }
  if (!intake::is_version(target.version)) return std::optional<DataTarget>{};
  return std::optional{std::move(target)};
}

base::Outcome<void, accounts::StoreError> set_target(accounts::Store& store,
                                                     const std::string& version,
                                                     base::Instant now) {
  wire::Json json = wire::Json::object();
  json.set("version", version).set("set_at", base::to_rfc3339(now));
  return store.write([text = json.to_text()](accounts::Transaction& transaction) {
    transaction.targets.put(kName, text);
    return accounts::Verdict::commit;
  });
}

base::Outcome<void, accounts::StoreError> clear_target(accounts::Store& store) {
  return store.write([](accounts::Transaction& transaction) {
    transaction.targets.remove(kName);
    return accounts::Verdict::commit;
  });
}

}  // namespace haetae::app
