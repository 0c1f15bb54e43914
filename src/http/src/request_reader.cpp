// SPDX-License-Identifier: Apache-2.0
#include "request_reader.hpp"

#include "haetae/base/assert.hpp"
#include "plain_head.hpp"
#include "text.hpp"

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>
#include <utility>

namespace haetae::http {
namespace {

namespace beast_http = boost::beast::http;
using BeastText = boost::beast::string_view;
using ErrorCode = boost::beast::error_code;

/// No chunked body ends in less (RFC 9112 §7.1).
constexpr std::string_view kLastChunk = "0\r\n\r\n";

std::string_view view(BeastText text) {
  return {text.data(), text.size()};
}

/// Length of the head with its empty line, 0 when that has not come yet. `folded` tells whether a
/// line starts with white space, as a folded field does.
std::size_t head_length(std::string_view bytes, std::size_t from, bool& folded) {
  for (auto at = bytes.find('\n', from); at != std::string_view::npos;
       at = bytes.find('\n', at + 1)) {
    const auto rest = bytes.substr(at + 1);
    if (rest.starts_with("\r\n")) {
      return at + 3;
    }
    folded = folded || rest.starts_with(' ') || rest.starts_with('\t');
  }
  return 0;
}

/// Beast's state machine, with callbacks that fill a RequestHead and refuse what is ambiguous.
class Parser final : public beast_http::basic_parser<true> {
 public:
  Parser(RequestHead& head, std::string& body, std::size_t header_count_max)
      : head_(head), body_(body), header_count_max_(header_count_max) {
    header_limit(std::numeric_limits<std::uint32_t>::max());  // measured by the caller
    body_limit(std::numeric_limits<std::uint64_t>::max());    // counted below, by the row's limit
  }

  void set_body_max(std::size_t bytes) { body_max_ = bytes; }
  [[nodiscard]] int status() const { return status_; }

 private:
  void refuse(int status, ErrorCode& error) {
    status_ = status;
    error = beast_http::error::bad_field;
  }

  void on_request_impl(beast_http::verb, BeastText method, BeastText target, int version,
                       ErrorCode&) override {
    head_.method = view(method);
    head_.target = view(target);
    head_.is_http_10 = version == 10;
  }
  void on_response_impl(int, BeastText, int, ErrorCode& error) override { refuse(400, error); }

  void on_field_impl(beast_http::field field, BeastText name, BeastText value,
                     ErrorCode& error) override {
    if (++fields_ > header_count_max_) {
      return refuse(431, error);
    }
    if (is_header_done_) {
      return;  // a trailer field must not pass for a header
    }
    switch (field) {
      case beast_http::field::content_length:
        if (has_length_ || has_coding_ || !is_plain_number(view(value))) {
          return refuse(400, error);
        }
        has_length_ = true;
        break;
      case beast_http::field::transfer_encoding:
        if (has_length_ || has_coding_ || head_.is_http_10) {
          return refuse(400, error);
        }
        if (!wire::equal_no_case(view(value), "chunked")) {
          return refuse(501, error);
        }
        has_coding_ = true;
        break;
      case beast_http::field::expect:
        if (!wire::equal_no_case(view(value), "100-continue")) {
          return refuse(417, error);
        }
        head_.expects_continue = !head_.is_http_10;
        break;
      default:
        break;
    }
    head_.headers.add(view(name), view(value));
  }

  void on_header_impl(ErrorCode&) override { is_header_done_ = true; }
  void on_body_init_impl(boost::optional<std::uint64_t> const&, ErrorCode&) override {}
  std::size_t on_body_impl(BeastText bytes, ErrorCode& error) override {
    return append(bytes, error);
  }
  void on_chunk_header_impl(std::uint64_t size, BeastText extension, ErrorCode& error) override {
    // Chunks of one byte with long extensions cost more than the body that they carry.
    overhead_ += extension.size() + 8;
    if (size > body_max_ - body_.size() || overhead_ > body_max_ * 8 + 4096) {
      refuse(413, error);
    }
  }
  std::size_t on_chunk_body_impl(std::uint64_t, BeastText bytes, ErrorCode& error) override {
    return append(bytes, error);
  }
  void on_finish_impl(ErrorCode&) override {}

  std::size_t append(BeastText bytes, ErrorCode& error) {
    if (bytes.size() > body_max_ - body_.size()) {
      refuse(413, error);
      return 0;
    }
    body_.append(bytes.data(), bytes.size());
    return bytes.size();
  }

  static bool is_plain_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  }

  RequestHead& head_;
  std::string& body_;
  std::size_t header_count_max_;
  std::size_t fields_ = 0;
  std::size_t body_max_ = 0;
  std::size_t overhead_ = 0;
  int status_ = 0;
  bool is_header_done_ = false;
  bool has_length_ = false;
  bool has_coding_ = false;
};

}  // namespace

class RequestReader::Impl {
 public:
  explicit Impl(ReaderLimits limits) : limits_(limits) { next(); }

  Step read(std::string_view bytes, std::size_t& used) {
    used = 0;
    HAETAE_ASSERT(!is_plain_);
    return parser_->is_header_done() ? read_body(bytes, used) : read_head(bytes, used);
  }

  Step accept_body(std::size_t body_bytes_max) {
    if (is_plain_) {
      return Step::complete;
    }
    HAETAE_ASSERT(parser_->is_header_done());
    const auto length = parser_->content_length();
    if (length && *length > body_bytes_max) {
      return refuse(413);
    }
    parser_->set_body_max(body_bytes_max);
    if (length) {
      body_.reserve(std::min<std::size_t>(*length, kReserveMax));
    }
    return parser_->is_done() ? Step::complete : Step::need_more;
  }

  void next() {
    clear_head();
    if (body_.capacity() > kReserveMax) {
      body_ = std::string{};
    }
    body_.clear();
    if (!std::exchange(is_plain_, false)) {
      parser_.emplace(head_, body_, limits_.header_count_max);
    }
    searched_ = 0;
    folded_ = false;
  }

  RequestHead head_;
  std::string body_;
  int status_ = 0;

  [[nodiscard]] std::optional<std::uint64_t> content_length() const {
    if (is_plain_) {
      return std::nullopt;
    }
    const auto length = parser_->content_length();
    return length ? std::optional<std::uint64_t>{*length} : std::nullopt;
  }

 private:
  /// A client may announce much and send nothing.
  static constexpr std::size_t kReserveMax = 64 * 1024;

  Step refuse(int status) {
    status_ = status;
    return Step::refused;
  }

  void clear_head() {
    head_.method.clear();
    head_.target.clear();
    head_.is_http_10 = head_.keep_alive = head_.expects_continue = false;
    head_.headers.clear();
  }

  Step read_head(std::string_view bytes, std::size_t& used) {
    // An empty line before the request line is forgiven (RFC 9112 §2.2), once.
    const std::size_t blank = bytes.starts_with("\r\n") ? 2 : 0;
    const auto head = bytes.substr(blank);
    const auto length = head_length(head, searched_, folded_);
    if ((length == 0 ? head.size() : length) > limits_.head_bytes_max) {
      return refuse(431);
    }
    if (length == 0) {
      // The last bytes may be the beginning of the end: look at them again.
      searched_ = head.size() > 3 ? head.size() - 3 : 0;
      return Step::need_more;
    }
    if (limits_.plain_heads && !folded_ &&
        read_plain_head(head.substr(0, length), limits_.header_count_max, head_)) {
      is_plain_ = true;
      used = blank + length;
      return Step::head;
    }
    clear_head();
    ErrorCode error;
    const auto taken = parser_->put({head.data(), length}, error);
    if (error || folded_) {
      return refuse(status_of(error));
    }
    HAETAE_ASSERT(parser_->is_header_done() && taken == length);
    head_.keep_alive = parser_->keep_alive();
    used = blank + length;
    return Step::head;
  }

  Step read_body(std::string_view bytes, std::size_t& used) {
    while (!parser_->is_done() && used < bytes.size()) {
      // Boost 1.74 ends the process where it sees a last chunk again that is shorter than this.
      if (parser_->chunked() && bytes.size() - used < kLastChunk.size()) return Step::need_more;
      ErrorCode error;
      const auto taken = parser_->put({bytes.data() + used, bytes.size() - used}, error);
      used += taken;
      if (error == beast_http::error::need_more) {
        // What remains is a chunk header or trailer that has not come whole.
        return bytes.size() - used > limits_.head_bytes_max ? refuse(431) : Step::need_more;
      }
      if (error) {
        return refuse(status_of(error));
      }
    }
    return parser_->is_done() ? Step::complete : Step::need_more;
  }

  [[nodiscard]] int status_of(const ErrorCode& error) const {
    if (parser_->status() != 0) {
      return parser_->status();
    }
    return error == beast_http::error::bad_version ? 505 : 400;
  }

  ReaderLimits limits_;
  std::optional<Parser> parser_;
  std::size_t searched_ = 0;
  bool folded_ = false;
  /// The head that stands was plain; Beast's parser has seen nothing of the request.
  bool is_plain_ = false;
};

RequestReader::RequestReader(ReaderLimits limits) : impl_(std::make_unique<Impl>(limits)) {}
RequestReader::~RequestReader() = default;

RequestReader::Step RequestReader::read(std::string_view bytes, std::size_t& used) {
  return impl_->read(bytes, used);
}
RequestReader::Step RequestReader::accept_body(std::size_t body_bytes_max) {
  return impl_->accept_body(body_bytes_max);
}
void RequestReader::next() {
  impl_->next();
}
RequestHead& RequestReader::head() {
  return impl_->head_;
}
std::string& RequestReader::body() {
  return impl_->body_;
}
int RequestReader::status() const {
  return impl_->status_;
}
std::optional<std::uint64_t> RequestReader::content_length() const {
  return impl_->content_length();
}

}  // namespace haetae::http
