// SPDX-License-Identifier: Apache-2.0
// Boost's parsers doubt themselves in assertions, and what makes them doubt comes from clients:
// that must end one connection and not the server. Declared by <boost/assert.hpp> where
// BOOST_ENABLE_ASSERT_HANDLER is defined, as it is for this module.
#include <boost/assert.hpp>
#include <fmt/format.h>
#include <stdexcept>

namespace boost {

void assertion_failed(const char* expression, const char* /*function*/, const char* file,
                      long line) {
  throw std::logic_error{fmt::format("broken invariant at {}:{}: {}", file, line, expression)};
}

void assertion_failed_msg(const char* expression, const char* message, const char* function,
                          const char* file, long line) {
  assertion_failed(fmt::format("{} ({})", expression, message).c_str(), function, file, line);
}

}  // namespace boost
