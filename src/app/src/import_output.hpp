// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commands.hpp"
#include "haetae/intake/import.hpp"

#include <fstream>
#include <memory>
#include <string>

namespace haetae::app {

/// Options that every `haetae import …` has.
struct ImportOptions {
  double allow_loss = 2;
  bool force = false;
  bool no_activate = false;
  std::string label;
};
void add_import_options(CLI::App& command, ImportOptions& options);

/// Where the data of this configuration lies, and how imports are to be done.
struct ImportPlace {
  intake::DataStore store;
  intake::AssemblyOptions assembly;
};
/// Prints what is wrong with the configuration and gives nothing.
[[nodiscard]] std::optional<ImportPlace> import_place(Context& context,
                                                      const ImportOptions& options);

/// Prints what an import came to, or why it failed, and sets the exit code.
void print_import(Context& context,
                  const base::Outcome<intake::ImportReport, intake::IntakeError>& done,
                  std::chrono::nanoseconds began);

/// `data pull`, `publish`, `target` and `keys`.
void add_pull_commands(CLI::App& group, Context& context);

/// `import pois`, `boundaries` and `regions`.
void add_import_more_commands(CLI::App& group, Context& context);

[[nodiscard]] wire::Json to_json(const address::BuildReport& report);
/// 6,412,345
[[nodiscard]] std::string grouped(std::uint64_t value);
[[nodiscard]] Exit exit_of(const intake::IntakeError& error);

/// Progress on standard error: a line that is rewritten on a terminal, otherwise one every ten
/// seconds.
class ProgressLine {
 public:
  explicit ProgressLine(const base::Clock& clock);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  void show(const intake::ReadProgress& progress);

 private:
  const base::Clock& clock_;
  const std::chrono::nanoseconds began_;
  std::chrono::nanoseconds shown_;
  const bool terminal_;
  bool dirty_ = false;
};

}  // namespace haetae::app
