// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/http/forwarded.hpp"
#include "haetae/wire/endpoint.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace haetae::http {

inline constexpr std::size_t kLanes = 5;

/// A certificate chain and its private key, both PEM files. The key must not be encrypted.
struct Certificate {
  std::string chain_file;
  std::string key_file;
};

struct TlsOptions {
  /// The first serves clients whose server name fits none. At least one.
  std::vector<Certificate> certificates;
  /// TLS 1.3 alone by default.
  bool allow_tls12 = false;
};

struct ListenerOptions {
  /// An address, not a name: "0.0.0.0", "::" (both families), "127.0.0.1".
  std::string address = "127.0.0.1";
  /// 0 lets the kernel choose; HttpServer::port tells.
  std::uint16_t port = 8080;
  std::optional<TlsOptions> tls = {};
};

/// Limits against large and slow clients. Beyond one: 4xx and close, or close.
struct LimitOptions {
  std::size_t head_bytes_max = 16 * 1024;   ///< request line and fields; 431
  std::size_t header_count_max = 64;        ///< 431
  std::size_t target_bytes_max = 8 * 1024;  ///< path and query; 414
  std::size_t requests_per_connection_max = 10'000;
  /// Answers to pipelined requests that are gathered into one write.
  std::size_t pipelined_answers_max = 16;
  std::size_t connections_max = 10'000;  ///< of this server; 503 and close
  /// Of one subscriber (IPv4 address, IPv6 /64); trusted proxies are exempt. 429 and close.
  std::size_t connections_per_address_max = 256;
  /// Request bodies above 1 MiB that are held or being read at once, by what they announce; 503.
  std::size_t large_bodies_bytes_max = 256 * 1024 * 1024;
  base::Milliseconds handshake_time{10'000};  ///< TLS
  base::Milliseconds head_time{10'000};       ///< from the first byte; 408
  base::Milliseconds body_time{15'000};       ///< plus the length at the rate below; 408
  base::Milliseconds idle_time{60'000};       ///< between requests
  base::Milliseconds write_time{15'000};      ///< plus the length at the rate below
  std::size_t bytes_per_second_min = 8 * 1024;
  /// How often each I/O thread looks for clients that are over their time.
  base::Milliseconds sweep_every{250};
};

/// One queue of the blocking pool.
struct LaneOptions {
  std::size_t queue_max = 256;  ///< waiting requests; more are shed
  /// Handlers of this lane at once; 0: as many as there are workers. A cap below the number of
  /// workers keeps the others free (password hashes fill a core each).
  std::size_t running_max = 0;
  base::Milliseconds wait_max{5'000};  ///< in the queue; then it is shed
};

struct PoolOptions {
  std::size_t workers = 8;
  /// Indexed by wire::Lane: session, passkey, password, sign_up, administration.
  std::array<LaneOptions, kLanes> lanes = {
      LaneOptions{.queue_max = 1024, .running_max = 0, .wait_max = base::Milliseconds{10'000}},
      LaneOptions{.queue_max = 512, .running_max = 0, .wait_max = base::Milliseconds{10'000}},
      LaneOptions{.queue_max = 256, .running_max = 2, .wait_max = base::Milliseconds{8'000}},
      LaneOptions{.queue_max = 128, .running_max = 2, .wait_max = base::Milliseconds{5'000}},
      LaneOptions{.queue_max = 128, .running_max = 2, .wait_max = base::Milliseconds{5'000}}};
  /// Over all lanes. When full, a worthier newcomer displaces the last of the least worthy lane.
  std::size_t queued_max = 1536;
  /// Every so many picks the request that has waited longest is taken, whatever its lane.
  std::size_t fair_pick_every = 8;
  base::Seconds retry_after{2};  ///< told with a 503
};

struct CompressionOptions {
  std::size_t bytes_min = 1024;  ///< smaller bodies stay as they are
  int gzip_level = 5;            ///< 1–12 (libdeflate)
  int brotli_quality = 4;        ///< 0–11
  std::size_t cached_bodies_max = 512;
};

struct ServerOptions {
  std::vector<ListenerOptions> listeners;
  std::size_t io_threads = 1;
  LimitOptions limits = {};
  PoolOptions pool = {};
  CompressionOptions compression = {};
  ProxyOptions proxies = {};
  /// Strict-Transport-Security on secure answers; 0: not sent.
  base::Seconds hsts_max_age{0};
};

}  // namespace haetae::http
