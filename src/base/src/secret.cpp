// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/secret.hpp"

#include <string.h>  // explicit_bzero
#include <utility>

namespace haetae::base {

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
