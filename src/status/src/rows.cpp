// SPDX-License-Identifier: Apache-2.0
#include "haetae/status/rows.hpp"

#include "haetae/wire/json.hpp"

#include <memory>
#include <utility>

namespace haetae::status {
namespace {

using wire::Json;
using wire::Request;
using wire::Response;

Response healthz(const Request&) {
  Response response = wire::json_response(200, R"({"status":"ok"})");
  wire::forbid_storing(response);
  return response;
}

Response readyz(const StatusParts& parts, bool with_majority) {
  bool ready = true;
  Json checks = Json::array();
  for (const ReadyCheck& check : parts.ready_checks(with_majority)) {
    ready = ready && check.ok;
    Json item = Json::object();
    item.set("name", check.name).set("ok", check.ok);
    if (!check.ok) item.set("advice", check.advice);
    checks.push(std::move(item));
  }
  Json body = Json::object();
  body.set("status", ready ? "ready" : "not ready").set("checks", std::move(checks));
  Response response = wire::json_response(ready ? 200 : 503, body.to_text());
  wire::forbid_storing(response);
  return response;
}

Response standing(const StatusParts& parts) {
  Response response = wire::json_response(200, parts.standing().to_text());
  wire::forbid_storing(response);
  return response;
}

Response metrics(const StatusParts& parts, const Request& request) {
  if (!parts.may_read_metrics(request.address)) return wire::text_response(404, "not found\n");
  Response response = wire::text_response(200, parts.metrics_text());
  response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  wire::forbid_storing(response);
  return response;
}

}  // namespace

wire::Endpoints status_rows(StatusParts given) {
  const auto parts = std::make_shared<const StatusParts>(std::move(given));
  using wire::Cost;
  using wire::Lane;
  using wire::Method;
  return {
      {.method = Method::get,
       .path = "/healthz",
       .summary = "The process is alive",
       .handler = healthz,
       .cost = Cost::inline_},
      {.method = Method::get,
       .path = "/readyz",
       .summary = "This node should get traffic",
       .handler = [parts](const Request&) { return readyz(*parts, false); },
       .cost = Cost::blocking,
       .lane = Lane::session},
      {.method = Method::get,
       .path = "/readyz/majority",
       .summary = "This node should get traffic from a front that reaches other sites too",
       .handler = [parts](const Request&) { return readyz(*parts, true); },
       .cost = Cost::blocking,
       .lane = Lane::session},
      {.method = Method::get,
       .path = "/metrics",
       .summary = "Prometheus metrics",
       .handler = [parts](const Request& request) { return metrics(*parts, request); },
       .cost = Cost::blocking,
       .lane = Lane::session},
      {.method = Method::get,
       .path = "/status.json",
       .summary = "How this site stands: whole, degraded or an island, and what that means",
       .handler = [parts](const Request&) { return standing(*parts); },
       .cost = Cost::inline_,
       .cors = wire::Cors::any},
      {.method = Method::get,
       .path = "/openapi.json",
       .summary = "This document",
       .handler =
           [parts](const Request&) {
             Response response = wire::json_response(200, "");
             response.shared_body = parts->openapi();
             return response;
           },
       .cost = Cost::inline_,
       .cors = wire::Cors::any,
       .compress = true},
  };
}

}  // namespace haetae::status
