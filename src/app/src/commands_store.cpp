// SPDX-License-Identifier: Apache-2.0
// `haetae store`: moving everything from one kind of database to another, and looking it through.
#include "commands.hpp"
#include "database.hpp"
#include "haetae/storage/copy.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace haetae::app {
namespace {

using storage::Place;
using wire::Json;

struct CopyArguments {
  std::string from, to;
  bool replace = false;
};

constexpr const char* kPlaces =
    "sqlite: the file in data.dir; sqlite:FILE: another; galera: MariaDB as store.* says;\n"
    "galera:NAME: another database there; config:FILE: the store of another configuration";

/// The place that a configuration's store is.
std::optional<Place> configured(Context& context, const Config& config, std::string_view kind) {
  if (kind == "sqlite") return Place{DataDir{config.data.dir}.database().string()};
  auto options = galera_options(config, context.clock, context.entropy);
  if (!options) {
    context.fail(Exit::configuration, options.error().message);
    return std::nullopt;
  }
  return Place{*std::move(options)};
}

/// What --from and --to name; prints what is wrong and gives nothing.
std::optional<Place> place_of(Context& context, const Config& config, const std::string& text) {
  const std::size_t colon = text.find(':');
  const std::string kind = text.substr(0, colon);
  const std::string rest = colon == std::string::npos ? "" : text.substr(colon + 1);
  if (kind == "sqlite" && !rest.empty()) return Place{rest};
  if (kind == "sqlite" || (kind == "galera" && rest.empty())) {
    return configured(context, config, kind);
  }
  if (kind == "galera") {
    Config other = config;
    other.store.database = rest;
    return configured(context, other, kind);
  }
  if (kind == "config" && !rest.empty()) {
    const auto other = load_config({.file = rest, .environment = {}, .sets = {}});
    if (!other) {
      context.fail(Exit::configuration, other.error().message);
      return std::nullopt;
    }
    return configured(context, *other, other->store.kind);
  }
  context.fail(Exit::usage, fmt::format("'{}' is no store. {}", text, kPlaces));
  return std::nullopt;
}

/// Shows on a terminal how far it is.
storage::CopyOptions with_progress(bool replace) {
  storage::CopyOptions options{.replace = replace, .progress = {}};
  if (::isatty(STDERR_FILENO) == 1) {
    options.progress = [](std::string_view table, std::uint64_t rows) {
      fmt::print(stderr, "\r{:<20}{:>12} rows", table, rows);
    };
  }
  return options;
}

void end_progress(const storage::CopyOptions& options) {
  if (options.progress) fmt::print(stderr, "\r{:<40}\r", "");
}

void print_sums(const Context& context, const std::vector<storage::TableSum>& sums, Json document,
                std::string_view words) {
  Json tables = Json::array();
  std::string text;
  std::uint64_t rows = 0;
  for (const storage::TableSum& sum : sums) {
    Json one = Json::object();
    one.set("table", sum.table)
        .set("rows", static_cast<std::int64_t>(sum.rows))
        .set("sha256", sum.checksum);
    tables.push(std::move(one));
    text += fmt::format("{:<20}{:>12}  {}\n", sum.table, sum.rows, sum.checksum.substr(0, 16));
    rows += sum.rows;
  }
  document.set("rows", static_cast<std::int64_t>(rows)).set("tables", std::move(tables));
  context.print(document, fmt::format("{}{}\n", text, fmt::format(fmt::runtime(words), rows)));
}

void copy_store(Context& context, const CopyArguments& arguments) {
  const auto config = context.load();
  if (!config) return context.fail(Exit::configuration, config.error().message);
  const auto from = place_of(context, *config, arguments.from);
  if (!from) return;
  const auto to = place_of(context, *config, arguments.to);
  if (!to) return;
  const storage::CopyOptions options = with_progress(arguments.replace);
  const auto copied = storage::copy_database(*from, *to, options);
  end_progress(options);
  if (!copied) {
    const bool refused = copied.error().reason == storage::StorageError::Reason::not_ours;
    return context.fail(refused ? Exit::refused : Exit::unavailable, copied.error().words);
  }
  Json document = Json::object();
  document.set("verified", true).set("source_moved_on", copied->source_moved_on);
  print_sums(context, copied->tables, std::move(document),
             "{} rows are copied; counts and checksums are the same on both sides.");
  if (copied->source_moved_on) {
    context.fail(Exit::refused,
                 "the source was written to meanwhile, and that is not in the copy: stop haetae at "
                 "every site and copy again with --replace");
  }
}

void check_store(Context& context) {
  const auto config = context.load();
  if (!config) return context.fail(Exit::configuration, config.error().message);
  const DataDir dir{config->data.dir};
  {
    const auto opened = open_database(*config, dir, context.clock, context.entropy);
    if (!opened) return context.fail(Exit::unavailable, opened.error().message);
    const auto faults = opened->store->integrity_check();
    if (!faults) return context.fail(Exit::unavailable, faults.error().words);
    for (const std::string& fault : *faults) {
      context.fail(Exit::refused, fault);
    }
    if (!faults->empty()) return;
  }
  const auto place = configured(context, *config, config->store.kind);
  if (!place) return;
  const storage::CopyOptions options = with_progress(false);
  const auto sums = storage::sum_database(*place, options);
  end_progress(options);
  if (!sums) return context.fail(Exit::unavailable, sums.error().words);
  Json document = Json::object();
  document.set("sound", true).set("store", describe_database(*config, dir));
  print_sums(context, *sums, std::move(document),
             "{} rows, every table is sound. Another site's checksums are the same when it has "
             "seen the same writes.");
}

}  // namespace

void add_store_commands(CLI::App& root, Context& context) {
  CLI::App* group = root.add_subcommand("store", "The database of people, apps and grants");
  group->require_subcommand(1)->fallthrough();
  const auto arguments = std::make_shared<CopyArguments>();
  CLI::App* copy =
      add_command(*group, "copy", "Copy everything from one database to another, and verify it",
                  [&context, arguments] { copy_store(context, *arguments); });
  copy->add_option("--from", arguments->from, kPlaces)->required()->type_name("STORE");
  copy->add_option("--to", arguments->to, "The same; it must hold no rows")
      ->required()
      ->type_name("STORE");
  copy->add_flag("--replace", arguments->replace, "Empty a target that holds rows");
  add_command(*group, "check", "Read all of it; count its rows, and sum them up to compare sites",
              [&context] { check_store(context); });
}

}  // namespace haetae::app
