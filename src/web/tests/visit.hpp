// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/wire/json.hpp"
#include "web_world.hpp"

#include <map>
#include <string>

namespace haetae::web::test {

/// One browser: keeps cookies, sends forms with the token of the page it saw last.
class Visit {
 public:
  explicit Visit(World& world) : rows_(world.rows()) {}

  wire::Response get(std::string_view path, std::string_view accept = "text/html") {
    wire::Request request = ask(wire::Method::get, path);
    request.headers.set("Accept", accept);
    return send(request);
  }
  wire::Response post(std::string_view path, wire::Form form) {
    if (!form.get("csrf")) form.add("csrf", csrf);
    return post_body(path, "application/x-www-form-urlencoded", form.to_text());
  }
  wire::Response post_json(std::string_view path, wire::Json body) {
    return post_body(path, "application/json", body.to_text());
  }
  wire::Response post_body(std::string_view path, std::string_view type, std::string body) {
    wire::Request request = ask(wire::Method::post, path);
    request.headers.set("Content-Type", type);
    request.body = std::move(body);
    return send(request);
  }
  /// Signs in by the page, and sees the account page.
  wire::Response sign_in(std::string_view email = kEmail) {
    get("/sign-in");
    const auto answer =
        post("/sign-in", {{"loginId", std::string{email}}, {"password", std::string{kPassword}}});
    EXPECT_EQ(answer.status, 303) << answer.body;
    return get("/account");
  }

  std::string csrf;
  std::string accept_language = "ko";
  std::string address = "203.0.113.7";
  std::string agent = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36";
  std::map<std::string, std::string> cookies;

 private:
  wire::Request ask(wire::Method method, std::string_view target) {
    wire::Request request;
    request.method = method;
    const std::size_t mark = target.find('?');
    request.path = std::string{target.substr(0, mark)};
    if (mark != std::string_view::npos) request.query = std::string{target.substr(mark + 1)};
    request.host = "localhost:8080";
    request.address = address;
    request.id = "0123456789abcdefghijklmnop";
    request.headers.set("Accept-Language", accept_language);
    request.headers.set("User-Agent", agent);
    std::string text;
    for (const auto& [name, value] : cookies) {
      text += (text.empty() ? "" : "; ") + name + "=" + value;
    }
    if (!text.empty()) request.headers.set("Cookie", text);
    return request;
  }

  [[nodiscard]] const wire::Endpoint* find(const wire::Request& request) const {
    for (const wire::Endpoint& row : rows_) {
      const bool below = row.path.ends_with("/*") &&
                         request.path.starts_with(row.path.substr(0, row.path.size() - 1));
      if (row.method == request.method && (row.path == request.path || below)) return &row;
    }
    return nullptr;
  }

  wire::Response send(const wire::Request& request) {
    const wire::Endpoint* row = find(request);
    if (row == nullptr) {
      ADD_FAILURE() << "no row for " << request.path;
      return {};
    }
    EXPECT_LE(request.body.size(), row->body_max);
    wire::Response response = row->handler(request);
    for (const auto& field : response.headers.fields()) {
      if (wire::equal_no_case(field.name, "Set-Cookie")) keep(field.value);
    }
    constexpr std::string_view kMark = "name=\"csrf\" value=\"";
    if (const std::size_t at = response.body.find(kMark); at != std::string::npos) {
      const std::size_t from = at + kMark.size();
      csrf = response.body.substr(from, response.body.find('"', from) - from);
    }
    return response;
  }

  void keep(std::string_view line) {
    const std::string_view pair = line.substr(0, line.find(';'));
    const std::size_t equals = pair.find('=');
    const std::string name{pair.substr(0, equals)};
    if (line.find("Max-Age=0") != std::string_view::npos)
      cookies.erase(name);
    else
      cookies[name] = pair.substr(equals + 1);
  }

  wire::Endpoints rows_;
};

[[nodiscard]] inline bool holds(const wire::Response& response, std::string_view text) {
  return response.payload().find(text) != std::string_view::npos;
}
[[nodiscard]] inline std::string place_of(const wire::Response& response) {
  return std::string{response.headers.get("Location").value_or("")};
}

}  // namespace haetae::web::test
