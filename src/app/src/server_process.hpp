// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "data_follower.hpp"
#include "haetae/app/config.hpp"
#include "haetae/http/address.hpp"
#include "haetae/http/server.hpp"
#include "haetae/kakao/local_quotas.hpp"
#include "haetae/status/metrics.hpp"
#include "haetae/status/rows.hpp"
#include "haetae/web/rows.hpp"
#include "mailer.hpp"
#include "quota_file.hpp"
#include "services.hpp"
#include "site_watch.hpp"
#include "ticker.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace haetae::app {

/// The running server: rows of every module, the listeners, and the work in the background.
class ServerProcess {
 public:
  /// `reload` gives the configuration anew at SIGHUP.
  using Reload = std::function<base::Outcome<Config, ConfigError>()>;

  /// `demo`: what ensure_demo made, when the demo site is to be served.
  ServerProcess(Services& services, std::optional<web::DemoFacts> demo, Reload reload);
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;
  ~ServerProcess();

  /// Listens. The error says which address and why.
  [[nodiscard]] base::Outcome<void, StartError> start();
  /// The port of plain HTTP (or of HTTPS when that is all there is), as the kernel gave it.
  [[nodiscard]] std::uint16_t port() const;

  /// Serves until SIGTERM or SIGINT; SIGHUP reloads. Then turns readiness off, drains and stops.
  void run();

 private:
  class Counting;
  void apply_reload();
  /// /readyz turns while everything is still served, so that front ends send new requests
  /// elsewhere first; a second signal cuts the wait short.
  void announce_stop();
  void drain();
  [[nodiscard]] web::Options web_options() const;
  [[nodiscard]] wire::Endpoints own_rows();
  /// Addresses: our own API, and the surface of juso.go.kr.
  [[nodiscard]] wire::Endpoints address_service_rows();
  [[nodiscard]] wire::Endpoints all_rows();
  [[nodiscard]] std::vector<status::ReadyCheck> ready_checks(bool with_majority);
  void start_background();
  void check_snapshots();

  Services& services_;
  const std::optional<web::DemoFacts> demo_;
  Reload reload_;
  kakao::LocalQuotas local_quotas_;
  QuotaFile quota_file_{services_.data_dir, local_quotas_};
  std::unique_ptr<SmtpSender> smtp_;
  std::vector<http::AddressRange> metrics_ranges_;
  std::shared_ptr<const std::string> openapi_;
  std::unique_ptr<status::Metrics> metrics_;
  std::unique_ptr<Counting> counting_;
  std::unique_ptr<http::HttpServer> server_;
  SiteWatch site_watch_;
  std::atomic<bool> draining_{false};
  std::atomic<bool> access_log_;
  std::atomic<std::uint64_t> snapshot_checks_{0};
  std::atomic<bool> snapshots_stale_{false};
  DataFollower data_follower_;
  std::vector<std::unique_ptr<Ticker>> tickers_;
};

/// Networks of an option, or which text is none.
[[nodiscard]] base::Outcome<std::vector<http::AddressRange>, StartError> address_ranges(
    const std::vector<std::string>& texts, std::string_view option);

/// The server's settings for a configuration.
[[nodiscard]] base::Outcome<http::ServerOptions, StartError> server_options(const Config& config);

/// Blocks the signals that run() waits for; call before any thread starts.
void block_signals();

}  // namespace haetae::app
