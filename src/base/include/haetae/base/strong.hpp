// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <utility>

namespace haetae::base {

/// A value that keeps its meaning: `using PersonId = Strong<struct PersonIdTag, std::string>;`
/// Two different tags never mix, and nothing converts in or out by itself.
template <class Tag, class T>
class Strong {
 public:
  using Value = T;

  Strong() = default;
  explicit Strong(T value) : value_(std::move(value)) {}

  [[nodiscard]] const T& value() const& { return value_; }
  [[nodiscard]] T&& value() && { return std::move(value_); }

  friend bool operator==(const Strong&, const Strong&) = default;
  friend auto operator<=>(const Strong&, const Strong&) = default;

 private:
  T value_{};
};

}  // namespace haetae::base

template <class Tag, class T>
struct std::hash<haetae::base::Strong<Tag, T>> {
  std::size_t operator()(const haetae::base::Strong<Tag, T>& strong) const {
    return std::hash<T>{}(strong.value());
  }
};
