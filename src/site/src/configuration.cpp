// SPDX-License-Identifier: Apache-2.0
// mariadb.cnf: the settings that the measurements behind docs/adr/0011-sites.md ended with.
#include "configuration.hpp"

#include "haetae/base/bytes.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/site/database.hpp"
#include "haetae/wire/base64url.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace haetae::site {
namespace {

/// keepalive_period must be at least 0.1 s and below a third of suspect_timeout; install_timeout
/// stays at its default. A site that goes or comes makes writes wait for one join_retrans_period
/// more than the network needs: 0.1 s instead of 0.2 s took 0.1 s off both. wait_prim=no lets a
/// database that finds no majority answer (with 1047) and say so, instead of ending.
constexpr std::string_view kDataOptions = "gcache.recover=yes;gcs.fc_limit=256;";
constexpr std::string_view kGroupOptions =
    "pc.recovery=yes;pc.wait_prim=no;"
    "evs.keepalive_period=PT0.1S;evs.inactive_check_period=PT0.05S;evs.suspect_timeout=PT0.5S;"
    "evs.inactive_timeout=PT3S;evs.join_retrans_period=PT0.1S";

constexpr std::string_view kFixed =
    "bind-address=127.0.0.1\n"
    "innodb_autoinc_lock_mode=2\n"
    "innodb_flush_method=O_DIRECT\n"
    "binlog_format=ROW\n"
    "skip-log-bin\n"
    "skip-name-resolve\n"
    "performance_schema=OFF\n"
    "character-set-server=utf8mb4\n"
    "wsrep_on=ON\n"
    "wsrep_provider=/usr/lib/galera/libgalera_smm.so\n"
    "wsrep_slave_threads=4\n";

std::string with_port(const std::string& address, std::int64_t port) {
  const bool is_v6 = address.find(':') != std::string::npos;
  return is_v6 ? fmt::format("[{}]:{}", address, port) : fmt::format("{}:{}", address, port);
}

std::string group_options(const SiteFile& site) {
  const Member& self = site.self();
  const bool is_v6 = self.address.find(':') != std::string::npos;
  std::string out =
      fmt::format("{};pc.weight={};gmcast.listen_addr=tcp://{}", kGroupOptions, self.weight,
                  with_port(is_v6 ? "::" : "0.0.0.0", site.ports.galera));
  if (site.is_encrypted()) {
    const SiteFile::Tls files = site.certificates();
    out += fmt::format(";socket.ssl_key={};socket.ssl_cert={};socket.ssl_ca={}",
                       files.private_key.string(), files.certificate.string(),
                       files.authority.string());
  }
  return out;
}

std::string provider_options(const SiteFile& site) {
  return fmt::format("gcache.size={}M;{}{};ist.recv_addr={}", site.gcache_mib, kDataOptions,
                     group_options(site), with_port(site.self().address, site.ports.ist));
}

}  // namespace

std::string galera_address(const SiteFile& site) {
  std::string out = "gcomm://";
  for (const Member& member : site.members) {
    if (out.back() != '/') out += ',';
    out += with_port(member.address, site.ports.galera);
  }
  return out;
}

std::string witness_options(const SiteFile& site) {
  // Where it keeps its view of the group (gvwstate.dat); else that is the directory it was started
  // in.
  return "base_dir=" + site.dir.string() + ";" + group_options(site);
}

Passwords passwords(std::string_view secret) {
  const auto derive = [&](std::string_view use) {
    return wire::base64url_encode(crypto::hmac_sha256(base::as_bytes(secret), base::as_bytes(use)));
  };
  return {.store = derive("haetae site store"),
          .control = derive("haetae site control"),
          .transfer = derive("haetae site transfer")};
}

std::string mariadb_configuration(const SiteFile& site, std::string_view secret) {
  std::string out = "# Written by haetae site; change the site file instead.\n[mysqld]\n";
  if (!site.user.empty() || geteuid() == 0) {
    out += fmt::format("user={}\n", site.user.empty() ? "root" : site.user);
  }
  out += fmt::format("datadir={}\nsocket={}\npid-file={}\nlog-error={}\nport={}\n",
                     site.data_dir().string(), site.socket().string(), site.pid_file().string(),
                     site.log().string(), site.ports.mysql);
  out += kFixed;
  out += fmt::format("innodb_flush_log_at_trx_commit={}\ninnodb_buffer_pool_size={}M\n",
                     site.flush_log_at_commit, site.buffer_pool_mib);
  out += fmt::format(
      "wsrep_cluster_name={}\nwsrep_cluster_address={}\nwsrep_node_name={}\n"
      "wsrep_node_address={}\nwsrep_node_incoming_address={}\nwsrep_provider_options=\"{}\"\n",
      site.cluster, galera_address(site), site.name,
      with_port(site.self().address, site.ports.galera),
      with_port(site.self().address, site.ports.mysql), provider_options(site));
  out +=
      fmt::format("wsrep_sst_receive_address={}\n", with_port(site.self().address, site.ports.sst));
  out += fmt::format("wsrep_sst_method=mariabackup\nwsrep_sst_auth=haetae_transfer:{}\n",
                     passwords(secret).transfer);
  for (const auto& [key, value] : site.mariadb)
    out += fmt::format("{}={}\n", key, value);
  if (site.is_encrypted()) {
    const SiteFile::Tls files = site.certificates();
    out += fmt::format("\n[sst]\nencrypt=4\nssl-mode=VERIFY_CA\ntca={}\ntcert={}\ntkey={}\n",
                       files.authority.string(), files.certificate.string(),
                       files.private_key.string());
  }
  return out;
}

}  // namespace haetae::site
