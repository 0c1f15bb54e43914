// SPDX-License-Identifier: Apache-2.0
#include "haetae/wire/message.hpp"

#include "haetae/base/assert.hpp"
#include "text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace haetae::wire {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> kMethods{{
    {Method::get, "GET"},
    {Method::head, "HEAD"},
    {Method::post, "POST"},
    {Method::put, "PUT"},
    {Method::patch, "PATCH"},
    {Method::delete_, "DELETE"},
    {Method::options, "OPTIONS"},
}};

Response typed_response(int status, std::string_view type, std::string body) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", type);
  response.body = std::move(body);
  return response;
}

/// Nothing that ends a header line, and nothing that a browser would repair into another place.
std::string location_text(std::string_view location) {
  std::string out;
  out.reserve(location.size());
  for (const char c : location) {
    const bool plain = c > 0x20 && c < 0x7f && c != '\\' && c != '"' && c != '<' && c != '>';
    if (plain) {
      out += c;
    } else {
      append_percent_byte(out, c);
    }
  }
  return out;
}

}  // namespace

std::string_view to_text(Method method) {
  const auto* found = std::find_if(kMethods.begin(), kMethods.end(),
                                   [&](const auto& pair) { return pair.first == method; });
  HAETAE_ASSERT(found != kMethods.end());
  return found->second;
}

std::optional<Method> method_from_text(std::string_view text) {
  for (const auto& [method, known] : kMethods) {
    if (known == text) return method;
  }
  return std::nullopt;
}

Form Request::query_form() const {
  return Form::parse(query);
}

Form Request::body_form() const {
  const auto type = headers.get("Content-Type");
  if (!type || !equal_no_case(media_type(*type), "application/x-www-form-urlencoded")) return {};
  return Form::parse(body);
}

Form Request::merged_form() const {
  Form merged = body_form();
  const Form from_query = query_form();
  for (const auto& field : from_query.fields()) {
    // The same parameter sent both ways is one parameter; a differing one stays, so that the
    // rule against repeated parameters sees it.
    const auto values = merged.all(field.name);
    if (std::find(values.begin(), values.end(), field.value) == values.end()) {
      merged.add(field.name, field.value);
    }
  }
  return merged;
}

std::string Request::origin() const {
  return (secure ? "https://" : "http://") + host;
}

Response json_response(int status, std::string body) {
  return typed_response(status, "application/json;charset=UTF-8", std::move(body));
}

Response html_response(int status, std::string body) {
  Response response = typed_response(status, "text/html; charset=utf-8", std::move(body));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

Response text_response(int status, std::string body) {
  return typed_response(status, "text/plain; charset=utf-8", std::move(body));
}

Response redirect_response(int status, std::string_view location) {
  HAETAE_ASSERT(status == 301 || status == 302 || status == 303);
  Response response;
  response.status = status;
  response.headers.add("Location", location_text(location));
  return response;
}

void forbid_storing(Response& response) {
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("Pragma", "no-cache");
}

}  // namespace haetae::wire
