// SPDX-License-Identifier: Apache-2.0
#include "lab_field.hpp"

#include "haetae/site/error.hpp"
#include "haetae/site/network.hpp"
#include "haetae/site/process.hpp"
#include "haetae/site/read_file.hpp"
#include "haetae/wire/json.hpp"

#include <cerrno>
#include <csignal>
#include <exception>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>
#include <sys/mount.h>
#include <system_error>
#include <unistd.h>

namespace haetae::drill {
namespace {

namespace fs = std::filesystem;
using site::need;

constexpr std::size_t kSites = 3;
constexpr std::uint16_t kPort = 8080;
constexpr const char* kAuthority = "localhost:8080";
constexpr const char* kRedirectUri = "http://localhost:9/callback";
/// 세종대로, which the built-in sample has.
constexpr const char* kSearch = "/v1/address/search?query=%EC%84%B8%EC%A2%85%EB%8C%80%EB%A1%9C";
constexpr base::Milliseconds kServeMost{30'000};
constexpr base::Milliseconds kReturnMost{120'000};

site::Fault fault_of(Blow blow) {
  switch (blow) {
    case Blow::kill:
      return site::Fault::kill;
    case Blow::cut:
      return site::Fault::cut;
    case Blow::disk:
      break;
  }
  return site::Fault::disk;
}

std::string_view name_of_way(site::Started::Way way) {
  switch (way) {
    case site::Started::Way::first:
      return "first";
    case site::Started::Way::incremental:
      return "incremental";
    case site::Started::Way::full:
      break;
  }
  return "full";
}

}  // namespace

LabField::LabField(Setup setup, const base::Clock& clock, base::Entropy& entropy)
    : setup_(std::move(setup)),
      lab_(need(site::Lab::create({.dir = setup_.dir,
                                   .sites = kSites,
                                   .delay = setup_.delay,
                                   .haetae = setup_.program,
                                   .say = setup_.say},
                                  clock, entropy))),
      servers_(kSites, -1),
      transfers_(kSites) {
  if (!setup_.small_site) return;
  fs::create_directories(small_disk());
  const std::string size = fmt::format("size={}m,mode=0755", setup_.small_mib);
  if (::mount("tmpfs", small_disk().c_str(), "tmpfs", 0, size.c_str()) != 0) {
    throw std::runtime_error{
        fmt::format("no small disk: {}", std::generic_category().message(errno))};
  }
}

LabField::~LabField() {
  lab_.reset();
  if (setup_.small_site) ::umount2(small_disk().c_str(), MNT_DETACH);
}

fs::path LabField::small_disk() const {
  return setup_.dir / std::string(1, static_cast<char>('a' + *setup_.small_site)) / "site";
}

void LabField::fill_disk() {
  const int fd = ::open((small_disk() / "filler").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error{"the small disk cannot be filled"};
  const std::vector<char> block(1024 * 1024);
  // Blocks first, then what is left of the last one.
  for (std::size_t size = block.size(); size > 0; size /= 2) {
    while (::write(fd, block.data(), size) > 0) {
    }
  }
  ::close(fd);
}

void LabField::free_disk() {
  fs::remove(small_disk() / "filler");
}

fs::path LabField::data_of(std::size_t site) const {
  return lab_->site(site).dir / "haetae";
}

fs::path LabField::config_of(std::size_t site) const {
  return lab_->site(site).dir / "haetae.toml";
}

std::string LabField::name_of(std::size_t site) const {
  return lab_->site(site).name;
}

void LabField::configure(std::size_t site) const {
  const site::LabSite& place = lab_->site(site);
  std::ofstream out{config_of(site)};
  out << fmt::format("issuer = \"http://{}\"\ndata.dir = \"{}\"\n", kAuthority,
                     data_of(site).string())
      << place.store_settings(sites());
  // Few io threads and a light hash: three sites share the cores of one machine.
  out << fmt::format(
      "http.address = \"{}\"\nhttp.port = {}\nhttp.io_threads = 1\nhttp.drain_delay_seconds = 1\n"
      "http.trusted_proxies = [\"10.213.0.0/24\"]\nhttp.connections_per_address = 5000\n"
      "mail.smtp_url = \"smtp://{}:{}\"\nmail.require_tls = false\nlog.access = false\n"
      "password.memory_kib = 8192\naddress.open = true\nstore.connections = 16\n",
      place.address, kPort, site::port_address(lab_->users()), setup_.smtp_port);
}

std::string LabField::run(const std::vector<std::string>& arguments) const {
  // Tools of the first site; its database is reached by a socket, so no namespace matters.
  const fs::path log = setup_.dir / "tool.out";
  fs::remove(log);
  site::SystemLauncher launcher;
  std::vector<std::string> all{setup_.program.string()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  all.insert(all.end(), {"--config", config_of(0).string()});
  const int code = need(site::run_tool(launcher, {.arguments = all, .log = log}));
  std::string text = site::read_file(log);
  if (code != 0) {
    throw std::runtime_error{fmt::format("haetae {} ended with {}:\n{}", arguments[0], code, text)};
  }
  return text;
}

void LabField::equip(std::size_t site) const {
  // From whichever site has them: the one whose disk is gone may be the first.
  std::size_t from = 0;
  while (from < sites() && (from == site || !fs::exists(data_of(from) / "secret.key")))
    ++from;
  if (from == sites()) return;
  fs::create_directories(data_of(site));
  fs::permissions(data_of(site), fs::perms::owner_all);
  for (const char* name : {"secret.key", "address"}) {
    fs::copy(data_of(from) / name, data_of(site) / name,
             fs::copy_options::recursive | fs::copy_options::skip_existing |
                 fs::copy_options::copy_symlinks);
  }
}

void LabField::start() {
  need(lab_->start_databases());
  setup_.say("databases are in step; starting the servers");
  for (std::size_t site = 0; site < sites(); ++site)
    configure(site);
  (void)run({"import", "sample"});
  serve(0, setup_.program);
  for (std::size_t site = 1; site < sites(); ++site) {
    equip(site);
    serve(site, setup_.program);
  }
}

void LabField::serve(std::size_t site, const fs::path& program) {
  if (program != setup_.program) return serve_below(site, {}, program);
  servers_[site] = need(lab_->serve(site, config_of(site), {}, kPort, kServeMost));
}

void LabField::serve_below(std::size_t site, const std::vector<std::string>& wrapper,
                           const fs::path& program) {
  std::vector<std::string> arguments = wrapper;
  arguments.insert(arguments.end(),
                   {program.string(), "serve", "--config", config_of(site).string()});
  servers_[site] = need(lab_->run(site, std::move(arguments), lab_->site(site).dir / "haetae.log"));
}

void LabField::stop_server(std::size_t site) {
  lab_->signal(servers_[site], SIGTERM);
  if (!lab_->wait(servers_[site], kServeMost)) {
    throw std::runtime_error{fmt::format("the server of {} did not end in order", name_of(site))};
  }
  servers_[site] = -1;
}

App LabField::make_app() {
  const std::string text = run({"app", "create", "--name", "drill", "--redirect-uri", kRedirectUri,
                                "--id-token-algorithm", "ES256", "--json"});
  const std::size_t start = text.find('{');
  const auto json = wire::Json::parse(start == std::string::npos ? "" : text.substr(start));
  if (!json) throw std::runtime_error{"haetae app create answered no JSON:\n" + text};
  return {.site = {.client_id = std::string{json->string_at("rest_api_key").value_or("")},
                   .client_secret = std::string{json->string_at("client_secret").value_or("")},
                   .redirect_uri = kRedirectUri},
          .number = json->integer_at("app_id").value_or(0),
          .search_path = kSearch};
}

std::vector<Target> LabField::targets() const {
  std::vector<Target> targets;
  for (std::size_t site = 0; site < sites(); ++site) {
    Target target{.port = kPort, .authority = kAuthority};
    target.connection.host = lab_->site(site).address;
    targets.push_back(std::move(target));
  }
  return targets;
}

std::thread LabField::thread(std::function<void()> work) {
  return lab_->thread_in(lab_->users(), std::move(work));
}

void LabField::strike(std::size_t site, Blow blow) {
  lab_->strike(site, fault_of(blow));
  if (blow == Blow::disk) fs::remove_all(data_of(site));
}

void LabField::bring_back(std::size_t site) {
  const site::Started started = need(lab_->bring_back(site, kReturnMost));
  transfers_[site] = name_of_way(started.way);
  if (servers_[site] > 0 && lab_->runs(servers_[site])) {
    transfers_[site] = "none";
    return;
  }
  equip(site);
  serve(site, setup_.program);
}

void LabField::bring_back_all(const std::vector<std::size_t>& sites) {
  std::mutex mutex;
  std::exception_ptr failure;
  std::vector<std::thread> threads;
  threads.reserve(sites.size());
  for (const std::size_t site : sites) {
    threads.emplace_back([&, site] {
      try {
        bring_back(site);
      } catch (...) {
        const std::lock_guard lock{mutex};
        failure = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  if (failure) std::rethrow_exception(failure);
}

std::string LabField::query(std::size_t site, const std::string& statement) const {
  const site::LabSite& place = lab_->site(site);
  const fs::path login = place.dir / "drill.cnf";
  const fs::path log = place.dir / "drill.out";
  if (!fs::exists(login)) {
    std::string password = site::read_file(place.password_file);
    while (!password.empty() && password.back() == '\n')
      password.pop_back();
    std::ofstream{login} << fmt::format("[client]\npassword={}\n", password);
    fs::permissions(login, fs::perms::owner_read | fs::perms::owner_write);
  }
  fs::remove(log);
  site::SystemLauncher launcher;
  const int code = need(site::run_tool(
      launcher,
      {.arguments = {"mariadb", "--defaults-file=" + login.string(),
                     "--socket=" + place.database_socket.string(), "--user=" + place.user,
                     "--batch", "--skip-column-names", place.database, "--execute=" + statement},
       .log = log}));
  std::string text = site::read_file(log);
  if (code != 0) throw std::runtime_error{fmt::format("site {}: {}", place.name, text)};
  return text;
}

NodeRows LabField::rows(std::size_t site) {
  // What the others have acknowledged is waited for; then this node's own rows.
  std::string statement = "SET SESSION wsrep_sync_wait=1";
  for (const std::string& select : row_queries())
    statement += ";" + select;
  return read_rows(name_of(site), query(site, statement));
}

}  // namespace haetae::drill
