// SPDX-License-Identifier: Apache-2.0
#include "server_fixture.hpp"

#include <latch>
#include <poll.h>

namespace haetae::http {
namespace {

constexpr std::string_view kGet = "GET /fixed HTTP/1.1\r\nHost: a.kr\r\n\r\n";

std::string get(std::string_view path) {
  return "GET " + std::string{path} + " HTTP/1.1\r\nHost: a.kr\r\n\r\n";
}
std::string post(std::string_view path, std::string_view body) {
  return "POST " + std::string{path} +
         " HTTP/1.1\r\nHost: a.kr\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string{body};
}

/// Lets time pass, as the server sees it, until it has something to say to the client.
void pass_time_until_readable(SharedClock& clock, const RawClient& client) {
  pollfd readable{.fd = client.handle(), .events = POLLIN, .revents = 0};
  for (int i = 0; i < 4000 && ::poll(&readable, 1, 5) == 0; ++i) {
    clock.advance(base::Milliseconds{2'000});
  }
}

TEST_F(ServerTest, AnswersAndKeepsTheConnection) {
  start();
  RawClient client{port()};
  const auto first = client.ask(kGet);
  EXPECT_EQ(status_of(first), 200);
  EXPECT_EQ(body_of(first), "fixed");
  EXPECT_EQ(field_of(first, "Date"), "Mon, 09 Mar 2026 08:07:06 GMT");
  EXPECT_EQ(field_of(first, "X-Content-Type-Options"), "nosniff");
  EXPECT_TRUE(base::is_id(field_of(first, "X-Request-Id")));
  const auto second = client.ask(kGet);
  EXPECT_NE(field_of(first, "X-Request-Id"), field_of(second, "X-Request-Id"));
  client.send("GET /fixed HTTP/1.1\r\nHost: a.kr\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(field_of(client.read_answer(), "Connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, AnswersHeadWithoutABody) {
  start();
  RawClient client{port()};
  client.send("HEAD /fixed HTTP/1.1\r\nHost: a.kr\r\n\r\n");
  EXPECT_EQ(field_of(client.read_answer(false), "Content-Length"), "5");
  EXPECT_EQ(body_of(client.ask(kGet)), "fixed");
}

TEST_F(ServerTest, SpeaksHttp10) {
  start();
  RawClient client{port()};
  client.send("GET /fixed HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(field_of(client.read_answer(), "Connection"), "keep-alive");
  client.send("GET /fixed HTTP/1.0\r\n\r\n");
  EXPECT_EQ(field_of(client.read_answer(), "Connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, AnswersPipelinedRequestsInOrderWhereverTheyRun) {
  start();
  RawClient client{port()};
  std::string all;
  for (int i = 0; i < 60; ++i) {
    all += post(i % 3 == 0 ? "/slow-echo" : "/echo", std::to_string(i));
  }
  client.send(all);
  for (int i = 0; i < 60; ++i) {
    EXPECT_EQ(body_of(client.read_answer()), "|" + std::to_string(i));
  }
}

TEST_F(ServerTest, SendsALargeBodyWhole) {
  start();
  RawClient client{port()};
  const auto answer = client.ask(get("/large"));
  EXPECT_EQ(body_of(answer), std::string(8 * 1024 * 1024, 'L'));
  EXPECT_EQ(status_of(client.ask(kGet)), 200);
}

TEST_F(ServerTest, AsksForTheBodyThatAClientHoldsBack) {
  start();
  RawClient client{port()};
  client.send(
      "POST /echo?q HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(client.read_answer(), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(body_of(client.ask("hi")), "q|hi");
  client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 101\r\n\r\n");
  EXPECT_EQ(status_of(client.read_answer()), 413);
}

TEST_F(ServerTest, RefusesTooMuchAndCloses) {
  start();
  for (const auto& [text, status] : std::initializer_list<std::pair<std::string, int>>{
           {post("/echo", std::string(101, 'x')), 413},
           {"GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
           {"GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", 431},
           {"GET / HTTP/1.1\r\n\r\n", 400},
           {"nonsense\r\n\r\n", 400},
           {"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
           {"GET / HTTP/3.0\r\nHost: a\r\n\r\n", 505}}) {
    RawClient client{port()};
    client.send(text);
    const auto answer = client.read_answer();
    EXPECT_EQ(status_of(answer), status) << text.substr(0, 40);
    EXPECT_EQ(field_of(answer, "Connection"), "close");
    EXPECT_TRUE(client.is_closed());
  }
}

TEST_F(ServerTest, NeverAnswersASmuggledRequest) {
  start();
  const std::string hidden{kGet};
  for (const auto* fields :
       {"Content-Length: 5\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
        "Content-Length: 0\r\nContent-Length: 5",
        "Transfer-Encoding:\x0b"
        "chunked",
        "X: y\r\n Transfer-Encoding: chunked"}) {
    RawClient client{port()};
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + std::string{fields} + "\r\n\r\n0\r\n\r\n" +
                hidden);
    const auto answer = client.read_all();
    EXPECT_GE(status_of(answer), 400) << fields;
    EXPECT_EQ(answer.find("fixed"), std::string::npos) << fields;
  }
  // What hides in a body of honest length is a body.
  RawClient client{port()};
  EXPECT_EQ(body_of(client.ask(post("/echo", hidden))), "|" + hidden);
}

TEST_F(ServerTest, AnswersWhatNoRowTakes) {
  start();
  RawClient client{port()};
  const auto missing = client.ask(get("/none"));
  EXPECT_EQ(status_of(missing), 404);
  EXPECT_NE(body_of(missing).find(field_of(missing, "X-Request-Id")), std::string::npos);
  const auto wrong = client.ask(post("/fixed", "dropped"));
  EXPECT_EQ(status_of(wrong), 405);
  EXPECT_EQ(field_of(wrong, "Allow"), "GET, HEAD, OPTIONS");
  client.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(status_of(client.read_answer()), 204);
  EXPECT_EQ(status_of(client.ask(kGet)), 200);
}

TEST_F(ServerTest, SurvivesHandlersThatFail) {
  start();
  RawClient client{port()};
  const auto thrown = client.ask(get("/throws/a-secret"));
  EXPECT_EQ(status_of(thrown), 500);
  EXPECT_EQ(thrown.find("a-secret"), std::string::npos);
  const auto split = client.ask(get("/splits"));
  EXPECT_EQ(status_of(split), 500);
  EXPECT_EQ(split.find("planted"), std::string::npos);
  EXPECT_EQ(status_of(client.ask(kGet)), 200);
}

TEST_F(ServerTest, TellsTheAccessLogNoSecrets) {
  start();
  RawClient client{port()};
  constexpr auto* kTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  client.send("GET /throws/x?code=hidden HTTP/1.1\r\nHost: a\r\nUser-Agent: test\r\ntraceparent: " +
              std::string{kTrace} + "\r\n\r\n");
  const auto answer = client.read_answer();
  const auto entry = observer_.logged().at(0);
  EXPECT_EQ(entry.method, "GET");
  EXPECT_EQ(entry.path, "/throws/*");
  EXPECT_EQ(entry.status, 500);
  EXPECT_EQ(entry.bytes, body_of(answer).size());
  EXPECT_EQ(entry.address, "127.0.0.1");
  EXPECT_EQ(entry.request_id, field_of(answer, "X-Request-Id"));
  EXPECT_EQ(entry.user_agent, "test");
  EXPECT_EQ(entry.traceparent, kTrace);
  EXPECT_FALSE(entry.secure);
}

TEST_F(ServerTest, BelievesForwardedHeadersOfTrustedProxiesAlone) {
  const std::string request =
      "GET /who HTTP/1.1\r\nHost: inner\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.9\r\n"
      "X-Forwarded-Proto: https\r\nX-Forwarded-Host: login.kr\r\n\r\n";
  options_.hsts_max_age = base::Seconds{60};
  start();
  RawClient direct{port()};
  EXPECT_EQ(body_of(direct.ask(request)), "127.0.0.1 p inner");
  server_->stop();
  options_.proxies.trusted = {AddressRange::parse("127.0.0.0/8").value()};
  start();
  RawClient proxied{port()};
  const auto answer = proxied.ask(request);
  EXPECT_EQ(body_of(answer), "203.0.113.9 s login.kr");
  EXPECT_EQ(field_of(answer, "Strict-Transport-Security"), "max-age=60");
}

TEST_F(ServerTest, EndsAConnectionAfterItsShareOfRequests) {
  options_.limits.requests_per_connection_max = 2;
  start();
  RawClient client{port()};
  EXPECT_EQ(field_of(client.ask(kGet), "Connection"), "");
  EXPECT_EQ(field_of(client.ask(kGet), "Connection"), "close");
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, TurnsAwayConnectionsBeyondTheLimits) {
  options_.limits.connections_per_address_max = 2;
  start();
  RawClient one{port()};
  EXPECT_EQ(status_of(one.ask(kGet)), 200);
  {
    RawClient two{port()};
    EXPECT_EQ(status_of(two.ask(kGet)), 200);
    RawClient three{port()};
    EXPECT_EQ(status_of(three.read_answer()), 429);
    EXPECT_TRUE(three.is_closed());
  }
  EXPECT_TRUE(observer_.wait_closed(1));
  EXPECT_EQ(observer_.refused(), 1U);
  server_->stop();
  options_.limits.connections_max = 1;
  start();
  RawClient first{port()};
  EXPECT_EQ(status_of(first.ask(kGet)), 200);
  RawClient second{port()};
  EXPECT_EQ(status_of(second.read_answer()), 503);
}

TEST_F(ServerTest, EndsSlowHeads) {
  start();
  RawClient client{port()};
  EXPECT_EQ(status_of(client.ask(std::string{kGet} + "GET /fix")), 200);
  pass_time_until_readable(clock_, client);
  EXPECT_EQ(status_of(client.read_answer()), 408);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, EndsSlowBodies) {
  start();
  RawClient client{port()};
  EXPECT_EQ(status_of(client.ask(std::string{kGet} + post("/echo", "hello").substr(0, 56))), 200);
  pass_time_until_readable(clock_, client);
  EXPECT_EQ(status_of(client.read_answer()), 408);
  EXPECT_TRUE(client.is_closed());
}

TEST_F(ServerTest, EndsIdleConnectionsSilently) {
  start();
  RawClient unused{port()};
  RawClient used{port()};
  EXPECT_EQ(status_of(used.ask(kGet)), 200);
  pass_time_until_readable(clock_, unused);
  EXPECT_TRUE(unused.is_closed());
  pass_time_until_readable(clock_, used);
  EXPECT_TRUE(used.is_closed());
}

TEST_F(ServerTest, KeepsAConnectionThatIsUsedNowAndThen) {
  start();
  RawClient client{port()};
  for (std::size_t round = 1; round <= 4; ++round) {
    EXPECT_EQ(status_of(client.ask(kGet)), 200) << round;
    // Less than the idle time, and a silent newcomer shows that the sweep has looked.
    RawClient silent{port()};
    ASSERT_TRUE(observer_.wait_opened(round + 1));
    clock_.advance(base::Milliseconds{40'000});
    EXPECT_TRUE(silent.is_closed());
  }
}

TEST_F(ServerTest, EndsClientsThatDoNotRead) {
  start();
  RawClient client{port()};
  client.send(get("/large") + get("/large"));
  ASSERT_TRUE(observer_.wait_opened(1));
  for (int i = 0; i < 4000 && !observer_.wait_closed(1, std::chrono::milliseconds{5}); ++i) {
    clock_.advance(base::Milliseconds{10'000});
  }
  EXPECT_TRUE(observer_.wait_closed(1));
  EXPECT_LT(client.read_all().size(), 2U * 8 * 1024 * 1024);
}

TEST_F(ServerTest, LetsAHandlerTakeItsTime) {
  start();
  RawClient client{port()};
  client.send(post("/hold", ""));
  ASSERT_TRUE(holding_.wait());
  // The sweep that ends this one has seen the other, too.
  RawClient idle{port()};
  pass_time_until_readable(clock_, idle);
  EXPECT_TRUE(idle.is_closed());
  held_.open();
  EXPECT_EQ(body_of(client.read_answer()), "held");
}

TEST_F(ServerTest, ShedsWhenALaneIsFullAndServesTheOthers) {
  options_.pool.workers = 2;
  options_.pool.lanes[2] = {.queue_max = 1, .running_max = 1};
  options_.pool.retry_after = base::Seconds{7};
  start();
  RawClient runs{port()};
  runs.send(post("/hold", ""));
  ASSERT_TRUE(holding_.wait());
  RawClient waits{port()};
  waits.send(post("/hold", ""));
  // One of these two is queued and one is shed, whichever comes first.
  RawClient third{port()};
  third.send(post("/hold", ""));
  pollfd both[2] = {{.fd = waits.handle(), .events = POLLIN, .revents = 0},
                    {.fd = third.handle(), .events = POLLIN, .revents = 0}};
  ASSERT_EQ(::poll(both, 2, 20'000), 1);
  auto& shed = both[0].revents != 0 ? waits : third;
  auto& queued = both[0].revents != 0 ? third : waits;
  const auto answer = shed.read_answer();
  EXPECT_EQ(status_of(answer), 503);
  EXPECT_EQ(field_of(answer, "Retry-After"), "7");
  EXPECT_EQ(observer_.shed(wire::Lane::password), 1U);
  EXPECT_EQ(server_->gauges().queued[2], 1U);
  // The same connection still serves, and the session lane has its worker.
  EXPECT_EQ(body_of(shed.ask(post("/slow-echo", "x"))), "|x");
  held_.open();
  EXPECT_EQ(body_of(runs.read_answer()), "held");
  EXPECT_EQ(body_of(queued.read_answer()), "held");
}

TEST_F(ServerTest, DrainFinishesWhatIsInFlight) {
  start();
  RawClient busy{port()};
  busy.send(post("/hold", ""));
  ASSERT_TRUE(holding_.wait());
  RawClient idle{port()};
  EXPECT_EQ(status_of(idle.ask(kGet)), 200);
  std::size_t left = 99;
  std::thread drainer{[&] { left = server_->drain(base::Milliseconds{20'000}); }};
  EXPECT_TRUE(idle.is_closed());
  held_.open();
  const auto answer = busy.read_answer();
  EXPECT_EQ(body_of(answer), "held");
  EXPECT_EQ(field_of(answer, "Connection"), "close");
  EXPECT_TRUE(busy.is_closed());
  busy.finish();
  drainer.join();
  EXPECT_EQ(left, 0U);
}

TEST_F(ServerTest, DrainGivesUpAtItsDeadline) {
  start();
  RawClient busy{port()};
  busy.send(post("/hold", ""));
  ASSERT_TRUE(holding_.wait());
  EXPECT_EQ(server_->drain(base::Milliseconds{1}), 1U);
  held_.open();
  server_->stop();
  EXPECT_EQ(server_->gauges().connections, 0U);
}

TEST_F(ServerTest, StopsWithClientsInEveryState) {
  start();
  RawClient fresh{port()};
  RawClient half{port()};
  half.send("GET /fix");
  RawClient unread{port()};
  unread.send(get("/large"));
  RawClient busy{port()};
  busy.send(post("/hold", ""));
  ASSERT_TRUE(holding_.wait());
  std::thread stopper{[this] { server_->stop(); }};
  EXPECT_TRUE(half.read_all().empty());
  held_.open();
  stopper.join();
  EXPECT_EQ(server_->gauges().connections, 0U);
}

TEST_F(ServerTest, ServesManyClientsOnSeveralThreads) {
  options_.io_threads = 3;
  start();
  std::vector<std::thread> clients;
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([this] {
      for (int round = 0; round < 10; ++round) {
        RawClient client{port()};
        for (int i = 0; i < 10; ++i) {
          EXPECT_EQ(body_of(client.ask(post(i % 2 == 0 ? "/echo" : "/slow-echo", "x"))), "|x");
        }
      }
    });
  }
  for (auto& client : clients) {
    client.join();
  }
  EXPECT_EQ(server_->drain(base::Milliseconds{20'000}), 0U);
}

TEST_F(ServerTest, SaysWhyItDoesNotStart) {
  start();
  const auto attempt = [this](ListenerOptions listener, std::size_t threads) {
    ServerOptions options;
    options.listeners = {listener};
    options.io_threads = threads;
    HttpServer other{Router{{}}, options, {.clock = clock_, .entropy = entropy_}};
    return other.start().error().code;
  };
  using Code = ServerError::Code;
  EXPECT_EQ(attempt({.port = port()}, 1), Code::address_in_use);
  EXPECT_EQ(attempt({.port = port()}, 2), Code::address_in_use);
  EXPECT_EQ(attempt({.address = "localhost"}, 1), Code::bad_address);
  EXPECT_EQ(attempt({.address = "203.0.113.1", .port = 0}, 1), Code::bad_address);
}

}  // namespace
}  // namespace haetae::http
