// SPDX-License-Identifier: Apache-2.0
// `haetae data …`: versions of the address data.
#include "address_proof.hpp"
#include "haetae/base/time_text.hpp"
#include "import_output.hpp"

#include <fmt/format.h>

namespace haetae::app {
namespace {

using intake::DataStore;
using wire::Json;

/// The store of this configuration; prints what is wrong and gives nothing.
std::optional<DataStore> data_store(Context& context) {
  const auto place = import_place(context, {});
  if (!place) return std::nullopt;
  return place->store;
}

void list_versions(Context& context) {
  const auto store = data_store(context);
  if (!store) return;
  Json document = Json::array();
  std::string text;
  for (const intake::Version& version : store->list()) {
    const auto index = intake::open_index(store->index_file(version.name));
    Json one = Json::object();
    one.set("version", version.name)
        .set("active", version.active)
        .set("former", version.former)
        .set("index_bytes", static_cast<std::int64_t>(version.index_bytes))
        .set("source_bytes", static_cast<std::int64_t>(version.source_bytes))
        .set("usable", index.has_value());
    const char* state = version.active ? "in force" : version.former ? "former" : "";
    if (!index) {
      text += fmt::format("{:<14}{:<10}broken: {}\n", version.name, state, index.error().message);
      document.push(std::move(one));
      continue;
    }
    const address::IndexLabel& label = (*index)->label();
    one.set("source", label.source)
        .set("edition", label.edition)
        .set("built", base::to_rfc3339(base::from_unix_seconds(label.built)))
        .set("counts", to_json((*index)->report()));
    document.push(std::move(one));
    text += fmt::format("{:<14}{:<10}{:>12} addresses {:>10} places  {:>6} MB  edition {:<10}{}\n",
                        version.name, state, grouped((*index)->address_count()),
                        grouped((*index)->place_count()), version.index_bytes / 1'000'000,
                        label.edition.empty() ? "-" : label.edition, label.source);
  }
  if (text.empty()) text = "no address data; haetae import juso PATH… takes it in\n";
  context.print(document, text);
}

void verify(Context& context, std::string version, const ProofFlags& proof) {
  const auto store = data_store(context);
  if (!store) return;
  if (version.empty()) version = store->active().value_or("");
  if (version.empty()) return context.fail(Exit::refused, "no version is in force");
  if (!store->has(version)) {
    return context.fail(Exit::refused, fmt::format("there is no version {}", version));
  }
  const auto index = intake::open_index(store->index_file(version));
  if (!index) return context.fail(Exit::unavailable, index.error().message);
  if (proof.every_address) return run_proof(context, **index, proof);
  Json document = Json::object();
  document.set("version", version).set("whole", true).set("counts", to_json((*index)->report()));
  context.print(document, fmt::format("{} is whole: {} addresses\n", version,
                                      grouped((*index)->address_count())));
}

void say(Context& context, const base::Outcome<void, intake::IntakeError>& done,
         const std::string& version, std::string_view what) {
  if (!done) return context.fail(exit_of(done.error()), done.error().message);
  Json document = Json::object();
  document.set("version", version);
  context.print(document, fmt::format("{} {}\n", version, what));
}

void activate(Context& context, const std::string& version) {
  const auto store = data_store(context);
  if (!store) return;
  const auto lock = store->lock();
  if (!lock) return context.fail(exit_of(lock.error()), lock.error().message);
  say(context, store->activate(version), version,
      "is in force; a running server takes it within a second");
}

void roll_back(Context& context) {
  const auto store = data_store(context);
  if (!store) return;
  const auto lock = store->lock();
  if (!lock) return context.fail(exit_of(lock.error()), lock.error().message);
  const auto back = store->rollback();
  if (!back) return context.fail(exit_of(back.error()), back.error().message);
  say(context, {}, *back, "is in force again");
}

void remove_version(Context& context, const std::string& version) {
  const auto store = data_store(context);
  if (!store) return;
  const auto lock = store->lock();
  if (!lock) return context.fail(exit_of(lock.error()), lock.error().message);
  say(context, store->remove(version), version, "is deleted");
}

}  // namespace

void add_data_commands(CLI::App& root, Context& context) {
  CLI::App* group = root.add_subcommand("data", "Versions of the address data");
  group->require_subcommand(1)->fallthrough();
  add_command(*group, "list", "Every version on disk, oldest first",
              [&context] { list_versions(context); });
  const auto version = std::make_shared<std::string>();
  const auto proof = std::make_shared<ProofFlags>();
  CLI::App* verified =
      add_command(*group, "verify", "Read a whole version and check it",
                  [&context, version, proof] { verify(context, *version, *proof); });
  verified->add_option("version", *version, "Default: the one in force");
  verified->add_flag("--every-address", proof->every_address,
                     "Ask for every address in some thirty notations and demand itself");
  verified->add_option("--sample", proof->sample, "Ask for so many addresses, evenly spread");
  CLI::App* activated = add_command(*group, "activate", "Put a version in force",
                                    [&context, version] { activate(context, *version); });
  activated->add_option("version", *version)->required();
  add_command(*group, "rollback", "Go back to the version that was in force before",
              [&context] { roll_back(context); });
  CLI::App* removed = add_command(*group, "remove", "Delete a version that is not in force",
                                  [&context, version] { remove_version(context, *version); });
  removed->add_option("version", *version)->required();
  add_pull_commands(*group, context);
}

}  // namespace haetae::app
