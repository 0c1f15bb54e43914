// SPDX-License-Identifier: Apache-2.0
#include "local_errors.hpp"

#include "local_writer.hpp"

#include <fmt/format.h>

namespace haetae::kakao {
namespace {

struct Row {
  int status;
  std::string_view type;
};

constexpr Row row_of(LocalFault fault) {
  switch (fault) {
    case LocalFault::missing_parameter:
      return {400, "MissingParameter"};
    case LocalFault::invalid_argument:
      return {400, "InvalidArgument"};
    case LocalFault::access_denied:
      return {401, "AccessDeniedError"};
    case LocalFault::not_authorized:
      return {403, "NotAuthorizedError"};
    case LocalFault::request_throttled:
      return {429, "RequestThrottled"};
    case LocalFault::service_unavailable:
      break;
  }
  return {503, "ServiceUnavailable"};
}

wire::Response answer(int status, std::string body, LocalFormat format) {
  wire::Response response;
  response.status = status;
  response.body = std::move(body);
  response.headers.add("Content-Type", format == LocalFormat::xml
                                           ? "application/xml; charset=utf-8"
                                           : "application/json; charset=utf-8");
  response.headers.add("Access-Control-Allow-Methods", "GET, OPTIONS");
  response.headers.add("Access-Control-Allow-Headers",
                       "Authorization, KA, Origin, X-Requested-With, Content-Type, Accept");
  return response;
}

}  // namespace

LocalError missing(std::string_view parameter) {
  return {LocalFault::missing_parameter, fmt::format("{} parameter required", parameter)};
}

LocalError invalid(std::string message) {
  return {LocalFault::invalid_argument, std::move(message)};
}

wire::Response local_response(const LocalError& error, LocalFormat format) {
  const Row row = row_of(error.fault);
  LocalWriter writer{format};
  writer.text("errorType", row.type);
  writer.text("message", error.message);
  wire::Response response = answer(row.status, writer.finish(), format);
  response.headers.add("Cache-Control", "no-store");
  return response;
}

wire::Response local_response(std::string body, LocalFormat format) {
  return answer(200, std::move(body), format);
}

}  // namespace haetae::kakao
