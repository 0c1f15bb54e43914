// SPDX-License-Identifier: Apache-2.0
#include "haetae/site/peers.hpp"

#include "haetae/base/bytes.hpp"
#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"

#include <array>
#include <cerrno>
#include <cmath>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace haetae::site {
namespace {

using wire::Json;

constexpr int kLimitMilliseconds = 500;
constexpr std::size_t kNonceDigits = 32;
constexpr std::size_t kAnswerMax = 16 * 1024;

std::string code_of(std::string_view nonce, std::string_view text, std::string_view secret) {
  const auto key = crypto::hmac_sha256(base::as_bytes(secret), base::as_bytes("haetae site peers"));
  return wire::hex_encode(
      crypto::hmac_sha256(key, base::as_bytes(fmt::format("{}\n{}", nonce, text))));
}

void limit_waiting(int descriptor) {
  const timeval limit{.tv_sec = 0, .tv_usec = kLimitMilliseconds * 1000};
  setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

/// A connected socket with limits, or -1. A send limit holds for connect() too.
int connect_to(const Member& member, std::int64_t port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(member.address.c_str(), fmt::format("{}", port).c_str(), &hints, &found) != 0) {
    return -1;
  }
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> held{found, freeaddrinfo};
  const int descriptor = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  limit_waiting(descriptor);
  if (connect(descriptor, found->ai_addr, found->ai_addrlen) == 0) return descriptor;
  close(descriptor);
  return -1;
}

bool send_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = send(descriptor, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

/// Reads until `most` bytes, the end, or a failure.
std::string receive(int descriptor, std::size_t most) {
  std::string out;
  std::array<char, 1024> buffer{};
  while (out.size() < most) {
    const ssize_t got =
        recv(descriptor, buffer.data(), std::min(buffer.size(), most - out.size()), 0);
    if (got <= 0) break;
    out.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return out;
}

std::optional<View> ask(const Member& member, std::int64_t port, std::string_view secret,
                        base::Entropy& entropy) {
  const int descriptor = connect_to(member, port);
  if (descriptor < 0) return std::nullopt;
  const std::string nonce = base::random_hex(entropy, kNonceDigits);
  std::string answer;
  if (send_all(descriptor, nonce + "\n")) answer = receive(descriptor, kAnswerMax);
  close(descriptor);
  return read_answer(answer, nonce, secret);
}

std::optional<Standing> parse_standing(std::string_view text) {
  for (const Standing one :
       {Standing::stopped, Standing::starting, Standing::joining, Standing::giving,
        Standing::in_sync, Standing::witness, Standing::island}) {
    if (to_text(one) == text) return one;
  }
  return std::nullopt;
}

}  // namespace

std::optional<View> parse_view(std::string_view text) {
  const auto document = Json::parse(text);
  if (!document) return std::nullopt;
  const auto standing = parse_standing(document->string_at("standing").value_or(""));
  const auto name = document->string_at("site");
  if (!standing || !name || name->size() > 16) return std::nullopt;
  View view;
  view.standing = *standing;
  view.name = *name;
  view.state = document->string_at("state").value_or("");
  view.size = document->integer_at("size").value_or(0);
  view.expected = document->integer_at("expected").value_or(0);
  view.receive_queue = document->integer_at("receive_queue").value_or(0);
  view.island_since = document->string_at("island_since").value_or("");
  view.safe_to_bootstrap = document->bool_at("safe_to_bootstrap").value_or(false);
  view.log_says = document->string_at("step").value_or("");
  if (const Json* paused = document->find("flow_control_paused")) {
    view.flow_paused = paused->if_number().value_or(0);
  }
  const auto position =
      parse_position(fmt::format("{}:{}", document->string_at("cluster").value_or(""),
                                 document->integer_at("seqno").value_or(-1)));
  if (position) view.position = *position;
  const Json* missing = document->find("missing");
  if (missing != nullptr && missing->if_array() != nullptr) {
    for (const Json& one : *missing->if_array()) {
      if (const std::string* member = one.if_string()) view.missing.push_back(*member);
    }
  }
  return view;
}

std::string make_answer(const View& view, std::string_view nonce, std::string_view secret) {
  const std::string text = to_json(view).to_text();
  return fmt::format("{}\n{}\n", text, code_of(nonce, text, secret));
}

std::optional<View> read_answer(std::string_view answer, std::string_view nonce,
                                std::string_view secret) {
  const std::size_t end = answer.find('\n');
  if (end == std::string_view::npos || !answer.ends_with('\n')) return std::nullopt;
  const std::string_view text = answer.substr(0, end);
  const std::string_view code = answer.substr(end + 1, answer.size() - end - 2);
  if (!crypto::equal_constant_time(code, code_of(nonce, text, secret))) return std::nullopt;
  return parse_view(text);
}

std::optional<View> ask_self(const SiteFile& site, std::string_view secret,
                             base::Entropy& entropy) {
  return ask({.name = site.name, .address = "127.0.0.1"}, site.ports.site, secret, entropy);
}

std::vector<Peer> ask_peers(const SiteFile& site, std::string_view secret, base::Entropy& entropy) {
  std::vector<Peer> out;
  for (const Member& member : site.members) {
    if (member.name == site.name) continue;
    out.push_back({.member = member, .view = ask(member, site.ports.site, secret, entropy)});
  }
  return out;
}

int listen_for_peers(const SiteFile& site) {
  const int descriptor = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -1;
  const int on = 1, off = 0;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  sockaddr_in6 any{};
  any.sin6_family = AF_INET6;
  any.sin6_port = htons(static_cast<std::uint16_t>(site.ports.site));
  if (bind(descriptor, reinterpret_cast<const sockaddr*>(&any), sizeof any) == 0 &&
      listen(descriptor, 16) == 0) {
    return descriptor;
  }
  const int code = errno;
  close(descriptor);
  errno = code;
  return -1;
}

void answer_peer(int listener, const View& view, std::string_view secret) {
  const int descriptor = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
  if (descriptor < 0) return;
  limit_waiting(descriptor);
  const std::string question = receive(descriptor, kNonceDigits + 1);
  if (question.size() == kNonceDigits + 1 && question.back() == '\n') {
    (void)send_all(descriptor, make_answer(view, question.substr(0, kNonceDigits), secret));
  }
  close(descriptor);
}

}  // namespace haetae::site
