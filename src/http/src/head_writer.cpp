// SPDX-License-Identifier: Apache-2.0
#include "head_writer.hpp"

#include "haetae/base/assert.hpp"
#include "haetae/base/time_text.hpp"
#include "text.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/format.h>

namespace haetae::http {
namespace {

struct Reason {
  int status;
  std::string_view line;  ///< the whole status line
};

constexpr std::string_view kVersion = "HTTP/1.1 ";
constexpr std::array kReasons = {
    Reason{200, "HTTP/1.1 200 OK\r\n"},
    Reason{201, "HTTP/1.1 201 Created\r\n"},
    Reason{202, "HTTP/1.1 202 Accepted\r\n"},
    Reason{204, "HTTP/1.1 204 No Content\r\n"},
    Reason{206, "HTTP/1.1 206 Partial Content\r\n"},
    Reason{301, "HTTP/1.1 301 Moved Permanently\r\n"},
    Reason{302, "HTTP/1.1 302 Found\r\n"},
    Reason{303, "HTTP/1.1 303 See Other\r\n"},
    Reason{304, "HTTP/1.1 304 Not Modified\r\n"},
    Reason{307, "HTTP/1.1 307 Temporary Redirect\r\n"},
    Reason{308, "HTTP/1.1 308 Permanent Redirect\r\n"},
    Reason{400, "HTTP/1.1 400 Bad Request\r\n"},
    Reason{401, "HTTP/1.1 401 Unauthorized\r\n"},
    Reason{403, "HTTP/1.1 403 Forbidden\r\n"},
    Reason{404, "HTTP/1.1 404 Not Found\r\n"},
    Reason{405, "HTTP/1.1 405 Method Not Allowed\r\n"},
    Reason{406, "HTTP/1.1 406 Not Acceptable\r\n"},
    Reason{408, "HTTP/1.1 408 Request Timeout\r\n"},
    Reason{409, "HTTP/1.1 409 Conflict\r\n"},
    Reason{410, "HTTP/1.1 410 Gone\r\n"},
    Reason{411, "HTTP/1.1 411 Length Required\r\n"},
    Reason{412, "HTTP/1.1 412 Precondition Failed\r\n"},
    Reason{413, "HTTP/1.1 413 Content Too Large\r\n"},
    Reason{414, "HTTP/1.1 414 URI Too Long\r\n"},
    Reason{415, "HTTP/1.1 415 Unsupported Media Type\r\n"},
    Reason{417, "HTTP/1.1 417 Expectation Failed\r\n"},
    Reason{422, "HTTP/1.1 422 Unprocessable Content\r\n"},
    Reason{428, "HTTP/1.1 428 Precondition Required\r\n"},
    Reason{429, "HTTP/1.1 429 Too Many Requests\r\n"},
    Reason{431, "HTTP/1.1 431 Request Header Fields Too Large\r\n"},
    Reason{500, "HTTP/1.1 500 Internal Server Error\r\n"},
    Reason{501, "HTTP/1.1 501 Not Implemented\r\n"},
    Reason{502, "HTTP/1.1 502 Bad Gateway\r\n"},
    Reason{503, "HTTP/1.1 503 Service Unavailable\r\n"},
    Reason{504, "HTTP/1.1 504 Gateway Timeout\r\n"},
    Reason{505, "HTTP/1.1 505 HTTP Version Not Supported\r\n"},
};
static_assert(std::ranges::is_sorted(kReasons, {}, &Reason::status));

const Reason* find_reason(int status) {
  const auto* const found = std::ranges::lower_bound(kReasons, status, {}, &Reason::status);
  return found != kReasons.end() && found->status == status ? found : nullptr;
}

constexpr auto kTokenTable = [] {
  std::array<bool, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = i < 0x80 && is_token_char(static_cast<char>(i));
  }
  return table;
}();

bool is_sendable(const wire::Headers::Field& field) {
  bool good = !field.name.empty();
  for (const char c : field.name) {
    good = good && kTokenTable[static_cast<unsigned char>(c)];
  }
  // A TAB is the one control character that a value may hold.
  auto at = wire::find_control(field.value);
  while (at < field.value.size() && field.value[at] == '\t') {
    at = wire::find_control(field.value, at + 1);
  }
  return good && at == field.value.size();
}

constexpr std::array<std::string_view, 7> kOwn = {
    "Date",       "Content-Length", "Transfer-Encoding",     "Connection",
    "Keep-Alive", "X-Request-Id",   "X-Content-Type-Options"};
/// A bit for each length that an own name has, since most names are told by theirs.
constexpr auto kOwnLengths = [] {
  std::uint32_t lengths = 0;
  for (const auto own : kOwn)
    lengths |= 1U << own.size();
  return lengths;
}();

bool is_own(std::string_view name) {
  if (name.size() >= 32 || (kOwnLengths >> name.size() & 1U) == 0) return false;
  return std::ranges::any_of(kOwn,
                             [&](std::string_view own) { return wire::equal_no_case(own, name); });
}

/// Decimal digits without an allocation.
class Digits {
 public:
  explicit Digits(std::size_t value)
      : end_(std::to_chars(digits_.data(), digits_.data() + digits_.size(), value).ptr) {}
  [[nodiscard]] std::string_view text() const { return {digits_.data(), end_}; }

 private:
  std::array<char, 20> digits_;
  const char* end_;
};

/// Copies pieces into room that was measured before.
class Filler {
 public:
  explicit Filler(char* to) : to_(to) {}
  void put(std::string_view piece) {
    if (!piece.empty()) std::memcpy(to_, piece.data(), piece.size());
    to_ += piece.size();
  }
  [[nodiscard]] const char* end() const { return to_; }

 private:
  char* to_;
};

constexpr std::string_view kLength = "Content-Length: ";
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kChunked = "Transfer-Encoding: chunked\r\n";
constexpr std::string_view kClose = "Connection: close\r\n";
constexpr std::string_view kKeepAlive = "Connection: keep-alive\r\n";
constexpr std::string_view kReferrerPolicy = "Referrer-Policy: same-origin\r\n";
constexpr std::string_view kTail = "X-Content-Type-Options: nosniff\r\nX-Request-Id: ";
constexpr std::string_view kHeadEnd = "\r\n\r\n";

std::string_view connection_line(const HeadFrame& frame) {
  if (!frame.keep_alive) return kClose;
  return frame.is_http_10 ? kKeepAlive : std::string_view{};
}

}  // namespace

std::string_view DateLine::at(base::Instant now) {
  const auto second = std::chrono::floor<base::Seconds>(now.time_since_epoch());
  if (second != second_) {
    second_ = second;
    line_ = "Date: " + base::to_http_date(now) + "\r\n";
  }
  return line_;
}

std::string_view reason_of(int status) {
  const auto* const reason = find_reason(status);
  if (reason == nullptr) {
    return "Unknown";
  }
  const auto skipped = kVersion.size() + 4;
  return reason->line.substr(skipped, reason->line.size() - skipped - 2);
}

bool append_head(std::string& out, const wire::Response& response, const HeadFrame& frame) {
  if (response.status < 200 || response.status > 599) {
    return false;
  }
  bool has_referrer_policy = false;
  std::size_t fields_length = 0;
  for (const auto field : response.headers.fields()) {
    if (!is_sendable(field)) {
      return false;
    }
    has_referrer_policy = has_referrer_policy || wire::equal_no_case(field.name, "Referrer-Policy");
    fields_length += field.name.size() + field.value.size() + 4;
  }
  const auto* const reason = find_reason(response.status);
  const auto unnamed = reason == nullptr
                           ? fmt::format("{}{} Unknown\r\n", kVersion, response.status)
                           : std::string{};
  const auto status_line = reason == nullptr ? std::string_view{unnamed} : reason->line;
  const auto connection = connection_line(frame);
  const auto policy = has_referrer_policy ? std::string_view{} : kReferrerPolicy;
  const auto framing = frame.is_chunked ? kChunked : std::string_view{};
  const Digits length{frame.content_length.value_or(0)};

  const auto start = out.size();
  out.resize(start + status_line.size() + frame.date_line.size() + fields_length + kLength.size() +
             length.text().size() + kLineEnd.size() + framing.size() + connection.size() +
             frame.hsts_line.size() + policy.size() + kTail.size() + frame.request_id.size() +
             kHeadEnd.size());
  Filler filler{out.data() + start};
  filler.put(status_line);
  filler.put(frame.date_line);
  for (const auto& field : response.headers.fields()) {
    if (is_own(field.name)) {
      continue;
    }
    filler.put(field.name);
    filler.put(": ");
    filler.put(field.value);
    filler.put(kLineEnd);
  }
  if (frame.content_length) {
    filler.put(kLength);
    filler.put(length.text());
    filler.put(kLineEnd);
  }
  filler.put(framing);
  filler.put(connection);
  filler.put(frame.hsts_line);
  filler.put(policy);
  filler.put(kTail);
  filler.put(frame.request_id);
  filler.put(kHeadEnd);
  // Less than measured where fields were dropped.
  const auto written = static_cast<std::size_t>(filler.end() - out.data());
  HAETAE_ASSERT(written <= out.size());
  out.resize(written);
  return true;
}

}  // namespace haetae::http
