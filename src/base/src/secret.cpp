// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/secret.hpp"

#include <cstring>
#include <utility>

namespace haetae::base {

// A short text that is moved leaves its bytes behind, where wipe() would not find them: it is
// copied. NOLINTNEXTLINE(performance-move-constructor-init)
SecretText::SecretText(SecretText&& other) noexcept : text_(other.text_) {
  other.wipe();
}

SecretText& SecretText::operator=(SecretText&& other) noexcept {
  if (this != &other) {
    wipe();
    text_ = other.text_;
    other.wipe();
  }
  return *this;
}

SecretText::~SecretText() {
  wipe();
}

void SecretText::wipe() noexcept {
  explicit_bzero(text_.data(), text_.size());
  text_.clear();
}

}  // namespace haetae::base
