// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/outcome.hpp"
#include "haetae/site/error.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::site {

/// One of the places that hold the cluster up.
struct Member {
  std::string name;         ///< 1–16 of a-z, 0-9, "-"
  std::string address;      ///< IPv4, IPv6 or host name, as the other sites reach it
  bool witness = false;     ///< has a vote and no data: runs garbd
  std::int64_t weight = 1;  ///< votes, 1–10
};

/// site.toml: one file for all sites, in which only `name` differs.
struct SiteFile {
  std::string name;  ///< which member this machine is
  std::string cluster = "haetae";
  std::filesystem::path dir = "/var/lib/haetae/site";
  /// The one secret that all sites share; `haetae site init --first` makes it.
  std::filesystem::path secret_file = "/etc/haetae/site.secret";
  std::string user;  ///< the system's user that runs the database; empty: whoever starts it
  std::string database = "haetae";
  std::string database_user = "haetae";
  std::int64_t gcache_mib = 512;       ///< how much a site may miss and still catch up by itself
  std::int64_t buffer_pool_mib = 512;  ///< memory for data
  std::int64_t flush_log_at_commit =
      1;  ///< 2: survives the loss of sites, not of all power at once

  struct Ports {
    std::int64_t mysql = 3306;  ///< on the loopback address alone
    std::int64_t galera = 4567;
    std::int64_t ist = 4568;   ///< incremental transfer
    std::int64_t sst = 4444;   ///< whole copies
    std::int64_t site = 4569;  ///< answers what position this site has
  } ports;

  /// Between sites. Without files each site makes its own, which follow from the secret.
  struct Tls {
    std::filesystem::path certificate, private_key, authority;  ///< PEM; all three or none
    bool plain = false;  ///< nothing is encrypted: the network does that itself
    [[nodiscard]] bool given() const { return !certificate.empty(); }
  } tls;

  std::vector<Member> members;                 ///< 1–7, at least one that is no witness
  std::map<std::string, std::string> mariadb;  ///< more settings for [mysqld], by name

  [[nodiscard]] const Member& self() const;
  [[nodiscard]] const Member* find(std::string_view member) const;
  /// Whether what goes between sites is encrypted: unless that was declined, or all of them are at
  /// loopback addresses and no files are given.
  [[nodiscard]] bool is_encrypted() const;
  /// The given files, or where those are that follow from the secret.
  [[nodiscard]] Tls certificates() const;

  // What lies in `dir`.
  [[nodiscard]] std::filesystem::path data_dir() const { return dir / "data"; }
  [[nodiscard]] std::filesystem::path configuration_file() const { return dir / "mariadb.cnf"; }
  [[nodiscard]] std::filesystem::path socket() const { return dir / "mariadb.sock"; }
  [[nodiscard]] std::filesystem::path pid_file() const { return dir / "mariadb.pid"; }
  [[nodiscard]] std::filesystem::path log() const { return dir / "mariadb.log"; }
  [[nodiscard]] std::filesystem::path witness_log() const { return dir / "witness.log"; }
  [[nodiscard]] std::filesystem::path password_file() const { return dir / "store-password"; }
};

/// Reads site.toml. Every mistake is named with its line; unknown keys are mistakes.
[[nodiscard]] base::Outcome<SiteFile, SiteError> parse_site_file(std::string_view text,
                                                                 std::string_view name);
[[nodiscard]] base::Outcome<SiteFile, SiteError> load_site_file(const std::filesystem::path& file);

/// site.toml for these sites, as `haetae site init` and the laboratory write it.
[[nodiscard]] std::string to_toml(const SiteFile& site);

}  // namespace haetae::site
