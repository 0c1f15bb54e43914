// SPDX-License-Identifier: Apache-2.0
// Durable writes per second: one store beside the other.
#include "parts.hpp"
#include "report.hpp"
#include "runner.hpp"
#include "scenarios.hpp"

#include <fmt/format.h>
#include <functional>
#include <memory>

namespace haetae::bench {
namespace {

using Maker = std::function<std::unique_ptr<Scenario>(std::size_t site)>;

constexpr std::chrono::milliseconds kDuration{3'000};

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

wire::Json to_json(const std::string& setup, std::string_view name, std::size_t clients,
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
      .set("processors", all.server + all.database + all.network + all.load)
      .set("failures", static_cast<std::int64_t>(all.failures))
      .set("first_failure", all.first_failure);
  return out;
}

class Speed {
 public:
  Speed(Ground& ground, const Site& app, Crews& crews, std::string_view only)
      : ground_(ground), target_(ground.target()), app_(app), crews_(crews), only_(only) {}

  wire::Json all() {
    for (const std::size_t clients : {std::size_t{1}, kPeople}) {
      measure("passkey_sign_in", clients, [&](std::size_t site) {
        return std::make_unique<PasskeySignIn>(target_, crews_[site]);
      });
      codes(clients);
      measure("refresh", clients, [&](std::size_t site) {
        return std::make_unique<Refresh>(target_, app_, crews_[site]);
      });
    }
    return std::move(points_);
  }

 private:
  /// Codes are made first, which writes nothing, and then redeemed.
  void codes(std::size_t clients) {
    if (!is_wanted("code_exchange")) return;
    std::vector<Mint*> mints(ground_.sites());
    std::vector<std::unique_ptr<Scenario>> kept(ground_.sites());
    run_all("authorize", clients, kept, [&](std::size_t site) {
      auto mint = std::make_unique<Mint>(target_, app_, crews_[site]);
      mints[site] = mint.get();
      return mint;
    });
    measure("code_exchange", clients, [&](std::size_t site) {
      return std::make_unique<Exchange>(
          target_, app_, mints[site] ? mints[site]->take_codes() : std::vector<std::string>{});
    });
  }

  void measure(std::string_view name, std::size_t clients, const Maker& make) {
    if (!is_wanted(name)) return;
    std::vector<std::unique_ptr<Scenario>> kept(ground_.sites());
    run_all(name, clients, kept, make);
  }

  /// One client is one at the first site; many are spread over all sites.
  void run_all(std::string_view name, std::size_t clients,
               std::vector<std::unique_ptr<Scenario>>& kept, const Maker& make) {
    const std::size_t sites = clients == 1 ? 1 : ground_.sites();
    std::vector<Measured> measured(sites);
    ground_.everywhere([&](std::size_t site) {
      if (site >= sites) return;
      kept[site] = make(site);
      measured[site] = run(*kept[site], {.port = target_.port,
                                         .server_pid = ground_.server_pid(site),
                                         .database_pid = ground_.database_pid(site),
                                         .clients = clients / sites,
                                         .duration = kDuration});
    });
    Together all;
    for (const Measured& one : measured)
      all.add(one);
    all.add_own(measured.front());
    note(fmt::format("  {} at {}, {} clients: {:.0f}/s, p50 {:.2f} ms, p99 {:.2f} ms", name,
                     ground_.name(), clients, all.per_second,
                     milliseconds(all.latency.percentile(0.5)),
                     milliseconds(all.latency.percentile(0.99))));
    if (all.failures != 0) note("  FAILED, the first with: " + all.first_failure);
    points_.push(to_json(ground_.name(), name, clients, all));
  }

  [[nodiscard]] bool is_wanted(std::string_view name) const {
    return only_.empty() || only_ == name;
  }

  Ground& ground_;
  const Target target_;
  const Site& app_;
  Crews& crews_;
  const std::string_view only_;
  wire::Json points_ = wire::Json::array();
};

}  // namespace

wire::Json measure_speed(Ground& ground, const Site& app, Crews& crews, std::string_view only) {
  return Speed{ground, app, crews, only}.all();
}

}  // namespace haetae::bench
