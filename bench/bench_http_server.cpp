// SPDX-License-Identifier: Apache-2.0
// A server of fixed answers, for measuring what http itself costs:
//   bench_http_server PORT [CHAIN_FILE KEY_FILE]
// GET /fixed (inline), GET /shared (inline, compressible, shared body), GET /pool (blocking).
#include "haetae/base/clock.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/http/server.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

using haetae::wire::Cost;
using haetae::wire::Method;
using haetae::wire::Request;
using haetae::wire::Response;

haetae::wire::Endpoints rows() {
  // 209 bytes, as in the comparison of servers.
  const auto text = R"({"data":")" + std::string(198, 'x') + R"("})";
  const auto shared = std::make_shared<const std::string>(8 * 1024, 'y');
  const auto fixed = [text](const Request&) { return haetae::wire::json_response(200, text); };
  return {{.method = Method::get, .path = "/fixed", .handler = fixed, .cost = Cost::inline_},
          {.method = Method::get, .path = "/pool", .handler = fixed, .cost = Cost::blocking},
          {.method = Method::get,
           .path = "/shared",
           .handler =
               [shared](const Request&) {
                 Response response;
                 response.headers.add("Content-Type", "text/plain");
                 response.shared_body = shared;
                 return response;
               },
           .cost = Cost::inline_,
           .compress = true}};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 4) {
    std::fputs("bench_http_server PORT [CHAIN_FILE KEY_FILE]\n", stderr);
    return 2;
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  sigprocmask(SIG_BLOCK, &signals, nullptr);

  haetae::http::ServerOptions options;
  auto& listener = options.listeners.emplace_back();
  listener.port = static_cast<std::uint16_t>(std::atoi(argv[1]));
  if (argc == 4) {
    listener.tls = haetae::http::TlsOptions{.certificates = {{argv[2], argv[3]}}};
  }
  options.limits.requests_per_connection_max = 1'000'000'000;
  const haetae::base::SystemClock clock;
  haetae::base::SystemEntropy entropy;
  haetae::http::HttpServer server{
      haetae::http::Router{rows()}, options, {.clock = clock, .entropy = entropy}};
  if (const auto started = server.start(); !started) {
    std::fprintf(stderr, "%s\n", started.error().message.c_str());
    return 1;
  }
  std::printf("%u\n", static_cast<unsigned>(server.port()));
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  server.drain(haetae::base::Milliseconds{2'000});
  return 0;
}
