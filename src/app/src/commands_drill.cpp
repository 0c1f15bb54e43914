// SPDX-License-Identifier: Apache-2.0
// `haetae drill …`: proofs that a site may burn.
#include "commands.hpp"
#include "haetae/drill/drill.hpp"

#include <cstdio>
#include <fmt/format.h>

namespace haetae::app {
namespace {

constexpr const char* kAbout =
    "Prove on one machine what holds when a site burns: three sites in network namespaces, each\n"
    "with its MariaDB and its Haetae, under load. Needs root, iproute2, mariadb-server, galera-4 "
    "and\n"
    "mariadb-backup or rsync. Ends with 0 only when every demand holds.";

/// What the command line says of a drill, before it becomes drill::Options.
struct Flags {
  drill::Options options;
  std::string report = "drill-report";
  std::int64_t outage_ms = 6'000, calm_ms = 4'000, delay_us = 1'000;
  bool only_show_times = false;
};

/// The program that runs at this moment.
std::filesystem::path this_program() {
  std::error_code code;
  return std::filesystem::read_symlink("/proc/self/exe", code);
}

drill::Options options_of(const Flags& flags, const Context& context) {
  drill::Options options = flags.options;
  options.program = this_program();
  options.report = std::filesystem::absolute(flags.report);
  options.outage = std::chrono::milliseconds{flags.outage_ms};
  options.calm = std::chrono::milliseconds{flags.calm_ms};
  options.delay = std::chrono::microseconds{flags.delay_us};
  options.demand_times = !flags.only_show_times;
  const bool quiet = context.json;
  options.say = [quiet](std::string_view line) {
    if (!quiet) fmt::print(stderr, "{}\n", line);
  };
  return options;
}

using Run = drill::DrillOutcome (*)(const drill::Options&, const base::Clock&, base::Entropy&);

void run(Context& context, const Flags& flags, Run drill) {
  const drill::Options options = options_of(flags, context);
  const auto result = drill(options, context.clock, context.entropy);
  if (!result) return context.fail(Exit::unavailable, result.error().message);
  context.print(result->json, fmt::format("{}report: {}\n", result->text,
                                          (options.report / "report.html").string()));
  if (!result->passed) context.exit = Exit::refused;
}

void add_flags(CLI::App& command, const std::shared_ptr<Flags>& flags) {
  command
      .add_option("--report", flags->report, "Folder for report.html, report.json, ledger.jsonl")
      ->type_name("DIR")
      ->capture_default_str();
  command.add_option("--calm", flags->calm_ms, "Load before the first fault and after each return")
      ->type_name("MS")
      ->check(CLI::Range(500, 3'600'000))
      ->capture_default_str();
  command.add_option("--delay", flags->delay_us, "Between any two sites, one way")
      ->type_name("MICROSECONDS")
      ->check(CLI::Range(0, 200'000))
      ->capture_default_str();
  command.add_option("--load", flags->options.load, "Times the usual rate of everything")
      ->type_name("FACTOR")
      ->check(CLI::Range(0.05, 100.0))
      ->capture_default_str();
  command.add_flag("--show-times-only", flags->only_show_times,
                   "Times are shown, not demanded: for machines that do other work");
}

void add_site_loss(CLI::App& group, Context& context) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command =
      add_command(group, "site-loss", "Lose a site again and again; nothing else may be lost",
                  [&context, flags] { run(context, *flags, drill::site_loss); });
  add_flags(*command, flags);
  command->add_option("--cycles", flags->options.cycles, "How many times")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command
      ->add_option("--fault", flags->options.fault,
                   "kill: all processes at once; cut: its link, silently; disk: its data too")
      ->check(CLI::IsMember({"kill", "cut", "disk"}))
      ->capture_default_str();
  command->add_option("--outage", flags->outage_ms, "How long the site stays away")
      ->type_name("MS")
      ->check(CLI::Range(1'000, 3'600'000))
      ->capture_default_str();
}

}  // namespace

void add_drill_commands(CLI::App& root, Context& context) {
  CLI::App* group = root.add_subcommand("drill", kAbout);
  group->require_subcommand(1);
  group->fallthrough();
  add_site_loss(*group, context);
  add_command(*group, "clean-up", "End what drills left that were killed", [&context] {
    wire::Json list = wire::Json::array();
    std::string text;
    for (const std::string& name : drill::clean_up()) {
      list.push(name);
      text += name + '\n';
    }
    context.print(list, text.empty() ? "nothing was left\n" : text);
  });
}

}  // namespace haetae::app
