// SPDX-License-Identifier: Apache-2.0
#include "haetae/sim/command.hpp"

#include "haetae/base/clock.hpp"
#include "haetae/base/log.hpp"
#include "haetae/sim/simulation.hpp"
#include "haetae/wire/json.hpp"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fmt/format.h>
#include <fstream>
#include <map>

namespace haetae::sim {
namespace {

struct Wish {
  Options options;
  std::uint64_t seeds = 1;
  std::string report;
};

struct Total {
  std::uint64_t seeds = 0, failed = 0;
  std::size_t requests = 0, transactions = 0, conflicts = 0, faults = 0;
  double simulated = 0, longest_stall = 0, took = 0;
  std::map<std::string, std::size_t> kinds;
  wire::Json findings = wire::Json::array();
};

std::string command_of(const Options& options, std::uint64_t seed) {
  std::string text = fmt::format("haetae-sim --seed {} --sites {} --steps {} --faults {}", seed,
                                 options.sites, options.steps, to_text(options.faults));
  if (options.flaw != Flaw::none) text += fmt::format(" --break {}", to_text(options.flaw));
  return text + " --trace";
}

void run_one(const Wish& wish, std::uint64_t seed, Total& total) {
  Options options = wish.options;
  options.seed = seed;
  const Result result = simulate(options);
  ++total.seeds;
  total.requests += result.requests;
  total.transactions += result.transactions;
  total.conflicts += result.conflicts;
  total.faults += result.faults;
  total.simulated += result.seconds;
  total.longest_stall = std::max(total.longest_stall, result.longest_stall);
  for (const std::string& line : result.trace)
    fmt::print("{}\n", line);
  if (options.trace || wish.seeds == 1) {
    fmt::print(
        "seed {}: digest {:016x}, {} requests, {} transactions, {} conflicts repeated, {} "
        "faults, {:.1f} s simulated\n",
        seed, result.digest, result.requests, result.transactions, result.conflicts, result.faults,
        result.seconds);
  }
  if (result.findings.empty()) return;
  ++total.failed;
  const std::string command = command_of(options, seed);
  const Finding& first = result.findings.front();
  fmt::print("seed {}: {} at {:.3f} s: {}\n  {}\n", seed, first.kind, first.at, first.text,
             command);
  for (const Finding& finding : result.findings) {
    ++total.kinds[finding.kind];
    wire::Json one = wire::Json::object();
    one.set("seed", static_cast<std::int64_t>(seed)).set("kind", finding.kind);
    one.set("text", finding.text).set("milliseconds", static_cast<std::int64_t>(finding.at * 1000));
    one.set("command", command);
    total.findings.push(std::move(one));
  }
}

std::string report_of(const Wish& wish, const Total& total) {
  const auto number = [](auto value) { return static_cast<std::int64_t>(value); };
  wire::Json report = wire::Json::object();
  report.set("first_seed", number(wish.options.seed)).set("seeds", number(total.seeds));
  report.set("sites", number(wish.options.sites)).set("steps", number(wish.options.steps));
  report.set("faults", to_text(wish.options.faults)).set("break", to_text(wish.options.flaw));
  report.set("failed_seeds", number(total.failed)).set("requests", number(total.requests));
  report.set("transactions", number(total.transactions));
  report.set("conflicts", number(total.conflicts)).set("faults_played", number(total.faults));
  report.set("simulated_seconds", number(total.simulated));
  report.set("longest_stall_milliseconds", number(total.longest_stall * 1000));
  report.set("milliseconds", number(total.took * 1000));
  report.set("findings", total.findings);
  return report.to_text();
}

int run(const Wish& wish) {
  base::set_log_level(base::LogLevel::error);
  const base::SystemClock clock;
  const auto begin = clock.steady();
  Total total;
  for (std::uint64_t i = 0; i < wish.seeds; ++i) {
    run_one(wish, wish.options.seed + i, total);
    (void)std::fflush(stdout);
  }
  total.took = std::chrono::duration<double>(clock.steady() - begin).count();
  fmt::print(
      "{} seeds in {:.1f} s ({:.1f} a second): {} requests, {} transactions, {} conflicts "
      "repeated, {} faults, {:.0f} s simulated, longest stall {:.2f} s\n",
      total.seeds, total.took, static_cast<double>(total.seeds) / total.took, total.requests,
      total.transactions, total.conflicts, total.faults, total.simulated, total.longest_stall);
  for (const auto& [kind, count] : total.kinds)
    fmt::print("{}: {}\n", kind, count);
  fmt::print("{} of {} seeds found something\n", total.failed, total.seeds);
  if (!wish.report.empty()) {
    std::ofstream file{wish.report};
    file << report_of(wish, total) << '\n';
    if (!file.flush()) {
      fmt::print(stderr, "haetae-sim: cannot write {}\n", wish.report);
      return 2;
    }
  }
  return total.failed == 0 ? 0 : 1;
}

}  // namespace

int run_command(int argc, char** argv) {
  Wish wish;
  std::string faults = to_text(wish.options.faults);
  std::string flaw = "none";
  CLI::App app{
      "Runs Haetae's sign-in over simulated sites, networks and clocks, and looks for what "
      "must not happen: something acknowledged and lost, something spent twice."};
  app.add_option("--seed", wish.options.seed, "What decides everything that chance decides");
  app.add_option("--seeds", wish.seeds, "How many runs, with this seed and those after it")
      ->check(CLI::Range(1, 10'000'000));
  app.add_option("--sites", wish.options.sites, "Sites, 3 to 7")->check(CLI::Range(3, 7));
  app.add_option("--steps", wish.options.steps, "Steps of all people together, 15 a person")
      ->check(CLI::Range(15, 100'000));
  app.add_option("--faults", faults, "kill,cut,skew,slow-disk, or none");
  app.add_option("--break", flaw,
                 "A deliberate mistake to be found: double-spend, lost-ack, split-brain, "
                 "stale-revocation, drop-revocations, diverge, impatient");
  app.add_option("--report", wish.report, "Writes what was found to this file, as JSON");
  app.add_flag("--trace", wish.options.trace, "A line for each request, fault and finding");
  CLI11_PARSE(app, argc, argv);
  const auto known_faults = faults_from_text(faults);
  const auto known_flaw = flaw_from_text(flaw);
  if (!known_faults || !known_flaw) {
    fmt::print(stderr, "haetae-sim: what is {}? See haetae-sim --help\n",
               known_faults ? flaw : faults);
    return 2;
  }
  wish.options.faults = *known_faults;
  wish.options.flaw = *known_flaw;
  return run(wish);
}

}  // namespace haetae::sim
