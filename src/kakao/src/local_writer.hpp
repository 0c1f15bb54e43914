// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/geo/point.hpp"
#include "local_errors.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace haetae::kakao {

/// Writes one answer straight into text, in the order of the calls; the caller names members in
/// alphabetical order, as Kakao does. JSON: compact, `<`, `>` and `&` as \u003c, \u003e, \u0026.
/// XML: root `result`; an array is its element repeated; null is an empty element.
/// Text that is not UTF-8 is repaired with U+FFFD; characters that XML cannot hold are left out.
class LocalWriter {
 public:
  explicit LocalWriter(LocalFormat format);

  void begin_object(std::string_view name);
  void end_object(std::string_view name);
  /// In an array, objects and texts bear the name of the array.
  void begin_array(std::string_view name);
  void end_array();
  void begin_element(std::string_view array);
  void end_element(std::string_view array);
  void text_element(std::string_view array, std::string_view value);

  void text(std::string_view name, std::string_view value);
  void null(std::string_view name);
  void boolean(std::string_view name, bool value);
  void integer(std::string_view name, std::uint64_t value);
  /// The shortest decimals that give `value` back, with ".0" when it is whole.
  void number(std::string_view name, double value);

  /// Closes the answer and gives it away.
  [[nodiscard]] std::string finish();

 private:
  void open(std::string_view name);
  void close(std::string_view name);
  void put_text(std::string_view value);

  std::string out_;
  bool xml_;
};

/// "127.1045989": seven decimals without zeros at the end, as exact as indexes hold positions.
[[nodiscard]] std::string degrees_text(double degrees);

}  // namespace haetae::kakao
