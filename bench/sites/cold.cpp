// SPDX-License-Identifier: Apache-2.0
// Everything is killed at one instant and starts anew: how long until people can sign in.
#include "parts.hpp"
#include "process_usage.hpp"
#include "runner.hpp"
#include "scenarios.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>
#include <stdexcept>

namespace haetae::bench {
namespace {

using site::need;
using std::chrono::nanoseconds;

constexpr base::Milliseconds kReturnMost{180'000};
/// A whole copy of many people to a site.
constexpr base::Milliseconds kJoinMost{600'000};
constexpr base::Milliseconds kAgainAfter{2};
constexpr nanoseconds kSignInMost = std::chrono::seconds{30};
constexpr std::size_t kStarts = 5;
constexpr std::chrono::milliseconds kLoad{2'000};

double seconds(nanoseconds span) {
  return std::chrono::duration<double>(span).count();
}

/// What happened at one site, in seconds from the power, or from the start of the server alone.
struct Return {
  double database = 0;  ///< in step with the others, and writable
  double listening = 0;
  double passkey = 0, password = 0;  ///< the first sign-in of each kind
};

wire::Json to_json(const Return& times) {
  wire::Json out = wire::Json::object();
  out.set("database_s", times.database)
      .set("listening_s", times.listening)
      .set("passkey_s", times.passkey)
      .set("password_s", times.password);
  return out;
}

class ColdStart {
 public:
  ColdStart(Ground& ground, const Crews& crews)
      : ground_(ground), clock_(ground.clock()), target_(ground.target()), crews_(crews) {}

  wire::Json all(std::int64_t people) {
    wire::Json out = wire::Json::object();
    out.set("people", people);
    grow(people, out);
    ground_.serve_all();
    out.set("starts", own_starts());
    out.set("memory_mib", static_cast<double>(usage_of(ground_.server_pid(0)).resident_kib) / 1024);
    black_out();
    out.set("sites", power_on());
    return out;
  }

 private:
  /// The first site grows alone; then the others take a copy of it.
  void grow(std::int64_t people, wire::Json& out) {
    const std::size_t count = ground_.sites();
    for (std::size_t site = 0; site < count; ++site)
      ground_.stop_server(site);
    for (std::size_t site = count; site-- > 1;) {
      need(ground_.lab().stop_database(site));
      ground_.lab().strike(site, site::Fault::disk);
    }
    note(fmt::format("  making {} people at the first site", people));
    nanoseconds began = clock_.steady();
    const std::int64_t rows = fill(ground_, crews_.at(0).front(), people);
    out.set("rows", rows).set("fill_s", seconds(clock_.steady() - began));
    wire::Json joined = wire::Json::array();
    for (std::size_t site = 1; site < count; ++site) {
      note(fmt::format("  site {} takes its copy", ground_.lab().site(site).name));
      began = clock_.steady();
      const site::Started started = need(ground_.lab().bring_back(site, kJoinMost));
      const bool whole = started.way == site::Started::Way::full;
      wire::Json one = wire::Json::object();
      one.set("seconds", seconds(clock_.steady() - began))
          .set("transfer", whole ? "full" : "incremental");
      joined.push(std::move(one));
    }
    out.set("joined", std::move(joined)).set("database_mib", megabytes());
    const std::string there = ground_.query(0, "SELECT COUNT(*) FROM people");
    for (std::size_t site = 1; site < count; ++site) {
      if (ground_.query(site, "SELECT COUNT(*) FROM people") != there) {
        throw std::runtime_error{"the sites do not hold the same people"};
      }
    }
  }

  [[nodiscard]] double megabytes() const {
    return std::strtod(ground_
                           .query(0,
                                  "SELECT SUM(data_length + index_length) / 1048576 FROM "
                                  "information_schema.tables WHERE table_schema = DATABASE()")
                           .c_str(),
                       nullptr);
  }

  /// The program alone, on a database that runs: nothing else starts.
  wire::Json own_starts() {
    note("  the first site's server starts again and again, its database runs on");
    wire::Json starts = wire::Json::array();
    for (std::size_t i = 0; i < kStarts; ++i) {
      ground_.stop_server(0);
      Return times;
      const nanoseconds began = clock_.steady();
      serve_and_sign_in(0, began, times);
      starts.push(to_json(times));
    }
    return starts;
  }

  /// Under load, so that the databases have much in memory that is only in their logs.
  void black_out() {
    note("  the power fails everywhere");
    ground_.everywhere([&](std::size_t site) {
      PasskeySignIn scenario{target_, crews_[site]};
      (void)run(scenario,
                {.port = target_.port, .clients = crews_[site].size(), .duration = kLoad});
    });
    for (std::size_t site = 0; site < ground_.sites(); ++site)
      ground_.lab().strike(site, site::Fault::kill);
  }

  wire::Json power_on() {
    note("  the power is back");
    std::vector<Return> returns(ground_.sites());
    const nanoseconds power = clock_.steady();
    ground_.everywhere([&](std::size_t site) {
      (void)need(ground_.lab().bring_back(site, kReturnMost));
      returns[site].database = seconds(clock_.steady() - power);
      serve_and_sign_in(site, power, returns[site]);
    });
    wire::Json out = wire::Json::array();
    for (const Return& times : returns)
      out.push(to_json(times));
    return out;
  }

  void serve_and_sign_in(std::size_t site, nanoseconds since, Return& times) {
    ground_.serve(site);
    times.listening = seconds(clock_.steady() - since);
    ground_.at(site, [&] {
      insist(site, [&] { sign_in_by_passkey(target_, crews_[site]); });
      times.passkey = seconds(clock_.steady() - since);
      insist(site, [&] { sign_in_by_password(target_, crews_[site].back()); });
      times.password = seconds(clock_.steady() - since);
    });
  }

  /// Again and again until it succeeds, as people do.
  void insist(std::size_t site, const std::function<void()>& work) {
    const nanoseconds began = clock_.steady();
    while (true) {
      try {
        return work();
      } catch (const std::runtime_error&) {
        if (clock_.steady() - began > kSignInMost) throw;
      }
      if (ground_.wait(site, kAgainAfter)) {
        throw std::runtime_error{"the server ended at its start"};
      }
    }
  }

  Ground& ground_;
  const base::Clock& clock_;
  const Target target_;
  const Crews& crews_;
};

}  // namespace

wire::Json measure_cold_start(Ground& ground, const Crews& crews, std::int64_t people) {
  return ColdStart{ground, crews}.all(people);
}

}  // namespace haetae::bench
