// SPDX-License-Identifier: Apache-2.0
#include "request_reader.hpp"
#include "request_rules.hpp"

#include <gtest/gtest.h>
#include <string>

namespace boost {
// src/boost_assert.cpp
void assertion_failed(const char* expression, const char* function, const char* file, long line);
}  // namespace boost

namespace haetae::http {
namespace {

using Step = RequestReader::Step;

struct Read {
  Step step = Step::need_more;
  int status = 0;
  std::string body;
  std::size_t used = 0;
};

/// Feeds all of `text`, `piece` bytes at a time, as a connection does.
Read read_all(RequestReader& reader, std::string_view text, std::size_t piece,
              std::size_t body_max = 1000) {
  Read result;
  std::string pending;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    pending += text.substr(at, piece);
    for (;;) {
      std::size_t used = 0;
      auto step = reader.read(pending, used);
      pending.erase(0, used);
      result.used += used;
      const bool was_head = step == Step::head;
      if (was_head) {
        step = reader.accept_body(body_max);
      }
      result.step = step;
      if (step == Step::complete || step == Step::refused) {
        result.status = reader.status();
        result.body = reader.body();
        return result;
      }
      if (!was_head || pending.empty()) {
        break;
      }
    }
  }
  return result;
}

Read read_once(std::string_view text, std::size_t piece = 100'000, std::size_t body_max = 1000) {
  RequestReader reader{{}};
  return read_all(reader, text, piece, body_max);
}

constexpr std::string_view kStart = "POST /x HTTP/1.1\r\nHost: a\r\n";

std::string post(std::string_view fields, std::string_view body) {
  return std::string{kStart}.append(fields).append("\r\n").append(body);
}

TEST(ReaderTest, ReadsARequestInPiecesOfAnySize) {
  const auto text = post("Content-Length: 5\r\nX: y\r\n", "hello");
  for (std::size_t piece = 1; piece < text.size(); ++piece) {
    RequestReader reader{{}};
    const auto read = read_all(reader, text, piece);
    ASSERT_EQ(read.step, Step::complete) << piece;
    EXPECT_EQ(read.body, "hello");
    EXPECT_EQ(reader.head().method, "POST");
    EXPECT_EQ(reader.head().target, "/x");
    EXPECT_EQ(reader.head().headers.get("x"), "y");
    EXPECT_TRUE(reader.head().keep_alive);
  }
}

TEST(ReaderTest, ReadsChunksInPiecesOfAnySizeAndDropsTrailers) {
  const auto text = post("Transfer-Encoding: chunked\r\n",
                         "3;a=b\r\nabc\r\n2\r\nde\r\n0\r\nHost: evil\r\nX: t\r\n\r\n");
  for (std::size_t piece = 1; piece < text.size(); ++piece) {
    RequestReader reader{{}};
    const auto read = read_all(reader, text, piece);
    ASSERT_EQ(read.step, Step::complete) << piece;
    EXPECT_EQ(read.body, "abcde");
    EXPECT_EQ(read.used, text.size());
    EXPECT_EQ(reader.head().headers.get("Host"), "a");
    EXPECT_FALSE(reader.head().headers.contains("X"));
  }
}

TEST(ReaderTest, ReadsALastChunkThatComesInPieces) {
  for (const std::string_view body : {"0\r\n\r\n", "000\r\n\r\n", "0;a\r\nX: t\r\n\r\n"}) {
    const auto text = post("Transfer-Encoding: chunked\r\n", body);
    for (std::size_t piece = 1; piece < text.size(); ++piece) {
      const auto read = read_once(text, piece);
      EXPECT_EQ(read.step, Step::complete) << body << " by " << piece;
      EXPECT_EQ(read.body, "");
      EXPECT_EQ(read.used, text.size());
    }
  }
  // What looked like one is refused, or waited for until its time is over.
  for (std::size_t piece = 1; piece < 8; ++piece) {
    EXPECT_NE(read_once(post("Transfer-Encoding: chunked\r\n", "0\r\n\n"), piece).step,
              Step::complete);
    EXPECT_EQ(read_once(post("Transfer-Encoding: chunked\r\n", "0\r\n\nabc\r\n\r\n"), piece).status,
              400);
  }
}

TEST(ReaderTest, ADoubtOfTheLibraryIsAnExceptionThatEndsOneConnection) {
  EXPECT_THROW(boost::assertion_failed("n >= 5", "put", "basic_parser.ipp", 688), std::logic_error);
}

TEST(ReaderTest, TakesOneRequestAfterAnother) {
  RequestReader reader{{}};
  const auto one = post("Content-Length: 2\r\n", "hi");
  const auto first = read_all(reader, one + "GET /y HTTP/1.0\r\n\r\n", 1000);
  EXPECT_EQ(first.used, one.size());
  reader.next();
  const auto second = read_all(reader, "GET /y HTTP/1.0\r\n\r\n", 1000);
  EXPECT_EQ(second.step, Step::complete);
  EXPECT_EQ(second.body, "");
  EXPECT_TRUE(reader.head().is_http_10);
  EXPECT_FALSE(reader.head().keep_alive);
  EXPECT_FALSE(reader.head().headers.contains("Host"));
}

/// What the quick reader of plain heads and Beast's parser make of a head.
std::string head_by(bool plain_heads, std::string_view text) {
  RequestReader reader{{.header_count_max = 4, .plain_heads = plain_heads}};
  const auto read = read_all(reader, text, text.size());
  if (read.step != Step::complete) {
    return "refused " + std::to_string(read.status);
  }
  const auto& head = reader.head();
  std::string out = head.method + " " + head.target + (head.keep_alive ? " stays" : " ends");
  for (const auto field : head.headers.fields()) {
    out.append("|").append(field.name).append("=").append(field.value);
  }
  return out;
}

TEST(ReaderTest, ReadsPlainHeadsAsBeastDoes) {
  const std::string values[] = {"",      " ",        "a",          "  a b  ",  "\ta\t",
                                "a\tb",  "\xff\x80", "a\x7f",      "a\x01",    std::string(1, '\0'),
                                "close", "Close",    "keep-alive", "a, close", "keep-alive, x",
                                "5",     "chunked"};
  for (const std::string name : {"X", "Connection", "Content-Length", "Transfer-Encoding",
                                 "Upgrade", "Expect", "Proxy-Connection", "X y", "", "X\x80"}) {
    for (const auto& value : values) {
      const auto text = "GET /x HTTP/1.1\r\nHost: a\r\n" + name + ":" + value + "\r\nB:c\r\n\r\n";
      EXPECT_EQ(head_by(true, text), head_by(false, text)) << text;
    }
  }
  for (const std::string line :
       {"GET /x HTTP/1.1", "GET /x?\xea\xb0\x80 HTTP/1.1", "get /x HTTP/1.1", "G@T /x HTTP/1.1",
        "GET /\x7f HTTP/1.1", "GET /\t HTTP/1.1", "GET /x  HTTP/1.1", "GET /x HTTP/1.1 ",
        "GET /x HTTP/1.2", "GET /x http/1.1", "GET x HTTP/1.1", " GET /x HTTP/1.1",
        "GET\t/x HTTP/1.1", "GET /x HTTP/1.10", "GET /x HTTP/1.0"}) {
    EXPECT_EQ(head_by(true, line + "\r\nHost: a\r\n\r\n"),
              head_by(false, line + "\r\nHost: a\r\n\r\n"))
        << line;
  }
  EXPECT_EQ(head_by(true, "GET /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
            "GET /x ends|Host=a|Connection=close");
}

struct Refusal {
  const char* name;
  std::string text;
  int status;
};
void PrintTo(const Refusal& refusal, std::ostream* out) {
  *out << refusal.name;
}

class ReaderRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(ReaderRefusal, IsTold) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}}) {
    const auto read = read_once(GetParam().text, piece);
    EXPECT_EQ(read.step, Step::refused) << piece;
    EXPECT_EQ(read.status, GetParam().status) << piece;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Smuggling, ReaderRefusal,
    testing::Values(
        Refusal{"length_then_coding",
                post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        Refusal{"coding_then_length",
                post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), 400},
        Refusal{"two_lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), 400},
        Refusal{"same_length_twice", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
                400},
        Refusal{"length_list", post("Content-Length: 5, 5\r\n", "hello"), 400},
        Refusal{"signed_length", post("Content-Length: +5\r\n", "hello"), 400},
        Refusal{"negative_length", post("Content-Length: -5\r\n", "hello"), 400},
        Refusal{"hex_length", post("Content-Length: 0x5\r\n", "hello"), 400},
        Refusal{"empty_length", post("Content-Length: \r\n", "hello"), 400},
        Refusal{"huge_length", post("Content-Length: 99999999999999999999\r\n", "h"), 400},
        Refusal{"two_codings",
                post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
                400},
        Refusal{"coding_list", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
        Refusal{"coding_in_quotes", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), 501},
        Refusal{"unknown_coding", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
        Refusal{"identity_coding", post("Transfer-Encoding: identity\r\n", ""), 501},
        Refusal{"space_before_colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400},
        Refusal{"folded_field", post("X: a\r\n b\r\n", ""), 400},
        Refusal{"folded_coding", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n"), 400},
        Refusal{"leading_space_field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400},
        Refusal{"bare_line_feed", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n", 400},
        Refusal{"bare_carriage_return", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n", 400},
        Refusal{"nul_in_value", post(std::string_view{"X: a\0b\r\n", 8}, ""), 400},
        Refusal{"control_in_name", post("X\x01: a\r\n", ""), 400},
        Refusal{"no_colon", post("Xyz\r\n", ""), 400},
        Refusal{"coding_in_http_10",
                "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        Refusal{"chunk_size_sign", post("Transfer-Encoding: chunked\r\n", "+3\r\nabc\r\n0\r\n\r\n"),
                400},
        Refusal{"chunk_size_prefix",
                post("Transfer-Encoding: chunked\r\n", "0x3\r\nabc\r\n0\r\n\r\n"), 400},
        Refusal{"chunk_size_overflow",
                post("Transfer-Encoding: chunked\r\n", "10000000000000003\r\nabc\r\n0\r\n\r\n"),
                400},
        Refusal{"chunk_without_end", post("Transfer-Encoding: chunked\r\n", "3\r\nabcX0\r\n\r\n"),
                400},
        Refusal{"other_expectation", post("Expect: 200-maybe\r\n", ""), 417},
        Refusal{"http_2_preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        Refusal{"http_09", "GET /\r\n\r\n", 400},
        Refusal{"two_spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400}),
    [](const auto& suite) { return std::string{suite.param.name}; });

TEST(ReaderTest, LimitsTheHead) {
  RequestReader small{{.head_bytes_max = 100, .header_count_max = 3}};
  const auto endless = read_all(small, "GET /" + std::string(200, 'x'), 10);
  EXPECT_EQ(endless.step, Step::refused);
  EXPECT_EQ(endless.status, 431);
  RequestReader counting{{.head_bytes_max = 1000, .header_count_max = 3}};
  const auto many = read_all(counting, post("A: 1\r\nB: 2\r\nC: 3\r\n", ""), 1000);
  EXPECT_EQ(many.status, 431);
}

TEST(ReaderTest, LimitsTheBody) {
  EXPECT_EQ(read_once(post("Content-Length: 11\r\n", ""), 1000, 10).status, 413);
  EXPECT_EQ(read_once(post("Content-Length: 10\r\n", "0123456789"), 1000, 10).step, Step::complete);
  const auto chunked = [](std::string_view body) {
    return read_once(post("Transfer-Encoding: chunked\r\n", body), 1000, 10);
  };
  EXPECT_EQ(chunked("b\r\nhello world\r\n0\r\n\r\n").status, 413);
  EXPECT_EQ(chunked("8\r\n01234567\r\n3\r\n").status, 413);
  EXPECT_EQ(chunked("8\r\n01234567\r\n2\r\n89\r\n0\r\n\r\n").step, Step::complete);
  EXPECT_EQ(chunked("ffffffffffffffff\r\n").status, 413);
}

TEST(ReaderTest, LimitsWhatChunksCarryBesideTheBody) {
  std::string body;
  for (int i = 0; i < 900; ++i) {
    body += "1;" + std::string(60, 'x') + "\r\na\r\n";
  }
  EXPECT_EQ(read_once(post("Transfer-Encoding: chunked\r\n", body)).status, 413);
  const auto endless = post("Transfer-Encoding: chunked\r\n", "1;" + std::string(40'000, 'x'));
  EXPECT_EQ(read_once(endless, 1000).status, 431);
}

int fill(std::string_view method, std::string_view target, wire::Headers headers,
         wire::Request& request, bool http_10 = false) {
  RequestHead head;
  head.method = method;
  head.target = target;
  head.headers = std::move(headers);
  head.is_http_10 = http_10;
  HostMemo memo;
  return fill_request(head, 100, memo, request);
}

TEST(RequestRulesTest, SplitsTheTarget) {
  wire::Request request;
  EXPECT_EQ(fill("GET", "/a%2Fb?x=1?y", {{"Host", "A.kr:80"}}, request), 0);
  EXPECT_EQ(request.path, "/a%2Fb");
  EXPECT_EQ(request.query, "x=1?y");
  EXPECT_EQ(request.host, "a.kr:80");
  EXPECT_EQ(fill("GET", "http://B.kr/p?q", {{"Host", "a.kr"}}, request), 0);
  EXPECT_EQ(request.path, "/p");
  EXPECT_EQ(request.query, "q");
  EXPECT_EQ(request.host, "b.kr");
  EXPECT_EQ(fill("GET", "https://b.kr", {{"Host", "b.kr"}}, request), 0);
  EXPECT_EQ(request.path, "/");
  EXPECT_EQ(request.query, "");
  EXPECT_EQ(fill("GET", "https://b.kr?z", {{"Host", "b.kr"}}, request), 0);
  EXPECT_EQ(request.path, "/");
  EXPECT_EQ(request.query, "z");
  EXPECT_EQ(fill("OPTIONS", "*", {{"Host", "b.kr"}}, request), 0);
  EXPECT_EQ(request.path, "*");
}

TEST(RequestRulesTest, RefusesBadTargets) {
  wire::Request request;
  for (const auto* target : {"*", "a", "b.kr:443", "ftp://b.kr/", "http:///p", "/a#b", "/a?b#c",
                             "/\xed\x95\x9c", "/a\"b", "http://u@b.kr/", "/<x>"}) {
    EXPECT_EQ(fill("GET", target, {{"Host", "a"}}, request), 400) << target;
  }
  EXPECT_EQ(fill("GET", "/q?\xed\x95\x9c", {{"Host", "a"}}, request), 0);
  EXPECT_EQ(fill("GET", "/" + std::string(100, 'x'), {{"Host", "a"}}, request), 414);
  EXPECT_EQ(fill("BREW", "/", {{"Host", "a"}}, request), 501);
  EXPECT_EQ(fill("TRACE", "/", {{"Host", "a"}}, request), 501);
}

TEST(RequestRulesTest, RequiresOneValidHost) {
  wire::Request request;
  EXPECT_EQ(fill("GET", "/", {}, request), 400);
  EXPECT_EQ(fill("GET", "http://a/", {}, request), 400);
  EXPECT_EQ(fill("GET", "/", {{"Host", "a"}, {"host", "a"}}, request), 400);
  EXPECT_EQ(fill("GET", "/", {{"Host", ""}}, request), 400);
  EXPECT_EQ(fill("GET", "/", {{"Host", "a/b"}}, request), 400);
  EXPECT_EQ(fill("GET", "/", {}, request, true), 0);
  EXPECT_EQ(request.host, "");
}

TEST(RequestRulesTest, RemembersAHostOnlyForTheSameText) {
  HostMemo memo;
  wire::Request request;
  const auto ask = [&](std::string_view host) {
    RequestHead head;
    head.method = "GET";
    head.target = "/";
    head.headers.add("Host", host);
    return fill_request(head, 100, memo, request);
  };
  EXPECT_EQ(ask("A.kr"), 0);
  EXPECT_EQ(request.host, "a.kr");
  EXPECT_EQ(ask("A.kr"), 0);
  EXPECT_EQ(request.host, "a.kr");
  EXPECT_EQ(ask("b.kr"), 0);
  EXPECT_EQ(request.host, "b.kr");
  EXPECT_EQ(ask("b/kr"), 400);
  EXPECT_EQ(ask("b.kr"), 0);
  EXPECT_EQ(request.host, "b.kr");
}

TEST(RequestRulesTest, KnowsATraceparent) {
  const std::string good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  EXPECT_EQ(valid_traceparent({{"Traceparent", good}}), good);
  EXPECT_EQ(valid_traceparent({}), "");
  EXPECT_EQ(valid_traceparent({{"traceparent", good + "0"}}), "");
  EXPECT_EQ(valid_traceparent({{"traceparent", "01" + good.substr(2)}}), "");
  EXPECT_EQ(valid_traceparent({{"traceparent", good.substr(0, 54) + "\""}}), "");
}

}  // namespace
}  // namespace haetae::http
