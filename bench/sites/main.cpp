// SPDX-License-Identifier: Apache-2.0
// The work behind `bench/run sites`; see bench/README.md.
//   haetae_bench_sites SETTINGS.json   as root; prints JSON, progress goes to stderr
// Settings: dir (empty), program (the haetae to run), people, parts (an array of "speed", "costs",
// "cold"), point (one name of a point of "speed"; empty: all).
#include "parts.hpp"
#include "report.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
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
  const wire::Json json = read_json_file(path);
  Settings settings;
  settings.dir = json.string_at("dir").value_or("");
  settings.program = json.string_at("program").value_or("");
  settings.people = json.integer_at("people").value_or(0);
  settings.point = json.string_at("point").value_or("");
  if (const wire::Json* parts = json.find("parts")) {
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
    std::vector<Stand> stands;
    if (wants("speed")) {
      note("a file, and one site");
      file->serve(0);
      stands.push_back(inhabited(std::move(file)));
      stands.push_back(with_databases("one", 1, people, *stands.front().ground));
    }
    note("three sites");
    const Ground& keys = file ? *file : *stands.front().ground;
    stands.push_back(with_databases("three", 3, people, keys));
    if (wants("speed")) out.set("speed", measure_speed(stands, app_, s_.point));
    stands.erase(stands.begin(), stands.end() - 1);
    file.reset();
    Ground& three = *stands.front().ground;
    if (wants("costs")) out.set("costs", measure_costs(three, app_));
    if (wants("cold")) out.set("cold", measure_cold_start(three, stands.front().crews, s_.people));
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

  /// Sites with databases that hold the people of a file, and servers that `keys` belong to.
  Stand with_databases(const std::string& name, std::size_t sites, const fs::path& people,
                       const Ground& keys) {
    auto made = ground(name, sites, true);
    made->start_databases();
    made->adopt(people, keys);
    made->serve_all();
    return inhabited(std::move(made));
  }

  Stand inhabited(std::unique_ptr<Ground> ground) {
    Crews crews = settle_all(*ground, app_);
    return {.ground = std::move(ground), .crews = std::move(crews)};
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
