// SPDX-License-Identifier: Apache-2.0
#include "front.hpp"

#include <array>
#include <atomic>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace haetae::drill {
namespace {

constexpr std::chrono::seconds kLong{20};

/// A site that answers whether it is ready, and nothing else.
class Probed {
 public:
  Probed() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* bare = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listener_, bare, size), 0);
    EXPECT_EQ(::listen(listener_, 16), 0);
    EXPECT_EQ(::getsockname(listener_, bare, &size), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread{[this] { serve(); }};
  }
  Probed(const Probed&) = delete;
  Probed& operator=(const Probed&) = delete;
  ~Probed() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  [[nodiscard]] Target target() const {
    Target target{.port = port_, .authority = "localhost"};
    target.connection.host = "127.0.0.1";
    return target;
  }
  std::atomic<bool> has_majority{true}, is_ready{true};

 private:
  void serve() {
    while (true) {
      const int one = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (one < 0) return;
      std::array<char, 4096> bytes{};
      std::string asked;
      while (asked.find("\r\n\r\n") == std::string::npos) {
        const ssize_t got = ::recv(one, bytes.data(), bytes.size(), 0);
        if (got <= 0) break;
        asked.append(bytes.data(), static_cast<std::size_t>(got));
      }
      const bool well =
          is_ready && (has_majority || asked.find("/readyz/majority ") == std::string::npos);
      const std::string answer =
          fmt::format("HTTP/1.1 {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                      well ? "200 OK" : "503 No");
      ::send(one, answer.data(), answer.size(), MSG_NOSIGNAL);
      ::close(one);
    }
  }

  int listener_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

class FrontTest : public testing::Test {
 protected:
  /// Waits until users of site 0 are sent there.
  void wait_route(std::size_t site) {
    Stop never;
    for (int i = 0; i < 1000 && front_.route(0) != site; ++i)
      never.wait(std::chrono::milliseconds{10});
    EXPECT_EQ(front_.route(0), site);
  }

  std::array<Probed, 2> sites_;
  std::atomic<int> told_in_{0};
  Front front_{{sites_[0].target(), sites_[1].target()},
               {.every = std::chrono::milliseconds{5}},
               [](std::function<void()> work) { return std::thread{std::move(work)}; },
               [this](std::size_t, bool up) { told_in_ += up ? 1 : 0; }};
};

TEST_F(FrontTest, SendsPeopleToAnotherSiteWhileTheirsHasNoMajority) {
  sites_[0].has_majority = false;
  wait_route(1);
  sites_[0].has_majority = true;
  wait_route(0);
}

TEST_F(FrontTest, TurnsToAnIslandWhenNoSiteHasTheMajority) {
  sites_[1].is_ready = false;
  sites_[0].has_majority = false;
  wait_route(0);
  sites_[0].is_ready = false;
  sites_[1].is_ready = true;
  sites_[1].has_majority = false;
  wait_route(1);
}

TEST_F(FrontTest, HasToldOfASiteBeforeWhoeverWaitsForItGoesOn) {
  for (int round = 1; round <= 20; ++round) {
    sites_[1].has_majority = false;
    while (front_.is_up(1))
      std::this_thread::yield();
    sites_[1].has_majority = true;
    ASSERT_TRUE(front_.wait_up(1, kLong));
    EXPECT_EQ(told_in_, round);
  }
}

TEST_F(FrontTest, CallsASiteDyingUntilItIsInAgain) {
  front_.set_dying(0);
  sites_[0].is_ready = false;
  wait_route(1);
  front_.let_return(0);
  EXPECT_TRUE(front_.is_dying(0));
  sites_[0].is_ready = true;
  ASSERT_TRUE(front_.wait_up(0, kLong));
  EXPECT_FALSE(front_.is_dying(0));
}

}  // namespace
}  // namespace haetae::drill
