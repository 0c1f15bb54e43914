// SPDX-License-Identifier: Apache-2.0
// `haetae import pois`, `boundaries` and `regions`: what stands beside the official addresses.
#include "haetae/intake/places.hpp"
#include "haetae/intake/regions.hpp"
#include "import_output.hpp"

#include <fmt/format.h>

namespace haetae::app {
namespace {

using base::Outcome;
using intake::IntakeError;

constexpr std::uint64_t kFileBytesMax = 2ULL << 30;

struct FileOptions {
  ImportOptions common;
  std::vector<std::filesystem::path> files;
  std::string layer;
  std::vector<std::string> columns, groups;
  std::string codes = "guess";
};

/// Every file of the paths, unpacked, handed to `take` one by one.
Outcome<void, IntakeError> each_file(const std::vector<std::filesystem::path>& paths,
                                     const std::function<Outcome<void, IntakeError>(
                                         const std::string& name, const std::string& text)>& take) {
  const auto files = intake::list_sources(paths);
  if (!files) return base::fail(files.error());
  for (const intake::SourceFile& file : *files) {
    const auto text = intake::read_whole(file, kFileBytesMax);
    if (!text) return base::fail(text.error());
    if (auto done = take(file.name, *text); !done) return done;
  }
  return {};
}

/// Reads "key=value" texts; false, with the message printed, when one is not of that form.
bool pairs(Context& context, const std::vector<std::string>& texts, std::string_view option,
           std::map<std::string, std::string>& out) {
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
      context.fail(Exit::usage, fmt::format("{} {}: write it as NAME=VALUE", option, text));
      return false;
    }
    out[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return true;
}

/// The name of the layer: as given, otherwise the first file's.
std::string layer_of(std::string_view kind, const FileOptions& options) {
  const std::string own =
      options.layer.empty() ? options.files.front().stem().string() : options.layer;
  return fmt::format("{}{}", kind, own);
}

void tell(const std::vector<std::string>& problems) {
  constexpr std::size_t kShown = 10;
  for (std::size_t i = 0; i < std::min(problems.size(), kShown); ++i)
    fmt::print(stderr, "left out: {}\n", problems[i]);
  if (problems.size() > kShown) fmt::print(stderr, "left out: … and more\n");
}

void import_places(Context& context, const FileOptions& options) {
  intake::PlacesOptions places;
  if (!pairs(context, options.columns, "--map", places.columns) ||
      !pairs(context, options.groups, "--category-group", places.groups)) {
    return;
  }
  const auto place = import_place(context, options.common);
  if (!place) return;
  const auto began = context.clock.steady();
  const auto fill = [&](intake::RecordSink& sink) {
    return each_file(
        options.files,
        [&](const std::string& name, const std::string& text) -> Outcome<void, IntakeError> {
          const auto read = intake::is_osm_pbf(text)
                                ? intake::read_osm_places(base::as_bytes(text), name, sink)
                                : intake::read_places(text, name, places, sink);
          if (!read) return base::fail(read.error());
          fmt::print(stderr, "{}: {} places of {} rows, {} left out\n", name, grouped(read->used),
                     grouped(read->rows), grouped(read->broken));
          tell(read->problems);
          return {};
        });
  };
  print_import(context,
               intake::import_layer(place->store, context.clock,
                                    layer_of(intake::kPlacesLayer, options), fill, place->assembly),
               began);
}

void import_boundaries(Context& context, const FileOptions& options) {
  const auto place = import_place(context, options.common);
  if (!place) return;
  const auto began = context.clock.steady();
  const auto active = place->store.active();
  if (!active) {
    return context.fail(
        Exit::refused, "boundaries belong to regions: import addresses first (haetae import juso)");
  }
  const auto index = intake::open_index(place->store.index_file(*active));
  if (!index) return context.fail(Exit::unavailable, index.error().message);
  const auto codes = options.codes == "legal"            ? intake::BoundaryCodes::legal
                     : options.codes == "administrative" ? intake::BoundaryCodes::administrative
                                                         : intake::BoundaryCodes::guess;
  const auto fill = [&](intake::RecordSink& sink) {
    return each_file(
        options.files,
        [&](const std::string& name, const std::string& text) -> Outcome<void, IntakeError> {
          const auto read = intake::read_boundaries(text, name, codes, **index, sink);
          if (!read) return base::fail(read.error());
          fmt::print(stderr, "{}: {} of {} boundaries, {}{}\n", name, read->used, read->features,
                     read->administrative ? "행정동" : "법정동",
                     read->statistics ? ", codes of Statistics Korea mapped by name" : "");
          tell(read->problems);
          return {};
        });
  };
  print_import(
      context,
      intake::import_layer(place->store, context.clock, layer_of(intake::kBoundariesLayer, options),
                           fill, place->assembly),
      began);
}

void import_regions(Context& context, const FileOptions& options) {
  const auto place = import_place(context, options.common);
  if (!place) return;
  const auto began = context.clock.steady();
  const auto fill = [&](intake::RecordSink& sink) {
    return each_file(
        options.files,
        [&](const std::string& name, const std::string& text) -> Outcome<void, IntakeError> {
          const auto read = intake::read_regions(text, name, sink);
          if (!read) return base::fail(read.error());
          fmt::print(stderr, "{}: {} regions in use, {} former names\n", name,
                     grouped(read->regions), grouped(read->former));
          return {};
        });
  };
  print_import(context,
               intake::import_layer(place->store, context.clock, intake::kRegionsLayer, fill,
                                    place->assembly),
               began);
}

void import_districts(Context& context, const FileOptions& options) {
  const auto place = import_place(context, options.common);
  if (!place) return;
  const auto began = context.clock.steady();
  const auto fill = [&](intake::RecordSink& sink) {
    return each_file(
        options.files,
        [&](const std::string& name, const std::string& text) -> Outcome<void, IntakeError> {
          const auto read = intake::read_districts(text, name, sink);
          if (!read) return base::fail(read.error());
          fmt::print(stderr, "{}: {} 행정동 over {} legal regions, {} rows left out\n", name,
                     grouped(read->districts), grouped(read->links), grouped(read->broken));
          return {};
        });
  };
  print_import(context,
               intake::import_layer(place->store, context.clock, intake::kDistrictsLayer, fill,
                                    place->assembly),
               began);
}

CLI::App* add_files(CLI::App& group, Context& context, const std::string& name,
                    const std::string& what, const std::shared_ptr<FileOptions>& options,
                    void (*run)(Context&, const FileOptions&)) {
  CLI::App* command =
      add_command(group, name, what, [&context, options, run] { run(context, *options); });
  command->add_option("file", options->files, "Files; zip and gzip are unpacked")->required();
  add_import_options(*command, options->common);
  return command;
}

}  // namespace

void add_import_more_commands(CLI::App& group, Context& context) {
  const auto places = std::make_shared<FileOptions>();
  CLI::App* command =
      add_files(group, context, "pois", "Places for keyword search: CSV, TSV or an OSM PBF file",
                places, import_places);
  command
      ->add_option("--map", places->columns,
                   "Which column holds what: name, category, group, phone, road_address, "
                   "lot_address, lon, lat, id")
      ->type_name("FIELD=COLUMN")
      ->delimiter(',');
  command
      ->add_option("--category-group", places->groups,
                   "Kakao's group code of a category of the file, e.g. 카페=CE7; repeatable")
      ->type_name("CATEGORY=CODE")
      ->allow_extra_args(false);
  command->add_option("--layer", places->layer,
                      "Replaces what was imported under this name; default: the file's name");

  const auto boundaries = std::make_shared<FileOptions>();
  command =
      add_files(group, context, "boundaries", "Polygons of 법정동 or 행정동: GeoJSON or TopoJSON",
                boundaries, import_boundaries);
  command->add_option("--codes", boundaries->codes, "What the codes are; default: guess")
      ->check(CLI::IsMember({"guess", "legal", "administrative"}));
  command->add_option("--layer", boundaries->layer,
                      "Replaces what was imported under this name; default: the file's name");

  add_files(group, context, "regions",
            "The table of legal regions (국토교통부 법정동코드), with their former names",
            std::make_shared<FileOptions>(), import_regions);
  add_files(group, context, "districts",
            "KIKmix (행정표준코드): the 행정동 of addresses that name none",
            std::make_shared<FileOptions>(), import_districts);
}

}  // namespace haetae::app
