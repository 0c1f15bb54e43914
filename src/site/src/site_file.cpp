// SPDX-License-Identifier: Apache-2.0
#include "haetae/site/site_file.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <set>
#include <sstream>
#include <toml++/toml.h>

namespace haetae::site {
namespace {

using base::fail;
using base::Outcome;

constexpr std::size_t kFileMax = 64 * 1024;
constexpr std::size_t kMembersMax = 7;

/// Reads one table; the first mistake is kept with its line.
class Reader {
 public:
  explicit Reader(std::string_view file) : file_(file) {}

  void text(const toml::table& table, std::string_view key, std::string& slot) {
    take<std::string>(table, key, "a text in quotes", [&](std::string value) {
      slot = std::move(value);
      return true;
    });
  }
  void path(const toml::table& table, std::string_view key, std::filesystem::path& slot) {
    take<std::string>(table, key, "an absolute path in quotes", [&](const std::string& value) {
      slot = value;
      return slot.is_absolute() && value.find_first_of("\n\"\\") == std::string::npos;
    });
  }
  void number(const toml::table& table, std::string_view key, std::int64_t& slot,
              std::int64_t least, std::int64_t most) {
    take<std::int64_t>(table, key, fmt::format("a whole number from {} to {}", least, most),
                       [&](std::int64_t value) {
                         slot = value;
                         return value >= least && value <= most;
                       });
  }
  void flag(const toml::table& table, std::string_view key, bool& slot) {
    take<bool>(table, key, "true or false", [&](bool value) {
      slot = value;
      return true;
    });
  }
  template <class Visit>
  void part(const toml::table& table, std::string_view key, Visit visit) {
    const toml::node* node = table.get(key);
    seen_.insert(node);
    if (node == nullptr) return;
    if (const toml::table* found = node->as_table()) {
      visit(*found);
    } else {
      complain(*node, fmt::format("'{}' must be a table, [{}]", key, key));
    }
  }
  /// Every key of the table must have been read.
  void no_more(const toml::table& table) {
    for (const auto& [key, node] : table) {
      if (!seen_.contains(&node)) complain(node, fmt::format("there is no key '{}'", key.str()));
    }
  }
  void complain(const toml::node& node, std::string_view what) {
    if (!mistake_) {
      mistake_ = SiteError{fmt::format("{}:{}: {}", file_, node.source().begin.line, what)};
    }
  }
  [[nodiscard]] const std::optional<SiteError>& mistake() const { return mistake_; }

 private:
  template <class T, class Accept>
  void take(const toml::table& table, std::string_view key, std::string_view wanted,
            Accept accept) {
    const toml::node* node = table.get(key);
    if (node == nullptr) return;
    seen_.insert(node);
    const auto value = node->value_exact<T>();
    if (!value || !accept(*value)) complain(*node, fmt::format("'{}' must be {}", key, wanted));
  }

  std::string_view file_;
  std::set<const toml::node*> seen_;
  std::optional<SiteError> mistake_;
};

bool is_word(std::string_view text, std::string_view more, std::size_t most) {
  return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           more.find(c) != std::string_view::npos;
  });
}

bool is_address(std::string_view text) {
  return !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == ':';
  });
}

void read_members(Reader& reader, const toml::table& table, SiteFile& site) {
  for (const auto& [key, node] : table) {
    Member member;
    member.name = key.str();
    const toml::table* values = node.as_table();
    if (!is_word(member.name, "-", 16)) {
      reader.complain(node, "a site's name has 1 to 16 of a-z, 0-9 and '-'");
    } else if (values == nullptr) {
      reader.complain(node, fmt::format("[sites.{}] must be a table", member.name));
    } else {
      reader.text(*values, "address", member.address);
      reader.flag(*values, "witness", member.witness);
      reader.number(*values, "weight", member.weight, 1, 10);
      reader.no_more(*values);
      if (!is_address(member.address)) {
        reader.complain(node, fmt::format("[sites.{}] needs address = \"…\", an IP address or a "
                                          "host name without port",
                                          member.name));
      }
    }
    site.members.push_back(std::move(member));
  }
}

void read_mariadb(Reader& reader, const toml::table& table, SiteFile& site) {
  for (const auto& [key, node] : table) {
    const std::string name{key.str()};
    const auto value = node.value_exact<std::string>();
    const auto number = node.value_exact<std::int64_t>();
    const auto is_clean = [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; };
    if (!is_word(name, "_-", 64) || (!value && !number)) {
      reader.complain(node, "[mariadb] has name = \"value\" or name = number");
    } else if (name.starts_with("wsrep") || name == "datadir" || name == "socket") {
      reader.complain(node, fmt::format("'{}' follows from the other keys of this file", name));
    } else if (value && !std::all_of(value->begin(), value->end(), is_clean)) {
      reader.complain(node, fmt::format("'{}' must be one line without quotes", name));
    } else {
      site.mariadb[name] = value ? *value : fmt::format("{}", *number);
    }
  }
}

void read_ports(Reader& reader, const toml::table& table, SiteFile::Ports& ports) {
  reader.number(table, "mysql", ports.mysql, 1, 65'535);
  reader.number(table, "galera", ports.galera, 1, 65'535);
  reader.number(table, "ist", ports.ist, 1, 65'535);
  reader.number(table, "sst", ports.sst, 1, 65'535);
  reader.number(table, "site", ports.site, 1, 65'535);
  reader.no_more(table);
  if (std::set{ports.mysql, ports.galera, ports.ist, ports.sst, ports.site}.size() != 5) {
    reader.complain(table, "[ports]: two ports are the same");
  }
}

void read_all(Reader& reader, const toml::table& table, SiteFile& site) {
  reader.text(table, "name", site.name);
  reader.text(table, "cluster", site.cluster);
  reader.path(table, "dir", site.dir);
  reader.path(table, "secret_file", site.secret_file);
  reader.text(table, "user", site.user);
  reader.text(table, "database", site.database);
  reader.text(table, "database_user", site.database_user);
  reader.number(table, "gcache_mib", site.gcache_mib, 16, 65'536);
  reader.number(table, "buffer_pool_mib", site.buffer_pool_mib, 16, 1'048'576);
  reader.number(table, "flush_log_at_commit", site.flush_log_at_commit, 1, 2);
  reader.part(table, "ports", [&](const auto& found) { read_ports(reader, found, site.ports); });
  reader.part(table, "tls", [&](const toml::table& found) {
    reader.path(found, "certificate", site.tls.certificate);
    reader.path(found, "private_key", site.tls.private_key);
    reader.path(found, "authority", site.tls.authority);
    reader.flag(found, "plain", site.tls.plain);
    reader.no_more(found);
    const bool has_any = !site.tls.certificate.empty() || !site.tls.private_key.empty() ||
                         !site.tls.authority.empty();
    const bool has_all = !site.tls.certificate.empty() && !site.tls.private_key.empty() &&
                         !site.tls.authority.empty();
    if (site.tls.plain ? has_any : !has_all) {
      reader.complain(found,
                      "[tls] has certificate, private_key and authority, or plain = true alone");
    }
  });
  reader.part(table, "sites", [&](const auto& found) { read_members(reader, found, site); });
  reader.part(table, "mariadb", [&](const auto& found) { read_mariadb(reader, found, site); });
  reader.no_more(table);
}

/// What holds between the values; the complaint.
std::optional<std::string> contradiction(const SiteFile& site) {
  if (site.name.empty()) return "name = \"…\" is missing: which of [sites.…] this machine is";
  if (site.members.empty()) return "[sites.NAME] is missing: one for each site, with its address";
  if (site.members.size() > kMembersMax) return "there are more than 7 sites";
  if (site.find(site.name) == nullptr) {
    return fmt::format("name = \"{}\", but there is no [sites.{}]", site.name, site.name);
  }
  if (std::all_of(site.members.begin(), site.members.end(),
                  [](const auto& m) { return m.witness; }))
    return "every site is a witness; one must keep data";
  std::set<std::string> addresses;
  for (const Member& member : site.members) {
    if (!addresses.insert(member.address).second) {
      return fmt::format("two sites have the address {}", member.address);
    }
  }
  if (!is_word(site.cluster, "-_", 32)) return "'cluster' has 1 to 32 of a-z, 0-9, '-' and '_'";
  if (!is_word(site.database, "_", 32)) return "'database' has 1 to 32 of a-z, 0-9 and '_'";
  if (!is_word(site.database_user, "_", 32)) return "'database_user' has 1 to 32 of a-z, 0-9, '_'";
  if (!site.user.empty() && !is_word(site.user, "_-", 32)) return "'user' is no name of a user";
  // A Unix socket's path has at most 107 bytes, and mariadbd makes temporary names beside it.
  if (site.socket().string().size() > 100) return "'dir' is too long for a socket in it (80 bytes)";
  return std::nullopt;
}

}  // namespace

const Member* SiteFile::find(std::string_view member) const {
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const Member& one) { return one.name == member; });
  return found == members.end() ? nullptr : &*found;
}

const Member& SiteFile::self() const {
  return *find(name);
}

bool SiteFile::is_encrypted() const {
  const auto is_here = [](const Member& one) {
    return one.address == "localhost" || one.address == "::1" || one.address.starts_with("127.");
  };
  if (tls.plain) return false;
  return tls.given() || !std::all_of(members.begin(), members.end(), is_here);
}

SiteFile::Tls SiteFile::certificates() const {
  if (tls.given()) return tls;
  return {.certificate = dir / "tls" / "site.pem",
          .private_key = dir / "tls" / "site.key",
          .authority = dir / "tls" / "authority.pem"};
}

Outcome<SiteFile, SiteError> parse_site_file(std::string_view text, std::string_view name) {
  if (text.size() > kFileMax) {
    return fail(SiteError{fmt::format("{}: larger than 64 KiB; is it a site file?", name)});
  }
  try {
    const toml::table table = toml::parse(text, name);
    Reader reader{name};
    SiteFile site;
    read_all(reader, table, site);
    if (reader.mistake()) return fail(*reader.mistake());
    if (const auto why = contradiction(site)) {
      return fail(SiteError{fmt::format("{}: {}", name, *why)});
    }
    return site;
  } catch (const toml::parse_error& error) {
    return fail(
        SiteError{fmt::format("{}:{}: {}", name, error.source().begin.line, error.description())});
  }
}

Outcome<SiteFile, SiteError> load_site_file(const std::filesystem::path& file) {
  std::ifstream stream{file, std::ios::binary};
  std::ostringstream text;
  if (!(text << stream.rdbuf())) {
    return fail(
        SiteError{fmt::format("{} cannot be read; `haetae site --help` shows what belongs "
                              "into a site file",
                              file.string())});
  }
  return parse_site_file(text.str(), file.string());
}

std::string to_toml(const SiteFile& site) {
  std::string out = fmt::format(
      "name = \"{}\"\ncluster = \"{}\"\ndir = \"{}\"\nsecret_file = \"{}\"\nuser = \"{}\"\n"
      "database = \"{}\"\ndatabase_user = \"{}\"\ngcache_mib = {}\n"
      "buffer_pool_mib = {}\nflush_log_at_commit = {}\n",
      site.name, site.cluster, site.dir.string(), site.secret_file.string(), site.user,
      site.database, site.database_user, site.gcache_mib, site.buffer_pool_mib,
      site.flush_log_at_commit);
  out += fmt::format("\n[ports]\nmysql = {}\ngalera = {}\nist = {}\nsst = {}\nsite = {}\n",
                     site.ports.mysql, site.ports.galera, site.ports.ist, site.ports.sst,
                     site.ports.site);
  if (site.tls.plain) out += "\n[tls]\nplain = true\n";
  if (site.tls.given()) {
    out += fmt::format("\n[tls]\ncertificate = \"{}\"\nprivate_key = \"{}\"\nauthority = \"{}\"\n",
                       site.tls.certificate.string(), site.tls.private_key.string(),
                       site.tls.authority.string());
  }
  for (const Member& member : site.members) {
    out += fmt::format("\n[sites.{}]\naddress = \"{}\"\nweight = {}\nwitness = {}\n", member.name,
                       member.address, member.weight, member.witness);
  }
  if (!site.mariadb.empty()) out += "\n[mariadb]\n";
  for (const auto& [key, value] : site.mariadb) {
    out += fmt::format("{} = \"{}\"\n", key, value);
  }
  return out;
}

}  // namespace haetae::site
