// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/model.hpp"

#include <algorithm>

namespace haetae::accounts {
namespace {

constexpr std::size_t kLocalMax = 64;
constexpr std::size_t kEmailMax = 254;

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// What may stand in an address without quotes (RFC 5321 §4.1.2 atoms, RFC 6531 for UTF-8).
bool is_local_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80) return true;
  constexpr std::string_view kMarks = "!#$%&'*+-/=?^_`{|}~.";
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         kMarks.find(c) != std::string_view::npos;
}

bool is_host_character(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/// Parts between dots: none empty, none longer than a DNS label.
bool are_labels(std::string_view text, std::size_t longest) {
  while (true) {
    const std::size_t dot = text.find('.');
    const std::string_view label = text.substr(0, dot);
    if (label.empty() || label.size() > longest) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

std::string normal_email(std::string_view text) {
  while (!text.empty() && is_space(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_space(text.back()))
    text.remove_suffix(1);
  if (text.size() > kEmailMax) return {};
  std::string lower{text};
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const std::size_t at = lower.find('@');
  if (at > kLocalMax) return {};  // or there is none: npos is larger
  const std::string_view local = std::string_view{lower}.substr(0, at);
  const std::string_view host = std::string_view{lower}.substr(at + 1);
  if (!std::all_of(local.begin(), local.end(), is_local_character) ||
      !are_labels(local, kLocalMax)) {
    return {};
  }
  if (!std::all_of(host.begin(), host.end(), is_host_character) || !are_labels(host, 63) ||
      host.find('.') == std::string_view::npos) {
    return {};
  }
  return lower;
}

}  // namespace haetae::accounts
