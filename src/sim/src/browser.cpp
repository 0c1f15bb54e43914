// SPDX-License-Identifier: Apache-2.0
#include "browser.hpp"

#include "haetae/accounts/browser.hpp"

#include <utility>

namespace haetae::sim {
namespace {

/// A client gives up after this many sites did not answer; a run never needs so many.
constexpr int kTries = 60;
constexpr std::string_view kForm = "application/x-www-form-urlencoded";
constexpr std::string_view kJson = "application/json";

}  // namespace

std::string place_of(const Reply& reply) {
  std::string place{reply.response.headers.get("Location").value_or("")};
  if (place.starts_with(kOrigin)) place.erase(0, kOrigin.size());
  return place;
}

std::vector<std::string> fields_of(std::string_view page, std::string_view name) {
  std::vector<std::string> values;
  const std::string mark = fmt::format("name=\"{}\" value=\"", name);
  for (std::size_t at = page.find(mark); at != std::string_view::npos; at = page.find(mark, at)) {
    at += mark.size();
    values.emplace_back(page.substr(at, page.find('"', at) - at));
  }
  return values;
}

std::string field_of(std::string_view page, std::string_view name) {
  const auto values = fields_of(page, name);
  return values.empty() ? std::string{} : values.front();
}

std::string query_value(std::string_view address, std::string_view name) {
  const std::size_t mark = address.find('?');
  if (mark == std::string_view::npos) return {};
  return wire::Form::parse(address.substr(mark + 1)).text(name);
}

Browser::Browser(World& world, std::size_t who, std::size_t site)
    : world_(&world), who_(who), site_(site) {}

bool Browser::signed_in() const {
  return cookies_.count(std::string{accounts::cookies::kSession}) != 0;
}

void Browser::move() {
  site_ = (site_ + 1 + world_->dice.below(world_->sites() - 1)) % world_->sites();
}

Reply Browser::send(wire::Method method, std::string_view target, std::string_view type,
                    std::string body) {
  wire::Request request;
  request.method = method;
  const std::size_t mark = target.find('?');
  request.path = std::string{target.substr(0, mark)};
  if (mark != std::string_view::npos) request.query = std::string{target.substr(mark + 1)};
  request.address = fmt::format("203.{}.{}.7", who_ / 200, who_ % 200);
  request.headers.set("User-Agent", "Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Safari/537.36");
  request.headers.set("Accept", "text/html");
  if (!type.empty()) request.headers.set("Content-Type", type);
  if (!bearer_.empty()) request.headers.set("Authorization", "Bearer " + bearer_);
  std::string text;
  for (const auto& [name, value] : cookies_) {
    text.append(text.empty() ? "" : "; ").append(name).append("=").append(value);
  }
  if (!text.empty()) request.headers.set("Cookie", text);
  request.body = std::move(body);
  Reply reply = world_->ask(who_, site_, std::move(request));
  if (reply.kind == Reply::Kind::answered) keep(reply.response);
  return reply;
}

Reply Browser::once(wire::Method method, std::string_view target, std::string_view type,
                    const std::string& body) {
  Reply reply;
  for (int i = 0; i < kTries; ++i) {
    reply = send(method, target, type, body);
    // A site that is losing the others says "unavailable" of what it began, too.
    if (method == wire::Method::post && reply.answered(503) && !reply.healthy) {
      reply.kind = Reply::Kind::lost;
    }
    const bool refused = reply.kind == Reply::Kind::unreached ||
                         (reply.kind == Reply::Kind::answered && reply.response.status == 503);
    if (!refused) return reply;
    move();
    world_->schedule.pause(world_->dice.between(milliseconds(20), milliseconds(200)));
  }
  world_->find("no-site-answers",
               fmt::format("client {} {}", who_, target.substr(0, target.find('?'))));
  return reply;
}

Reply Browser::get(std::string_view target) {
  for (int i = 0; i < kTries; ++i) {
    Reply reply = once(wire::Method::get, target, {}, {});
    if (reply.kind == Reply::Kind::answered) return reply;
    move();
  }
  return {};
}

Reply Browser::post(std::string_view target, wire::Form form) {
  if (!form.get("csrf") && !csrf.empty()) form.add("csrf", csrf);
  return once(wire::Method::post, target, kForm, form.to_text());
}

Reply Browser::post_json(std::string_view target, const wire::Json& body) {
  return once(wire::Method::post, target, kJson, body.to_text());
}

Reply Browser::insist(std::string_view target, const wire::Form& form) {
  for (int i = 0; i < kTries; ++i) {
    Reply reply = post(target, form);
    if (reply.kind == Reply::Kind::answered) return reply;
    move();
  }
  return {};
}

void Browser::keep(const wire::Response& response) {
  for (const auto& field : response.headers.fields()) {
    if (!wire::equal_no_case(field.name, "Set-Cookie")) continue;
    const std::string_view pair = std::string_view{field.value}.substr(0, field.value.find(';'));
    const std::size_t equals = pair.find('=');
    const std::string name{pair.substr(0, equals)};
    if (field.value.find("Max-Age=0") != std::string::npos)
      cookies_.erase(name);
    else
      cookies_[name] = std::string{pair.substr(equals + 1)};
  }
  const std::string_view page = response.payload();
  if (const std::string token = field_of(page, "csrf"); !token.empty()) csrf = token;
  flow = field_of(page, "flow");
}

}  // namespace haetae::sim
