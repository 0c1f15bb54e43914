// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/artifact_pull.hpp"

#include <charconv>

namespace haetae::intake {
namespace {

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<FetchHead> fetch_head(long status, std::string_view content_range,
                                    std::optional<std::uint64_t> length, std::string_view etag) {
  FetchHead head;
  // If-Range wants a strong tag (RFC 9110 §13.1.5).
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') head.tag = etag;
  if (status == 200) {
    head.total = length;
    return head;
  }
  // "bytes 100-199/200" (RFC 9110 §14.4).
  constexpr std::string_view kUnit = "bytes ";
  if (status != 206 || content_range.substr(0, kUnit.size()) != kUnit) return std::nullopt;
  content_range.remove_prefix(kUnit.size());
  const std::size_t dash = content_range.find('-'), slash = content_range.find('/');
  if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash) {
    return std::nullopt;
  }
  const auto first = number(content_range.substr(0, dash));
  const auto last = number(content_range.substr(dash + 1, slash - dash - 1));
  const std::string_view total = content_range.substr(slash + 1);
  if (!first || !last || *last < *first) return std::nullopt;
  head.from = *first;
  if (total != "*") {
    head.total = number(total);
    if (!head.total || *last >= *head.total) return std::nullopt;
  }
  return head;
}

}  // namespace haetae::intake
