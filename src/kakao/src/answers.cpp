// SPDX-License-Identifier: Apache-2.0
#include "answers.hpp"

#include <utility>

namespace haetae::kakao {

void add_kakao_headers(wire::Response& response) {
  response.headers.set("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
  response.headers.set("Pragma", "no-cache");
  response.headers.set("Expires", "0");
  response.headers.set("X-XSS-Protection", "1; mode=block");
  response.headers.set("X-Frame-Options", "DENY");
  response.headers.set("Kakao", "Talk");
}

wire::Response json_answer(int status, const wire::Json& body) {
  return text_answer(status, body.to_text());
}

wire::Response text_answer(int status, std::string json) {
  wire::Response response = wire::json_response(status, std::move(json));
  add_kakao_headers(response);
  return response;
}

}  // namespace haetae::kakao
