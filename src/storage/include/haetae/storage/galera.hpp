// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/base/secret.hpp"
#include "haetae/storage/database.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace haetae::storage {

/// Where this site's MariaDB is and how to work with it. One program speaks to its own site's node
/// alone: the site fails as a unit, and whatever stands in front moves the users.
struct GaleraOptions {
  std::string socket;  ///< path of the unix socket; empty: host and port
  std::string host = "127.0.0.1";
  std::uint16_t port = 3306;
  std::string database = "haetae";  ///< made when it is missing and the user may
  std::string user = "haetae";
  base::SecretText password;

  /// Over host and port; the server must show a certificate of `tls_authority` for `host`.
  bool tls = false;
  std::string tls_authority;    ///< PEM file; empty: the system's authorities
  std::string tls_certificate;  ///< PEM file, with tls_private_key; for a server that asks for one
  std::string tls_private_key;

  /// Name of this site: 1–16 of a-z, 0-9, "-". Counters that every site writes are kept in rows of
  /// their own by it, so two sites must not share one.
  std::string site = "main";
  /// Connections that write at the same time, 1–256. A commit waits for the other sites, so
  /// throughput comes from writers side by side.
  std::size_t writers = 32;
  std::size_t readers = 16;  ///< connections that read, 1–256
  /// How long to wait for the node's answer, 3 s and more: above the pause of a cluster that loses
  /// a site, so that requests wait through it instead of failing. Also how long a write whose
  /// answer was lost is looked for before the answer is `unknown`.
  base::Milliseconds timeout{15'000};

  const base::Clock* clock = nullptr;  ///< nullptr: the machine's
  base::Entropy* entropy = nullptr;    ///< nullptr: the kernel's

  /// A second set of the same options: a password does not copy by accident.
  [[nodiscard]] GaleraOptions duplicate() const;
};

/// The stores on MariaDB, alone or as one node of a Galera cluster.
///
/// Every writer has a connection of its own, on which its closure is one transaction (READ
/// COMMITTED; rows that it reads are locked until it ends). Errors 1213 and 1205 repeat the whole
/// closure. An answer lost at or after COMMIT (1180, 2006, 2013, timeout) is looked up by the
/// write's own id, on a new connection: done means success, not done repeats the closure. Readers
/// see one snapshot per closure.
///
/// Errors: `unavailable` when the node takes no statements (1047: it has lost the majority or is
/// still joining; connection refused; full disk; conflicts without end): certainly not done.
/// `unknown` when a commit's fate could not be learnt within `timeout`.
///
/// A text that is too long for its column or no UTF-8 ends the closure with std::length_error or
/// std::invalid_argument: whoever calls the store checks its input before.
class GaleraStore final : public Database {
 public:
  ~GaleraStore() override;

  [[nodiscard]] base::Outcome<void, accounts::StoreError> read(const Read& work) override;
  [[nodiscard]] base::Outcome<void, accounts::StoreError> write(const Write& work) override;
  /// `meanwhile` runs while the COMMIT is on its way through the sites.
  [[nodiscard]] base::Outcome<void, accounts::StoreError> write_beside(
      const Write& work, const std::function<void()>& meanwhile) override;
  [[nodiscard]] base::Outcome<void, accounts::StoreError> catch_up() override;

  [[nodiscard]] StoreStats stats() const override;
  /// Into an SQLite file, as copy_database does; an hour for tens of millions of rows, where
  /// mariabackup takes minutes (docs/runbooks).
  [[nodiscard]] base::Outcome<void, StorageError> backup_to(const std::string& path) override;
  /// CHECK TABLE of every table.
  [[nodiscard]] base::Outcome<std::vector<std::string>, StorageError> integrity_check() override;
  [[nodiscard]] std::optional<NodeState> node_state() override;
  void serve_stale_reads(bool on) override;

 private:
  friend base::Outcome<std::unique_ptr<GaleraStore>, StorageError> open_galera(
      GaleraOptions options);
  struct Impl;
  explicit GaleraStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// Connects, and makes the database or brings its schema up to date when needed; several sites may
/// do so at once. A node without majority is opened too when its schema is ours: reads work once
/// serve_stale_reads(true) was said. Errors: in words that tell what to do.
[[nodiscard]] base::Outcome<std::unique_ptr<GaleraStore>, StorageError> open_galera(
    GaleraOptions options);

}  // namespace haetae::storage
