// SPDX-License-Identifier: Apache-2.0
#include "server_process.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <thread>

namespace haetae::app {
namespace {

using base::fail;
using base::Outcome;

base::Seconds seconds(std::int64_t count) {
  return base::Seconds{count};
}

}  // namespace

Outcome<std::vector<http::AddressRange>, StartError> address_ranges(
    const std::vector<std::string>& texts, std::string_view option) {
  std::vector<http::AddressRange> out;
  for (const std::string& text : texts) {
    const auto range = http::AddressRange::parse(text);
    if (!range) {
      return fail(StartError{fmt::format(
          "'{}': '{}' is no network; write 10.0.0.0/8 or 2001:db8::/32", option, text)});
    }
    out.push_back(*range);
  }
  return out;
}

Outcome<http::ServerOptions, StartError> server_options(const Config& config) {
  http::ServerOptions out;
  if (config.http.port != 0) {
    out.listeners.push_back(
        {.address = config.http.address, .port = static_cast<std::uint16_t>(config.http.port)});
  }
  if (config.tls.port != 0) {
    http::TlsOptions tls;
    tls.certificates.push_back({config.tls.certificate, config.tls.private_key});
    out.listeners.push_back(
        {.address = config.tls.address.empty() ? config.http.address : config.tls.address,
         .port = static_cast<std::uint16_t>(config.tls.port),
         .tls = std::move(tls)});
  }
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  out.io_threads =
      config.http.io_threads != 0 ? static_cast<std::size_t>(config.http.io_threads) : cores;
  out.limits.connections_max = static_cast<std::size_t>(config.http.connections_max);
  out.limits.connections_per_address_max =
      static_cast<std::size_t>(config.http.connections_per_address);
  out.limits.head_time = seconds(config.http.header_timeout_seconds);
  out.limits.body_time = seconds(config.http.body_timeout_seconds);
  out.limits.write_time = seconds(config.http.body_timeout_seconds);
  out.limits.idle_time = seconds(config.http.idle_timeout_seconds);
  out.pool.workers = static_cast<std::size_t>(config.http.pool_threads);
  // A password hash fills a core, so no more of them than cores; mail and administration wait.
  for (const wire::Lane lane : {wire::Lane::password, wire::Lane::sign_up}) {
    out.pool.lanes[static_cast<std::size_t>(lane)].running_max = cores;
  }
  auto trusted = address_ranges(config.http.trusted_proxies, "http.trusted_proxies");
  if (!trusted) return fail(trusted.error());
  out.proxies.trusted = std::move(*trusted);
  out.proxies.header = config.http.forwarded_by == "forwarded" ? http::ForwardedBy::forwarded
                                                               : http::ForwardedBy::x_forwarded;
  if (config.tls.hsts) out.hsts_max_age = std::chrono::hours{24 * 365};
  return out;
}

}  // namespace haetae::app
