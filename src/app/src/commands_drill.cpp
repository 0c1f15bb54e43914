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
    "with its MariaDB and its Haetae, under load. Needs root, iproute2, mariadb-server, galera-4,\n"
    "mariadb-backup and socat. Ends with 0 only when every demand holds.";

/// What all drills demand.
constexpr const char* kDemands =
    "Every acknowledged write is looked up at every node. Demanded: none lost, nothing spent\n"
    "twice, no node that differs, no request failed at sites that stood, no revoked token\n"
    "accepted past its bound, nobody left stuck.\n";
constexpr const char* kTimes =
    "Times (--show-times-only shows them without demanding): writes pause for 1 s at most after\n"
    "the fault and 0.5 s at the return, the site serves again within 15 s by itself, sign-up\n"
    "stays open.\n";
constexpr const char* kFooter =
    "\nWrites report.html, report.json and ledger.jsonl; docs/drills.md describes them. With\n"
    "HAETAE_DRILL_KEEP=1 in the environment the sites' folders and logs are kept.";

struct Words {
  const char* what;   ///< in the list of drills
  const char* story;  ///< what happens, one paragraph
  bool has_times;     ///< whether the usual times are demanded
};
constexpr Words kSiteLoss{
    "Lose a site again and again; nothing else may be lost",
    "Loses one site after the other under load and brings it back. Flows of every kind are left\n"
    "half done there just before, and must be finished at another site, each once.\n"
    "A site whose disk is gone takes a whole copy: it serves again within 30 s.\n",
    true};
constexpr Words kQuorumLoss{
    "Leave one site alone: it goes on as an island and is merged",
    "Cuts the first site off from both others. It must say that it is an island, sign people in,\n"
    "spend its codes once, and hold revocations known before; what it took is merged at the end.\n",
    false};
constexpr Words kColdStart{
    "Let all power fail everywhere, and start again",
    "Kills every process of every site at one instant and starts all anew, without outside help.\n"
    "The first sign-in must be acknowledged within 60 s of the power.\n",
    false};
constexpr Words kRollingUpgrade{
    "Change every site to another version and back, one at a time",
    "Under load, each site's server in turn ends in order and starts as the other version, and\n"
    "then back, so that both versions serve side by side. Nobody may notice.\n",
    false};
constexpr Words kDiskFull{
    "Fill the disk below one site's database, and give it room again",
    "Fills the disk of the second site's database under load (a small one of its own, in\n"
    "memory), and gives the room back. The front end takes the site out; until then requests\n"
    "there may be refused.\n",
    true};
constexpr Words kClockSkew{
    "Let two sites' clocks be wrong, and lose the third (needs faketime)",
    "Starts the second site's server with a clock that is ahead, the third's with one that is\n"
    "behind, then loses the first site by a kill. Needs the program faketime.\n",
    true};

/// What the command line says of a drill, before it becomes drill::Options.
struct Flags {
  drill::Options options;
  std::string report = "drill-report", other;
  std::int64_t outage_ms = 6'000, calm_ms = 4'000, delay_us = 1'000, skew_seconds = 2;
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
  options.skew = std::chrono::seconds{flags.skew_seconds};
  options.delay = std::chrono::microseconds{flags.delay_us};
  if (!flags.other.empty()) options.other = std::filesystem::absolute(flags.other);
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

void add_outage(CLI::App& command, const std::shared_ptr<Flags>& flags) {
  command.add_option("--outage", flags->outage_ms, "How long what is broken stays broken")
      ->type_name("MS")
      ->check(CLI::Range(1'000, 3'600'000))
      ->capture_default_str();
}

void add_cycles(CLI::App& command, const std::shared_ptr<Flags>& flags) {
  command.add_option("--cycles", flags->options.cycles, "How many times")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
}

/// A drill with the flags that all have.
CLI::App* add_drill(CLI::App& group, Context& context, const std::string& name, const Words& words,
                    const std::shared_ptr<Flags>& flags, Run drill) {
  CLI::App* command = add_command(group, name, words.what,
                                  [&context, flags, drill] { run(context, *flags, drill); });
  command->footer(
      fmt::format("{}{}{}{}", words.story, kDemands, words.has_times ? kTimes : "", kFooter));
  add_flags(*command, flags);
  return command;
}

void add_site_loss(CLI::App& group, Context& context) {
  const auto flags = std::make_shared<Flags>();
  CLI::App* command = add_drill(group, context, "site-loss", kSiteLoss, flags, drill::site_loss);
  add_cycles(*command, flags);
  add_outage(*command, flags);
  command
      ->add_option("--fault", flags->options.fault,
                   "kill: all processes at once; cut: its link, silently; disk: its data too")
      ->check(CLI::IsMember({"kill", "cut", "disk"}))
      ->capture_default_str();
}

void add_other_drills(CLI::App& group, Context& context) {
  const auto island = std::make_shared<Flags>();
  add_outage(*add_drill(group, context, "quorum-loss", kQuorumLoss, island, drill::quorum_loss),
             island);
  const auto cold = std::make_shared<Flags>();
  cold->options.cycles = 1;
  CLI::App* cold_start =
      add_drill(group, context, "cold-start", kColdStart, cold, drill::cold_start);
  add_cycles(*cold_start, cold);
  add_outage(*cold_start, cold);
  const auto upgrade = std::make_shared<Flags>();
  CLI::App* rolling = add_drill(group, context, "rolling-upgrade", kRollingUpgrade, upgrade,
                                drill::rolling_upgrade);
  rolling->add_option("--other-binary", upgrade->other, "The other version; default: this program")
      ->type_name("PATH")
      ->check(CLI::ExistingFile);
  const auto disk = std::make_shared<Flags>();
  add_outage(*add_drill(group, context, "disk-full", kDiskFull, disk, drill::disk_full), disk);
  const auto skew = std::make_shared<Flags>();
  CLI::App* clocks = add_drill(group, context, "clock-skew", kClockSkew, skew, drill::clock_skew);
  add_outage(*clocks, skew);
  clocks->add_option("--skew", skew->skew_seconds, "One site ahead, another behind, by this")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
}

}  // namespace

void add_drill_commands(CLI::App& root, Context& context) {
  CLI::App* group = root.add_subcommand("drill", kAbout);
  group->require_subcommand(1);
  group->fallthrough();
  add_site_loss(*group, context);
  add_other_drills(*group, context);
  add_command(*group, "clean-up",
              "End the processes and remove the networks of drills that were killed", [&context] {
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
