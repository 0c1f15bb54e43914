// SPDX-License-Identifier: Apache-2.0
#include "haetae/drill/agent.hpp"

#include "haetae/wire/headers.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace haetae::drill {
namespace {

constexpr int kStepsMax = 8;

/// Every Set-Cookie of an answer: name and value.
std::vector<std::pair<std::string, std::string>> cookies_of(std::string_view head) {
  constexpr std::string_view kName = "set-cookie:";
  std::vector<std::pair<std::string, std::string>> found;
  for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;) {
    at += 2;
    const std::size_t end = head.find("\r\n", at);
    std::string_view line = head.substr(at, end - at);
    at = end;
    if (line.size() < kName.size() || !wire::equal_no_case(line.substr(0, kName.size()), kName)) {
      continue;
    }
    line.remove_prefix(kName.size());
    line = line.substr(line.find_first_not_of(' '));
    const std::string_view pair = line.substr(0, line.find(';'));
    const std::size_t equals = pair.find('=');
    found.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return found;
}

}  // namespace

std::string get_text(const Target& target, std::string_view path, std::string_view headers) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\n{}\r\n", path, target.authority, headers);
}

std::string post_text(const Target& target, std::string_view path, std::string_view headers,
                      std::string_view type, std::string_view body) {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: {}\r\n{}Content-Type: {}\r\nContent-Length: {}\r\n\r\n{}", path,
      target.authority, headers, type, body.size(), body);
}

std::vector<std::string> fields_of(std::string_view page, std::string_view name) {
  std::vector<std::string> values;
  const std::string input = fmt::format("name=\"{}\" value=\"", name);
  const std::string attribute = fmt::format("data-{}=\"", name);
  for (const std::string& mark : {input, attribute}) {
    for (std::size_t at = page.find(mark); at != std::string_view::npos; at = page.find(mark, at)) {
      at += mark.size();
      values.emplace_back(page.substr(at, page.find('"', at) - at));
    }
  }
  return values;
}

std::string field_of(std::string_view page, std::string_view name) {
  const std::vector<std::string> values = fields_of(page, name);
  return values.empty() ? std::string{} : values.front();
}

Agent::Agent(const Target& target, std::string address)
    : target_(target), address_(std::move(address)) {
  socket_.emplace(target_.port, target_.connection);
}

void Agent::move_to(const Target& target) {
  target_ = target;
  socket_.emplace(target_.port, target_.connection);
}

std::string Agent::headers() const {
  std::string cookies;
  for (const auto& [name, value] : cookies_) {
    cookies += fmt::format("{}{}={}", cookies.empty() ? "" : "; ", name, value);
  }
  return fmt::format("X-Forwarded-For: {}\r\n{}{}{}", address_,
                     cookies.empty() ? "" : "Cookie: ", cookies, cookies.empty() ? "" : "\r\n");
}

std::string Agent::headers_with(std::string_view cookie) const {
  const auto kept = cookies_.find(cookie);
  return kept == cookies_.end() ? fmt::format("X-Forwarded-For: {}\r\n", address_)
                                : fmt::format("X-Forwarded-For: {}\r\nCookie: {}={}\r\n", address_,
                                              cookie, kept->second);
}

Agent::Answer Agent::ask(std::string_view request) {
  const Reply reply = target_.repeats ? socket_->ask(request) : socket_->ask_once(request);
  for (auto& [name, value] : cookies_of(reply.head)) {
    if (value.empty()) {
      cookies_.erase(name);
    } else {
      cookies_[name] = value;
    }
  }
  return {.status = reply.status,
          .location = std::string{reply.header("Location").value_or("")},
          .body = std::string{reply.body}};
}

Agent::Answer Agent::get(std::string_view path) {
  return ask(get_text(target_, path, headers()));
}

Agent::Answer Agent::post(std::string_view path, const wire::Form& form) {
  return ask(post_text(target_, path, headers(), kFormType, form.to_text()));
}

wire::Json Agent::post_json(std::string_view path, const wire::Json& body) {
  const Answer answer = ask(post_text(target_, path, headers(), kJsonType, body.to_text()));
  auto json = wire::Json::parse(answer.body);
  if (answer.status != 200 || !json || json->if_object() == nullptr) {
    throw std::runtime_error{fmt::format("POST {}: {} {}", path, answer.status, answer.body)};
  }
  return *std::move(json);
}

std::string Agent::local(std::string_view location) const {
  const std::string origin = target_.origin();
  if (location.starts_with(origin)) location.remove_prefix(origin.size());
  return std::string{location};
}

std::string Agent::walk(std::string path, std::string_view end, std::string_view email,
                        std::string_view password) {
  Answer answer = get(path);
  for (int step = 0; step < kStepsMax; ++step) {
    if (!answer.location.empty()) {
      path = local(answer.location);
      if (path.starts_with(end)) return path;
      answer = get(path);
      continue;
    }
    const std::string name = path.substr(0, path.find('?'));
    wire::Form form{{"csrf", field_of(answer.body, "csrf")},
                    {"flow", field_of(answer.body, "flow")}};
    if (name == "/sign-in" && answer.status == 200) {
      form.add("loginId", email);
      form.add("password", password);
    } else if (name == "/consent" && answer.status == 200) {
      for (const std::string& scope : fields_of(answer.body, "scope"))
        form.add("scope", scope);
      form.add("decision", "accept");
    } else {
      break;
    }
    answer = post(name, form);
  }
  throw std::runtime_error{fmt::format("the sign-in of {} ended at {} with {}: {}", email, path,
                                       answer.status, answer.body.substr(0, 2000))};
}

}  // namespace haetae::drill
