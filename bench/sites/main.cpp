// SPDX-License-Identifier: Apache-2.0
// The work behind `bench/run sites`; see bench/README.md.
//   haetae_bench_sites SETTINGS.json   as root; prints JSON, progress goes to stderr
// Settings: dir (empty), program (the haetae to run), people, parts (an array of "speed", "costs",
// "cold"), point (one name of a point of "speed"; empty: all).
#include "parts.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

namespace haetae::bench {
namespace {

namespace fs = std::filesystem;

struct Settings {
  fs::path dir, program;
  std::int64_t people = 0;
  std::vector<std::string> parts;
  std::string point;
};

Settings read_settings(const char* path) {
  std::ostringstream text;
  text << std::ifstream{path}.rdbuf();
  const auto json = wire::Json::parse(text.str());
  if (!json) throw std::runtime_error{fmt::format("{} holds no JSON", path)};
  Settings settings;
  settings.dir = json->string_at("dir").value_or("");
  settings.program = json->string_at("program").value_or("");
  settings.people = json->integer_at("people").value_or(0);
  settings.point = json->string_at("point").value_or("");
  if (const wire::Json* parts = json->find("parts")) {
    for (const wire::Json& part : *parts->if_array())
      settings.parts.push_back(*part.if_string());
  }
  return settings;
}

class Plan {
 public:
  explicit Plan(Settings settings) : s_(std::move(settings)) {}

  wire::Json all() {
    note(fmt::format("registering an app and {} people", kPeople));
    auto file = ground("sqlite", 1, false);
    app_ = register_all(*file);
    const fs::path people = s_.dir / "people.db";
    (void)file->tool(0, {"store", "copy", "--from", "sqlite", "--to", "sqlite:" + people.string()});
    wire::Json out = wire::Json::object();
    wire::Json speed = wire::Json::array();
    if (wants("speed")) {
      file->serve_all();
      measure(*file, speed);
      note("one site");
      auto one = ground("one", 1, true);
      one->start_databases();
      one->adopt(people, *file);
      one->serve_all();
      measure(*one, speed);
    }
    note("three sites");
    auto three = ground("three", 3, true);
    three->start_databases();
    three->adopt(people, *file);
    file.reset();
    three->serve_all();
    Crews crews = settle_all(*three, app_);
    if (wants("speed")) add(speed, measure_speed(*three, app_, crews, s_.point));
    if (wants("costs")) out.set("costs", measure_costs(*three, app_));
    if (wants("cold")) out.set("cold", measure_cold_start(*three, crews, s_.people));
    out.set("speed", std::move(speed));
    return out;
  }

 private:
  std::unique_ptr<Ground> ground(const std::string& name, std::size_t sites, bool has_databases) {
    return std::make_unique<Ground>(Ground::Setup{.name = name,
                                                  .dir = s_.dir / name,
                                                  .program = s_.program,
                                                  .sites = sites,
                                                  .has_databases = has_databases},
                                    clock_, entropy_);
  }

  void measure(Ground& ground, wire::Json& points) {
    Crews crews = settle_all(ground, app_);
    add(points, measure_speed(ground, app_, crews, s_.point));
    for (std::size_t site = 0; site < ground.sites(); ++site)
      ground.stop_server(site);
  }

  static void add(wire::Json& points, const wire::Json& more) {
    for (const wire::Json& point : *more.if_array())
      points.push(point);
  }

  [[nodiscard]] bool wants(std::string_view part) const {
    return std::find(s_.parts.begin(), s_.parts.end(), part) != s_.parts.end();
  }

  Settings s_;
  base::SystemClock clock_;
  base::SystemEntropy entropy_;
  Site app_;
};

}  // namespace
}  // namespace haetae::bench

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "haetae_bench_sites SETTINGS.json\n");
    return 2;
  }
  try {
    haetae::bench::Plan plan{haetae::bench::read_settings(argv[1])};
    fmt::print("{}\n", plan.all().to_text());
    return 0;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "{}\n", failure.what());
    return 1;
  }
}
