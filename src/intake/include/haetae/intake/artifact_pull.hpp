// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/bytes.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/intake/artifact.hpp"
#include "haetae/intake/data_store.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace haetae::intake {

/// What a store says before the bytes come.
struct FetchHead {
  std::uint64_t from = 0;              ///< where in the file the bytes begin; 0: the whole
  std::optional<std::uint64_t> total;  ///< how long the file is, if it says so
  std::string tag;                     ///< strong entity tag, or empty
};

/// Reads the fields of an answer that say where its bytes belong (RFC 9110 §14.4): status 200 or
/// 206, Content-Range, Content-Length, ETag; empty where absent. nullopt when they make no sense.
[[nodiscard]] std::optional<FetchHead> fetch_head(long status, std::string_view content_range,
                                                  std::optional<std::uint64_t> length,
                                                  std::string_view etag);

/// Takes what a store sends. Either function stops the transfer by answering false.
struct FetchSink {
  virtual ~FetchSink() = default;
  virtual bool begin(const FetchHead& head) = 0;
  virtual bool take(base::BytesView bytes) = 0;
};

struct FetchError {
  enum class Kind {
    broken,   ///< connection, time or server failed; another attempt may do
    changed,  ///< what stands there is not what stood there (a range that no longer is)
    missing,  ///< there is no such file
    refused,  ///< no attempt will do: not allowed, certificate, too many redirects
    stopped,  ///< the sink or the program stopped it
  };
  Kind kind = Kind::broken;
  std::string message;
};

struct FetchRequest {
  std::string name;        ///< of a file in the store: [a-z0-9.-]
  std::uint64_t from = 0;  ///< first byte that is wanted
  std::string tag;         ///< continue only while the file has this tag
};

/// The port to a store of artifacts.
struct ArtifactSource {
  virtual ~ArtifactSource() = default;
  /// Success means that the answer came to its own end, however long it was.
  [[nodiscard]] virtual base::Outcome<void, FetchError> fetch(const FetchRequest& request,
                                                              FetchSink& sink) = 0;
};

struct PullProgress {
  std::string_view file;
  std::uint64_t done = 0;   ///< bytes of all files, those of earlier runs among them
  std::uint64_t bytes = 0;  ///< bytes of all files
};

struct PullTools {
  ArtifactSource& source;
  base::Entropy& entropy;
  /// Waits before another attempt; false when the program stops.
  std::function<bool(base::Milliseconds)> wait;
  std::function<bool()> stopping;
  std::function<void(const PullProgress&)> progress;
};

struct PullRequest {
  const ArtifactKind& kind;
  /// Which version; empty: the newest of the store.
  std::string version;
  /// Take a version that is older than one that is here.
  bool allow_older = false;
  std::vector<crypto::Ed25519Public> trusted;
  /// Room that must stay on the disk.
  std::uint64_t spare_bytes = 64 * 1024 * 1024;
};

/// Attempts in a row that may bring nothing; waits double from kRetryFirst to kRetryMost between
/// them, each drawn between half and all of that.
inline constexpr int kRetriesMax = 6;
inline constexpr base::Milliseconds kRetryFirst{250};
inline constexpr base::Milliseconds kRetryMost{15'000};
/// Attempts that may bring bytes other than the manifest's before the store is refused.
inline constexpr int kWrongMax = 3;

struct PullReport {
  std::string version;
  base::Instant created{};
  crypto::Ed25519Public key{};
  bool held = false;           ///< it was here already
  std::uint64_t bytes = 0;     ///< of all files
  std::uint64_t fetched = 0;   ///< bytes that came over the network
  std::uint64_t resumed = 0;   ///< bytes that an earlier run had brought
  std::uint64_t attempts = 0;  ///< requests for files
};

/// Brings a version into `store`, beside the one in force: manifest, files chunk by chunk
/// (continued where an earlier run ended), each checksum, the index itself; then it is a version
/// like any other. Nothing is activated. Errors: refused when it must not be taken (signature, age,
/// contents, another pull runs); unavailable when it could not be had (network, disk).
[[nodiscard]] base::Outcome<PullReport, IntakeError> pull(const DataStore& store,
                                                          const PullRequest& request,
                                                          const PullTools& tools);

}  // namespace haetae::intake
