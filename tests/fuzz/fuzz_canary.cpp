// SPDX-License-Identifier: Apache-2.0
// Must fail. It reads past a buffer once an input carries a mark and lies about its length: if the
// smoke run does not find that within its budget, then the fuzzer or the sanitizer is not at work,
// and the silence of the other programs means nothing.
#include "input.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  haetae::fuzz::Input input{data, size};
  for (const char c : std::string_view{"fire"}) {
    if (input.byte() != static_cast<std::uint8_t>(c)) return 0;
  }
  const std::size_t claimed = input.byte();
  const auto body = input.rest();
  const auto copy = std::make_unique<char[]>(body.size() + 1);
  body.copy(copy.get(), body.size());
  volatile char last = copy[claimed];  // the bug: `claimed` was never compared with body.size()
  (void)last;
  return 0;
}
