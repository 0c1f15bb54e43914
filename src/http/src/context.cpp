// SPDX-License-Identifier: Apache-2.0
#include "context.hpp"

#include <array>
#include <cstring>
#include <string_view>

namespace haetae::http {
namespace {

constexpr std::string_view kBase32Hex = "0123456789abcdefghijklmnopqrstuv";

/// Two digits for each ten bits: half the steps.
constexpr auto kPairs = [] {
  std::array<std::array<char, 2>, 1024> pairs{};
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    pairs[i] = {kBase32Hex[i >> 5], kBase32Hex[i & 31]};
  }
  return pairs;
}();

/// 2 * `pairs` digits of five bits each, the highest first.
void put_digits(char* out, std::uint64_t bits, int pairs) {
  for (int i = pairs - 1; i >= 0; --i, out += 2) {
    const auto& pair = kPairs[(bits >> (10 * i)) & 1023U];
    out[0] = pair[0];
    out[1] = pair[1];
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
  put_digits(id.data(), time << 2 | first >> 62, 5);
  put_digits(id.data() + 10, first, 4);
  put_digits(id.data() + 18, draw(), 4);
}

}  // namespace haetae::http
