// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// A small byte format for what travels sealed: no names, no padding, short forms for ids and hex.
/// The reader accepts exactly what the writer can have made, so one value has one text.
namespace haetae::oidc {

class Packer {
 public:
  void byte(std::uint8_t value) { out_ += static_cast<char>(value); }
  /// LEB128.
  void number(std::uint64_t value);
  /// Zigzag, so that a time before 1970 does not become huge.
  void integer(std::int64_t value);
  void text(std::string_view value);
  /// Ids of base::new_id in 17 bytes, lower-case hex in half, 32-byte base64url in 32.
  void squeezed(std::string_view value);
  void texts(const std::vector<std::string>& values);
  /// Like texts, with one byte for every scope that Kakao or OpenID Connect defines.
  void scopes(const std::vector<std::string>& values);
  void instant(base::Instant value) { integer(base::to_unix_milliseconds(value)); }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

/// Reads in the order in which the Packer wrote. After a fault everything reads as empty and
/// `finished()` is false.
class Unpacker {
 public:
  explicit Unpacker(std::string_view in) : in_(in) {}

  std::uint8_t byte();
  std::uint64_t number();
  std::int64_t integer();
  std::string text();
  std::string squeezed();
  std::vector<std::string> texts(std::size_t count_max);
  std::vector<std::string> scopes(std::size_t count_max);
  base::Instant instant() { return base::from_unix_milliseconds(integer()); }
  /// A byte that must be below `count`.
  std::uint8_t choice(std::uint8_t count);
  bool flag() { return choice(2) == 1; }

  /// Nothing broken and nothing left.
  [[nodiscard]] bool has_more() const { return good_ && !in_.empty(); }
  [[nodiscard]] bool finished() const { return good_ && in_.empty(); }

 private:
  std::string take(std::size_t length);
  void refuse();

  std::string_view in_;
  bool good_ = true;
};

}  // namespace haetae::oidc
