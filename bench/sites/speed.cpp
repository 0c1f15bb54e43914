// SPDX-License-Identifier: Apache-2.0
// Durable writes per second: one store beside the other.
#include "parts.hpp"
#include "report.hpp"
#include "runner.hpp"
#include "scenarios.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <utility>

namespace haetae::bench {
namespace {

using Maker = std::function<std::unique_ptr<Scenario>(std::size_t site)>;

constexpr std::chrono::milliseconds kDuration{1'500};
constexpr int kRounds = 3;

/// What each site's clients measured, as one.
struct Together {
  std::uint64_t operations = 0, failures = 0;
  double per_second = 0;
  Histogram latency;
  double server = 0, database = 0;  ///< processors in use, 1 = one of them all the time
  double load = 0, network = 0;     ///< of this process: clients, and the laboratory's switch
  std::string first_failure;

  void add(const Measured& one) {
    operations += one.operations;
    failures += one.failures;
    per_second += one.per_second();
    latency.add(one.latency);
    server += one.server.cpu_seconds() / one.seconds;
    database += one.database.cpu_seconds() / one.seconds;
    if (first_failure.empty()) first_failure = one.first_failure;
  }
  /// One process holds the clients of all sites.
  void add_own(const Measured& one) {
    const auto found = one.load.threads.find("lab-switch");
    network = found == one.load.threads.end() ? 0 : found->second / one.seconds;
    load = one.load.cpu_seconds() / one.seconds - network;
  }
};

wire::Json to_json(std::string_view setup, std::string_view name, std::size_t clients,
                   const Together& all) {
  // Microseconds for one operation.
  const auto each = [&](double processors) { return 1e6 * processors / all.per_second; };
  wire::Json out = wire::Json::object();
  out.set("setup", setup)
      .set("name", name)
      .set("clients", static_cast<std::int64_t>(clients))
      .set("operations", static_cast<std::int64_t>(all.operations))
      .set("per_second", all.per_second)
      .set("p50_ms", milliseconds(all.latency.percentile(0.5)))
      .set("p99_ms", milliseconds(all.latency.percentile(0.99)))
      .set("max_ms", milliseconds(all.latency.longest()))
      .set("server_us", each(all.server))
      .set("database_us", each(all.database))
      .set("network_us", each(all.network))
      .set("load_us", each(all.load))
      .set("processors", all.server + all.database + all.network + all.load);
  return out;
}

class Speed {
 public:
  Speed(std::vector<Stand>& stands, const Site& app, std::string_view only)
      : stands_(stands), target_(stands.front().ground->target()), app_(app), only_(only) {}

  wire::Json all() {
    for (const std::size_t clients : {std::size_t{1}, kPeople}) {
      by_turns("passkey_sign_in", clients, [this](Stand& stand, std::size_t count) {
        take("passkey_sign_in", stand, count, [&](std::size_t site) {
          return std::make_unique<PasskeySignIn>(target_, stand.crews[site]);
        });
      });
      by_turns("code_exchange", clients,
               [this](Stand& stand, std::size_t count) { exchange(stand, count); });
      by_turns("refresh", clients, [this](Stand& stand, std::size_t count) {
        take("refresh", stand, count, [&](std::size_t site) {
          return std::make_unique<Refresh>(target_, app_, stand.crews[site]);
        });
      });
    }
    return std::move(points_);
  }

 private:
  /// The machine's own speed drifts: the stands take turns, and the middle round of each counts.
  void by_turns(std::string_view name, std::size_t clients,
                const std::function<void(Stand&, std::size_t)>& measure) {
    if (!only_.empty() && only_ != name) return;
    for (int round = 0; round < kRounds; ++round) {
      for (Stand& stand : stands_)
        measure(stand, clients);
    }
    for (auto& [key, rounds] : found_) {
      std::sort(rounds.begin(), rounds.end(),
                [](const auto& a, const auto& b) { return a.per_second < b.per_second; });
      const Together& middle = rounds[rounds.size() / 2];
      points_.push(to_json(key.second, key.first, clients, middle));
      note(fmt::format("  {}, {} clients, {}: {:.0f}/s, p99 {:.1f} ms", key.first, clients,
                       key.second, middle.per_second,
                       milliseconds(middle.latency.percentile(0.99))));
    }
    found_.clear();
  }

  /// Codes are made first, which writes nothing, and then redeemed.
  void exchange(Stand& stand, std::size_t clients) {
    std::vector<Mint*> mints(stand.ground->sites());
    const auto scenarios = take("authorize", stand, clients, [&](std::size_t site) {
      auto mint = std::make_unique<Mint>(target_, app_, stand.crews[site]);
      mints[site] = mint.get();
      return mint;
    });
    take("code_exchange", stand, clients, [&](std::size_t site) {
      return std::make_unique<Exchange>(target_, app_, mints[site]->take_codes());
    });
  }

  /// One client is one at the first site; many are spread over all sites. What was run.
  std::vector<std::unique_ptr<Scenario>> take(const std::string& name, Stand& stand,
                                              std::size_t clients, const Maker& make) {
    Ground& ground = *stand.ground;
    const std::size_t sites = clients == 1 ? 1 : ground.sites();
    std::vector<std::unique_ptr<Scenario>> scenarios(sites);
    std::vector<Measured> measured(sites);
    ground.everywhere([&](std::size_t site) {
      if (site >= sites) return;
      scenarios[site] = make(site);
      measured[site] = run(*scenarios[site], {.port = target_.port,
                                              .server_pid = ground.server_pid(site),
                                              .database_pid = ground.database_pid(site),
                                              .clients = clients / sites,
                                              .duration = kDuration});
    });
    Together all;
    for (const Measured& one : measured)
      all.add(one);
    all.add_own(measured.front());
    if (all.failures != 0) {
      throw std::runtime_error{
          fmt::format("{} at {}, {} clients: {} requests failed, the first with:\n{}", name,
                      ground.name(), clients, all.failures, all.first_failure)};
    }
    found_[{name, ground.name()}].push_back(std::move(all));
    return scenarios;
  }

  std::vector<Stand>& stands_;
  const Target target_;
  const Site& app_;
  const std::string_view only_;
  std::map<std::pair<std::string, std::string>, std::vector<Together>> found_;
  wire::Json points_ = wire::Json::array();
};

}  // namespace

wire::Json measure_speed(std::vector<Stand>& stands, const Site& app, std::string_view only) {
  return Speed{stands, app, only}.all();
}

}  // namespace haetae::bench
