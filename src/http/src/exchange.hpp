// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "context.hpp"
#include "haetae/http/address.hpp"
#include "haetae/wire/message.hpp"
#include "request_reader.hpp"
#include "request_rules.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace haetae::http {

/// One request and its answer, from the head to the bytes to send; knows no socket. A connection
/// keeps one and uses it again for each request. Used by one thread at a time: by the I/O thread,
/// and by a pool worker during run() of a blocking row.
class Exchange {
 public:
  Exchange(ThreadContext& context, const Address& peer, bool is_tls);
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  ~Exchange() { release(); }

  /// The first bytes of a request are there.
  void begin();
  /// Checks and routes a head. Returns 0 or the status to refuse it with.
  [[nodiscard]] int take_head(RequestHead& head);
  /// The longest body that the row takes; when no row fits, what is read and dropped for a tidy
  /// 404 on a connection that goes on.
  [[nodiscard]] std::size_t body_bytes_max() const;
  void take_body(std::string& body) { request_.body.swap(body); }

  [[nodiscard]] bool is_blocking() const;
  [[nodiscard]] wire::Lane lane() const;
  /// Makes the answer. Does not throw.
  void run(BodyForms& forms, std::chrono::nanoseconds queue_wait);
  /// Makes the answer of a request that is not run: overload.
  void shed(std::chrono::nanoseconds queue_wait);
  /// Makes the answer to what is no proper request, or came too slowly. The connection ends.
  void refuse(int status);

  /// Appends the head, and a body of modest length, to `out`; a longer one stays in large_body().
  /// `may_stay` tells whether the connection may serve another request; returns whether it will.
  bool write(std::string& out, bool may_stay);
  [[nodiscard]] std::string_view large_body() const { return large_body_; }

  /// Whether pieces follow what write() wrote: make_piece() on the pool, then take_piece().
  [[nodiscard]] bool is_streaming() const { return response_.stream != nullptr; }
  /// Does not throw.
  void make_piece();
  /// Appends the frame of the piece to `out` and returns the piece, which leaves behind it; nothing
  /// when the stream broke off.
  [[nodiscard]] std::optional<std::string_view> take_piece(std::string& out);
  [[nodiscard]] bool has_more_pieces() const { return has_more_; }
  void break_stream() { stream_failed_ = true; }
  /// Lets go of the stream; the end of the body goes to `out` when it is whole.
  void end_stream(std::string& out);

  /// Books a body of that length (of the row's limit when unknown) with the server before it is
  /// read; false when the large bodies held at once would be too many bytes.
  [[nodiscard]] bool book_body(std::optional<std::uint64_t> length);
  /// Lets go of what is large, once the answer is written.
  void release();

  /// Tells access log and metrics, once the answer is written.
  void record();
  /// When record() was called last; on the steady clock.
  [[nodiscard]] std::chrono::nanoseconds ended() const { return ended_; }

 private:
  void fail();
  void begin_stream(bool is_chunked, bool wanted);

  ThreadContext& context_;
  const Address peer_;
  const std::string peer_text_;
  /// The client that a trusted proxy named last, mostly the one that it names next.
  Address told_;
  std::string told_text_;
  const bool is_tls_;
  HostMemo host_memo_;
  wire::Request request_;
  wire::Response response_;
  std::string_view method_;
  std::string_view large_body_;
  Router::Found found_;
  const wire::Endpoint* row_ = nullptr;
  std::chrono::nanoseconds began_{0};
  std::chrono::nanoseconds ended_{0};
  std::chrono::nanoseconds queue_wait_{0};
  std::size_t sent_bytes_ = 0;
  bool keep_alive_ = false;
  bool is_http_10_ = false;
  bool was_shed_ = false;
  std::string piece_;
  std::size_t booked_bytes_ = 0;
  bool has_more_ = false;
  bool is_chunked_ = false;
  bool is_first_piece_ = false;
  bool stream_failed_ = false;
};

}  // namespace haetae::http
