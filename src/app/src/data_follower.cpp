// SPDX-License-Identifier: Apache-2.0
#include "data_follower.hpp"

#include "data_target.hpp"
#include "haetae/base/log.hpp"
#include "haetae/intake/version_name.hpp"

namespace haetae::app {
namespace {

using base::LogLevel;

constexpr base::Milliseconds kFollowEvery{1000};

}  // namespace

base::Outcome<void, ConfigError> DataFollower::start() {
  const Config& config = parts_.config;
  if (!config.data.pull_url.empty()) {
    auto keys = trusted_keys(config);
    if (!keys) return base::fail(keys.error());
    if (keys->empty()) {
      return base::fail(
          ConfigError{"'data.pull_url' is set, but no key is trusted; set 'data.trusted_keys' to "
                      "the public key "
                      "of whoever publishes there"});
    }
    auto access = store_access(config, config.data.pull_url);
    if (!access) return base::fail(access.error());
    trusted_ = std::move(*keys);
    source_ = std::make_unique<HttpStore>(std::move(*access), [this] { return pause_.stopped(); });
    puller_ = std::make_unique<Ticker>(base::Seconds{config.data.pull_every_seconds},
                                       [this] { pull_turn(); });
  }
  if (config.data.activate == "target") {
    follower_ = std::make_unique<Ticker>(kFollowEvery, [this] { follow(); });
  }
  return {};
}

void DataFollower::stop() {
  pause_.stop();
  follower_.reset();  // before the puller, which it pokes
  puller_.reset();
}

std::string DataFollower::wanted() const {
  const std::lock_guard lock{mutex_};
  return wanted_;
}

void DataFollower::pull_turn() {
  const std::string target = wanted();
  if (!target.empty() && !parts_.data.has(target)) static_cast<void>(pull_one(target));
  static_cast<void>(pull_one({}));
}

bool DataFollower::pull_one(const std::string& version) {
  const auto began = parts_.clock.steady();
  const intake::PullTools tools{*source_,
                                parts_.entropy,
                                [this](base::Milliseconds span) { return pause_.wait(span); },
                                [this] { return pause_.stopped(); },
                                {}};
  // What every site agreed on is taken, however old.
  const auto done = intake::pull(parts_.data,
                                 {.kind = intake::address_artifact(),
                                  .version = version,
                                  .allow_older = !version.empty(),
                                  .trusted = trusted_},
                                 tools);
  if (pause_.stopped()) return false;
  if (!done) {
    const bool refused = done.error().kind == intake::IntakeError::Kind::refused;
    ++(refused ? refusals_ : failed_);
    base::log(refused ? LogLevel::error : LogLevel::warning,
              refused ? "address_pull_refused" : "address_pull_failed",
              {{"wanted", version.empty() ? std::string_view{"newest"} : version},
               {"why", done.error().message},
               {"advice", "the version in force stays; the next turn tries again"}});
    return false;
  }
  succeeded_at_ = base::to_unix_seconds(parts_.clock.now());
  if (version.empty()) newest_created_ = base::to_unix_seconds(done->created);
  bytes_ += done->fetched;
  ++(done->held ? current_ : brought_);
  if (!done->held) {
    const std::string key = crypto::to_text(done->key);
    base::log(LogLevel::info, "address_data_pulled",
              {{"version", done->version},
               {"bytes", static_cast<std::int64_t>(done->bytes)},
               {"fetched", static_cast<std::int64_t>(done->fetched)},
               {"resumed", static_cast<std::int64_t>(done->resumed)},
               {"requests", static_cast<std::int64_t>(done->attempts)},
               {"seconds", std::chrono::duration<double>(parts_.clock.steady() - began).count()},
               {"key", key}});
  }
  if (version.empty()) activate_pulled(done->version);
  return true;
}

void DataFollower::activate_pulled(const std::string& version) {
  const std::string active = parts_.data.active().value_or("");
  if (parts_.config.data.activate == "pulled" && intake::older(active, version)) {
    static_cast<void>(activate(version, "address_pulled_activated"));
  }
  // The target may be the oldest of all until it is in force.
  if (target_in_force_ == 0 || !wanted().empty()) return;
  const auto lock = parts_.data.lock();
  if (!lock) return;
  for (const std::string& gone :
       parts_.data.prune(static_cast<std::size_t>(parts_.config.address.keep))) {
    base::log(LogLevel::info, "address_data_pruned", {{"version", gone}});
  }
}

bool DataFollower::activate(const std::string& version, std::string_view event) {
  // While an import runs the lock is taken; the next turn comes soon.
  const auto lock = parts_.data.lock();
  if (!lock) return false;
  const auto done = parts_.data.activate(version);
  if (!done) {
    refused_ = version;
    base::log(LogLevel::error, "address_activation_refused",
              {{"version", version},
               {"why", done.error().message},
               {"advice", "the version in force stays; remove this one and pull it again"}});
    return false;
  }
  base::log(LogLevel::info, event, {{"version", version}});
  return true;
}

void DataFollower::follow() {
  // An unreachable database leaves this site with what it has.
  const auto read = read_target(parts_.store);
  if (!read) return;
  const std::string version = *read ? (*read)->version : std::string{};
  const bool in_force = !version.empty() && parts_.data.active() == version;
  const bool here = in_force || parts_.data.has(version);
  {
    const std::lock_guard lock{mutex_};
    wanted_ = here ? std::string{} : version;
  }
  target_in_force_ = version.empty() ? -1 : in_force ? 1 : 0;
  if (version != missing_) missing_.clear();
  if (version != refused_) refused_.clear();
  if (version.empty() || in_force) return;
  if (!here) {
    if (missing_ == version) return;
    missing_ = version;
    base::log(LogLevel::warning, "address_target_missing",
              {{"version", version},
               {"advice", puller_ ? std::string_view{"it is being pulled"}
                                  : std::string_view{"haetae data pull URL --version VERSION"}}});
    if (puller_) puller_->poke();
    return;
  }
  if (refused_ == version) return;
  if (activate(version, "address_target_followed")) target_in_force_ = 1;
}

void DataFollower::write_metrics(status::MetricsText& out) const {
  const auto number = [&out](std::string_view name, std::string_view type, std::string_view help,
                             double value) {
    out.family(name, type, help);
    out.sample(name, "", value);
  };
  out.family("haetae_address_pulls_total", "counter", "Turns of pulling address data, by outcome.");
  const auto outcome = [&out](std::string_view label, std::uint64_t count) {
    out.sample("haetae_address_pulls_total", label, static_cast<double>(count));
  };
  outcome("outcome=\"brought\"", brought_);
  outcome("outcome=\"current\"", current_);
  outcome("outcome=\"failed\"", failed_);
  outcome("outcome=\"refused\"", refusals_);
  number("haetae_address_pulled_bytes_total", "counter", "Bytes that pulls brought.",
         static_cast<double>(bytes_.load()));
  number("haetae_address_pull_success_timestamp_seconds", "gauge",
         "When a pull last found or brought what it wanted; 0: never.",
         static_cast<double>(succeeded_at_.load()));
  number("haetae_address_store_newest_timestamp_seconds", "gauge",
         "When the newest version of the store was published; 0: not known.",
         static_cast<double>(newest_created_.load()));
  number("haetae_address_target_in_force", "gauge",
         "1 when the shared target is in force here, 0 when not, -1 when none is set.",
         target_in_force_.load());
}

}  // namespace haetae::app
