// SPDX-License-Identifier: Apache-2.0
#include "haetae/http/forwarded.hpp"

#include "text.hpp"

#include <algorithm>

namespace haetae::http {

bool ProxyOptions::trusts(const Address& address) const {
  return std::ranges::any_of(trusted,
                             [&](const AddressRange& range) { return range.contains(address); });
}

std::optional<std::string> parse_host(std::string_view text) {
  constexpr std::size_t kHostLengthMax = 253 + 6;
  if (text.empty() || text.size() > kHostLengthMax) {
    return std::nullopt;
  }
  std::string_view name = text;
  std::string_view port;
  bool has_port = false;
  if (text.front() == '[') {
    const auto close = text.find(']');
    if (close == std::string_view::npos || !Address::parse(text.substr(1, close - 1)) ||
        text.substr(1, close - 1).find(':') == std::string_view::npos) {
      return std::nullopt;
    }
    name = {};
    const auto rest = text.substr(close + 1);
    has_port = !rest.empty();
    if (has_port && rest.front() != ':') {
      return std::nullopt;
    }
    port = has_port ? rest.substr(1) : rest;
  } else {
    const auto colon = text.find(':');
    has_port = colon != std::string_view::npos;
    name = text.substr(0, colon);
    port = has_port ? text.substr(colon + 1) : std::string_view{};
    // What DNS names and IPv4 addresses are made of; '_' occurs in container networks.
    if (name.empty() || !std::ranges::all_of(name, [](char c) {
          return is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
        })) {
      return std::nullopt;
    }
  }
  if (has_port && !parse_port(port)) {
    return std::nullopt;
  }
  return wire::to_lower(text);
}

std::optional<Address> parse_node(std::string_view text) {
  if (!text.empty() && text.front() == '[') {
    const auto close = text.find(']');
    if (close == std::string_view::npos) {
      return std::nullopt;
    }
    const auto rest = text.substr(close + 1);
    if (!rest.empty() && (rest.front() != ':' || !parse_port(rest.substr(1)))) {
      return std::nullopt;
    }
    const auto inner = text.substr(1, close - 1);
    return inner.find(':') == std::string_view::npos ? std::nullopt : Address::parse(inner);
  }
  if (std::ranges::count(text, ':') == 1) {
    const auto colon = text.find(':');
    return parse_port(text.substr(colon + 1)) ? Address::parse(text.substr(0, colon))
                                              : std::nullopt;
  }
  return Address::parse(text);
}

namespace {

/// Reads one Forwarded value left to right; every method returns false on a break of grammar.
class ForwardedParser {
 public:
  explicit ForwardedParser(std::string_view text) : rest_(text) {}

  bool parse(std::vector<ForwardedElement>& elements) {
    for (;;) {
      if (elements.size() == kForwardedHopsMax || !parse_element(elements.emplace_back())) {
        return false;
      }
      if (rest_.empty()) {
        return true;
      }
      if (!take(',')) {
        return false;
      }
    }
  }

 private:
  bool parse_element(ForwardedElement& element) {
    bool has_for = false;
    bool has_proto = false;
    bool has_host = false;
    for (;;) {
      skip_blank();
      std::string name;
      std::string value;
      if (!parse_pair(name, value)) {
        return false;
      }
      if (name == "for") {
        if (!store(element.for_node, has_for, std::move(value))) return false;
      } else if (name == "proto") {
        if (!store(element.proto, has_proto, wire::to_lower(value))) return false;
      } else if (name == "host") {
        if (!store(element.host, has_host, std::move(value))) return false;
      }
      skip_blank();
      if (!take(';')) {
        return true;
      }
    }
  }

  static bool store(std::string& slot, bool& taken, std::string value) {
    if (taken) {
      return false;
    }
    taken = true;
    slot = std::move(value);
    return true;
  }

  bool parse_pair(std::string& name, std::string& value) {
    const auto token = take_token();
    if (token.empty() || !take('=')) {
      return false;
    }
    name = wire::to_lower(token);
    if (take('"')) {
      return parse_quoted(value);
    }
    const auto plain = take_token();
    value = plain;
    return !plain.empty();
  }

  bool parse_quoted(std::string& value) {
    while (!rest_.empty()) {
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') {
        return true;
      }
      if (c == '\\') {
        if (rest_.empty()) {
          return false;
        }
        c = rest_.front();
        rest_.remove_prefix(1);
      }
      if (is_control(c)) {
        return false;
      }
      value.push_back(c);
    }
    return false;
  }

  std::string_view take_token() {
    std::size_t length = 0;
    while (length < rest_.size() && is_token_char(rest_[length])) {
      ++length;
    }
    const auto token = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return token;
  }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) {
      return false;
    }
    rest_.remove_prefix(1);
    return true;
  }

  void skip_blank() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) {
      rest_.remove_prefix(1);
    }
  }

  std::string_view rest_;
};

/// The fields of that name as one list, in order (RFC 9110 §5.3).
std::string joined(const wire::Headers& headers, std::string_view name) {
  std::string list;
  for (const auto& field : headers.fields()) {
    if (wire::equal_no_case(field.name, name)) {
      list.append(list.empty() ? "" : ",").append(field.value);
    }
  }
  return list;
}

/// The last kForwardedHopsMax items of a comma list, the rightmost first, trimmed.
std::vector<std::string_view> from_right(std::string_view list) {
  std::vector<std::string_view> items;
  while (!list.empty() && items.size() < kForwardedHopsMax) {
    const auto comma = list.rfind(',');
    items.push_back(wire::trim(comma == std::string_view::npos ? list : list.substr(comma + 1)));
    list = comma == std::string_view::npos ? std::string_view{} : list.substr(0, comma);
  }
  return items;
}

void apply_proto(ClientView& client, std::string_view proto) {
  if (wire::equal_no_case(proto, "https")) {
    client.secure = true;
  } else if (wire::equal_no_case(proto, "http")) {
    client.secure = false;
  }
}

/// The value that belongs to hop `hop` when the list has one for each hop, else the nearest
/// proxy's, which is the only one that a client cannot have planted.
std::string_view value_at(const std::vector<std::string_view>& values, std::size_t hop,
                          std::size_t hops) {
  return values.size() == hops ? values[hop] : values.front();
}

void walk_x_forwarded(const ProxyOptions& proxies, const wire::Headers& headers,
                      ClientView& client) {
  const auto chain = joined(headers, "X-Forwarded-For");
  const auto nodes = from_right(chain);
  std::size_t hop = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto address = parse_node(nodes[i]);
    if (!address) {
      break;
    }
    client.address = *address;
    hop = i;
    if (!proxies.trusts(*address)) {
      break;
    }
  }
  const auto proto_list = joined(headers, "X-Forwarded-Proto");
  if (const auto protos = from_right(proto_list); !protos.empty()) {
    apply_proto(client, value_at(protos, hop, nodes.size()));
  }
  const auto host_list = joined(headers, "X-Forwarded-Host");
  if (const auto hosts = from_right(host_list); !hosts.empty()) {
    client.host = parse_host(value_at(hosts, hop, nodes.size()));
  }
}

void walk_forwarded(const ProxyOptions& proxies, const wire::Headers& headers, ClientView& client) {
  const auto elements = parse_forwarded(joined(headers, "Forwarded"));
  if (!elements) {
    return;
  }
  for (auto element = elements->rbegin(); element != elements->rend(); ++element) {
    // The proxy that wrote this element is trusted: it is the peer, or the hop before.
    apply_proto(client, element->proto);
    if (auto host = parse_host(element->host)) {
      client.host = std::move(host);
    }
    const auto address = parse_node(element->for_node);
    if (!address) {
      return;
    }
    client.address = *address;
    if (!proxies.trusts(*address)) {
      return;
    }
  }
}

}  // namespace

std::optional<std::vector<ForwardedElement>> parse_forwarded(std::string_view text) {
  std::vector<ForwardedElement> elements;
  if (!ForwardedParser{text}.parse(elements)) {
    return std::nullopt;
  }
  return elements;
}

ClientView resolve_client(const ProxyOptions& proxies, const Address& peer, bool peer_secure,
                          const wire::Headers& headers) {
  ClientView client{.address = peer, .secure = peer_secure, .host = std::nullopt};
  if (!proxies.trusts(peer)) {
    return client;
  }
  if (proxies.header == ForwardedBy::forwarded) {
    walk_forwarded(proxies, headers, client);
  } else {
    walk_x_forwarded(proxies, headers, client);
  }
  return client;
}

}  // namespace haetae::http
