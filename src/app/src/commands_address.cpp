// SPDX-License-Identifier: Apache-2.0
// `haetae address …`: asks the address data in force, or the index in a file.
#include "address_score.hpp"
#include "haetae/address/reverse.hpp"
#include "haetae/address/search.hpp"
#include "haetae/address/text.hpp"
#include "import_output.hpp"

#include <fmt/format.h>

namespace haetae::app {
namespace {

using address::Hit;
using address::HitKind;
using address::Index;
using wire::Json;

constexpr auto kStyle = address::SidoStyle::full;
constexpr double kReverseRadius = 2000;
constexpr std::uint32_t kReverseCount = 5;

/// What the flags of all these commands say.
struct AddressFlags {
  std::string index;
  std::vector<std::string> words;
  std::string file;
  double lon = 0;
  double lat = 0;
  std::uint32_t count = 10;
  bool failures = false;
};

/// The index of --index, or the one in force; prints what is wrong and gives null.
std::shared_ptr<const Index> open_index(Context& context, const AddressFlags& flags) {
  std::filesystem::path file = flags.index;
  if (flags.index.empty()) {
    const auto place = import_place(context, {});
    if (!place) return nullptr;
    const auto version = place->store.active();
    if (!version) {
      context.fail(Exit::refused,
                   "no address data is in force; haetae import juso PATH… takes it "
                   "in, --index FILE names an index");
      return nullptr;
    }
    file = place->store.index_file(*version);
  }
  auto index = intake::open_index(file);
  if (!index) {
    context.fail(Exit::unavailable, index.error().message);
    return nullptr;
  }
  return std::move(*index);
}

std::string query_of(const AddressFlags& flags) {
  std::string out;
  for (const auto& word : flags.words)
    out += (out.empty() ? "" : " ") + word;
  return out;
}

std::string_view name_of(HitKind kind) {
  switch (kind) {
    case HitKind::road_address:
      return "road";
    case HitKind::lot_address:
      return "lot";
    case HitKind::road:
      return "road_name";
    case HitKind::region:
      return "region";
    case HitKind::building:
      return "building";
  }
  return "";
}

std::string_view name_of(address::Match match) {
  constexpr std::string_view kNames[] = {"exact",  "prefix", "initials",
                                         "former", "typo",   "partial"};
  return kNames[static_cast<std::size_t>(match)];
}

std::string text_of(const Index& index, const Hit& hit) {
  if (hit.address != address::kNoAddress) {
    const auto text = address::road_address_text(index, hit.address, kStyle);
    const auto lot = address::lot_address_text(index, hit.region, hit.lot, kStyle);
    return hit.kind == HitKind::lot_address ? text + " (" + lot + ")" : text;
  }
  if (hit.kind == HitKind::road) return address::road_text(index, hit.road, kStyle);
  auto text = address::region_text(index, hit.region, kStyle);
  if (hit.district == address::kNoDistrict) return text;
  return fmt::format("{} ({})", text, index.district(hit.district).name);
}

std::string zip_of(const Index& index, address::AddressId id) {
  if (id == address::kNoAddress) return "";
  const auto zip = index.address(id).zip;
  return zip == 0 ? "" : fmt::format("{:05}", zip);
}

Json to_json(const address::Parsed& parsed) {
  Json out = Json::object();
  out.set("region", parsed.region).set("road", parsed.road).set("number", parsed.number);
  out.set("building", parsed.building).set("detail", parsed.detail).set("lot", parsed.lot);
  return out;
}

void run_search(Context& context, const AddressFlags& flags) {
  const auto index = open_index(context, flags);
  if (!index) return;
  address::Scratch scratch;
  const auto answer = address::search(*index, query_of(flags), {.hits_max = flags.count}, scratch);
  Json hits = Json::array();
  std::string text;
  for (const Hit& hit : answer.hits) {
    const auto zip = zip_of(*index, hit.address);
    Json one = Json::object();
    one.set("kind", name_of(hit.kind)).set("match", name_of(hit.match));
    one.set("nearest", hit.nearest).set("address", text_of(*index, hit)).set("zip", zip);
    hits.push(std::move(one));
    text += fmt::format("{:<9} {:<8} {:>5}  {}{}\n", name_of(hit.kind), name_of(hit.match), zip,
                        text_of(*index, hit), hit.nearest ? "  (nearest number)" : "");
  }
  if (answer.hits.empty()) text = "nothing\n";
  Json document = Json::object();
  document.set("total", static_cast<std::int64_t>(answer.total)).set("hits", std::move(hits));
  context.print(document, text);
}

void run_parse(Context& context, const AddressFlags& flags) {
  const auto index = open_index(context, flags);
  if (!index) return;
  address::Scratch scratch;
  const auto parsed = address::search(*index, query_of(flags), {.hits_max = 1}, scratch).parsed;
  context.print(
      to_json(parsed),
      fmt::format("region    {}\nroad      {}\nnumber    {}{}\nbuilding  {}\ndetail    {}\n",
                  parsed.region, parsed.road, parsed.number, parsed.lot ? " (lot)" : "",
                  parsed.building, parsed.detail));
}

void run_reverse(Context& context, const AddressFlags& flags) {
  const auto index = open_index(context, flags);
  if (!index) return;
  Json found = Json::array();
  std::string text;
  for (const auto& near :
       address::nearest_addresses(*index, {flags.lon, flags.lat}, kReverseRadius, kReverseCount)) {
    const auto road = address::road_address_text(*index, near.address, kStyle);
    const auto row = index->address(near.address);
    Json one = Json::object();
    one.set("address", road)
        .set("lot", address::lot_address_text(*index, row.region, row.lot, kStyle));
    one.set("zip", zip_of(*index, near.address)).set("distance_m", near.distance_m);
    found.push(std::move(one));
    text += fmt::format("{:>7.1f} m  {}\n", near.distance_m, road);
  }
  if (text.empty()) text = "nothing\n";
  context.print(found, text);
}

void run_score(Context& context, const AddressFlags& flags) {
  const auto index = open_index(context, flags);
  if (!index) return;
  const auto file = intake::MappedFile::open(flags.file, intake::MappedFile::Use::sequential);
  if (!file) return context.fail(Exit::unavailable, file.error().message);
  const auto report = score_file(*index, base::as_text(file->bytes()), context.clock);
  if (!report)
    return context.fail(Exit::refused, fmt::format("{}: {}", flags.file, report.error()));
  context.print(score_json(*report, flags.failures), score_text(*report, flags.failures));
}

}  // namespace

void add_address_commands(CLI::App& root, Context& context) {
  CLI::App* group = root.add_subcommand("address", "Ask the address data");
  group->require_subcommand(1)->fallthrough();
  const auto flags = std::make_shared<AddressFlags>();
  group->add_option("--index", flags->index, "An index file instead of the data in force")
      ->type_name("FILE");
  CLI::App* search = add_command(*group, "search", "Find an address, a road, a region, a building",
                                 [&context, flags] { run_search(context, *flags); });
  search->add_option("query", flags->words, "What to find")->required();
  search->add_option("--count", flags->count, "At most so many answers")
      ->check(CLI::Range(1, 1000));
  CLI::App* parse = add_command(*group, "parse", "Take an address apart",
                                [&context, flags] { run_parse(context, *flags); });
  parse->add_option("query", flags->words, "The address")->required();
  CLI::App* reverse = add_command(*group, "reverse", "The addresses nearest to a point",
                                  [&context, flags] { run_reverse(context, *flags); });
  reverse->add_option("lon", flags->lon, "Longitude, degrees")->required();
  reverse->add_option("lat", flags->lat, "Latitude, degrees")->required();
  CLI::App* score =
      add_command(*group, "score", "Compare the answers with those that a file expects",
                  [&context, flags] { run_score(context, *flags); });
  score->add_option("file", flags->file, "Tab-separated queries or points with a header line")
      ->required();
  score->add_flag("--failures", flags->failures, "List what was missed");
}

}  // namespace haetae::app
