// SPDX-License-Identifier: Apache-2.0
// `haetae keys`, `audit`, `backup`, `config` and `version`.
#include "commands.hpp"
#include "haetae/base/time_text.hpp"
#include "haetae/storage/migrations.hpp"
#include "version.hpp"

#include <fmt/format.h>

namespace haetae::app {
namespace {

using wire::Json;

constexpr std::string_view kStoreGone = "the database does not answer; run haetae doctor";

void list_keys(Context& context) {
  const auto services = context.open();
  if (!services) return;
  Json document = Json::array();
  std::string text = fmt::format("{:<32}{:<8}{:<22}{:<22}{}\n", "kid", "alg", "signs from",
                                 "published until", "now");
  for (const accounts::KeyRing::Listed& key : services->keys.list()) {
    Json one = Json::object();
    one.set("kid", key.id)
        .set("algorithm", key.algorithm)
        .set("created_at", base::to_rfc3339(key.created_at))
        .set("signs_from", base::to_rfc3339(key.signs_from))
        .set("signs_now", key.signs_now);
    document.push(std::move(one));
    const bool open_end = key.expires_at > context.clock.now() + std::chrono::hours{24 * 365 * 50};
    text += fmt::format(
        "{:<32}{:<8}{:<22}{:<22}{}\n", key.id, key.algorithm, base::to_rfc3339(key.signs_from),
        open_end ? "-" : base::to_rfc3339(key.expires_at), key.signs_now ? "signs" : "");
  }
  context.print(document, text);
}

void rotate_keys(Context& context, const std::string& only, bool at_once) {
  const auto services = context.open();
  if (!services) return;
  Json document = Json::array();
  std::string text;
  for (const crypto::Algorithm algorithm : {crypto::Algorithm::rs256, crypto::Algorithm::es256}) {
    const std::string name{crypto::to_text(algorithm)};
    if (!only.empty() && only != name) continue;
    const auto id = services->keys.rotate(algorithm, at_once);
    if (!id) return context.fail(Exit::unavailable, kStoreGone);
    Json one = Json::object();
    one.set("kid", *id).set("algorithm", name);
    document.push(std::move(one));
    text += fmt::format(
        "{} {}: {}\n", name, *id,
        at_once ? "signs now; the former key is dead" : "published now, signs in 24 hours");
  }
  context.print(document, text);
}

struct AuditOptions {
  std::string person, event, since;
  std::size_t most = 100;
};

/// "24h", "7d", "30m" before now.
std::optional<base::Instant> before_now(const std::string& text, base::Instant now) {
  if (text.size() < 2 || text.find_first_not_of("0123456789") != text.size() - 1)
    return std::nullopt;
  if (text.size() > 7) return std::nullopt;
  const int count = std::stoi(text);
  switch (text.back()) {
    case 'm':
      return now - std::chrono::minutes{count};
    case 'h':
      return now - std::chrono::hours{count};
    case 'd':
      return now - std::chrono::hours{24 * count};
    default:
      return std::nullopt;
  }
}

void show_audit(Context& context, const AuditOptions& options) {
  const auto services = context.open();
  if (!services) return;
  accounts::AuditFilter filter{
      .person = options.person, .event = options.event, .most = options.most};
  if (!options.since.empty()) {
    filter.since = before_now(options.since, context.clock.now());
    if (!filter.since) return context.fail(Exit::usage, "--since is written 30m, 24h or 7d");
  }
  if (!filter.person.empty() && !base::is_id(filter.person)) {
    const auto person = services->people.find_by_email(filter.person);
    if (!person) return context.fail(Exit::unavailable, kStoreGone);
    if (!*person) return context.fail(Exit::refused, "nobody has that address");
    filter.person = (*person)->id.value();
  }
  const auto page = services->audit.page(filter);
  if (!page) return context.fail(Exit::unavailable, kStoreGone);
  Json document = Json::array();
  std::string text;
  for (const accounts::AuditEntry& entry : *page) {
    Json one = Json::object();
    const auto detail = Json::parse(entry.detail);
    one.set("id", entry.id)
        .set("at", base::to_rfc3339_milliseconds(entry.at))
        .set("event", entry.event)
        .set("outcome", entry.outcome)
        .set("person", entry.person)
        .set("app_id", entry.app)
        .set("address", entry.address)
        .set("device", entry.device)
        .set("detail", detail ? *detail : Json::object());
    document.push(std::move(one));
    text += fmt::format("{}  {:<22}{:<20}{:<28}{:<8}{:<16}{} {}\n", base::to_rfc3339(entry.at),
                        entry.event, entry.outcome, entry.person,
                        entry.app == 0 ? "" : fmt::format("{}", entry.app), entry.address,
                        entry.device, entry.detail == "{}" ? "" : entry.detail);
  }
  context.print(document, text);
}

void back_up(Context& context, const std::string& file) {
  const auto services = context.open();
  if (!services) return;
  if (const auto done = services->store->backup_to(file); !done) {
    return context.fail(Exit::unavailable, done.error().words);
  }
  Json document = Json::object();
  document.set("file", file);
  context.print(document,
                fmt::format("{} is a whole copy of the database. Keep it apart from {}: who has "
                            "both has everything, who has lost either has nothing.\n",
                            file, services->data_dir.secret_file().string()));
}

void check_config(Context& context) {
  const auto config = context.load();
  if (!config) return context.fail(Exit::configuration, config.error().message);
  Json document = Json::object();
  std::string text;
  for (const Option& option : options()) {
    const std::string value = option_text(option, *config);
    document.set(option.name, value);
    text += fmt::format("{} = {}\n", option.name, value);
  }
  context.print(document, text);
}

void show_version(Context& context) {
  Json document = Json::object();
  document.set("version", kVersion)
      .set("schema", static_cast<std::int64_t>(storage::schema_version()));
  context.print(document,
                fmt::format("haetae {} (schema {})\n", kVersion, storage::schema_version()));
}

}  // namespace

void add_key_commands(CLI::App& root, Context& context) {
  CLI::App* group = root.add_subcommand("keys", "Keys that sign tokens");
  group->require_subcommand(1)->fallthrough();
  add_command(*group, "list", "Every published key", [&context] { list_keys(context); });
  const auto only = std::make_shared<std::string>();
  const auto at_once = std::make_shared<bool>(false);
  CLI::App* rotated =
      add_command(*group, "rotate", "Publish new keys that take over in 24 hours",
                  [&context, only, at_once] { rotate_keys(context, *only, *at_once); });
  rotated->add_option("--algorithm", *only, "Only this one")
      ->check(CLI::IsMember({"RS256", "ES256"}));
  rotated->add_flag("--at-once", *at_once,
                    "The present key has leaked: sign with a new one now and let its tokens die");
}

void add_operator_commands(CLI::App& root, Context& context) {
  const auto filter = std::make_shared<AuditOptions>();
  CLI::App* audit = add_command(root, "audit", "Security events, newest first",
                                [&context, filter] { show_audit(context, *filter); });
  audit->add_option("--person", filter->person, "E-mail address or person id");
  audit->add_option("--event", filter->event, "Only this event, e.g. sign_in");
  audit->add_option("--since", filter->since, "Not older than: 30m, 24h, 7d");
  audit->add_option("--most", filter->most, "Entries at most")->check(CLI::Range(1, 10'000));

  const auto file = std::make_shared<std::string>();
  CLI::App* backup = add_command(root, "backup", "Copy the database while the server runs",
                                 [&context, file] { back_up(context, *file); });
  backup->add_option("file", *file, "Where the copy goes")->required();

  CLI::App* config = root.add_subcommand("config", "The configuration");
  config->require_subcommand(1)->fallthrough();
  add_command(*config, "check", "Check it and print what is in force",
              [&context] { check_config(context); });
  add_command(*config, "reference", "Print the reference of all options (Markdown)",
              [] { fmt::print("{}", configuration_reference()); });

  add_command(root, "version", "Version and schema", [&context] { show_version(context); });
}

}  // namespace haetae::app
