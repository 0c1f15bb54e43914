// SPDX-License-Identifier: Apache-2.0
#include "server_fixture.hpp"

#include <stdexcept>

namespace haetae::http {

using wire::Cost;
using wire::Method;
using wire::Request;

wire::Endpoints ServerTest::rows() {
  const auto fixed = [](const Request&) { return wire::text_response(200, "fixed"); };
  const auto echo = [](const Request& request) {
    return wire::text_response(200, request.query + "|" + request.body);
  };
  const auto large = std::make_shared<const std::string>(8 * 1024 * 1024, 'L');
  return {
      {.method = Method::get, .path = "/fixed", .handler = fixed, .cost = Cost::inline_},
      {.method = Method::post,
       .path = "/echo",
       .handler = echo,
       .cost = Cost::inline_,
       .body_max = 100},
      {.method = Method::post, .path = "/slow-echo", .handler = echo, .body_max = 100},
      {.method = Method::get,
       .path = "/who",
       .handler =
           [](const Request& request) {
             return wire::text_response(
                 200, request.address + (request.secure ? " s " : " p ") + request.host);
           },
       .cost = Cost::inline_},
      {.method = Method::get,
       .path = "/large",
       .handler =
           [large](const Request&) {
             wire::Response response;
             response.shared_body = large;
             return response;
           },
       .cost = Cost::inline_},
      {.method = Method::post,
       .path = "/hold",
       .handler =
           [this](const Request&) {
             holding_.open();
             EXPECT_TRUE(held_.wait());
             return wire::text_response(200, "held");
           },
       .lane = wire::Lane::password},
      {.method = Method::get,
       .path = "/throws/*",
       .handler = [](const Request& request) -> wire::Response {
         throw std::runtime_error(request.path);
       },
       .cost = Cost::inline_},
      {.method = Method::get,
       .path = "/splits",
       .handler =
           [](const Request&) {
             auto response = wire::text_response(200, "x");
             response.headers.add("Location", "/\r\nSet-Cookie: planted=1");
             return response;
           },
       .cost = Cost::inline_},
  };
}

}  // namespace haetae::http
