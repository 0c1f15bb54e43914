// SPDX-License-Identifier: Apache-2.0
#include "import_output.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace haetae::app {
namespace {

using intake::FileReport;
using wire::Json;

double seconds_since(const base::Clock& clock, std::chrono::nanoseconds began) {
  return std::chrono::duration<double>(clock.steady() - began).count();
}

Json number(std::uint64_t value) {
  return Json{static_cast<std::int64_t>(value)};
}

std::string files_text(const intake::ReadReport& read) {
  std::string text;
  for (const FileReport& file : read.files) {
    text += fmt::format("  {:<28} {:>12} {}{}\n", file.used ? intake::name_of(file.layout) : "-",
                        file.used ? grouped(file.rows) : "skipped", file.name,
                        file.note.empty() ? "" : " (" + file.note + ")");
  }
  for (const std::string& problem : read.problems)
    text += fmt::format("  broken: {}\n", problem);
  if (read.broken > read.problems.size()) {
    text += fmt::format("  … and {} more broken lines; --report FILE writes all of them\n",
                        grouped(read.broken - read.problems.size()));
  }
  if (read.unmatched > 0) {
    text +=
        fmt::format("  {} rows found no other half in the files given\n", grouped(read.unmatched));
  }
  return text;
}

Json files_json(const intake::ReadReport& read) {
  Json files = Json::array();
  for (const FileReport& file : read.files) {
    Json one = Json::object();
    one.set("name", file.name)
        .set("layout", intake::name_of(file.layout))
        .set("used", file.used)
        .set("rows", number(file.rows))
        .set("broken", number(file.broken))
        .set("note", file.note);
    files.push(std::move(one));
  }
  return files;
}

std::string built_text(const intake::AssemblyReport& built) {
  const address::BuildReport& r = built.build;
  std::string text = fmt::format(
      "{} addresses, {} with a position, on {} roads in {} regions\n"
      "{} lots, {} buildings, {} detail addresses, {} places, {} boundaries\n",
      grouped(r.addresses), grouped(r.positions), grouped(r.roads), grouped(r.regions),
      grouped(r.lots), grouped(r.buildings), grouped(r.units), grouped(r.places),
      grouped(r.boundaries));
  if (r.duplicates + r.orphans > 0) {
    text += fmt::format("{} addresses came twice, {} rows name an address that no file declares\n",
                        grouped(r.duplicates), grouped(r.orphans));
  }
  text += fmt::format("version {} ({} MB) {}\n", built.version, r.size_bytes / 1'000'000,
                      built.activated ? "is in force; a running server takes it within a second"
                                      : "is written; haetae data activate puts it in force");
  for (const std::string& gone : built.pruned)
    text += fmt::format("version {} was deleted: it was the oldest\n", gone);
  return text;
}

Json built_json(const intake::AssemblyReport& built) {
  Json layers = Json::array(), pruned = Json::array();
  for (const std::string& layer : built.layers)
    layers.push(layer);
  for (const std::string& gone : built.pruned)
    pruned.push(gone);
  Json out = Json::object();
  out.set("version", built.version)
      .set("activated", built.activated)
      .set("before", built.before)
      .set("layers", std::move(layers))
      .set("deleted", std::move(pruned))
      .set("counts", to_json(built.build));
  return out;
}

}  // namespace

std::string grouped(std::uint64_t value) {
  std::string digits = fmt::format("{}", value);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

Exit exit_of(const intake::IntakeError& error) {
  return error.kind == intake::IntakeError::Kind::refused ? Exit::refused : Exit::unavailable;
}

wire::Json to_json(const address::BuildReport& r) {
  Json out = Json::object();
  out.set("addresses", number(r.addresses))
      .set("positions", number(r.positions))
      .set("lots", number(r.lots))
      .set("roads", number(r.roads))
      .set("regions", number(r.regions))
      .set("districts", number(r.districts))
      .set("buildings", number(r.buildings))
      .set("units", number(r.units))
      .set("places", number(r.places))
      .set("boundaries", number(r.boundaries))
      .set("duplicates", number(r.duplicates))
      .set("orphans", number(r.orphans))
      .set("bytes", number(r.size_bytes));
  return out;
}

void add_import_options(CLI::App& command, ImportOptions& options) {
  command
      .add_option("--allow-loss", options.allow_loss,
                  "Refuse when more than this share is lost against the version in force; "
                  "default 2")
      ->type_name("PERCENT")
      ->check(CLI::Range(0.0, 100.0));
  command.add_flag("--force", options.force, "Take it whatever is lost");
  command.add_flag("--no-activate", options.no_activate,
                   "Write the version, but leave the present one in force");
  command.add_option("--label", options.label, "What it is, for people; data list shows it");
}

std::optional<ImportPlace> import_place(Context& context, const ImportOptions& options) {
  const auto config = context.load();
  if (!config) {
    context.fail(Exit::configuration, config.error().message);
    return std::nullopt;
  }
  const auto dir = open_data_dir(config->data.dir);
  if (!dir) {
    context.fail(Exit::unavailable, dir.error().message);
    return std::nullopt;
  }
  return ImportPlace{intake::DataStore{dir->address()},
                     {.loss_max_percent = options.allow_loss,
                      .force = options.force,
                      .activate = !options.no_activate,
                      .keep = static_cast<std::size_t>(config->address.keep),
                      .label = options.label}};
}

void print_import(Context& context,
                  const base::Outcome<intake::ImportReport, intake::IntakeError>& done,
                  std::chrono::nanoseconds began) {
  if (!done) return context.fail(exit_of(done.error()), done.error().message);
  const double seconds = seconds_since(context.clock, began);
  Json document = built_json(done->built);
  document.set("files", files_json(done->read))
      .set("rows", number(done->read.rows))
      .set("broken", number(done->read.broken))
      .set("seconds", seconds);
  context.print(document, fmt::format("{}{}{:.1f} s\n", files_text(done->read),
                                      built_text(done->built), seconds));
}

ProgressLine::ProgressLine(const base::Clock& clock)
    : clock_(clock),
      began_(clock.steady()),
      shown_(began_),
      terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
  if (dirty_) fmt::print(stderr, "\r\033[K");
}

void ProgressLine::show(const intake::ReadProgress& progress) {
  const auto now = clock_.steady();
  const auto pause = terminal_ ? std::chrono::milliseconds{200} : std::chrono::milliseconds{10'000};
  if (now - shown_ < pause) return;
  shown_ = now;
  const double seconds = std::max(0.001, std::chrono::duration<double>(now - began_).count());
  const std::string share =
      progress.bytes_all == 0
          ? ""
          : fmt::format(", {} %",
                        std::min<std::uint64_t>(100, progress.bytes * 100 / progress.bytes_all));
  const std::string line = fmt::format(
      "file {} of {}, {} rows, {} rows/s{}", progress.file + 1, progress.files,
      grouped(progress.rows),
      grouped(static_cast<std::uint64_t>(static_cast<double>(progress.rows) / seconds)), share);
  if (terminal_) {
    fmt::print(stderr, "\r\033[K{}", line);
    (void)std::fflush(stderr);
    dirty_ = true;
  } else {
    fmt::print(stderr, "{}\n", line);
  }
}

}  // namespace haetae::app
