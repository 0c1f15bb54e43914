// SPDX-License-Identifier: Apache-2.0
#include "haetae/status/rows.hpp"
#include "haetae/wire/json.hpp"

#include <string>

namespace haetae::status {
namespace {

using wire::Auth;
using wire::Endpoint;
using wire::Json;
using wire::Parameter;

/// Which of the security schemes a row demands; nullptr for none.
const char* scheme_of(Auth auth) {
  switch (auth) {
    case Auth::none:
      return nullptr;
    case Auth::session:
      return "session";
    case Auth::client:
      return "client";
    case Auth::access_token:
      return "accessToken";
    case Auth::admin_key:
      return "adminKey";
    case Auth::rest_key:
      return "restKey";
  }
  return nullptr;
}

Json object(std::initializer_list<wire::Json::Member> members) {
  return Json{Json::Object{members}};
}

Json security_schemes() {
  const auto key = [](const char* meaning) {
    return object({{"type", "apiKey"},
                   {"in", "header"},
                   {"name", "Authorization"},
                   {"description", meaning}});
  };
  return object({
      {"session",
       object({{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-haetae-session"}})},
      {"client", object({{"type", "http"}, {"scheme", "basic"}})},
      {"accessToken", object({{"type", "http"}, {"scheme", "bearer"}})},
      {"adminKey", key("KakaoAK followed by the app's admin key")},
      {"restKey", key("KakaoAK followed by the app's REST API key")},
  });
}

std::string_view place_of(Parameter::In in) {
  switch (in) {
    case Parameter::In::header:
      return "header";
    case Parameter::In::path:
      return "path";
    default:
      return "query";
  }
}

/// A form parameter belongs to the request body; one that may stand in both is told as both.
Json operation(const Endpoint& row) {
  Json parameters = Json::array();
  Json properties = Json::object();
  Json required = Json::array();
  for (const Parameter& parameter : row.parameters) {
    const bool in_form =
        row.method != wire::Method::get &&
        (parameter.in == Parameter::In::form || parameter.in == Parameter::In::query_or_form);
    if (in_form) {
      properties.set(parameter.name,
                     object({{"type", "string"}, {"description", parameter.description}}));
      if (parameter.required) required.push(parameter.name);
    } else {
      parameters.push(object({{"name", parameter.name},
                              {"in", place_of(parameter.in)},
                              {"required", parameter.required},
                              {"description", parameter.description},
                              {"schema", object({{"type", "string"}})}}));
    }
  }
  Json out = object({{"summary", row.summary}});
  if (!parameters.if_array()->empty()) out.set("parameters", std::move(parameters));
  if (!properties.if_object()->empty()) {
    Json schema = object({{"type", "object"}, {"properties", std::move(properties)}});
    if (!required.if_array()->empty()) schema.set("required", std::move(required));
    Json media = object({{"schema", std::move(schema)}});
    out.set(
        "requestBody",
        object({{"content", object({{"application/x-www-form-urlencoded", std::move(media)}})}}));
  }
  if (const char* scheme = scheme_of(row.auth)) {
    Json one = Json::object();
    one.set(scheme, Json::array());
    Json list = Json::array();
    list.push(std::move(one));
    out.set("security", std::move(list));
  }
  out.set("responses", object({{"default", object({{"description", "See the summary."}})}}));
  return out;
}

}  // namespace

std::string openapi_document(const wire::Endpoints& rows, std::string_view version,
                             std::string_view server_url) {
  Json paths = Json::object();
  for (const Endpoint& row : rows) {
    std::string path{row.path};
    if (path.size() > 1 && path.back() == '*') path.replace(path.size() - 1, 1, "{rest}");
    Json item = paths.find(path) != nullptr ? *paths.find(path) : Json::object();
    item.set(wire::to_lower(wire::to_text(row.method)), operation(row));
    paths.set(path, std::move(item));
  }
  Json servers = Json::array();
  servers.push(object({{"url", server_url}}));
  return object({{"openapi", "3.1.0"},
                 {"info", object({{"title", "Haetae"}, {"version", version}})},
                 {"servers", std::move(servers)},
                 {"paths", std::move(paths)},
                 {"components", object({{"securitySchemes", security_schemes()}})}})
      .to_text();
}

}  // namespace haetae::status
