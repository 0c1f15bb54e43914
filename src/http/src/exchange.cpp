// SPDX-License-Identifier: Apache-2.0
#include "exchange.hpp"

#include "finish.hpp"
#include "haetae/base/assert.hpp"
#include "haetae/base/log.hpp"
#include "request_rules.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace haetae::http {
namespace {

/// Up to here a body is copied behind its head, so that both leave in one piece; beyond, the copy
/// costs more than a second buffer.
constexpr std::size_t kCopiedBodyMax = 16 * 1024;
constexpr std::size_t kDroppedBodyMax = 64 * 1024;
/// Below this a body is bounded by the number of connections alone.
constexpr std::size_t kUnbookedBodyMax = 1024 * 1024;

}  // namespace

Exchange::Exchange(ThreadContext& context, const Address& peer, bool is_tls)
    : context_(context), peer_(peer), peer_text_(peer.to_text()), is_tls_(is_tls) {}

void Exchange::begin() {
  const auto& clock = context_.server.clock;
  began_ = clock.steady();
  request_.received = clock.now();
  context_.ids.make(request_.received, request_.id);
  request_.address = peer_text_;
  request_.secure = is_tls_;
  // A head that is refused half-way must not leave its answer to the request before it.
  request_.method = wire::Method::get;
  request_.path.clear();
  request_.query.clear();
  request_.host.clear();
  request_.body.clear();
  request_.headers.clear();
  method_ = {};
  row_ = nullptr;
  queue_wait_ = std::chrono::nanoseconds{0};
  sent_bytes_ = 0;
  keep_alive_ = is_http_10_ = was_shed_ = false;
}

int Exchange::take_head(RequestHead& head) {
  keep_alive_ = head.keep_alive;
  is_http_10_ = head.is_http_10;
  const auto& limits = context_.server.options.limits;
  if (const int status = fill_request(head, limits.target_bytes_max, host_memo_, request_);
      status != 0) {
    return status;
  }
  method_ = wire::to_text(request_.method);
  const auto& proxies = context_.server.options.proxies;
  if (!proxies.trusted.empty() && proxies.trusts(peer_)) {
    auto client = resolve_client(proxies, peer_, is_tls_, request_.headers);
    if (told_text_.empty() || client.address != told_) {
      told_ = client.address;
      told_text_ = told_.to_text();
    }
    request_.address = told_text_;
    request_.secure = client.secure;
    if (client.host) {
      request_.host = *std::move(client.host);
    }
  }
  found_ = context_.server.router.find(request_.method, request_.path);
  if (found_.match == Router::Match::row) {
    row_ = &context_.server.router.rows()[found_.row];
  } else if (request_.path == "*") {
    found_.match = Router::Match::options;
    found_.allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
  }
  return 0;
}

std::size_t Exchange::body_bytes_max() const {
  return row_ == nullptr ? kDroppedBodyMax : row_->body_max;
}

bool Exchange::is_blocking() const {
  return row_ != nullptr && row_->cost == wire::Cost::blocking;
}

wire::Lane Exchange::lane() const {
  return row_ == nullptr ? wire::Lane::session : row_->lane;
}

void Exchange::run(BodyForms& forms, std::chrono::nanoseconds queue_wait) {
  queue_wait_ = queue_wait;
  if (row_ == nullptr) {
    response_ = routed_answer(found_, request_);
    return;
  }
  response_ = call_handler(*row_, request_);
  try {
    finish_answer(*row_, request_, forms, response_);
  } catch (const std::exception& error) {
    base::log(base::LogLevel::error, "answer_failed",
              {{"request_id", std::string_view{request_.id}},
               {"path", row_->path},
               {"what", std::string_view{error.what()}}});
    response_ = plain_answer(500, request_.id);
  }
}

void Exchange::shed(std::chrono::nanoseconds queue_wait) {
  queue_wait_ = queue_wait;
  was_shed_ = true;
  response_ = plain_answer(503, request_.id);
  const auto seconds = context_.server.options.pool.retry_after.count();
  response_.headers.set("Retry-After", fmt::format_int{seconds}.str());
  if (row_ != nullptr && row_->cors == wire::Cors::any) {
    response_.headers.set("Access-Control-Allow-Origin", "*");
  }
}

void Exchange::refuse(int status) {
  keep_alive_ = false;
  response_ = plain_answer(status, request_.id);
}

void Exchange::fail() {
  base::log(base::LogLevel::error, "answer_not_sendable",
            {{"request_id", std::string_view{request_.id}},
             {"path", row_ == nullptr ? std::string_view{} : row_->path},
             {"status", static_cast<std::int64_t>(response_.status)}});
  response_ = plain_answer(500, request_.id);
}

bool Exchange::write(std::string& out, bool may_stay) {
  const auto& server = context_.server;
  HeadFrame frame;
  frame.date_line = context_.date.at(request_.received);
  frame.request_id = request_.id;
  frame.hsts_line = request_.secure ? std::string_view{server.hsts_line} : std::string_view{};
  frame.is_http_10 = is_http_10_;
  const auto has_body = [this] { return response_.status != 204 && response_.status != 304; };
  const auto set_framing = [&] {
    const bool streams = is_streaming() && has_body();
    frame.is_chunked = streams && !is_http_10_;
    frame.content_length =
        has_body() && !streams ? std::optional{response_.payload().size()} : std::nullopt;
    frame.keep_alive =
        keep_alive_ && may_stay && !context_.draining && !(streams && !frame.is_chunked);
  };
  set_framing();
  if (!append_head(out, response_, frame)) {
    fail();
    set_framing();
    const bool written = append_head(out, response_, frame);
    HAETAE_ASSERT(written);
  }
  large_body_ = {};
  if (is_streaming()) {
    begin_stream(frame.is_chunked, has_body() && request_.method != wire::Method::head);
    return frame.keep_alive;
  }
  if (has_body() && request_.method != wire::Method::head) {
    const auto body = response_.payload();
    sent_bytes_ = body.size();
    if (body.size() <= kCopiedBodyMax) {
      out.append(body);
    } else {
      large_body_ = body;
    }
  }
  return frame.keep_alive;
}

void Exchange::begin_stream(bool is_chunked, bool wanted) {
  is_chunked_ = is_chunked;
  is_first_piece_ = true;
  stream_failed_ = false;
  if (!wanted) {
    response_.stream.reset();
  }
}

void Exchange::make_piece() {
  piece_.clear();
  try {
    has_more_ = response_.stream->next(piece_);
  } catch (const std::exception& error) {
    stream_failed_ = true;
    base::log(base::LogLevel::error, "stream_failed",
              {{"request_id", std::string_view{request_.id}},
               {"path", row_ == nullptr ? std::string_view{} : row_->path},
               {"what", std::string_view{error.what()}}});
  }
}

std::optional<std::string_view> Exchange::take_piece(std::string& out) {
  if (stream_failed_) {
    return std::nullopt;
  }
  if (is_chunked_ && !piece_.empty()) {
    // The line end of a chunk leaves with the next one; an empty chunk would end the body.
    fmt::format_to(std::back_inserter(out), "{}{:x}\r\n", is_first_piece_ ? "" : "\r\n",
                   piece_.size());
    is_first_piece_ = false;
  }
  sent_bytes_ += piece_.size();
  return piece_;
}

void Exchange::end_stream(std::string& out) {
  response_.stream.reset();
  if (is_chunked_ && !stream_failed_) {
    out.append(is_first_piece_ ? "0\r\n\r\n" : "\r\n0\r\n\r\n");
  }
}

bool Exchange::book_body(std::optional<std::uint64_t> length) {
  const auto bytes = static_cast<std::size_t>(length.value_or(body_bytes_max()));
  if (bytes <= kUnbookedBodyMax) {
    return true;
  }
  auto& held = context_.server.large_bodies;
  if (held.fetch_add(bytes) + bytes > context_.server.options.limits.large_bodies_bytes_max) {
    held.fetch_sub(bytes);
    return false;
  }
  booked_bytes_ = bytes;
  return true;
}

void Exchange::release() {
  response_.stream.reset();
  if (booked_bytes_ > 0) {
    std::string{}.swap(request_.body);
    context_.server.large_bodies.fetch_sub(std::exchange(booked_bytes_, 0));
  }
  if (piece_.capacity() > 0) {
    std::string{}.swap(piece_);
  }
}

void Exchange::record() {
  const auto& server = context_.server;
  ended_ = server.clock.steady();
  if (server.observer == nullptr && !server.access_log) {
    return;
  }
  AccessRecord record;
  record.method = method_;
  if (row_ != nullptr) {
    record.path = row_->path;
    record.row = found_.row;
  }
  record.status = response_.status;
  record.bytes = sent_bytes_;
  record.received = request_.received;
  record.duration = ended_ - began_;
  record.queue_wait = queue_wait_;
  record.address = request_.address;
  record.request_id = request_.id;
  record.lane = lane();
  record.secure = request_.secure;
  if (server.observer != nullptr) {
    if (was_shed_) {
      server.observer->on_shed(record.lane);
    }
    server.observer->on_request(record);
  }
  if (server.access_log) {
    record.user_agent = request_.headers.get("User-Agent").value_or(std::string_view{});
    record.traceparent = valid_traceparent(request_.headers);
    server.access_log(record);
  }
}

}  // namespace haetae::http
