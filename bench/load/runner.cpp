// SPDX-License-Identifier: Apache-2.0
#include "runner.hpp"

#include "client.hpp"
#include "haetae/base/clock.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <unistd.h>
#include <vector>

namespace haetae::bench {
namespace {

using std::chrono::nanoseconds;

constexpr std::uint64_t kFailuresMax = 20;
constexpr int kSilenceMilliseconds = 15'000;

struct Client {
  explicit Client(std::uint16_t port) : socket(port) {}
  Socket socket;
  std::string request;
  nanoseconds sent{};
  nanoseconds began{};   ///< the operation under way
  nanoseconds so_far{};  ///< its finished requests
  std::size_t step = 0;
  bool waits = false;  ///< for an answer
};

class Run {
 public:
  Run(Scenario& scenario, const Point& point)
      : scenario_(scenario), point_(point), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (epoll_ < 0) throw std::runtime_error{"epoll_create1 failed"};
    clients_.reserve(point.clients);
    for (std::size_t i = 0; i < point.clients; ++i)
      clients_.emplace_back(point.port);
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() { ::close(epoll_); }

  Measured go() {
    for (Client& client : clients_)
      connect(client);
    const nanoseconds start = clock_.steady();
    warm_until_ = start + point_.warm_up;
    until_ = warm_until_ + point_.duration;
    due_ = start;
    for (Client& client : clients_) {
      if (point_.rate > 0) {
        idle_.push_back(&client);
      } else {
        ask(client, clock_.steady());
      }
    }
    while (!over_ && active_ > 0) {
      ask_what_is_due();
      wait();
    }
    if (warming_) begin_measuring();  // nothing lasted longer than the warm-up
    result_.seconds = std::chrono::duration<double>(clock_.steady() - measured_from_).count();
    result_.server = difference(server_before_, usage_if(point_.server_pid));
    result_.database = difference(database_before_, usage_if(point_.database_pid));
    result_.load = difference(load_before_, usage_of(0));
    for (Client& client : clients_)
      finish(client);
    return std::move(result_);
  }

 private:
  [[nodiscard]] static ProcessUsage usage_if(int pid) {
    return pid == 0 ? ProcessUsage{} : usage_of(pid);
  }

  void connect(Client& client) {
    client.socket.open();
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &client;
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, client.socket.fd(), &event) != 0) {
      throw std::runtime_error{"epoll_ctl failed"};
    }
  }

  void reconnect(Client& client) {
    client.socket.close();  // leaves epoll by itself
    connect(client);
    ++result_.reconnections;
  }

  void ask_what_is_due() {
    if (point_.rate <= 0) return;
    const nanoseconds now = clock_.steady();
    const nanoseconds apart{static_cast<std::int64_t>(1e9 / point_.rate)};
    for (; due_ <= now && !idle_.empty(); due_ += apart) {
      Client& client = *idle_.back();
      idle_.pop_back();
      ask(client, due_);
    }
    check_bounds(now);
  }

  void ask(Client& client, nanoseconds when) {
    client.request.clear();
    scenario_.next(static_cast<std::size_t>(&client - clients_.data()), client.request);
    if (client.request.empty()) {
      --active_;
      return;
    }
    client.sent = when;
    if (client.step == 0) client.began = client.sent;
    client.waits = true;
    client.socket.send(client.request);
  }

  /// Takes the answer that is still to come, which counts no more: nobody is to keep a token that
  /// was replaced.
  void finish(Client& client) {
    while (client.waits) {
      const ParsedReply parsed = parse_reply(client.socket.received());
      if (parsed.state == ReplyState::malformed) return;
      if (parsed.state == ReplyState::complete) {
        (void)scenario_.take(static_cast<std::size_t>(&client - clients_.data()), parsed.reply);
        client.waits = false;
      } else if (client.socket.receive(true) == Socket::Got::end) {
        return;
      }
    }
  }

  void wait() {
    std::array<epoll_event, 128> events;
    // At a fixed rate the next request is due within microseconds: nothing is waited for.
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                   point_.rate > 0 ? 0 : kSilenceMilliseconds);
    if (count == 0 && point_.rate > 0) return;
    if (count == 0) throw std::runtime_error{"the server has not answered anybody for 15 s"};
    if (count < 0 && errno != EINTR) throw std::runtime_error{"epoll_wait failed"};
    for (int i = 0; i < count && !over_; ++i) {
      on_readable(*static_cast<Client*>(events[static_cast<std::size_t>(i)].data.ptr));
    }
  }

  void on_readable(Client& client) {
    if (client.socket.receive(false) == Socket::Got::end) {
      // Closed while the request was on its way: not the server's fault under HTTP/1.1.
      reconnect(client);
      client.sent = clock_.steady();
      client.socket.send(client.request);
      return;
    }
    const ParsedReply parsed = parse_reply(client.socket.received());
    if (parsed.state == ReplyState::incomplete) return;
    if (parsed.state == ReplyState::malformed) {
      throw std::runtime_error{fmt::format("not an HTTP answer: {}", client.socket.received())};
    }
    const nanoseconds now = clock_.steady();
    answered(client, parsed.reply, now);
    const bool closes = parsed.reply.closes();
    client.socket.take(parsed.length);
    if (closes) reconnect(client);
    check_bounds(now);
    if (over_) return;
    if (point_.rate > 0) {
      idle_.push_back(&client);
    } else {
      ask(client, clock_.steady());
    }
  }

  void answered(Client& client, const Reply& reply, nanoseconds now) {
    const nanoseconds latency = now - client.sent;
    client.waits = false;
    const auto took = scenario_.take(static_cast<std::size_t>(&client - clients_.data()), reply);
    if (took == Scenario::Took::failed) {
      if (result_.failures++ == 0) {
        result_.first_failure = fmt::format("{}\n\n{}", reply.head, reply.body.substr(0, 300));
      }
      client.step = 0;
      client.so_far = {};
      return;
    }
    // What was under way while this process read the counters waited for it, not for the server.
    const bool counts = client.began >= measured_from_;
    if (counts && client.step < result_.steps.size()) result_.steps[client.step].record(latency);
    client.so_far += latency;
    ++client.step;
    if (took == Scenario::Took::step) return;
    if (counts) result_.latency.record(client.so_far);
    ++result_.operations;
    client.step = 0;
    client.so_far = {};
  }

  void check_bounds(nanoseconds now) {
    if (warming_ && now >= warm_until_) begin_measuring();
    over_ = now >= until_ || result_.failures >= kFailuresMax ||
            (!warming_ && result_.operations >= point_.operations_max);
  }

  void begin_measuring() {
    warming_ = false;
    result_.operations = 0;
    result_.latency.clear();
    for (Histogram& step : result_.steps)
      step.clear();
    server_before_ = usage_if(point_.server_pid);
    database_before_ = usage_if(point_.database_pid);
    load_before_ = usage_of(0);
    measured_from_ = clock_.steady();
  }

  Scenario& scenario_;
  const Point point_;
  const int epoll_;
  const base::SystemClock clock_;
  std::vector<Client> clients_;
  std::vector<Client*> idle_;  ///< at a fixed rate: those without a request under way
  nanoseconds due_{};          ///< at a fixed rate: when the next request should leave
  std::size_t active_ = point_.clients;
  Measured result_;
  bool warming_ = true;
  bool over_ = false;
  nanoseconds warm_until_{}, until_{}, measured_from_{};
  ProcessUsage server_before_, database_before_, load_before_;
};

}  // namespace

Fetch::Fetch(std::string_view authority, std::string_view path, std::string_view headers)
    : text_(fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n{}\r\n", path, authority, headers)) {}

FetchMany::FetchMany(std::string_view authority, const std::vector<std::string>& paths) {
  if (paths.empty()) throw std::invalid_argument{"no path to fetch"};
  std::string request;
  for (const std::string& path : paths) {
    Fetch{authority, path}.next(0, request);
    texts_.push_back(request);
  }
}

Measured run(Scenario& scenario, const Point& point) {
  return Run{scenario, point}.go();
}

}  // namespace haetae::bench
