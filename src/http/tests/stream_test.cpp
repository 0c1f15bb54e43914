// SPDX-License-Identifier: Apache-2.0
// Answers that are made piece by piece, and the budget for large bodies.
#include "server_fixture.hpp"

#include <atomic>
#include <functional>
#include <stdexcept>

namespace haetae::http {
namespace {

/// Numbered pieces; tells when it is destroyed.
class Counting final : public wire::BodyStream {
 public:
  using Make = std::function<std::string(int)>;
  Counting(int pieces, Make make, Gate& gone, std::atomic<int>& made)
      : pieces_(pieces), make_(std::move(make)), gone_(gone), made_(made) {}
  ~Counting() override { gone_.open(); }
  bool next(std::string& out) override {
    out += make_(++at_);
    made_ = at_;
    return at_ < pieces_;
  }

 private:
  int pieces_;
  Make make_;
  Gate& gone_;
  std::atomic<int>& made_;
  int at_ = 0;
};

class StreamTest : public ServerTest {
 protected:
  /// Before what its streams tell is gone.
  void TearDown() override {
    held_.open();
    if (server_) server_->stop();
  }

  void serve(int pieces, Counting::Make make, wire::Cost cost = wire::Cost::blocking) {
    wire::Endpoints all = rows();
    const auto handler = [this, pieces, make](const wire::Request&) {
      auto response = wire::text_response(200, "");
      response.stream = std::make_shared<Counting>(pieces, make, gone_, made_);
      return response;
    };
    all.push_back({.method = wire::Method::get,
                   .path = "/stream",
                   .handler = handler,
                   .cost = cost,
                   .compress = true});
    all.push_back({.method = wire::Method::post,
                   .path = "/upload",
                   .handler =
                       [this](const wire::Request& request) {
                         holding_.open();
                         EXPECT_TRUE(held_.wait());
                         return wire::text_response(200, std::to_string(request.body.size()));
                       },
                   .body_max = 8 * 1024 * 1024});
    server_ = std::make_unique<HttpServer>(
        Router{std::move(all)}, options_,
        HttpServer::Parts{.clock = clock_, .entropy = entropy_, .observer = &observer_});
    ASSERT_TRUE(server_->start());
  }

  Gate gone_;
  std::atomic<int> made_{0};
};

std::string numbered(int at) {
  return "piece " + std::to_string(at) + "\n";
}

constexpr std::string_view kAsk = "GET /stream HTTP/1.1\r\nHost: a.kr\r\n\r\n";
constexpr std::string_view kAskLast =
    "GET /fixed HTTP/1.1\r\nHost: a.kr\r\nConnection: close\r\n\r\n";

TEST_F(StreamTest, ComesInChunksAndKeepsTheConnection) {
  for (const auto cost : {wire::Cost::blocking, wire::Cost::inline_}) {
    serve(3, numbered, cost);
    RawClient client{port()};
    client.send(std::string{kAsk} + std::string{kAskLast});
    const auto all = client.read_all();
    EXPECT_EQ(field_of(all, "Transfer-Encoding"), "chunked");
    EXPECT_EQ(field_of(all, "ETag"), "");
    EXPECT_NE(all.find("\r\n\r\n8\r\npiece 1\n\r\n8\r\npiece 2\n\r\n8\r\npiece 3\n\r\n0\r\n\r\n"
                       "HTTP/1.1 200 OK\r\n"),
              std::string::npos)
        << all;
    EXPECT_EQ(observer_.entries().at(0).bytes, 24U);
    server_->stop();
  }
}

TEST_F(StreamTest, SkipsEmptyPiecesWhichWouldEndTheBody) {
  serve(4, [](int at) { return at % 2 == 0 ? numbered(at) : std::string{}; });
  RawClient client{port()};
  client.send(std::string{kAsk} + std::string{kAskLast});
  EXPECT_NE(client.read_all().find(
                "\r\n\r\n8\r\npiece 2\n\r\n8\r\npiece 4\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"),
            std::string::npos);
}

TEST_F(StreamTest, MayHaveNothingToSay) {
  serve(1, [](int) { return std::string{}; });
  RawClient client{port()};
  client.send(std::string{kAsk} + std::string{kAskLast});
  EXPECT_NE(client.read_all().find("\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"), std::string::npos);
}

TEST_F(StreamTest, EndsWithTheConnectionForHttp10) {
  serve(2, numbered);
  RawClient client{port()};
  client.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const auto all = client.read_all();
  EXPECT_EQ(field_of(all, "Connection"), "close");
  EXPECT_EQ(field_of(all, "Transfer-Encoding"), "");
  EXPECT_EQ(field_of(all, "Content-Length"), "");
  EXPECT_TRUE(all.ends_with("\r\n\r\npiece 1\npiece 2\n"));
}

TEST_F(StreamTest, AnswersHeadWithoutMakingAPiece) {
  serve(2, numbered);
  RawClient client{port()};
  client.send("HEAD /stream HTTP/1.1\r\nHost: a.kr\r\n\r\n");
  EXPECT_EQ(status_of(client.read_answer(false)), 200);
  EXPECT_TRUE(gone_.wait());
  EXPECT_EQ(made_, 0);
  client.send(kAskLast);
  EXPECT_TRUE(client.read_all().starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST_F(StreamTest, BreaksOffVisiblyWhenThePieceThrows) {
  serve(3, [](int at) { return at < 2 ? numbered(at) : throw std::runtime_error("no more"); });
  RawClient client{port()};
  client.send(kAsk);
  EXPECT_EQ(client.read_all().find("\r\n0\r\n\r\n"), std::string::npos);
  EXPECT_TRUE(gone_.wait());
  EXPECT_EQ(made_, 1);
}

TEST_F(StreamTest, WaitsForASlowClientAndStopsWhenItIsGone) {
  constexpr int kPieces = 100'000;
  serve(kPieces, [](int) { return std::string(256 * 1024, 'x'); });
  {
    RawClient client{port()};
    client.send(kAsk);
    EXPECT_FALSE(client.read_answer(false).empty());
    // What the two sockets buffer is some megabytes; the whole would be 25 GB.
  }
  EXPECT_TRUE(gone_.wait());
  EXPECT_LT(made_, 1000);
}

TEST_F(StreamTest, EndsWithTheServer) {
  serve(100'000, [](int) { return std::string(256 * 1024, 'x'); });
  RawClient client{port()};
  client.send(kAsk);
  EXPECT_FALSE(client.read_answer(false).empty());
  server_->stop();
  EXPECT_TRUE(gone_.wait());
}

TEST_F(StreamTest, RefusesLargeBodiesBeyondTheBudget) {
  options_.limits.large_bodies_bytes_max = 5 * 1024 * 1024;
  serve(1, numbered);
  const std::string body(3 * 1024 * 1024, 'b');
  const auto ask =
      "POST /upload HTTP/1.1\r\nHost: a.kr\r\nContent-Length: " + std::to_string(body.size()) +
      "\r\n\r\n" + body;
  RawClient first{port()};
  first.send(ask);
  EXPECT_TRUE(holding_.wait());
  RawClient second{port()};
  second.send(ask.substr(0, 200));
  EXPECT_EQ(status_of(second.read_answer()), 503);
  held_.open();
  EXPECT_EQ(body_of(first.read_answer()), std::to_string(body.size()));
  // What the first one held is free again, and its connection goes on.
  EXPECT_EQ(body_of(first.ask(ask)), std::to_string(body.size()));
}

}  // namespace
}  // namespace haetae::http
