// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::wire {

/// HTTP field lines in the order they came; names compare without case (RFC 9110 §5.1). All of them
/// stand in one text, so that a message costs two allocations, and none when it is used again.
class Headers {
 public:
  /// Views that die with the next change.
  struct Field {
    std::string_view name;
    std::string_view value;
  };
  class Fields;

  Headers() = default;
  Headers(std::initializer_list<Field> fields);

  /// Appends; keeps what is there. `set` replaces every field of that name.
  void add(std::string_view name, std::string_view value);
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);
  /// Forgets the fields, keeps the memory.
  void clear();
  /// Makes room for so many fields and bytes of names and values.
  void reserve(std::size_t fields, std::size_t bytes);

  /// The first value of that name.
  [[nodiscard]] std::optional<std::string_view> get(std::string_view name) const;
  [[nodiscard]] bool contains(std::string_view name) const { return get(name).has_value(); }
  [[nodiscard]] Fields fields() const;

 private:
  struct Place {
    std::size_t at;  ///< of the name; the value stands behind it
    std::uint32_t name_length;
    std::uint32_t value_length;
  };
  [[nodiscard]] bool holds(std::string_view view) const;

  std::string text_;
  std::vector<Place> places_;
};

/// The fields as a range. Dies with the next change of the headers.
class Headers::Fields {
 public:
  class Iterator {
   public:
    using value_type = Field;
    using difference_type = std::ptrdiff_t;
    Iterator() = default;
    Iterator(const char* text, const Place* place) : text_(text), place_(place) {}
    [[nodiscard]] Field operator*() const {
      const char* const name = text_ + place_->at;
      return {{name, place_->name_length}, {name + place_->name_length, place_->value_length}};
    }
    Iterator& operator++() {
      ++place_;
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++place_;
      return before;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const char* text_ = nullptr;
    const Place* place_ = nullptr;
  };

  explicit Fields(const Headers& headers) : headers_(headers) {}
  [[nodiscard]] Iterator begin() const { return {headers_.text_.data(), headers_.places_.data()}; }
  [[nodiscard]] Iterator end() const {
    return {headers_.text_.data(), headers_.places_.data() + headers_.places_.size()};
  }
  [[nodiscard]] std::size_t size() const { return headers_.places_.size(); }
  [[nodiscard]] bool empty() const { return headers_.places_.empty(); }

 private:
  const Headers& headers_;
};

inline Headers::Fields Headers::fields() const {
  return Fields{*this};
}

/// Where the first C0 control or DEL stands, from `from` on; the text's size when there is none.
/// Looks at eight bytes at a time.
[[nodiscard]] std::size_t find_control(std::string_view text, std::size_t from = 0);
/// Compares ASCII without case.
[[nodiscard]] bool equal_no_case(std::string_view a, std::string_view b);
[[nodiscard]] std::string to_lower(std::string_view text);
/// Without spaces and tabs at both ends.
[[nodiscard]] std::string_view trim(std::string_view text);

}  // namespace haetae::wire
