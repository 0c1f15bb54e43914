// SPDX-License-Identifier: Apache-2.0
#include "haetae/drill/reply.hpp"

#include "haetae/wire/headers.hpp"

#include <charconv>

namespace haetae::drill {
namespace {

constexpr std::string_view kVersion = "HTTP/1.1 ";

}  // namespace

std::optional<std::string_view> Reply::header(std::string_view name) const {
  std::size_t at = head.find("\r\n");
  while (at != std::string_view::npos) {
    at += 2;
    const std::size_t end = head.find("\r\n", at);
    const std::string_view line = head.substr(at, end - at);
    if (line.size() > name.size() && line[name.size()] == ':' &&
        wire::equal_no_case(line.substr(0, name.size()), name)) {
      std::string_view value = line.substr(name.size() + 1);
      while (!value.empty() && value.front() == ' ')
        value.remove_prefix(1);
      return value;
    }
    at = end;
  }
  return std::nullopt;
}

bool Reply::closes() const {
  const auto connection = header("Connection");
  return connection && wire::equal_no_case(*connection, "close");
}

ParsedReply parse_reply(std::string_view buffer) {
  const auto malformed = ParsedReply{ReplyState::malformed, {}, 0};
  const std::size_t end = buffer.find("\r\n\r\n");
  if (end == std::string_view::npos) return {};
  ParsedReply parsed;
  Reply& reply = parsed.reply;
  reply.head = buffer.substr(0, end);
  if (!reply.head.starts_with(kVersion) || reply.head.size() < kVersion.size() + 3) {
    return malformed;
  }
  const char* digits = reply.head.data() + kVersion.size();
  if (std::from_chars(digits, digits + 3, reply.status).ptr != digits + 3) return malformed;
  std::size_t length = 0;
  if (const auto text = reply.header("Content-Length")) {
    if (std::from_chars(text->data(), text->data() + text->size(), length).ptr !=
        text->data() + text->size()) {
      return malformed;
    }
  } else if (reply.status != 204 && reply.status != 304) {
    return malformed;
  }
  const std::size_t start = end + 4;
  if (buffer.size() - start < length) return {};
  reply.body = buffer.substr(start, length);
  parsed.state = ReplyState::complete;
  parsed.length = start + length;
  return parsed;
}

}  // namespace haetae::drill
