// SPDX-License-Identifier: Apache-2.0
#include "coded_bodies.hpp"
#include "context.hpp"
#include "finish.hpp"
#include "head_writer.hpp"

#include <brotli/decode.h>
#include <gtest/gtest.h>
#include <libdeflate.h>
#include <memory>
#include <stdexcept>

namespace haetae::http {
namespace {

using wire::Method;

HeadFrame frame() {
  HeadFrame frame;
  frame.date_line = "Date: now\r\n";
  frame.request_id = "id";
  frame.content_length = 2;
  return frame;
}

TEST(HeadWriterTest, WritesAHead) {
  wire::Response response;
  response.headers.add("Content-Type", "text/plain");
  std::string out = "before ";
  EXPECT_TRUE(append_head(out, response, frame()));
  EXPECT_EQ(out,
            "before HTTP/1.1 200 OK\r\nDate: now\r\nContent-Type: text/plain\r\n"
            "Content-Length: 2\r\nReferrer-Policy: same-origin\r\n"
            "X-Content-Type-Options: nosniff\r\nX-Request-Id: id\r\n\r\n");
}

TEST(HeadWriterTest, RefusesWhatWouldSplitTheAnswer) {
  for (const auto& [name, value] :
       std::initializer_list<std::pair<std::string, std::string>>{{"X", "a\r\nSet-Cookie: b=c"},
                                                                  {"X", "a\nb"},
                                                                  {"X", "a\rb"},
                                                                  {"X", std::string{"a\0b", 3}},
                                                                  {"X", "a\x7f"},
                                                                  {"X\r\nY", "a"},
                                                                  {"X:", "a"},
                                                                  {"X Y", "a"},
                                                                  {"", "a"}}) {
    wire::Response response;
    response.headers.add(name, value);
    std::string out = "kept";
    EXPECT_FALSE(append_head(out, response, frame())) << name << value;
    EXPECT_EQ(out, "kept");
  }
  wire::Response response;
  for (const int status : {0, 100, 199, 600, -1}) {
    response.status = status;
    std::string out;
    EXPECT_FALSE(append_head(out, response, frame())) << status;
  }
}

TEST(HeadWriterTest, KeepsFramingToItself) {
  wire::Response response;
  response.status = 299;
  for (const auto* name : {"content-length", "Transfer-Encoding", "Connection", "DATE",
                           "Keep-Alive", "X-Request-ID", "x-content-type-options"}) {
    response.headers.add(name, "planted");
  }
  response.headers.add("Referrer-Policy", "no-referrer");
  auto closing = frame();
  closing.keep_alive = false;
  closing.hsts_line = "Strict-Transport-Security: max-age=1\r\n";
  std::string out;
  EXPECT_TRUE(append_head(out, response, closing));
  EXPECT_EQ(out.find("planted"), std::string::npos);
  EXPECT_EQ(out.find("same-origin"), std::string::npos);
  EXPECT_TRUE(out.starts_with("HTTP/1.1 299 Unknown\r\n"));
  EXPECT_NE(out.find("\r\nConnection: close\r\n"), std::string::npos);
  EXPECT_NE(out.find("\r\nStrict-Transport-Security: max-age=1\r\n"), std::string::npos);
}

TEST(DateLineTest, ChangesWithTheSecond) {
  DateLine line;
  const base::Instant start = base::from_unix_seconds(1'773'043'626);
  EXPECT_EQ(line.at(start), "Date: Mon, 09 Mar 2026 08:07:06 GMT\r\n");
  EXPECT_EQ(line.at(start + base::Milliseconds{999}), "Date: Mon, 09 Mar 2026 08:07:06 GMT\r\n");
  EXPECT_EQ(line.at(start + base::Milliseconds{1000}), "Date: Mon, 09 Mar 2026 08:07:07 GMT\r\n");
}

TEST(RequestIdsTest, LookLikeIdsAndSortByTime) {
  base::SeededEntropy entropy{7};
  RequestIds ids{entropy};
  std::string first;
  std::string second;
  std::string later;
  ids.make(base::from_unix_seconds(1'773'043'626), first);
  ids.make(base::from_unix_seconds(1'773'043'626), second);
  ids.make(base::from_unix_seconds(1'773'043'627), later);
  EXPECT_TRUE(base::is_id(first));
  EXPECT_NE(first, second);
  EXPECT_EQ(first.substr(0, 9), second.substr(0, 9));
  EXPECT_LT(std::max(first, second), later);
}

TEST(RequestIdsTest, ShareTheTimePartWithBaseIds) {
  base::SeededEntropy entropy{7};
  RequestIds ids{entropy};
  const auto now = base::from_unix_seconds(1'773'043'626);
  const base::ManualClock clock{now};
  std::string id;
  ids.make(now, id);
  EXPECT_EQ(id.substr(0, 9), base::new_id(clock, entropy).substr(0, 9));
}

std::string long_text() {
  std::string text;
  while (text.size() < 4000) {
    text += "the same words over and over, ";
  }
  return text;
}

std::string unbrotli(std::string_view coded) {
  std::string out(100'000, '\0');
  std::size_t length = out.size();
  const auto result =
      BrotliDecoderDecompress(coded.size(), reinterpret_cast<const std::uint8_t*>(coded.data()),
                              &length, reinterpret_cast<std::uint8_t*>(out.data()));
  EXPECT_EQ(result, BROTLI_DECODER_RESULT_SUCCESS);
  out.resize(length);
  return out;
}

std::string gunzip(std::string_view coded) {
  std::string out(100'000, '\0');
  std::size_t length = 0;
  auto* const decoder = libdeflate_alloc_decompressor();
  EXPECT_EQ(libdeflate_gzip_decompress(decoder, coded.data(), coded.size(), out.data(), out.size(),
                                       &length),
            LIBDEFLATE_SUCCESS);
  libdeflate_free_decompressor(decoder);
  out.resize(length);
  return out;
}

class FinishTest : public testing::Test {
 protected:
  wire::Response finish(std::string_view accept_encoding, std::string body) {
    request_.headers.set("Accept-Encoding", accept_encoding);
    auto response = wire::json_response(200, std::move(body));
    finish_answer(row_, request_, forms_, response);
    return response;
  }

  SharedForms forms_{CompressionOptions{}};
  wire::Endpoint row_{.path = "/x", .compress = true};
  wire::Request request_;
};

TEST_F(FinishTest, CompressesTextForWhoTakesIt) {
  const auto text = long_text();
  const auto br = finish("gzip, br", text);
  EXPECT_EQ(br.headers.get("Content-Encoding"), "br");
  EXPECT_EQ(br.headers.get("Vary"), "Accept-Encoding");
  EXPECT_EQ(unbrotli(br.payload()), text);
  const auto gzip = finish("gzip", text);
  EXPECT_EQ(gzip.headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(gunzip(gzip.payload()), text);
  EXPECT_NE(gzip.headers.get("ETag"), br.headers.get("ETag"));
  const auto plain = finish("identity", text);
  EXPECT_FALSE(plain.headers.contains("Content-Encoding"));
  EXPECT_EQ(plain.headers.get("Vary"), "Accept-Encoding");
  EXPECT_EQ(plain.payload(), text);
}

TEST_F(FinishTest, LeavesShortCodedForeignAndUnmarkedBodiesAlone) {
  EXPECT_FALSE(finish("br", "short").headers.contains("Content-Encoding"));
  auto image = wire::json_response(200, long_text());
  image.headers.set("Content-Type", "image/png");
  finish_answer(row_, request_, forms_, image);
  EXPECT_FALSE(image.headers.contains("Content-Encoding"));
  auto coded = wire::json_response(200, long_text());
  coded.headers.set("Content-Encoding", "zstd");
  finish_answer(row_, request_, forms_, coded);
  EXPECT_EQ(coded.headers.get("Content-Encoding"), "zstd");
  EXPECT_EQ(coded.payload(), long_text());
  row_.compress = false;
  const auto unmarked = finish("br", long_text());
  EXPECT_FALSE(unmarked.headers.contains("Content-Encoding"));
  EXPECT_FALSE(unmarked.headers.contains("ETag"));
}

TEST_F(FinishTest, AnswersNotModifiedForAKnownTag) {
  for (const auto* coding : {"identity", "gzip", "br"}) {
    const auto first = finish(coding, long_text());
    const std::string tag{first.headers.get("ETag").value()};
    request_.headers.set("If-None-Match", "\"other\", W/" + tag);
    const auto second = finish(coding, long_text());
    EXPECT_EQ(second.status, 304) << coding;
    EXPECT_EQ(second.payload(), "");
    EXPECT_EQ(second.headers.get("ETag"), tag);
    EXPECT_EQ(second.headers.get("Vary"), "Accept-Encoding");
    EXPECT_EQ(finish(coding, long_text() + "!").status, 200);
    request_.headers.remove("If-None-Match");
  }
}

TEST_F(FinishTest, ComparesTheTagOfTheHandlerOnAnyRow) {
  row_.compress = false;
  request_.headers.set("If-None-Match", "\"v1\"");
  auto response = wire::json_response(200, "{}");
  response.headers.set("ETag", "\"v1\"");
  finish_answer(row_, request_, forms_, response);
  EXPECT_EQ(response.status, 304);
  request_.method = Method::post;
  auto posted = wire::json_response(200, "{}");
  posted.headers.set("ETag", "\"v1\"");
  finish_answer(row_, request_, forms_, posted);
  EXPECT_EQ(posted.status, 200);
}

TEST_F(FinishTest, EncodesASharedBodyOnce) {
  request_.headers.set("Accept-Encoding", "br");
  const auto body = std::make_shared<const std::string>(long_text());
  const auto answer = [&] {
    auto response = wire::json_response(200, "");
    response.shared_body = body;
    finish_answer(row_, request_, forms_, response);
    return response.shared_body;
  };
  const auto first = answer();
  EXPECT_NE(first, body);
  EXPECT_EQ(first, answer());
  EXPECT_EQ(unbrotli(*first), long_text());
}

TEST(FormMapTest, TellsBodiesAtOneAddressApartAndStaysBounded) {
  FormMap map{2};
  const auto made = std::make_shared<const std::string>("m");
  const std::string text = "t";
  {
    // Two owners of one address: what a freed and reused address looks like.
    const SharedText first{&text, [](const std::string*) {}};
    map.put(first, BodyForm::br, made);
    EXPECT_EQ(map.find(first, BodyForm::br), made);
    EXPECT_EQ(map.find(first, BodyForm::gzip), nullptr);
  }
  const SharedText second{&text, [](const std::string*) {}};
  EXPECT_EQ(map.find(second, BodyForm::br), nullptr);
  for (int i = 0; i < 5; ++i) {
    map.put(std::make_shared<const std::string>("x"), BodyForm::br, made);
  }
  EXPECT_LE(map.size(), 2U);
}

TEST(ThreadFormsTest, AsksTheSharedOneOnce) {
  SharedForms shared{CompressionOptions{}};
  ThreadForms front{shared};
  const auto body = std::make_shared<const std::string>(long_text());
  const auto made = front.find_or_make(body, BodyForm::gzip);
  EXPECT_EQ(made, shared.find_or_make(body, BodyForm::gzip));
  EXPECT_EQ(made, front.find_or_make(body, BodyForm::gzip));
}

TEST(NoneMatchTest, ComparesWeakly) {
  EXPECT_TRUE(none_match_fits("*", "\"a\""));
  EXPECT_TRUE(none_match_fits(" \"b\" , W/\"a\"", "\"a\""));
  EXPECT_TRUE(none_match_fits("\"a\"", "W/\"a\""));
  EXPECT_FALSE(none_match_fits("\"b\"", "\"a\""));
  EXPECT_FALSE(none_match_fits("", "\"a\""));
}

TEST(CallHandlerTest, TurnsAnythingThrownIntoA500WithTheRequestId) {
  wire::Request request;
  request.id = "the-id";
  const wire::Endpoint throws{.path = "/x", .handler = [](const wire::Request&) -> wire::Response {
                                throw std::runtime_error("a secret of the database");
                              }};
  const auto response = call_handler(throws, request);
  EXPECT_EQ(response.status, 500);
  EXPECT_NE(response.body.find("the-id"), std::string::npos);
  EXPECT_EQ(response.body.find("database"), std::string::npos);
  const wire::Endpoint odd{.path = "/x",
                           .handler = [](const wire::Request&) -> wire::Response { throw 7; }};
  EXPECT_EQ(call_handler(odd, request).status, 500);
}

TEST(RoutedAnswerTest, AnswersAPreflightForRowsThatAllowIt) {
  wire::Request request;
  request.method = Method::options;
  request.headers = {{"Origin", "https://site.kr"},
                     {"Access-Control-Request-Method", "GET"},
                     {"Access-Control-Request-Headers", "authorization,ka"}};
  const Router::Found open{.match = Router::Match::options,
                           .allow = "GET, HEAD, POST, OPTIONS",
                           .cors_allow = "GET, HEAD"};
  const auto yes = routed_answer(open, request);
  EXPECT_EQ(yes.status, 204);
  EXPECT_EQ(yes.headers.get("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(yes.headers.get("Access-Control-Allow-Methods"), "GET, HEAD");
  EXPECT_EQ(yes.headers.get("Access-Control-Allow-Headers"), "authorization,ka");
  EXPECT_FALSE(yes.headers.contains("Access-Control-Allow-Credentials"));
  auto closed = open;
  closed.cors_allow.clear();
  EXPECT_FALSE(routed_answer(closed, request).headers.contains("Access-Control-Allow-Origin"));
  request.headers.set("Access-Control-Request-Headers", "a\"b");
  EXPECT_FALSE(routed_answer(open, request).headers.contains("Access-Control-Allow-Headers"));
}

}  // namespace
}  // namespace haetae::http
