// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/wire/headers.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace haetae::http {

/// The head of a request as it stood on the wire, after the framing rules.
struct RequestHead {
  std::string method;
  std::string target;
  bool is_http_10 = false;
  bool keep_alive = false;
  /// `Expect: 100-continue`: the client waits before it sends the body.
  bool expects_continue = false;
  wire::Headers headers;
};

struct ReaderLimits {
  std::size_t head_bytes_max = 16 * 1024;
  std::size_t header_count_max = 64;
  /// False: Beast's parser alone reads, so that a test can compare.
  bool plain_heads = true;
};

/// Takes one request after another from a stream of bytes: Beast's parser (RFC 9112) behind
/// stricter rules, for what two servers could read in two ways (request smuggling) is refused:
/// a transfer coding other than one `chunked`, a transfer coding beside a Content-Length or in
/// HTTP/1.0, a repeated or listed Content-Length, folded lines. Trailer fields are dropped. Heads
/// that frame no body are read by plain_head.hpp, which is quicker and takes nothing that Beast
/// would not.
class RequestReader {
 public:
  enum class Step {
    need_more,  ///< everything usable was used; come back with more bytes behind the unused ones
    head,       ///< head() stands; call accept_body before anything else
    complete,   ///< head() and body() stand; call next() before the following request
    refused,    ///< answer status() and close: where the next request begins is not known
  };

  explicit RequestReader(ReaderLimits limits);
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;
  ~RequestReader();

  /// Reads from the start of `bytes`, and tells in `used` how many are done with.
  [[nodiscard]] Step read(std::string_view bytes, std::size_t& used);
  /// After Step::head: the longest body that the row takes. `complete` when there is no body,
  /// `refused` with 413 when the announced length is over it, else `need_more`.
  [[nodiscard]] Step accept_body(std::size_t body_bytes_max);
  /// Forgets the request, keeps the memory.
  void next();

  [[nodiscard]] RequestHead& head();
  [[nodiscard]] std::string& body();
  /// Of a refusal: 400, 413, 417, 431, 501 or 505.
  [[nodiscard]] int status() const;
  /// Announced by Content-Length; absent for chunked bodies and none.
  [[nodiscard]] std::optional<std::uint64_t> content_length() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace haetae::http
