// SPDX-License-Identifier: Apache-2.0
#include "server_process.hpp"

#include "demo.hpp"
#include "haetae/accounts/housekeeping.hpp"
#include "haetae/api/address_rows.hpp"
#include "haetae/api/rows.hpp"
#include "haetae/base/log.hpp"
#include "haetae/intake/assembly.hpp"
#include "haetae/juso/rows.hpp"
#include "haetae/kakao/local_rows.hpp"
#include "haetae/kakao/postcode_rows.hpp"
#include "haetae/kakao/rows.hpp"
#include "haetae/web/draw_page.hpp"
#include "logging.hpp"
#include "store_metrics.hpp"
#include "version.hpp"

#include <algorithm>
#include <csignal>
#include <fmt/format.h>

namespace haetae::app {
namespace {

using base::fail;
using base::LogLevel;
using base::Outcome;

/// How long another process' change (the command line's, say) may go unseen. A check is one short
/// read.
constexpr base::Milliseconds kSnapshotEvery{100};
constexpr base::Milliseconds kSiteEvery{250};
constexpr base::Milliseconds kAddressEvery{500};
constexpr base::Milliseconds kMailEvery{500};
constexpr base::Milliseconds kNoticeEvery{500};
constexpr base::Milliseconds kPurgeEvery{60'000};
constexpr base::Milliseconds kKeyCheckEvery{3'600'000};

sigset_t waited_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP})
    sigaddset(&set, signal);
  return set;
}

void rotate_old_keys(Services& services, std::int64_t days) {
  const base::Instant old = services.clock.now() - std::chrono::hours{24 * days};
  for (const crypto::Algorithm algorithm : {crypto::Algorithm::rs256, crypto::Algorithm::es256}) {
    bool due = false, successor = false;
    for (const auto& key : services.keys.list()) {
      if (key.algorithm != crypto::to_text(algorithm)) continue;
      due = due || (key.signs_now && key.created_at < old);
      successor = successor || key.signs_from > services.clock.now();
    }
    if (!due || successor) continue;
    if (const auto id = services.keys.rotate(algorithm)) {
      base::log(LogLevel::info, "signing_key_rotated",
                {{"kid", *id}, {"algorithm", crypto::to_text(algorithm)}});
    }
  }
}

/// Behind a host override the two hosts of Kakao are one server; discovery names the one that
/// clients expect (spec kakao-login §2.5).
std::string resource_origin(const Config& config) {
  return config.issuer == "https://kauth.kakao.com" ? "https://kapi.kakao.com" : config.issuer;
}

void log_access(const http::AccessRecord& record) {
  const auto milliseconds = [](std::chrono::nanoseconds span) {
    return std::chrono::duration<double, std::milli>(span).count();
  };
  base::log(LogLevel::info, "request",
            {{"id", record.request_id},
             {"method", record.method},
             {"path", record.path},
             {"status", static_cast<std::int64_t>(record.status)},
             {"bytes", static_cast<std::int64_t>(record.bytes)},
             {"ms", milliseconds(record.duration)},
             {"queue_ms", milliseconds(record.queue_wait)},
             {"address", record.address},
             {"agent", record.user_agent},
             {"trace", record.traceparent}});
}

}  // namespace

void block_signals() {
  const sigset_t set = waited_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  (void)std::signal(SIGPIPE, SIG_IGN);  // a closed socket is an error code, not a death
}

/// Carries what http observes into the metrics.
class ServerProcess::Counting final : public http::Observer {
 public:
  explicit Counting(status::Metrics& metrics) : metrics_(metrics) {}
  void on_request(const http::AccessRecord& record) override {
    metrics_.request(record.row, record.status, record.duration, record.queue_wait);
  }
  void on_shed(wire::Lane lane) override { metrics_.shed(lane); }
  void on_connection_opened() override { metrics_.connection_opened(); }
  void on_connection_closed() override { metrics_.connection_closed(); }
  void on_connection_refused() override { metrics_.connection_refused(); }

 private:
  status::Metrics& metrics_;
};

ServerProcess::ServerProcess(Services& services, std::optional<web::DemoFacts> demo, Reload reload)
    : services_(services),
      demo_(std::move(demo)),
      reload_(std::move(reload)),
      site_watch_(services),
      access_log_(services.config.log.access),
      data_follower_({services.config, services.ports.store, services.addresses.store(),
                      services.clock, services.entropy}) {}

ServerProcess::~ServerProcess() {
  if (server_) server_->stop();
  data_follower_.stop();
  tickers_.clear();
}

std::vector<status::ReadyCheck> ServerProcess::ready_checks(bool with_majority) {
  // Whoever asks shall not wait with the requests until it is known who is left.
  const bool paused = services_.island != nullptr && services_.island->is_paused();
  const bool answers = !paused && services_.store->read([](accounts::Transaction&) {}).has_value();
  std::vector<status::ReadyCheck> checks = {
      {"store", answers, "run haetae doctor; see the log for store events"},
      {"draining", !draining_.load(), "this node is stopping; send traffic elsewhere"}};
  if (with_majority) {
    checks.push_back({"majority", !services_.site->is_island(),
                      "this site is cut off from the others; see haetae site status"});
  }
  return checks;
}

web::Options ServerProcess::web_options() const {
  const Config& config = services_.config;
  web::Options options;
  options.name = config.web.name;
  options.language = config.web.language;
  options.support_url = config.web.support_url;
  options.standing = [this] { return site_watch_.facts(); };
  options.public_url = config.issuer;
  options.dev = config.dev;
  options.sign_up_open = config.sign_up.open;
  options.mail_works = config.dev || !config.mail.smtp_url.empty();
  options.version = kVersion;
  options.passkey_rp_id = services_.relying_party.id;
  options.mail_from = config.mail.from;
  options.demo = demo_;
  options.addresses = [&library = services_.addresses]() -> std::optional<web::AddressFacts> {
    const auto index = library.current();
    if (!index) return std::nullopt;
    return web::AddressFacts{index->address_count(), index->label().source == intake::kSampleLayer};
  };
  return options;
}

wire::Endpoints ServerProcess::own_rows() {
  const auto may_read = [ranges = metrics_ranges_](std::string_view text) {
    const auto address = http::Address::parse(text);
    return address && std::any_of(ranges.begin(), ranges.end(),
                                  [&](const auto& range) { return range.contains(*address); });
  };
  return status::status_rows(
      {.may_read_metrics = may_read,
       .metrics_text = [this] { return metrics_->text(); },
       .ready_checks = [this](bool with_majority) { return ready_checks(with_majority); },
       .standing = [this] { return site_watch_.standing(); },
       .openapi = [this] { return openapi_; }});
}

wire::Endpoints ServerProcess::all_rows() {
  Services& s = services_;
  const web::Options options = web_options();
  const accounts::ErrorPage error_page = web::error_page(options, s.clock, s.entropy);
  wire::Endpoints rows;
  const auto add = [&rows](wire::Endpoints more) {
    for (wire::Endpoint& row : more)
      rows.push_back(std::move(row));
  };
  add(web::web_rows(
      {.ports = s.ports,
       .authorizations = s.authorizations,
       .sign_outs = s.sign_outs,
       .directory = s.directory,
       .links = s.links,
       .sessions = s.sessions,
       .sign_in = s.sign_in,
       .passkey_sign_in = s.passkey_sign_in,
       .passkeys = s.passkeys,
       .sign_up = s.sign_up,
       .reset = s.reset,
       .email_change = s.email_change,
       .people = s.people,
       .options = options,
       .count_sign_in = [this](std::string_view method,
                               std::string_view outcome) { metrics_->sign_in(method, outcome); },
       .addresses = &s.addresses}));
  add(api::standard_rows({.authorizations = s.authorizations,
                          .sign_outs = s.sign_outs,
                          .directory = s.directory,
                          .links = s.links,
                          .sessions = s.sessions,
                          .tokens = s.tokens,
                          .keys = s.keys,
                          .sealer = s.sealer,
                          .clock = s.clock,
                          .entropy = s.entropy,
                          .error_page = error_page}));
  add(kakao::kakao_rows({.ports = s.ports,
                         .authorizations = s.authorizations,
                         .sign_outs = s.sign_outs,
                         .directory = s.directory,
                         .links = s.links,
                         .sessions = s.sessions,
                         .tokens = s.tokens,
                         .keys = s.keys,
                         .error_page = error_page,
                         .public_url = s.config.issuer,
                         .resource_origin = resource_origin(s.config)}));
  add(address_service_rows());
  add(own_rows());
  if (demo_) add(demo_rows({services_, *demo_, [this] { return port(); }}));
  return rows;
}

wire::Endpoints ServerProcess::address_service_rows() {
  Services& s = services_;
  wire::Endpoints rows;
  const auto add = [&rows](wire::Endpoints more) {
    for (wire::Endpoint& row : more)
      rows.push_back(std::move(row));
  };
  // One count of calls for all surfaces; a batch is one call.
  const auto take_quota = [this](const accounts::App& app) {
    return local_quotas_.take(app, kakao::LocalCall::address, services_.clock.now());
  };
  add(api::address_rows({.source = s.addresses,
                         .directory = s.directory,
                         .open = s.config.address.open || s.config.dev,
                         .take_quota = take_quota}));
  add(kakao::local_rows({s.addresses, s.directory, local_quotas_}));
  add(kakao::postcode_rows({s.addresses, s.entropy, s.clock,
                            static_cast<std::uint32_t>(s.config.address.postcode_per_minute)}));
  add(juso::juso_rows({.source = s.addresses,
                       .directory = s.directory,
                       .sealer = s.sealer,
                       .clock = s.clock,
                       .open_key = s.config.juso.open_key,
                       .draw = web::page_drawer(web_options(), s.entropy),
                       .take_quota = take_quota}));
  return rows;
}

Outcome<void, StartError> ServerProcess::start() {
  const Config& config = services_.config;
  auto options = server_options(config);
  if (!options) return fail(options.error());
  auto ranges = address_ranges(config.metrics.allow, "metrics.allow");
  if (!ranges) return fail(ranges.error());
  metrics_ranges_ = std::move(*ranges);
  if (config.dev) {
    // Nothing is sent in development: /outbox shows it.
  } else if (!config.mail.smtp_url.empty()) {
    base::SecretText password;
    if (!config.mail.password_file.empty()) {
      auto read = read_secret_file(config.mail.password_file);
      if (!read) return fail(StartError{read.error().message});
      password = base::SecretText{std::move(*read)};
    }
    smtp_ = std::make_unique<SmtpSender>(config.mail, std::move(password));
  }
  http::Router router{all_rows()};
  // The router owns the rows from here on; metrics refer to them there.
  auto access = [this](const http::AccessRecord& record) {
    if (access_log_.load(std::memory_order_relaxed)) log_access(record);
  };
  openapi_ = std::make_shared<const std::string>(
      status::openapi_document(router.rows(), kVersion, config.issuer));
  metrics_ = std::make_unique<status::Metrics>(router.rows());
  counting_ = std::make_unique<Counting>(*metrics_);
  server_ = std::make_unique<http::HttpServer>(
      std::move(router), std::move(*options),
      http::HttpServer::Parts{services_.clock, services_.entropy, counting_.get(), access});
  metrics_->add_source([this](status::MetricsText& out) {
    write_store_metrics(out, services_.store->stats());
    site_watch_.write_metrics(out);
    write_pool_metrics(out, server_->gauges());
    write_snapshot_metrics(out, snapshot_checks_, snapshots_stale_);
    services_.addresses.write_metrics(out);
    data_follower_.write_metrics(out);
  });
  services_.addresses.refresh();
  if (const auto started = server_->start(); !started) {
    return fail(StartError{started.error().message});
  }
  start_background();
  if (const auto followed = data_follower_.start(); !followed) {
    return fail(StartError{followed.error().message});
  }
  return {};
}

void ServerProcess::start_background() {
  const auto every = [this](base::Milliseconds interval, std::function<void()> job) {
    tickers_.push_back(std::make_unique<Ticker>(interval, std::move(job)));
  };
  every(kSnapshotEvery, [this] { check_snapshots(); });
  every(kSiteEvery, [this] { site_watch_.look(); });
  every(kSiteEvery, [this] { site_watch_.look_at_incident(); });
  every(kAddressEvery, [this] { services_.addresses.refresh(); });
  every(kNoticeEvery, [this] { services_.notices.deliver(); });
  every(kPurgeEvery, [this] {
    if (!accounts::take_turn(services_.ports, kPurgeEvery).value_or(false)) return;
    for (auto gone = accounts::purge_expired(services_.ports); gone && *gone > 0;) {
      gone = accounts::purge_expired(services_.ports);
    }
    const auto app_of = [this](accounts::AppNumber number) {
      return services_.directory.by_number(number);
    };
    const auto unlinked = services_.links.unlink_unfinished(app_of, accounts::kPurgeStep);
    if (unlinked && *unlinked > 0) {
      base::log(LogLevel::info, "unfinished_sign_ups_unlinked",
                {{"count", static_cast<std::int64_t>(*unlinked)}});
    }
  });
  every(kKeyCheckEvery, [this] { rotate_old_keys(services_, services_.config.keys.rotate_days); });
  if (smtp_) {
    every(kMailEvery,
          [queue = MailQueue{*services_.store, services_.clock, services_.site->options().name,
                             smtp_.get()}]() mutable { queue.deliver(); });
  }
}

void ServerProcess::check_snapshots() {
  if (services_.snapshots.refresh_if_changed()) {
    if (snapshots_stale_.exchange(false)) base::log(LogLevel::info, "snapshots_fresh", {});
    ++snapshot_checks_;
    return;
  }
  if (snapshots_stale_.exchange(true)) return;
  base::log(LogLevel::error, "snapshots_stale",
            {{"advice", "the database does not answer; apps, keys and revocations may be old"}});
}

std::uint16_t ServerProcess::port() const {
  return server_->port(0);
}

void ServerProcess::run() {
  const sigset_t set = waited_signals();
  for (int signal = 0; sigwait(&set, &signal) == 0;) {
    if (signal == SIGHUP) {
      apply_reload();
      continue;
    }
    base::log(LogLevel::info, "stopping", {{"signal", static_cast<std::int64_t>(signal)}});
    announce_stop();
    drain();
    return;
  }
}

void ServerProcess::apply_reload() {
  const auto config = reload_();
  if (!config) {
    base::log(LogLevel::error, "reload_refused",
              {{"why", config.error().message}, {"advice", "the former settings stay in force"}});
    return;
  }
  set_logging_level(config->log.level);
  access_log_ = config->log.access;
  if (services_.config.tls.port != 0) {
    if (const auto done = server_->reload_tls(); !done) {
      base::log(LogLevel::error, "certificate_refused",
                {{"why", done.error().message}, {"advice", "the former certificate stays"}});
      return;
    }
  }
  base::log(LogLevel::info, "reloaded");
}

void ServerProcess::announce_stop() {
  draining_ = true;
  const std::int64_t delay = services_.config.http.drain_delay_seconds;
  if (delay == 0) return;
  base::log(LogLevel::info, "draining", {{"seconds", delay}});
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT})
    sigaddset(&set, signal);
  const timespec limit{.tv_sec = delay, .tv_nsec = 0};
  sigtimedwait(&set, nullptr, &limit);
}

void ServerProcess::drain() {
  const std::size_t left = server_->drain(base::Seconds{services_.config.http.drain_seconds});
  server_->stop();
  data_follower_.stop();
  tickers_.clear();
  services_.notices.deliver();
  base::log(LogLevel::info, "stopped", {{"cut", static_cast<std::int64_t>(left)}});
}

}  // namespace haetae::app
