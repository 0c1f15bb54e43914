// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/entropy.hpp"

#include "haetae/base/assert.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <sys/random.h>

namespace haetae::base {
namespace {

std::string draw(Entropy& entropy, std::size_t length, std::string_view alphabet) {
  // Bytes at or above the largest multiple of the alphabet are thrown away: no bias.
  const std::size_t limit = 256 - 256 % alphabet.size();
  std::string text;
  text.reserve(length);
  std::array<std::uint8_t, 64> bytes{};
  while (text.size() < length) {
    entropy.fill(bytes);
    for (const std::uint8_t byte : bytes) {
      if (byte < limit && text.size() < length) text.push_back(alphabet[byte % alphabet.size()]);
    }
  }
  return text;
}

constexpr std::string_view kBase32Hex = "0123456789abcdefghijklmnopqrstuv";

}  // namespace

void SystemEntropy::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    HAETAE_ASSERT(got > 0);
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

void SeededEntropy::fill(std::span<std::uint8_t> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i % 8 == 0) state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
    mixed ^= mixed >> 31;
    out[i] = static_cast<std::uint8_t>(mixed >> (8 * (i % 8)));
  }
}

std::string new_id(const Clock& clock, Entropy& entropy) {
  // 26 digits of 5 bits hold 130 bits: 48 of time first, 82 of chance after.
  std::array<std::uint8_t, 17> chance{};
  entropy.fill(chance);
  const auto time = static_cast<std::uint64_t>(to_unix_milliseconds(clock.now()));
  std::string id(kIdLength, '0');
  std::size_t bit = 0;
  for (char& digit : id) {
    unsigned value = 0;
    for (int i = 0; i < 5; ++i, ++bit) {
      const bool set =
          bit < 48 ? (time >> (47 - bit)) & 1U : (chance[(bit - 48) / 8] >> ((bit - 48) % 8)) & 1U;
      value = value << 1 | (set ? 1U : 0U);
    }
    digit = kBase32Hex[value];
  }
  return id;
}

bool is_id(std::string_view text) {
  return text.size() == kIdLength && std::all_of(text.begin(), text.end(), [](char c) {
           return kBase32Hex.find(c) != std::string_view::npos;
         });
}

std::string random_alphanumeric(Entropy& entropy, std::size_t length) {
  return draw(entropy, length, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
}

std::string random_hex(Entropy& entropy, std::size_t length) {
  return draw(entropy, length, "0123456789abcdef");
}

std::string random_digits(Entropy& entropy, std::size_t length) {
  return draw(entropy, length, "0123456789");
}

}  // namespace haetae::base
