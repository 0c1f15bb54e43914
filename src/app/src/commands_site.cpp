// SPDX-License-Identifier: Apache-2.0
// `haetae site`: one site's database and its place among the others.
#include "commands.hpp"
#include "haetae/base/environment.hpp"
#include "haetae/site/bootstrap.hpp"
#include "haetae/site/operations.hpp"
#include "haetae/site/supervisor.hpp"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <unistd.h>

namespace haetae::app {
namespace {

using site::Language;
using site::View;
using wire::Json;

constexpr const char* kDefaultFile = "/etc/haetae/site.toml";

constexpr const char* kFooter =
    "A site file, the same at every site except for `name`:\n\n"
    "  name = \"a\"                    # which of the sites below this machine is\n"
    "  user = \"haetae\"               # the system's user that runs the database\n"
    "  [sites.a]\n  address = \"10.0.1.10\"\n"
    "  [sites.b]\n  address = \"10.0.2.10\"\n"
    "  [sites.c]\n  address = \"10.0.3.10\"\n"
    "  witness = true                # a vote without data, in place of a third site\n\n"
    "docs/runbooks/README.md lists every key; docs/runbooks/ says what to do when.";

struct SiteOptions {
  std::string file;
  std::string language;
  bool first = false, foreground = false, full = false, recover = false;
  bool understood = false;
  std::int64_t wait_seconds = 600;

  [[nodiscard]] base::Milliseconds limit() const { return base::Seconds{wait_seconds}; }
};

site::Founding founding_of(const SiteOptions& options) {
  return options.first ? site::Founding::first : site::Founding::no;
}

using Shared = std::shared_ptr<SiteOptions>;

/// What the locale asks for, unless --lang says.
Language language_of(const SiteOptions& options) {
  if (!options.language.empty()) return options.language == "ko" ? Language::ko : Language::en;
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const auto value = base::environment(name);
    if (value && !value->empty()) return value->starts_with("ko") ? Language::ko : Language::en;
  }
  return Language::en;
}

std::filesystem::path site_file_of(const SiteOptions& options) {
  const auto named = base::environment("HAETAE_SITE_FILE");
  const std::string file = options.file.empty() ? named.value_or(kDefaultFile) : options.file;
  std::error_code code;
  return std::filesystem::absolute(file, code);
}

/// The site file, the secret and the machine; says what is wrong and sets `exit` otherwise.
class Opened {
 public:
  static std::unique_ptr<Opened> open(Context& context, const SiteOptions& options) {
    const auto file = site_file_of(options);
    auto loaded = site::load_site_file(file);
    if (!loaded) {
      context.fail(Exit::configuration, loaded.error().message);
      return nullptr;
    }
    if (options.first) {
      if (const auto made = site::make_secret(*loaded, context.entropy); !made) {
        context.fail(Exit::unavailable, made.error().message);
        return nullptr;
      }
    }
    auto secret = site::read_secret(*loaded);
    if (!secret) {
      context.fail(Exit::configuration, secret.error().message);
      return nullptr;
    }
    return std::unique_ptr<Opened>{
        new Opened{context, file, std::move(*loaded), std::move(*secret)}};
  }

  site::Operator with;

 private:
  Opened(Context& context, const std::filesystem::path& file, site::SiteFile loaded,
         std::string secret)
      : with{.site = std::move(loaded),
             .site_file = file,
             .secret = std::move(secret),
             .launcher = launcher_,
             .clock = context.clock,
             .entropy = context.entropy,
             .say = [](std::string_view line) { fmt::print(stderr, "{}\n", line); }} {}

  site::SystemLauncher launcher_;
};

void show(Context& context, const View& view, const SiteOptions& options) {
  context.print(site::to_json(view), site::to_text(view, language_of(options)));
}

void finish(Context& context, const base::Outcome<View, site::SiteError>& done,
            const SiteOptions& options) {
  if (!done) return context.fail(Exit::unavailable, done.error().message);
  show(context, *done, options);
}

/// Whether the person at the terminal types `word`.
bool asked(std::string_view question, std::string_view word) {
  if (isatty(STDIN_FILENO) == 0) return false;
  fmt::print(stderr, "{}", question);
  std::string line;
  for (int c = std::getchar(); c != EOF && c != '\n'; c = std::getchar())
    line += static_cast<char>(c);
  return line == word;
}

void init_site(Context& context, const SiteOptions& options) {
  const auto opened = Opened::open(context, options);
  if (!opened) return;
  site::Operator& with = opened->with;
  const bool witness = with.site.self().witness;
  if (const auto done = site::init(with); !done) {
    return context.fail(Exit::refused, done.error().message);
  }
  const std::string store = fmt::format(
      "[store]\nkind = \"galera\"\nsocket = \"{}\"\ndatabase = \"{}\"\nuser = \"{}\"\n"
      "password_file = \"{}\"\n",
      with.site.socket().string(), with.site.database, with.site.database_user,
      with.site.password_file().string());
  Json document = Json::object();
  document.set("site", with.site.name).set("dir", with.site.dir.string());
  context.print(
      document,
      witness ? fmt::format("Site {} is a witness: `haetae site start` runs it.\n", with.site.name)
              : fmt::format("Site {} has an empty database. Now `haetae site start{}`, "
                            "and into haetae.toml:\n\n{}",
                            with.site.name, options.first ? " --first" : "", store));
}

void run_in_foreground(Context& context, Opened& opened, const SiteOptions& options) {
  site::Supervisor::block_signals();
  site::Operator& with = opened.with;
  const auto say = [](std::string_view line) {
    fmt::print("{}\n", line);
    (void)std::fflush(stdout);
  };
  site::Supervisor supervisor{with.site, with.secret, with.launcher, with.clock, say};
  if (const auto done = supervisor.run(founding_of(options)); !done) {
    context.fail(Exit::unavailable, done.error().message);
  }
}

void start_site(Context& context, const SiteOptions& options) {
  const auto opened = Opened::open(context, options);
  if (!opened) return;
  if (options.foreground) return run_in_foreground(context, *opened, options);
  finish(context, site::start(opened->with, founding_of(options), options.limit()), options);
}

void stop_site(Context& context, const SiteOptions& options) {
  const auto opened = Opened::open(context, options);
  if (!opened) return;
  if (const auto done = site::stop(opened->with, options.limit()); !done) {
    return context.fail(Exit::unavailable, done.error().message);
  }
  show(context, site::own_view(opened->with, false), options);
}

void show_status(Context& context, const SiteOptions& options) {
  const auto opened = Opened::open(context, options);
  if (!opened) return;
  site::Operator& with = opened->with;
  const View view = site::own_view(with, options.recover);
  const auto peers = site::ask_peers(with.site, with.secret, with.entropy);
  Json others = Json::array();
  for (const site::Peer& peer : peers) {
    Json one = peer.view ? site::to_json(*peer.view) : Json::object();
    one.set("site", peer.member.name)
        .set("address", peer.member.address)
        .set("answers", peer.view.has_value());
    others.push(std::move(one));
  }
  Json document = site::to_json(view);
  document.set("others", std::move(others));
  const Language language = language_of(options);
  context.print(document,
                fmt::format("{}\n{}\n{}", site::to_text(view, language),
                            language == Language::ko ? "다른 사이트가 스스로 말하는 상태:"
                                                     : "What the other sites say of themselves:",
                            site::peer_lines(peers, language)));
  const bool is_well = view.standing == site::Standing::in_sync ||
                       view.standing == site::Standing::giving ||
                       view.standing == site::Standing::witness;
  if (!is_well) context.exit = Exit::refused;
}

void rejoin_site(Context& context, const SiteOptions& options) {
  const auto opened = Opened::open(context, options);
  if (!opened) return;
  if (!options.full) {
    return finish(context, site::start(opened->with, site::Founding::no, options.limit()), options);
  }
  const bool ko = language_of(options) == Language::ko;
  const std::string question =
      ko ? fmt::format(
               "사이트 {0}의 데이터를 버리고 다른 사이트에서 전체를 복사합니다. "
               "계속하려면 {0} 을(를) 입력하십시오: ",
               opened->with.site.name)
         : fmt::format(
               "The data of site {0} will be replaced by a whole copy from another site. "
               "Type {0} to go on: ",
               opened->with.site.name);
  if (!options.understood && !asked(question, opened->with.site.name)) {
    return context.fail(Exit::refused, "nothing was done; without a terminal add --yes");
  }
  finish(context, site::replace_data(opened->with, options.limit()), options);
}

void bootstrap_site(Context& context, const SiteOptions& options) {
  const auto opened = Opened::open(context, options);
  if (!opened) return;
  site::Operator& with = opened->with;
  const Language language = language_of(options);
  const auto peers = site::ask_peers(with.site, with.secret, with.entropy);
  // What the supervisor knows counts here too: a database alone cannot say its position.
  const View view = site::own_view(with, true);
  const auto plan = site::plan_bootstrap(view, peers);
  fmt::print(stderr, "{}", site::explain(plan, view, peers, language));
  if (plan.verdict != site::BootstrapPlan::Verdict::possible) {
    context.exit = Exit::refused;
    return;
  }
  const std::string word = "bootstrap " + with.site.name;
  const std::string question = language == Language::ko
                                   ? fmt::format("\n계속하려면 `{}` 을(를) 입력하십시오: ", word)
                                   : fmt::format("\nType `{}` to go on: ", word);
  if (!options.understood && !asked(question, word)) {
    return context.fail(Exit::refused,
                        "nothing was done; without a terminal add "
                        "--yes-i-understand-that-writes-may-be-lost");
  }
  finish(context, site::bootstrap(with, plan, options.limit()), options);
}

using Work = void (*)(Context&, const SiteOptions&);

CLI::App* add_site_command(CLI::App& group, Context& context, const Shared& options,
                           const std::string& name, const std::string& what, Work work) {
  return add_command(group, name, what, [&context, options, work] { work(context, *options); });
}

void add_wait(CLI::App* command, const Shared& options) {
  command->add_option("--wait", options->wait_seconds, "Seconds to wait; 0 does not wait")
      ->check(CLI::Range(0, 86'400));
}

void add_start_and_stop(CLI::App& group, Context& context, const Shared& options) {
  CLI::App* started = add_site_command(
      group, context, options, "start",
      "Bring the database up from where it stopped, and wait until it is up to date", start_site);
  started->add_flag("--first", options->first,
                    "Found the cluster: only once, at the very first site");
  started->add_flag("--foreground", options->foreground, "Stay in the foreground, for units");
  add_wait(started, options);
  add_wait(add_site_command(group, context, options, "stop", "End it in order", stop_site),
           options);
}

}  // namespace

void add_site_commands(CLI::App& root, Context& context) {
  const auto options = std::make_shared<SiteOptions>();
  CLI::App* group = root.add_subcommand("site", "This site's database among the other sites");
  group->require_subcommand(1)->fallthrough();
  group->footer(kFooter);
  group->add_option("--file", options->file,
                    "Site file; without it $HAETAE_SITE_FILE, then /etc/haetae/site.toml");
  group->add_option("--lang", options->language, "Language of what is said")
      ->check(CLI::IsMember({"ko", "en"}));
  CLI::App* made =
      add_site_command(*group, context, options, "init",
                       "Make the empty database, its users and its configuration", init_site);
  made->add_flag("--first", options->first,
                 "This is the very first site: make the sites' common secret too");
  add_start_and_stop(*group, context, options);
  CLI::App* status = add_site_command(*group, context, options, "status",
                                      "What this site sees, in words, and what to do", show_status);
  status->add_flag("--recover", options->recover,
                   "Read the position of a stopped database out of its data (a second)");
  CLI::App* rejoined =
      add_site_command(*group, context, options, "rejoin",
                       "Join the other sites again, taking only what was missed", rejoin_site);
  rejoined->add_flag("--full", options->full, "Take a whole copy in place of the data here");
  rejoined->add_flag("--yes", options->understood, "Do not ask");
  add_wait(rejoined, options);
  CLI::App* founded = add_site_command(
      *group, context, options, "bootstrap",
      "Two or all sites are lost: make this one the cluster; explains the risk, and asks",
      bootstrap_site);
  founded->add_flag("--yes-i-understand-that-writes-may-be-lost", options->understood,
                    "Do not ask");
  add_wait(founded, options);
  CLI::App* witness = group->add_subcommand("witness", "A vote without data (garbd)");
  witness->require_subcommand(1)->fallthrough();
  add_start_and_stop(*witness, context, options);
  add_site_command(*witness, context, options, "status", "Whether it runs", show_status);
}

}  // namespace haetae::app
