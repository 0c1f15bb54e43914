// SPDX-License-Identifier: Apache-2.0
// What the drills' mail server reads: SMTP and mails.
#include "haetae/drill/mailbox.hpp"
#include "haetae/wire/base64url.hpp"
#include "haetae/wire/headers.hpp"

#include <algorithm>

namespace haetae::drill {
namespace {

constexpr std::size_t kDigits = 6;

std::string_view between(std::string_view text, std::string_view start, std::string_view end) {
  const std::size_t at = text.find(start);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + start.size());
  return text.substr(0, text.find(end));
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// The first run of exactly six digits.
std::string_view six_digits(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (!is_digit(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && is_digit(text[end]))
      ++end;
    if (end - at == kDigits) return text.substr(at, kDigits);
    at = end;
  }
  return {};
}

}  // namespace

std::optional<MailedCodeText> find_code(std::string_view mail) {
  const std::string_view to = between(mail, "\r\nTo: ", "\r\n");
  const std::string_view part = between(mail, "Content-Type: text/plain;", "\r\n--");
  const std::size_t start = part.find("\r\n\r\n");
  if (to.empty() || start == std::string_view::npos) return std::nullopt;
  std::string encoded{part.substr(start)};
  std::erase_if(encoded, [](char c) { return c == '\r' || c == '\n'; });
  const auto text = wire::base64_decode(encoded);
  if (!text) return std::nullopt;
  const std::string_view code =
      six_digits({reinterpret_cast<const char*>(text->data()), text->size()});
  if (code.empty()) return std::nullopt;
  return MailedCodeText{std::string{to}, std::string{code}};
}

std::string SmtpSession::take(std::string_view bytes, std::vector<std::string>& mails) {
  buffer_ += bytes;
  std::string out;
  while (!over_) {
    constexpr std::string_view kEnd = "\r\n.\r\n";
    const std::size_t end = buffer_.find(in_data_ ? kEnd : std::string_view{"\r\n"});
    if (end == std::string::npos) break;
    if (in_data_) {
      mails.push_back(buffer_.substr(0, end));
      buffer_.erase(0, end + kEnd.size());
      in_data_ = false;
      out += "250 taken\r\n";
    } else {
      const std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 2);
      out += answer(line);
    }
  }
  if (buffer_.size() > kBytesMax) {
    over_ = true;
    out += "552 too much\r\n";
  }
  return out;
}

std::string SmtpSession::answer(std::string_view line) {
  const std::string_view verb = line.substr(0, 4);
  const auto is = [&](std::string_view word) { return wire::equal_no_case(verb, word); };
  if (is("EHLO") || is("HELO")) return "250 drill\r\n";
  if (is("MAIL") || is("RCPT") || is("RSET") || is("NOOP")) return "250 well\r\n";
  if (is("DATA")) {
    in_data_ = true;
    return "354 go on\r\n";
  }
  if (is("QUIT")) {
    over_ = true;
    return "221 good-bye\r\n";
  }
  return "502 not here\r\n";
}

}  // namespace haetae::drill
