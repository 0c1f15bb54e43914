// SPDX-License-Identifier: Apache-2.0
#include "request_rules.hpp"

#include "haetae/http/forwarded.hpp"
#include "text.hpp"

#include <algorithm>

namespace haetae::http {
namespace {

/// Visible ASCII but for what no URI may hold raw. In a query bytes above 0x7f are let through:
/// old clients send UTF-8 unescaped, and the form reader keeps bytes.
bool is_path_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte < 0x7f && c != '#' && c != '"' && c != '<' && c != '>';
}
bool is_query_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte != 0x7f && c != '#';
}

bool fill_target(std::string_view target, wire::Request& request) {
  const auto mark = target.find('?');
  const auto path = target.substr(0, mark);
  const auto query = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
  if (path.empty() || path.front() != '/' || !std::ranges::all_of(path, is_path_char) ||
      !std::ranges::all_of(query, is_query_char)) {
    return false;
  }
  request.path = path;
  request.query = query;
  return true;
}

/// Splits `http://host/path`. False when `target` is no such thing.
bool split_absolute(std::string_view& target, std::string_view& authority) {
  const auto scheme_end = target.find("://");
  if (scheme_end == std::string_view::npos) {
    return false;
  }
  const auto scheme = target.substr(0, scheme_end);
  if (!wire::equal_no_case(scheme, "http") && !wire::equal_no_case(scheme, "https")) {
    return false;
  }
  const auto rest = target.substr(scheme_end + 3);
  const auto path = rest.find_first_of("/?");
  authority = rest.substr(0, path);
  target = path == std::string_view::npos ? std::string_view{"/"} : rest.substr(path);
  return true;
}

bool fill_host(const RequestHead& head, std::string_view authority, HostMemo& memo,
               wire::Request& request) {
  std::optional<std::string_view> sent;
  for (const auto& field : head.headers.fields()) {
    if (wire::equal_no_case(field.name, "Host")) {
      if (sent) {
        return false;
      }
      sent = field.value;
    }
  }
  if (!sent) {
    request.host.clear();
    if (!head.is_http_10) {
      return false;
    }
  } else {
    if (memo.host.empty() || memo.sent != *sent) {
      auto valid = parse_host(*sent);
      if (!valid) {
        return false;
      }
      memo = {std::string{*sent}, *std::move(valid)};
    }
    request.host = memo.host;
  }
  // Host is checked even where the authority of the target wins (RFC 9112 §3.2.2).
  if (authority.data() != nullptr) {
    auto valid = parse_host(authority);
    if (!valid) {
      return false;
    }
    request.host = *std::move(valid);
  }
  return true;
}

}  // namespace

int fill_request(RequestHead& head, std::size_t target_bytes_max, HostMemo& memo,
                 wire::Request& request) {
  const auto method = wire::method_from_text(head.method);
  if (!method) {
    return 501;
  }
  request.method = *method;
  std::string_view target = head.target;
  if (target.size() > target_bytes_max) {
    return 414;
  }
  std::string_view authority;
  if (target == "*" && *method == wire::Method::options) {
    request.path = target;
    request.query.clear();
  } else {
    if (!target.starts_with('/') && !split_absolute(target, authority)) {
      return 400;
    }
    if (target.starts_with('?')) {
      request.path = "/";
      if (!std::ranges::all_of(target, is_query_char)) {
        return 400;
      }
      request.query = target.substr(1);
    } else if (!fill_target(target, request)) {
      return 400;
    }
  }
  if (!fill_host(head, authority, memo, request)) {
    return 400;
  }
  std::swap(request.headers, head.headers);
  return 0;
}

std::string_view valid_traceparent(const wire::Headers& headers) {
  const auto value = headers.get("traceparent");
  // 00-<32 hex>-<16 hex>-<2 hex>
  constexpr std::size_t kTraceparent = 55;
  if (!value || value->size() != kTraceparent || !value->starts_with("00-")) {
    return {};
  }
  const auto is_lower_hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  for (std::size_t i = 3; i < kTraceparent; ++i) {
    const bool dash = i == 35 || i == 52;
    if (dash ? (*value)[i] != '-' : !is_lower_hex((*value)[i])) {
      return {};
    }
  }
  return *value;
}

}  // namespace haetae::http
