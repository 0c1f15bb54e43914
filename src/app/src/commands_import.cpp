// SPDX-License-Identifier: Apache-2.0
// `haetae import …`: address data.
#include "haetae/intake/sample.hpp"
#include "import_output.hpp"

#include <fmt/format.h>
#include <fstream>

namespace haetae::app {
namespace {

struct JusoOptions {
  ImportOptions common;
  std::vector<std::filesystem::path> paths;
  std::string report;
  bool add = false;
};

void import_official(Context& context, const JusoOptions& options, bool changes) {
  const auto place = import_place(context, options.common);
  if (!place) return;
  const auto began = context.clock.steady();
  std::ofstream report;
  if (!options.report.empty()) {
    report.open(options.report);
    if (!report) return context.fail(Exit::unavailable, options.report + " cannot be written");
  }
  intake::ReadOptions read;
  read.gaps_allowed = options.common.force;
  read.problem = [&report](std::string_view line) {
    if (report.is_open()) report << line << '\n';
  };
  std::optional<ProgressLine> progress{std::in_place, context.clock};
  read.progress = [&progress](const intake::ReadProgress& now) { progress->show(now); };
  const auto done = changes ? intake::import_changes(place->store, context.clock, options.paths,
                                                     read, place->assembly)
                            : intake::import_juso(place->store, context.clock, options.paths, read,
                                                  place->assembly, options.add);
  progress.reset();
  print_import(context, done, began);
}

void import_sample(Context& context, const ImportOptions& options) {
  const auto place = import_place(context, options);
  if (!place) return;
  const auto began = context.clock.steady();
  const auto done = intake::import_layer(
      place->store, context.clock, intake::kSampleLayer,
      [](intake::RecordSink& sink) -> base::Outcome<void, intake::IntakeError> {
        const auto read = intake::read_sample(intake::sample_places(), sink);
        if (!read) return base::fail(read.error());
        return {};
      },
      place->assembly);
  print_import(context, done, began);
}

void add_official(CLI::App& group, Context& context, const std::string& name,
                  const std::string& what, bool changes) {
  const auto options = std::make_shared<JusoOptions>();
  CLI::App* command = add_command(group, name, what, [&context, options, changes] {
    import_official(context, *options, changes);
  });
  command
      ->add_option("path", options->paths,
                   "Zips, folders or files of business.juso.go.kr, as they were downloaded")
      ->required();
  command->add_option("--report", options->report, "Write every broken line to this file")
      ->type_name("FILE");
  if (!changes) {
    command->add_flag("--add", options->add,
                      "Keep the official files imported before and put these on top");
  }
  add_import_options(*command, options->common);
}

}  // namespace

void add_import_commands(CLI::App& root, Context& context) {
  CLI::App* group = root.add_subcommand("import", "Take in addresses, places and boundaries");
  group->require_subcommand(1)->fallthrough();
  add_official(*group, context, "juso", "Full official address files of juso.go.kr", false);
  add_official(*group, context, "juso-daily", "Change files, day by day, onto the full ones", true);
  const auto sample = std::make_shared<ImportOptions>();
  CLI::App* command = add_command(*group, "sample", "The built-in sample of public places",
                                  [&context, sample] { import_sample(context, *sample); });
  add_import_options(*command, *sample);
  add_import_more_commands(*group, context);
}

}  // namespace haetae::app
