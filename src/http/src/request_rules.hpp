// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/wire/message.hpp"
#include "request_reader.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace haetae::http {

/// The Host that a connection sent last and what it came to: clients send the same one each time.
struct HostMemo {
  std::string sent;
  std::string host;
};

/// Fills method, path, query, host and headers of `request` from what was read, whose strings are
/// moved or copied from. Returns 0, or the status that refuses it:
/// 400 for a target or Host that breaks RFC 9112 §3.2, 414 for a long target, 501 for a method
/// that no row can have. The target may be a path, an absolute http(s) URI (its authority then
/// stands for Host), or `*` for OPTIONS, which gives the path "*".
[[nodiscard]] int fill_request(RequestHead& head, std::size_t target_bytes_max, HostMemo& memo,
                               wire::Request& request);

/// The value when it is a W3C Trace Context `traceparent` of version 00, otherwise empty.
[[nodiscard]] std::string_view valid_traceparent(const wire::Headers& headers);

}  // namespace haetae::http
