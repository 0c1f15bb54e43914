// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "faults.hpp"
#include "haetae/wire/message.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haetae::juso {

/// One `juso` element: names and values in the order of the specification, every value a string.
using Record = std::vector<std::pair<std::string_view, std::string>>;

/// One answer, before it takes its shape.
struct Answer {
  Fault fault = Fault::none;
  bool english = false;  ///< language of the message
  std::uint64_t total = 0;
  std::uint32_t page = 1;
  std::uint32_t per_page = 10;
  std::vector<Record> rows = {};
};

/// `{"results":{"common":{…},"juso":[…]}}`; `juso` is null when there is a fault.
[[nodiscard]] std::string to_json(const Answer& answer);
/// The same as XML, values in CDATA; characters that XML 1.0 forbids are left out.
[[nodiscard]] std::string to_xml(const Answer& answer);

enum class Format { xml, json };
/// HTTP 200, whatever the fault (spec juso-api §6).
[[nodiscard]] wire::Response respond(const Answer& answer, Format format);
/// `callback({…})`. Expects is_callback_name(callback).
[[nodiscard]] wire::Response respond_jsonp(const Answer& answer, std::string_view callback);

}  // namespace haetae::juso
