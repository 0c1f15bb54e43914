// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace haetae::drill {

/// One answer, as views into the buffer that it was read into.
struct Reply {
  int status = 0;
  std::string_view head;  ///< status line and header lines, without the empty line
  std::string_view body;

  /// First value of a header; `name` in any case.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const;
  /// Whether the server closes the connection behind this answer.
  [[nodiscard]] bool closes() const;
};

enum class ReplyState { incomplete, complete, malformed };

struct ParsedReply {
  ReplyState state = ReplyState::incomplete;
  Reply reply;
  std::size_t length = 0;  ///< bytes of the buffer that the answer took
};

/// Reads one HTTP/1.1 answer from the front of `buffer`. Only what the servers under load send:
/// Content-Length, never chunked, which is malformed here.
[[nodiscard]] ParsedReply parse_reply(std::string_view buffer);

}  // namespace haetae::drill
