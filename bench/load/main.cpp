// SPDX-License-Identifier: Apache-2.0
// The load behind bench/run. Prints a JSON array of measured points; progress goes to stderr.
//   haetae_bench_load signin SETTINGS.json   every point of the sign-in benchmark
//   haetae_bench_load fetch SETTINGS.json    one GET, at 1 and 64 clients, against two servers
//   haetae_bench_load lists SETTINGS.json    GETs from files by turns, at 64 clients
#include "report.hpp"
#include "scenarios.hpp"
#include "stalls.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <stdexcept>

namespace haetae::bench {
namespace {

constexpr std::size_t kMany = 64;
constexpr int kRounds = 3;

struct Settings {
  Target target;
  int pid = 0;
  Target peer;
  int peer_pid = 0;
  std::chrono::milliseconds duration{3'000};
  Site site;
  std::vector<Person> people;
  std::vector<std::pair<std::string, std::string>> fetches;  ///< name, path; same path at the peer
  std::vector<std::pair<std::string, std::string>> lists;    ///< name, file with a path a line
  std::map<std::string, double, std::less<>> rates;          ///< of lists, a second; see at_rate
  std::string only;                                          ///< one point's name; empty: all
};

std::string member(const wire::Json& json, std::string_view name) {
  return std::string{json.string_at(name).value_or("")};
}

Settings read_settings(const char* path) {
  const wire::Json json = read_json_file(path);
  Settings settings;
  const auto target = [&](std::string_view name) {
    const auto port = static_cast<std::uint16_t>(json.integer_at(name).value_or(0));
    return Target{port, fmt::format("localhost:{}", port)};
  };
  settings.target = target("port");
  settings.peer = target("peer_port");
  settings.pid = static_cast<int>(json.integer_at("pid").value_or(0));
  settings.peer_pid = static_cast<int>(json.integer_at("peer_pid").value_or(0));
  settings.duration = std::chrono::milliseconds{json.integer_at("duration_ms").value_or(3'000)};
  settings.site = {member(json, "client_id"), member(json, "client_secret"),
                   member(json, "redirect_uri")};
  settings.only = member(json, "only");
  if (const wire::Json* fetches = json.find("fetches")) {
    for (const auto& [name, fetched] : *fetches->if_object()) {
      settings.fetches.emplace_back(name, *fetched.if_string());
    }
  }
  if (const wire::Json* lists = json.find("lists")) {
    for (const auto& [name, file] : *lists->if_object())
      settings.lists.emplace_back(name, *file.if_string());
  }
  if (const wire::Json* rates = json.find("rates")) {
    for (const auto& [name, rate] : *rates->if_object())
      settings.rates[std::string{name}] = rate.if_number().value_or(0);
  }
  if (const wire::Json* people = json.find("people")) {
    for (const wire::Json& one : *people->if_array()) {
      Person person;
      person.email = member(one, "email");
      person.password = member(one, "password");
      person.address = fmt::format("10.0.{}.1", settings.people.size());
      settings.people.push_back(std::move(person));
    }
  }
  return settings;
}

class Plan {
 public:
  explicit Plan(Settings settings) : s_(std::move(settings)) {}

  /// Each document beside the peer's fixed answer of the same size, taking turns, since the
  /// machine's own speed drifts. The middle round of each counts.
  void fetch(std::string_view name, std::string_view path, std::string_view headers) {
    // The key set's peer is what every other point stands beside.
    if (!is_wanted(name) && name != "jwks") return;
    for (const std::size_t clients : {std::size_t{1}, kMany}) {
      std::vector<wire::Json> ours, theirs;
      const int rounds = clients == 1 ? 1 : kRounds;
      for (int round = 0; round < rounds; ++round) {
        Fetch peer{s_.peer.authority, path};
        theirs.push_back(measure(fmt::format("{}/peer", name), peer, clients, kShort, true));
        Fetch own{s_.target.authority, path, headers};
        ours.push_back(measure(name, own, clients, kShort, false));
      }
      keep_middle(theirs);
      keep_middle(ours);
    }
  }

  void fetch_all() {
    for (const auto& [name, path] : s_.fetches)
      fetch(name, path, {});
  }

  /// Beside the peer's fixed answer at the path of the list's name, by turns.
  void fetch_lists() {
    for (const auto& [name, file] : s_.lists) {
      std::vector<std::string> paths;
      std::ifstream lines{file};
      for (std::string line; std::getline(lines, line);)
        paths.push_back(line);
      FetchMany many{s_.target.authority, paths};
      std::vector<wire::Json> ours, theirs;
      for (int round = 0; round < (s_.peer.port == 0 ? 1 : kRounds); ++round) {
        if (s_.peer.port != 0) {
          Fetch peer{s_.peer.authority, "/" + name};
          theirs.push_back(measure(name + "/peer", peer, kMany, kShort, true));
        }
        ours.push_back(measure(name, many, kMany, s_.duration, false));
      }
      if (!theirs.empty()) keep_middle(theirs);
      keep_middle(ours);
      if (s_.peer.port != 0) at_rate(name, many);
    }
  }

  /// The latency below saturation: where every client always asks, it is the length of the queue.
  /// At the rate that the settings name, or three quarters of what was just reached. The peer is
  /// offered the same rate, since a stall of the machine delays both. By turns, and after each the
  /// cores are watched: what they do not let anybody reach.
  void at_rate(const std::string& name, Scenario& scenario) {
    constexpr double kShare = 0.75;
    const auto named = s_.rates.find(name);
    const double most = rate_of(points_.if_array()->back());
    const double rate = named != s_.rates.end() ? named->second : std::floor(most * kShare);
    const std::chrono::nanoseconds service{static_cast<std::int64_t>(1e9 / most)};
    std::vector<wire::Json> ours, theirs;
    std::vector<double> best;
    for (int round = 0; round < kRounds; ++round) {
      Fetch peer{s_.peer.authority, "/" + name};
      theirs.push_back(measure(name + "/at_rate/peer", peer, kMany, kShort, true, rate));
      ours.push_back(measure(name + "/at_rate", scenario, kMany, kShort, false, rate));
      best.push_back(milliseconds(best_p99(watch_cores(s_.pid, kShort), kShort, service, rate)));
      note("  a server without a tail of its own would have p99 {:.2f} ms here", best.back());
    }
    std::sort(best.begin(), best.end());
    keep_middle(theirs, latency_of);
    add(std::move(middle(ours, latency_of).set("best_p99_ms", best[best.size() / 2])));
  }

  void sign_in() {
    note("signing in {} people", s_.people.size());
    for (Person& person : s_.people)
      settle(s_.target, s_.site, person);
    const std::string token = kakao_token(s_.target, s_.site, s_.people.front());
    fetch_all();
    fetch("access_token_info", "/v1/user/access_token_info",
          fmt::format("Authorization: Bearer {}\r\n", token));
    both_codes();
    both<Refresh>("refresh", s_.people);
    both<Userinfo>("userinfo");
    both<PasskeySignIn>("passkey_sign_in");
    s_.duration += kPasswordMore;
    both<PasswordSignIn>("password_sign_in");
  }

  [[nodiscard]] std::string text() const { return points_.to_text(); }

 private:
  static constexpr std::chrono::milliseconds kShort{2'000};
  /// A hash takes 25 ms of a core on purpose: 64 clients wait for seconds.
  static constexpr std::chrono::milliseconds kPasswordMore{3'000};

  [[nodiscard]] bool is_wanted(std::string_view name) const {
    return s_.only.empty() || s_.only == name;
  }

  void both_codes() {
    if (!is_wanted("code_exchange")) return;
    for (const std::size_t clients : {std::size_t{1}, kMany}) {
      Mint mint{s_.target, s_.site, s_.people};
      add(measure("authorize", mint, clients, s_.duration, false));
      Exchange exchange{s_.target, s_.site, mint.take_codes()};
      add(measure("code_exchange", exchange, clients, s_.duration, false));
    }
  }

  template <class... Words>
  static void note(fmt::format_string<Words...> text, Words&&... words) {
    fmt::print(stderr, "{}\n", fmt::format(text, std::forward<Words>(words)...));
  }

  void add(wire::Json point) { points_.push(std::move(point)); }

  template <class Kind>
  void both(std::string_view name) {
    if (!is_wanted(name)) return;
    for (const std::size_t clients : {std::size_t{1}, kMany}) {
      Kind scenario{s_.target, s_.people};
      add(measure(name, scenario, clients, s_.duration, false));
    }
  }
  template <class Kind>
  void both(std::string_view name, std::vector<Person>& people) {
    if (!is_wanted(name)) return;
    for (const std::size_t clients : {std::size_t{1}, kMany}) {
      Kind scenario{s_.target, s_.site, people};
      add(measure(name, scenario, clients, s_.duration, false));
    }
  }

  wire::Json measure(std::string_view name, Scenario& scenario, std::size_t clients,
                     std::chrono::milliseconds duration, bool of_peer, double rate = 0) {
    const bool has_metrics = !of_peer && !s_.people.empty();
    const StoreCounters before = has_metrics ? read_store_counters(s_.target) : StoreCounters{};
    const Measured measured = run(scenario, {.port = of_peer ? s_.peer.port : s_.target.port,
                                             .server_pid = of_peer ? s_.peer_pid : s_.pid,
                                             .clients = clients,
                                             .duration = duration,
                                             .rate = rate});
    const StoreCounters after = has_metrics ? read_store_counters(s_.target) : StoreCounters{};
    note("{} at {}: {:.0f}/s, p99 {:.2f} ms", name, clients, measured.per_second(),
         static_cast<double>(measured.latency.percentile(0.99).count()) / 1e6);
    if (measured.failures != 0) {
      note("  {} failed, the first with:\n{}", measured.failures, measured.first_failure);
    }
    return to_json(name, clients, measured, before, after);
  }

  using Value = double (*)(const wire::Json&);
  static double rate_of(const wire::Json& point) {
    return point.find("per_second")->if_number().value_or(0);
  }
  static double latency_of(const wire::Json& point) {
    return point.find("latency")->find("p99_ms")->if_number().value_or(0);
  }

  static wire::Json& middle(std::vector<wire::Json>& rounds, Value value) {
    std::sort(rounds.begin(), rounds.end(),
              [value](const auto& a, const auto& b) { return value(a) < value(b); });
    return rounds[rounds.size() / 2];
  }
  void keep_middle(std::vector<wire::Json>& rounds, Value value = rate_of) {
    add(middle(rounds, value));
  }

  Settings s_;
  wire::Json points_ = wire::Json::array();
};

int main_of(std::string_view what, const char* path) {
  Plan plan{read_settings(path)};
  if (what == "signin") {
    plan.sign_in();
  } else if (what == "fetch") {
    plan.fetch_all();
  } else if (what == "lists") {
    plan.fetch_lists();
  } else {
    fmt::print(stderr, "haetae_bench_load signin|fetch|lists SETTINGS.json\n");
    return 2;
  }
  fmt::print("{}\n", plan.text());
  return 0;
}

}  // namespace
}  // namespace haetae::bench

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "haetae_bench_load signin|fetch|lists SETTINGS.json\n");
    return 2;
  }
  try {
    return haetae::bench::main_of(argv[1], argv[2]);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "{}\n", failure.what());
    return 1;
  }
}
