// SPDX-License-Identifier: Apache-2.0
#include "loopback.hpp"

#include "haetae/wire/json.hpp"

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace haetae::drill {
namespace {

constexpr const char* kConfig = "haetae.toml";

/// So many ports in a row that nobody has at this moment.
std::uint16_t free_ports(std::size_t count) {
  for (std::uint16_t first = 21'000; first < 32'000;
       first = static_cast<std::uint16_t>(first + 17)) {
    bool free = true;
    for (std::size_t i = 0; i < count && free; ++i) {
      const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_port = htons(static_cast<std::uint16_t>(first + i));
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      free = ::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
      ::close(fd);
    }
    if (free) return first;
  }
  throw std::runtime_error{"no free ports"};
}

std::string quoted(const std::string& text) {
  return "'" + text + "'";
}

constexpr const char* kDump = R"(
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
for query in sys.argv[2:]:
    for row in c.execute(query): print(*row, sep="\t")
)";

}  // namespace

LoopbackField::LoopbackField(std::filesystem::path program, std::size_t sites,
                             std::uint16_t smtp_port)
    : program_(std::move(program)),
      first_port_(free_ports(sites)),
      smtp_port_(smtp_port),
      processes_(sites, -1) {
  std::string pattern = (std::filesystem::temp_directory_path() / "haetae-drill-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
  dir_ = pattern;
  std::ofstream{dir_ / kConfig} << fmt::format(
      "issuer = \"http://localhost:{0}\"\n[data]\ndir = \"{1}\"\n[http]\n"
      "trusted_proxies = [\"127.0.0.1/32\"]\nconnections_per_address = 1000\n"
      "[mail]\nsmtp_url = \"smtp://127.0.0.1:{2}\"\nrequire_tls = false\n[log]\naccess = false\n"
      "[password]\nmemory_kib = 8192\n[address]\nopen = true\n",
      first_port_, (dir_ / "data").string(), smtp_port_);
  std::ofstream{dir_ / "dump.py"} << kDump;
}

LoopbackField::~LoopbackField() {
  for (std::size_t site = 0; site < processes_.size(); ++site)
    if (processes_[site] > 0) strike(site, Blow::kill);
  if (std::getenv("HAETAE_TEST_KEEP") == nullptr) std::filesystem::remove_all(dir_);
}

void LoopbackField::start() {
  (void)run({"import", "sample"});
  for (std::size_t site = 0; site < processes_.size(); ++site)
    launch(site);
}

App LoopbackField::make_app() {
  const auto json = wire::Json::parse(
      run({"app", "create", "--name", "drill", "--redirect-uri", "http://localhost:9/callback",
           "--id-token-algorithm", "ES256", "--json"}));
  if (!json) throw std::runtime_error{"no app"};
  return {.site = {.client_id = std::string{json->string_at("rest_api_key").value_or("")},
                   .client_secret = std::string{json->string_at("client_secret").value_or("")},
                   .redirect_uri = "http://localhost:9/callback"},
          .number = json->integer_at("app_id").value_or(0),
          .search_path = "/v1/address/search?query=%EC%84%B8%EC%A2%85%EB%8C%80%EB%A1%9C"};
}

std::string LoopbackField::name_of(std::size_t site) const {
  return std::string(1, static_cast<char>('a' + site));
}

std::vector<Target> LoopbackField::targets() const {
  std::vector<Target> targets;
  for (std::size_t site = 0; site < processes_.size(); ++site) {
    Target target{.port = static_cast<std::uint16_t>(first_port_ + site),
                  .authority = fmt::format("localhost:{}", first_port_)};
    targets.push_back(std::move(target));
  }
  return targets;
}

std::thread LoopbackField::thread(std::function<void()> work) {
  return std::thread{std::move(work)};
}

void LoopbackField::launch(std::size_t site) {
  const std::string config = (dir_ / kConfig).string();
  const std::string port = fmt::format("http.port={}", first_port_ + site);
  const std::string log = (dir_ / (name_of(site) + ".log")).string();
  const pid_t child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int fd = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(fd, 1);
    ::dup2(fd, 2);
    ::execl(program_.c_str(), program_.c_str(), "serve", "--config", config.c_str(), "--set",
            port.c_str(), nullptr);
    ::_exit(127);
  }
  processes_[site] = child;
}

void LoopbackField::strike(std::size_t site, Blow) {
  ::kill(processes_[site], SIGKILL);
  ::waitpid(processes_[site], nullptr, 0);
  processes_[site] = -1;
}

void LoopbackField::bring_back(std::size_t site) {
  launch(site);
}

std::string LoopbackField::run(const std::vector<std::string>& arguments) const {
  std::string command = quoted(program_.string());
  for (const std::string& argument : arguments)
    command += " " + quoted(argument);
  command += " --config " + quoted((dir_ / kConfig).string());
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error{"popen"};
  std::string out;
  std::array<char, 4096> buffer;
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe))
    out.append(buffer.data(), got);
  if (::pclose(pipe) != 0) throw std::runtime_error{command + "\n" + out};
  return out;
}

NodeRows LoopbackField::rows(std::size_t site) {
  std::string command = fmt::format("python3 '{}' '{}'", (dir_ / "dump.py").string(),
                                    (dir_ / "data" / "haetae.db").string());
  for (const std::string& query : row_queries())
    command += fmt::format(" \"{}\"", query);
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error{"popen"};
  std::string text;
  std::array<char, 4096> buffer;
  while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe))
    text.append(buffer.data(), got);
  ::pclose(pipe);
  return read_rows(name_of(site), text);
}

}  // namespace haetae::drill
