// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/wire/json.hpp"
#include "haetae/wire/message.hpp"

#include <string>

namespace haetae::kakao {

/// A JSON answer with the headers that Kakao's servers send (spec kakao-login §0): kept by nobody,
/// framed by nobody.
[[nodiscard]] wire::Response json_answer(int status, const wire::Json& body);

/// The same from JSON that is text already.
[[nodiscard]] wire::Response text_answer(int status, std::string json);

/// Adds those headers to any answer.
void add_kakao_headers(wire::Response& response);

}  // namespace haetae::kakao
