// SPDX-License-Identifier: Apache-2.0
#include "kapi_errors.hpp"

#include "answers.hpp"
#include "haetae/wire/json.hpp"

#include <fmt/format.h>

namespace haetae::kakao {
namespace {

wire::Json list_of(const std::vector<std::string>& names) {
  wire::Json out = wire::Json::array();
  for (const std::string& name : names)
    out.push(name);
  return out;
}

}  // namespace

int http_status(KapiCode code) {
  switch (code) {
    case KapiCode::internal:
      return 500;
    case KapiCode::not_enabled:
    case KapiCode::restricted:
    case KapiCode::insufficient_scope:
      return 403;
    case KapiCode::limit_exceeded:
      return 429;
    case KapiCode::unauthorized:
      return 401;
    case KapiCode::bad_parameter:
    case KapiCode::retired:
    case KapiCode::not_linked:
    case KapiCode::already_linked:
    case KapiCode::unknown_property:
      break;
  }
  return 400;
}

std::string bracketed(const std::vector<std::string>& names) {
  std::string out = "[";
  for (const std::string& name : names) {
    if (out.size() > 1) out += ", ";
    out += name;
  }
  return out + "]";
}

KapiError bad_parameter(std::string_view name, std::string_view what) {
  return {.code = KapiCode::bad_parameter, .msg = fmt::format("[{}] {}", name, what)};
}

KapiError store_unavailable() {
  return {.code = KapiCode::internal, .msg = "not possible right now, try again."};
}

KapiError not_linked() {
  return {.code = KapiCode::not_linked, .msg = "NotRegisteredUserException"};
}

KapiError scopes_disabled(const std::vector<std::string>& scopes, std::string_view api) {
  return {.code = KapiCode::not_enabled,
          .msg = fmt::format("[App] App disabled {} scopes for [{}] API on developers.kakao.com. "
                             "Enable it first.",
                             bracketed(scopes), api)};
}

wire::Response kapi_response(const KapiError& error) {
  wire::Json body = wire::Json::object();
  body.set("msg", error.msg).set("code", static_cast<int>(error.code));
  if (error.code == KapiCode::insufficient_scope) {
    body.set("api_type", error.api_type)
        .set("required_scopes", list_of(error.required_scopes))
        .set("allowed_scopes", list_of(error.allowed_scopes));
  }
  wire::Response response = json_answer(http_status(error.code), body);
  if (error.code == KapiCode::unauthorized) {
    response.headers.set("WWW-Authenticate", error.scheme == Scheme::bearer
                                                 ? "Bearer error=invalid_token"
                                                 : "KakaoAK error=invalid_token");
  }
  if (error.code == KapiCode::internal) response.headers.set("Retry-After", "1");
  return response;
}

}  // namespace haetae::kakao
