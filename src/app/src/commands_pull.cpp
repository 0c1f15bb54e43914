// SPDX-License-Identifier: Apache-2.0
// `haetae data pull`, `publish`, `target` and `keys`: versions that travel between sites.
#include "artifact_tools.hpp"
#include "data_target.hpp"
#include "haetae/base/time_text.hpp"
#include "haetae/intake/version_name.hpp"
#include "http_store.hpp"
#include "import_output.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace haetae::app {
namespace {

using intake::IntakeError;
using wire::Json;

struct PullFlags {
  std::string url, version, ca_file;
  bool activate = false, allow_older = false, plain_http = false;
};
struct PublishFlags {
  std::string place, version;
  std::vector<std::string> key_files;
  std::uint64_t chunk_bytes = intake::kChunkBytesDefault;
  bool without_source = false, allow_older = false;
};
struct TargetFlags {
  std::string version;
  bool clear = false, force = false;
};

std::uint64_t megabytes(std::uint64_t bytes) {
  return (bytes + 500'000) / 1'000'000;
}

/// Progress on standard error, where somebody looks.
std::function<void(const intake::PullProgress&)> show_progress(const Context& context) {
  if (::isatty(STDERR_FILENO) == 0) return {};
  return [&clock = context.clock,
          shown = std::chrono::nanoseconds{0}](const intake::PullProgress& progress) mutable {
    const auto now = clock.steady();
    if (now - shown < base::Milliseconds{500} && progress.done < progress.bytes) return;
    shown = now;
    fmt::print(stderr, "\r{} {} of {} MB ", progress.file, megabytes(progress.done),
               megabytes(progress.bytes));
    if (progress.done == progress.bytes) fmt::print(stderr, "\n");
  };
}

bool activate_version(Context& context, const ImportPlace& place, const std::string& version) {
  const auto lock = place.store.lock();
  if (!lock) {
    context.fail(exit_of(lock.error()), lock.error().message);
    return false;
  }
  if (const auto done = place.store.activate(version); !done) {
    context.fail(exit_of(done.error()), done.error().message);
    return false;
  }
  static_cast<void>(place.store.prune(place.assembly.keep));
  return true;
}

void report_pull(Context& context, const intake::PullReport& report, bool activated) {
  Json document = Json::object();
  document.set("version", report.version)
      .set("created", base::to_rfc3339(report.created))
      .set("key", crypto::to_text(report.key))
      .set("held", report.held)
      .set("activated", activated)
      .set("bytes", static_cast<std::int64_t>(report.bytes))
      .set("fetched", static_cast<std::int64_t>(report.fetched))
      .set("resumed", static_cast<std::int64_t>(report.resumed))
      .set("requests", static_cast<std::int64_t>(report.attempts));
  std::string text =
      report.held ? fmt::format("{} is here already\n", report.version)
                  : fmt::format("{} is here: {} MB, signed by {}, verified\n", report.version,
                                megabytes(report.bytes), crypto::to_text(report.key));
  text += activated
              ? "it is in force; a running server takes it within a second\n"
              : fmt::format("haetae data activate {} puts it in force here\n", report.version);
  context.print(document, text);
}

void pull_data(Context& context, const PullFlags& flags) {
  auto config = context.load();
  if (!config) return context.fail(Exit::configuration, config.error().message);
  if (!flags.ca_file.empty()) config->data.ca_file = flags.ca_file;
  config->data.plain_http = config->data.plain_http || flags.plain_http;
  const std::string url = flags.url.empty() ? config->data.pull_url : flags.url;
  if (url.empty())
    return context.fail(Exit::usage, "name the URL of a store, or set data.pull_url");
  auto access = store_access(*config, url);
  if (!access) return context.fail(Exit::configuration, access.error().message);
  auto keys = trusted_keys(*config);
  if (!keys) return context.fail(Exit::configuration, keys.error().message);
  const auto place = import_place(context, {});
  if (!place) return;
  Pause pause;
  HttpStore source{std::move(*access), [&pause] { return pause.stopped(); }};
  const intake::PullTools tools{source, context.entropy,
                                [&pause](base::Milliseconds span) { return pause.wait(span); },
                                [&pause] { return pause.stopped(); }, show_progress(context)};
  const auto done = intake::pull(place->store,
                                 {.kind = intake::address_artifact(),
                                  .version = flags.version,
                                  .allow_older = flags.allow_older,
                                  .trusted = std::move(*keys)},
                                 tools);
  if (!done) return context.fail(exit_of(done.error()), done.error().message);
  if (flags.activate && !activate_version(context, *place, done->version)) return;
  report_pull(context, *done, flags.activate);
}

/// A folder, or a bucket; prints what is wrong and gives nothing.
std::unique_ptr<intake::ArtifactShelf> open_shelf(Context& context, const Config& config,
                                                  const std::string& place) {
  if (place.find("://") == std::string::npos) return std::make_unique<intake::FolderShelf>(place);
  if (place.rfind("s3://", 0) != 0) {
    context.fail(Exit::usage,
                 "publish into a folder that a web server serves, or to s3://bucket/path");
    return nullptr;
  }
  auto access = store_access(config, place);
  if (!access) {
    context.fail(Exit::configuration, access.error().message);
    return nullptr;
  }
  return std::make_unique<HttpStore>(std::move(*access), [] { return false; });
}

void publish_data(Context& context, const PublishFlags& flags) {
  const auto config = context.load();
  if (!config) return context.fail(Exit::configuration, config.error().message);
  std::vector<crypto::Ed25519Signer> signers;
  for (const std::string& file : flags.key_files) {
    auto signer = read_signing_key(file);
    if (!signer) return context.fail(Exit::configuration, signer.error().message);
    signers.push_back(std::move(*signer));
  }
  const auto place = import_place(context, {});
  if (!place) return;
  const std::string version =
      flags.version.empty() ? place->store.active().value_or("") : flags.version;
  if (version.empty()) return context.fail(Exit::refused, "no version is in force");
  const auto shelf = open_shelf(context, *config, flags.place);
  if (!shelf) return;
  const auto done = intake::publish(place->store,
                                    {.kind = intake::address_artifact(),
                                     .version = version,
                                     .now = context.clock.now(),
                                     .chunk_bytes = flags.chunk_bytes,
                                     .first_only = flags.without_source,
                                     .allow_older = flags.allow_older,
                                     .signers = signers},
                                    *shelf);
  if (!done) return context.fail(exit_of(done.error()), done.error().message);
  Json document = Json::object();
  document.set("version", done->version)
      .set("bytes", static_cast<std::int64_t>(done->bytes()))
      .set("files", static_cast<std::int64_t>(done->files.size()));
  context.print(document,
                fmt::format("{} is published: {} MB\n", done->version, megabytes(done->bytes())));
}

void print_target(Context& context, const Services& services) {
  const auto target = read_target(services.ports.store);
  if (!target) return context.fail(Exit::unavailable, "the database does not answer");
  const auto active = services.addresses.store().active();
  Json document = Json::object();
  document.set("target", *target ? Json{(*target)->version} : Json{})
      .set("set_at", *target ? Json{(*target)->set_at} : Json{})
      .set("here", *target && services.addresses.store().has((*target)->version))
      .set("in_force", active ? Json{*active} : Json{});
  context.print(
      document,
      *target ? fmt::format("target {} (since {}); {} here, in force here: {}\n",
                            (*target)->version, (*target)->set_at,
                            services.addresses.store().has((*target)->version) ? "is" : "is not",
                            active.value_or("nothing"))
              : std::string{"no target is set; each site has its own version in force\n"});
}

void target_data(Context& context, const TargetFlags& flags) {
  const auto services = context.open();
  if (!services) return;
  accounts::Store& store = services->ports.store;
  if (flags.version.empty() && !flags.clear) return print_target(context, *services);
  if (!flags.clear && !intake::is_version(flags.version)) {
    return context.fail(Exit::usage, fmt::format("{} is no name of a version", flags.version));
  }
  if (!flags.clear && !flags.force && !services->addresses.store().has(flags.version)) {
    return context.fail(
        Exit::refused, fmt::format("{} is not here; pull it first, so that its name is known to be "
                                   "right, or say --force",
                                   flags.version));
  }
  const auto done =
      flags.clear ? clear_target(store) : set_target(store, flags.version, context.clock.now());
  if (!done) return context.fail(Exit::unavailable, "the database does not answer");
  print_target(context, *services);
}

void new_key(Context& context, const std::string& file) {
  const auto signer = crypto::Ed25519Signer::generate(context.entropy);
  if (const auto done = write_signing_key(file, signer); !done) {
    return context.fail(Exit::unavailable, done.error().message);
  }
  Json document = Json::object();
  document.set("public_key", crypto::to_text(signer.public_key()));
  context.print(document, fmt::format("{}\n", crypto::to_text(signer.public_key())));
}

void show_key(Context& context, const std::string& file) {
  const auto signer = read_signing_key(file);
  if (!signer) return context.fail(Exit::unavailable, signer.error().message);
  Json document = Json::object();
  document.set("public_key", crypto::to_text(signer->public_key()));
  context.print(document, fmt::format("{}\n", crypto::to_text(signer->public_key())));
}

void add_publish_command(CLI::App& group, Context& context) {
  const auto flags = std::make_shared<PublishFlags>();
  CLI::App* command =
      add_command(group, "publish", "Sign a version and put it where other sites pull it from",
                  [&context, flags] { publish_data(context, *flags); });
  command->add_option("place", flags->place, "Folder that a web server serves, or s3://bucket/path")
      ->required();
  command->add_option("--key", flags->key_files, "File of `data keys new`; repeatable")
      ->required()
      ->allow_extra_args(false);
  command->add_option("--version", flags->version, "Default: the one in force");
  command->add_option("--chunk-bytes", flags->chunk_bytes, "Bytes for each checksum")
      ->check(CLI::Range(intake::kChunkBytesLeast, intake::kChunkBytesMost));
  command->add_flag("--without-source", flags->without_source,
                    "Leave out the records that only the next import needs");
  command->add_flag("--allow-older", flags->allow_older, "Even when a newer version stands there");
}

void add_keys_commands(CLI::App& group, Context& context) {
  CLI::App* keys = group.add_subcommand("keys", "Keys that sign what is published");
  keys->require_subcommand(1)->fallthrough();
  const auto file = std::make_shared<std::string>();
  add_command(*keys, "new", "Make a private key in a new file; prints its public key",
              [&context, file] { new_key(context, *file); })
      ->add_option("file", *file)
      ->required();
  add_command(*keys, "show", "The public key, for data.trusted_keys",
              [&context, file] { show_key(context, *file); })
      ->add_option("file", *file)
      ->required();
}

}  // namespace

void add_pull_commands(CLI::App& group, Context& context) {
  const auto flags = std::make_shared<PullFlags>();
  CLI::App* pulled = add_command(group, "pull", "Bring a signed version from a store to this site",
                                 [&context, flags] { pull_data(context, *flags); });
  pulled->add_option("url", flags->url,
                     "https://host/path or s3://bucket/path; default: data.pull_url");
  pulled->add_option("--version", flags->version, "Default: the newest of the store");
  pulled->add_flag("--activate", flags->activate, "Put it in force here");
  pulled->add_flag("--allow-older", flags->allow_older, "Even when it is older than one here");
  pulled->add_flag("--plain-http", flags->plain_http, "Also over http to another machine");
  pulled->add_option("--ca-file", flags->ca_file, "PEM file of the authorities to trust");
  add_publish_command(group, context);
  const auto target = std::make_shared<TargetFlags>();
  CLI::App* targeted =
      add_command(group, "target", "Show or set the version that all sites put in force",
                  [&context, target] { target_data(context, *target); });
  targeted->add_option("version", target->version);
  targeted->add_flag("--clear", target->clear, "Set none: each site decides for itself");
  targeted->add_flag("--force", target->force, "Even when the version is not here");
  add_keys_commands(group, context);
}

}  // namespace haetae::app
