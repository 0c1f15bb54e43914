// SPDX-License-Identifier: Apache-2.0
#include "ground.hpp"

#include "haetae/site/error.hpp"
#include "haetae/site/process.hpp"
#include "haetae/site/read_file.hpp"
#include "haetae/site/site_file.hpp"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace haetae::bench {
namespace {

namespace fs = std::filesystem;
using site::need;

constexpr std::uint16_t kPort = 8080;
constexpr std::uint16_t kSmtpPort = 2525;
constexpr const char* kAuthority = "localhost:8080";
constexpr base::Milliseconds kServeMost{60'000};
/// As site.toml has it by default; the laboratory's own is for drills, which hold few people.
constexpr const char* kBufferPool = "innodb_buffer_pool_size=512M";

/// Both outputs of a program; throws unless it ends with 0.
std::string output_of(std::vector<std::string> arguments, const fs::path& log) {
  fs::remove(log);
  site::SystemLauncher launcher;
  const std::string name = arguments.front();
  const int code = need(site::run_tool(launcher, {.arguments = std::move(arguments), .log = log}));
  std::string text = site::read_file(log);
  if (code != 0) throw std::runtime_error{fmt::format("{} ended with {}:\n{}", name, code, text)};
  return text;
}

}  // namespace

void note(const std::string& line) {
  fmt::print(stderr, "{}\n", line);
}

Ground::Ground(Setup setup, const base::Clock& clock, base::Entropy& entropy)
    : setup_(std::move(setup)),
      clock_(clock),
      lab_(need(site::Lab::create({.dir = setup_.dir,
                                   .sites = setup_.sites,
                                   .delay = setup_.delay,
                                   .haetae = setup_.program,
                                   .mariadb = {kBufferPool}},
                                  clock, entropy))),
      mailbox_(std::make_unique<drill::Mailbox>(kSmtpPort,
                                                [this](std::function<void()> work) {
                                                  return lab_->thread_in(lab_->users(),
                                                                         std::move(work));
                                                })),
      servers_(setup_.sites, 0) {
  for (std::size_t site = 0; site < sites(); ++site)
    configure(site);
}

Ground::~Ground() = default;

fs::path Ground::data_of(std::size_t site) const {
  return lab_->site(site).dir / "haetae";
}
fs::path Ground::config_of(std::size_t site) const {
  return lab_->site(site).dir / "haetae.toml";
}

void Ground::configure(std::size_t site) const {
  const site::LabSite& place = lab_->site(site);
  fs::create_directories(data_of(site));
  fs::permissions(data_of(site), fs::perms::owner_all);
  std::ofstream out{config_of(site)};
  out << fmt::format("issuer = \"http://{}\"\ndata.dir = \"{}\"\n", kAuthority,
                     data_of(site).string());
  if (setup_.has_databases) out << place.store_settings(sites());
  out << fmt::format(
      "http.address = \"127.0.0.1\"\nhttp.port = {}\nhttp.io_threads = 1\n"
      "http.drain_delay_seconds = 0\nhttp.trusted_proxies = [\"127.0.0.1/32\"]\n"
      "http.connections_per_address = 1000\nlog.access = false\nlog.level = \"warning\"\n"
      "mail.smtp_url = \"smtp://{}:{}\"\nmail.require_tls = false\n",
      kPort, site::port_address(lab_->users()), kSmtpPort);
}

void Ground::start_databases() {
  need(lab_->start_databases());
}

void Ground::adopt(const fs::path& file, const Ground& from) {
  for (std::size_t site = 0; site < sites(); ++site) {
    const fs::path key = data_of(site) / "secret.key";
    fs::copy_file(from.data_of(0) / "secret.key", key);
    fs::permissions(key, fs::perms::owner_read | fs::perms::owner_write);
  }
  (void)tool(0, {"store", "copy", "--from", "sqlite:" + file.string(), "--to", "galera"});
}

void Ground::serve(std::size_t site, const std::vector<std::string>& sets) {
  servers_.at(site) = need(lab_->serve(site, config_of(site), sets, kPort, kServeMost));
}

void Ground::serve_all() {
  for (std::size_t site = 0; site < sites(); ++site)
    serve(site);
}

void Ground::stop_server(std::size_t site) {
  lab_->signal(servers_.at(site), SIGTERM);
  if (!lab_->wait(servers_.at(site), kServeMost)) {
    throw std::runtime_error{"the server of site " + lab_->site(site).name + " does not end"};
  }
  servers_.at(site) = 0;
}

Target Ground::target() const {
  return {.port = kPort, .authority = kAuthority};
}

void Ground::at(std::size_t site, const std::function<void()>& work) {
  std::exception_ptr failure;
  lab_->thread_in(site,
                  [&] {
                    try {
                      work();
                    } catch (...) {
                      failure = std::current_exception();
                    }
                  })
      .join();
  if (failure) std::rethrow_exception(failure);
}

void Ground::everywhere(const std::function<void(std::size_t)>& work) {
  std::vector<std::exception_ptr> failures(sites());
  std::vector<std::thread> threads;
  for (std::size_t site = 0; site < sites(); ++site) {
    threads.push_back(lab_->thread_in(site, [&, site] {
      try {
        work(site);
      } catch (...) {
        failures[site] = std::current_exception();
      }
    }));
  }
  for (std::thread& thread : threads)
    thread.join();
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

std::string Ground::tool(std::size_t site, std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), setup_.program.string());
  arguments.insert(arguments.end(), {"--config", config_of(site).string()});
  return output_of(std::move(arguments), lab_->site(site).dir / "tool.out");
}

std::string Ground::query(std::size_t site, const std::string& statement) const {
  static std::atomic<int> asked{0};
  const site::LabSite& place = lab_->site(site);
  const fs::path log = place.dir / fmt::format("query-{}.out", ++asked);
  std::string text = output_of(
      {"mariadb", "--no-defaults", "--user=root", "--socket=" + place.database_socket.string(),
       "--batch", "--skip-column-names", place.database, "--execute=" + statement},
      log);
  fs::remove(log);
  return text;
}

int Ground::database_pid(std::size_t site) const {
  if (!setup_.has_databases) return 0;
  const auto file = need(site::load_site_file(lab_->site(site).site_file));
  return std::atoi(site::read_file(file.pid_file()).c_str());
}

bool Ground::wait(std::size_t site, base::Milliseconds span) const {
  return site::wait_end(servers_.at(site), span);
}

double Ground::counted(const std::string& variable) const {
  double sum = 0;
  for (std::size_t site = 0; site < sites(); ++site) {
    const auto variables = need(lab_->variables(site));
    const auto found = variables.find(variable);
    if (found != variables.end()) sum += std::strtod(found->second.c_str(), nullptr);
  }
  return sum;
}

}  // namespace haetae::bench
