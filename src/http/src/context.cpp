// SPDX-License-Identifier: Apache-2.0
#include "context.hpp"

#include <cstring>
#include <string_view>

namespace haetae::http {
namespace {

constexpr std::string_view kBase32Hex = "0123456789abcdefghijklmnopqrstuv";

/// `count` digits of five bits each, the highest first.
void put_digits(char* out, std::uint64_t bits, int count) {
  for (int i = count - 1; i >= 0; --i) {
    *out++ = kBase32Hex[(bits >> (5 * i)) & 31U];
  }
}

}  // namespace

std::uint64_t RequestIds::draw() {
  if (used_ == page_.size()) {
    source_.fill(page_);
    used_ = 0;
  }
  std::uint64_t value = 0;
  std::memcpy(&value, page_.data() + used_, sizeof value);
  used_ += sizeof value;
  return value;
}

void RequestIds::make(base::Instant now, std::string& id) {
  id.resize(base::kIdLength);
  // 48 bits of time and 2 of chance, then 40 and 40 of chance.
  const auto first = draw();
  const auto time = static_cast<std::uint64_t>(base::to_unix_milliseconds(now));
  put_digits(id.data(), time << 2 | first >> 62, 10);
  put_digits(id.data() + 10, first, 8);
  put_digits(id.data() + 18, draw(), 8);
}

}  // namespace haetae::http
