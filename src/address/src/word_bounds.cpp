// SPDX-License-Identifier: Apache-2.0
#include "word_bounds.hpp"

#include "jamo.hpp"

namespace haetae::address {
namespace {

bool is_boundary(const Text& text, std::uint32_t i) {
  const auto digit = [&](std::uint32_t at) { return at < text.size() && is_digit(text[at]); };
  if (i == 0 || text.gap(i) != 0) return true;
  if (is_digit(text[i])) return !is_digit(text[i - 1]);
  if (text[i] == u'지') return i + 1 < text.size() && text[i + 1] == u'하' && digit(i + 2);
  return text[i] == u'산' && digit(i + 1);
}

}  // namespace

void WordBounds::read(const Text& text) {
  std::uint16_t breaks = 0;
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    const bool apart = i > 0 && is_digit(text[i]) && is_digit(text[i - 1]) &&
                       (text.gap(i) & ~(kDot | kComma)) != 0;
    breaks = static_cast<std::uint16_t>(breaks + (apart ? 1 : 0));
    breaks_[i] = breaks;
    boundaries_[i] = is_boundary(text, i);
  }
  breaks_[text.size()] = breaks;
  boundaries_[text.size()] = true;
}

}  // namespace haetae::address
