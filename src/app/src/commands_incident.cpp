// SPDX-License-Identifier: Apache-2.0
// `haetae incident`: an operator says that something is wrong, and when it is over.
#include "commands.hpp"
#include "haetae/base/time_text.hpp"
#include "site_watch.hpp"

#include <fmt/format.h>
#include <utility>

namespace haetae::app {
namespace {

using wire::Json;

constexpr std::string_view kStoreGone =
    "the database takes no writes; a site that is cut off is in an incident by itself "
    "(haetae site status)";
constexpr std::size_t kWordsMax = 500;

Json document_of(const std::optional<Incident>& incident) {
  Json document = Json::object();
  document.set("declared", incident.has_value());
  if (incident) {
    document.set("since", base::to_rfc3339(incident->since)).set("words", incident->words);
  }
  return document;
}

std::string text_of(const std::optional<Incident>& incident) {
  if (!incident) return "no incident is declared\n";
  return fmt::format("an incident is declared since {}{}{}\n", base::to_rfc3339(incident->since),
                     incident->words.empty() ? "" : ": ", incident->words);
}

/// Puts or removes the row; `change` gives what stands afterwards.
void change(Context& context,
            const std::function<std::optional<Incident>(std::optional<Incident>)>& next) {
  const auto services = context.open();
  if (!services) return;
  std::optional<Incident> after;
  const auto done = services->store->write([&](accounts::Transaction& transaction) {
    const auto text = transaction.targets.get(kIncidentTarget);
    after = next(text ? parse_incident(*text) : std::nullopt);
    if (after) {
      transaction.targets.put(kIncidentTarget, to_text(*after));
    } else {
      transaction.targets.remove(kIncidentTarget);
    }
    return accounts::Verdict::commit;
  });
  if (!done) return context.fail(Exit::unavailable, kStoreGone);
  context.print(document_of(after), text_of(after));
}

void show(Context& context) {
  const auto services = context.open();
  if (!services) return;
  std::optional<std::string> text;
  const auto done = services->store->read(
      [&](accounts::Transaction& transaction) { text = transaction.targets.get(kIncidentTarget); });
  if (!done) return context.fail(Exit::unavailable, kStoreGone);
  const auto incident = text ? parse_incident(*text) : std::nullopt;
  context.print(document_of(incident), text_of(incident));
}

}  // namespace

void add_incident_commands(CLI::App& root, Context& context) {
  CLI::App* incident = root.add_subcommand(
      "incident",
      "Declare an incident and its end. While one lasts, sessions and refresh tokens that would "
      "expire live on (site.stretch_hours), at every site, and the status page says so.");
  incident->require_subcommand(1);

  auto words = std::make_shared<std::string>();
  CLI::App* begin = incident->add_subcommand("begin", "From now on there is an incident.");
  begin->add_option("--words", *words, "What people may read on the status page.");
  begin->callback([&context, words] {
    if (words->size() > kWordsMax) {
      return context.fail(Exit::usage, fmt::format("--words takes {} bytes at most", kWordsMax));
    }
    change(context, [&](std::optional<Incident> now) {
      return Incident{now ? now->since : context.clock.now(), *words};
    });
  });
  incident->add_subcommand("end", "The incident is over; what has expired ends now.")
      ->callback([&context] {
        change(context, [](const std::optional<Incident>&) { return std::optional<Incident>{}; });
      });
  incident->add_subcommand("show", "Whether one is declared.")->callback([&context] {
    show(context);
  });
}

}  // namespace haetae::app
