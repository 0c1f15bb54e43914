// SPDX-License-Identifier: Apache-2.0
#include "head_writer.hpp"

#include "haetae/base/time_text.hpp"
#include "text.hpp"

#include <algorithm>
#include <array>

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
  const bool token = std::ranges::all_of(
      field.name, [](char c) { return kTokenTable[static_cast<unsigned char>(c)]; });
  return token && !field.name.empty() && std::ranges::none_of(field.value, is_control);
}

bool is_own(std::string_view name) {
  constexpr std::array<std::string_view, 7> kOwn = {
      "Date",       "Content-Length", "Transfer-Encoding",     "Connection",
      "Keep-Alive", "X-Request-Id",   "X-Content-Type-Options"};
  return std::ranges::any_of(kOwn, [&](std::string_view own) {
    return own.size() == name.size() && wire::equal_no_case(own, name);
  });
}

void append_number(std::string& out, std::size_t value) {
  std::array<char, 20> digits;
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), result.ptr);
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
  if (response.status < 200 || response.status > 599 ||
      !std::ranges::all_of(response.headers.fields(), is_sendable)) {
    return false;
  }
  if (const auto* const reason = find_reason(response.status)) {
    out.append(reason->line);
  } else {
    out.append(kVersion);
    append_number(out, static_cast<std::size_t>(response.status));
    out.append(" Unknown\r\n");
  }
  out.append(frame.date_line);
  bool has_referrer_policy = false;
  for (const auto& field : response.headers.fields()) {
    if (is_own(field.name)) {
      continue;
    }
    has_referrer_policy = has_referrer_policy || wire::equal_no_case(field.name, "Referrer-Policy");
    out.append(field.name).append(": ").append(field.value).append("\r\n");
  }
  if (frame.content_length) {
    out.append("Content-Length: ");
    append_number(out, *frame.content_length);
    out.append("\r\n");
  }
  if (!frame.keep_alive) {
    out.append("Connection: close\r\n");
  } else if (frame.is_http_10) {
    out.append("Connection: keep-alive\r\n");
  }
  out.append(frame.hsts_line);
  if (!has_referrer_policy) {
    out.append("Referrer-Policy: same-origin\r\n");
  }
  out.append("X-Content-Type-Options: nosniff\r\nX-Request-Id: ");
  out.append(frame.request_id).append("\r\n\r\n");
  return true;
}

}  // namespace haetae::http
