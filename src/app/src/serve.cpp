// SPDX-License-Identifier: Apache-2.0
// `haetae serve`.
#include "commands.hpp"
#include "demo.hpp"
#include "haetae/base/log.hpp"
#include "logging.hpp"
#include "server_process.hpp"
#include "version.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

namespace haetae::app {
namespace {

/// What somebody who tries Haetae must know: printed, not logged.
void greet(const Config& config, const web::DemoFacts& demo) {
  fmt::print(
      "\n  Haetae {} runs. Open\n\n"
      "    {:<40} everything there is to see\n"
      "    {:<40} a site that signs people in\n"
      "    {:<40} mails that would have been sent\n\n"
      "  Sign in as {} with the password {}\n"
      "  Stop with Ctrl+C.\n\n",
      kVersion, config.issuer + "/", config.issuer + "/demo", config.issuer + "/outbox", demo.email,
      demo.password);
  (void)std::fflush(stdout);
}

/// JSON from the first record on, and every line written at the end, whichever way it comes.
struct Logging {
  Logging(const base::Clock& clock, std::string_view level) { start_logging(clock, level); }
  Logging(const Logging&) = delete;
  Logging& operator=(const Logging&) = delete;
  ~Logging() { stop_logging(); }
};

void serve(Context& context, bool with_demo) {
  block_signals();
  const auto config = context.load();
  if (!config) return context.fail(Exit::configuration, config.error().message);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  const Logging logging{context.clock, config->log.level};
  const auto services = context.open();
  if (!services) return;
  if (with_demo && !config->dev) {
    return context.fail(Exit::configuration, "--demo needs dev = true");
  }
  std::optional<web::DemoFacts> demo;
  if (with_demo) {
    auto made = ensure_demo(*services);
    if (!made) return context.fail(Exit::unavailable, made.error().message);
    demo = std::move(*made);
    if (const auto sample = ensure_sample(*services); !sample) {
      return context.fail(Exit::unavailable, sample.error().message);
    }
  }
  ServerProcess process{*services, demo, [&context] { return context.load(); }};
  if (const auto started = process.start(); !started) {
    return context.fail(Exit::unavailable, started.error().message);
  }
  base::log(base::LogLevel::info, "serving",
            {{"version", kVersion},
             {"issuer", config->issuer},
             {"port", static_cast<std::int64_t>(process.port())},
             {"data", services->data_dir.path.string()}});
  if (config->dev) {
    base::log(base::LogLevel::warning, "development_mode",
              {{"advice", "never on a public machine: /outbox shows every mail"}});
  }
  if (demo) greet(*config, *demo);
  process.run();
}

}  // namespace

void add_serve_command(CLI::App& root, Context& context) {
  const auto with_demo = std::make_shared<bool>(false);
  CLI::App* command = add_command(root, "serve", "Run the server in the foreground",
                                  [&context, with_demo] { serve(context, *with_demo); });
  command->add_flag(
      "--demo", *with_demo,
      "Make a demo site and a demo person and serve the site at /demo; load the sample of\n"
      "addresses where there are none (dev only)");
}

}  // namespace haetae::app
