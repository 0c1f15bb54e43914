// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace haetae::api {

/// Writes one JSON answer straight into text, in the order of the calls: a tree would cost more
/// than the search behind it. Names of members are literals that need no escape.
class AnswerWriter {
 public:
  AnswerWriter();

  void begin_object(std::string_view name);
  void begin_element();
  void end_object() { out_ += '}'; }
  void begin_array(std::string_view name);
  void end_array() { out_ += ']'; }

  /// Any bytes; what is no UTF-8 becomes U+FFFD.
  void text(std::string_view name, std::string_view value);
  /// UTF-8 that was checked before: of the index, or of a query behind text_of.
  void checked(std::string_view name, std::string_view value);
  /// Nothing when the value is empty.
  void filled(std::string_view name, std::string_view value) {
    if (!value.empty()) checked(name, value);
  }
  void text_element(std::string_view value);
  /// A number with leading zeros, as a text: codes.
  void code(std::string_view name, std::uint64_t value, std::size_t digits);
  void null(std::string_view name);
  void boolean(std::string_view name, bool truth);
  void integer(std::string_view name, std::uint64_t number);
  /// The shortest decimals that give `number` back, with ".0" when it is whole; finite.
  void number(std::string_view name, double number);
  /// Degrees to the seven decimals that an index keeps, without zeros at the end.
  void degrees(std::string_view name, double value);
  /// JSON that is written already: a whole value.
  void value(std::string_view name, std::string_view json);

  /// Begins a text of which the caller writes the inside (append_inside, or what needs no escape).
  [[nodiscard]] std::string& begin_text(std::string_view name);
  void end_text() { out_ += '"'; }

  /// Closes the answer and gives it away.
  [[nodiscard]] std::string finish();

 private:
  /// Begins a member; `mark` stands behind its name.
  void open(std::string_view name, std::string_view mark = "\":");

  std::string out_;
};

/// The text as it stands between the quotes of a JSON string; any bytes.
void append_inside(std::string& out, std::string_view text);
/// The same of UTF-8 that was checked before.
void append_checked(std::string& out, std::string_view text);
/// Degrees in units of 1e-7 with at least `least` decimals.
void append_degrees(std::string& out, double degrees, std::size_t least);
void append_number(std::string& out, std::uint64_t value);
void append_digits(std::string& out, std::uint64_t value, std::size_t digits);

}  // namespace haetae::api
