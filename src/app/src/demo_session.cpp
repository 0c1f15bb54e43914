// SPDX-License-Identifier: Apache-2.0
#include "demo_session.hpp"

#include "haetae/wire/base64url.hpp"
#include "haetae/wire/cookie.hpp"

#include <chrono>

namespace haetae::app {
namespace {

using wire::Json;

constexpr std::string_view kAttempt = "haetae-demo-attempt";
constexpr std::string_view kSession = "haetae-demo";
constexpr std::string_view kIdToken = "haetae-demo-id";
constexpr std::string_view kCsrfPurpose = "demo-csrf";
constexpr base::Seconds kAttemptKept = std::chrono::minutes{30};

std::optional<std::string> read_sealed(const crypto::Sealer& sealer, const wire::Request& request,
                                       std::string_view name) {
  const auto cookie = wire::read_cookie(request, name);
  return cookie ? sealer.open(name, *cookie) : std::nullopt;
}

std::optional<Json> read_object(const crypto::Sealer& sealer, const wire::Request& request,
                                std::string_view name) {
  const auto text = read_sealed(sealer, request, name);
  if (!text) return std::nullopt;
  auto json = Json::parse(*text);
  if (!json || json->if_object() == nullptr) return std::nullopt;
  return *std::move(json);
}

std::string text_at(const Json& json, std::string_view name) {
  return std::string{json.string_at(name).value_or("")};
}

}  // namespace

std::optional<DemoAttempt> DemoCookies::read_attempt(const wire::Request& request) const {
  const auto json = read_object(sealer_, request, kAttempt);
  if (!json) return std::nullopt;
  return DemoAttempt{text_at(*json, "state"), text_at(*json, "nonce"), text_at(*json, "verifier")};
}

void DemoCookies::keep(wire::Response& response, const wire::Request& request,
                       const DemoAttempt& attempt) const {
  Json json = Json::object();
  json.set("state", attempt.state).set("nonce", attempt.nonce).set("verifier", attempt.verifier);
  wire::set_cookie(
      response, request,
      {.name = kAttempt, .value = sealer_.seal(kAttempt, json.to_text()), .max_age = kAttemptKept});
}

void DemoCookies::forget_attempt(wire::Response& response, const wire::Request& request) {
  wire::clear_cookie(response, request, kAttempt);
}

std::optional<DemoSession> DemoCookies::read_session(const wire::Request& request) const {
  const auto json = read_object(sealer_, request, kSession);
  if (!json || json->find("tokens") == nullptr) return std::nullopt;
  return DemoSession{.id = text_at(*json, "id"),
                     .refreshed = json->bool_at("refreshed").value_or(false),
                     .tokens = *json->find("tokens"),
                     .id_token = read_sealed(sealer_, request, kIdToken).value_or("")};
}

void DemoCookies::keep(wire::Response& response, const wire::Request& request,
                       const DemoSession& session) const {
  Json json = Json::object();
  json.set("id", session.id).set("refreshed", session.refreshed).set("tokens", session.tokens);
  wire::set_cookie(response, request,
                   {.name = kSession, .value = sealer_.seal(kSession, json.to_text())});
  if (session.id_token.empty()) {
    wire::clear_cookie(response, request, kIdToken);
  } else {
    wire::set_cookie(response, request,
                     {.name = kIdToken, .value = sealer_.seal(kIdToken, session.id_token)});
  }
}

void DemoCookies::forget_session(wire::Response& response, const wire::Request& request) {
  wire::clear_cookie(response, request, kSession);
  wire::clear_cookie(response, request, kIdToken);
}

std::string DemoCookies::csrf(const DemoSession& session) const {
  return wire::base64url_encode(sealer_.derive(kCsrfPurpose, session.id));
}

}  // namespace haetae::app
