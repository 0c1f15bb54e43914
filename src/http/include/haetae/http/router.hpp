// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/wire/endpoint.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace haetae::http {

/// Which row answers a path. Paths are compared as sent, percent-encoded, byte for byte: nothing
/// is decoded, merged or normalised, so "/a/../b", "/a//b" and "/%61" are not "/a".
///
/// An exact row is looked for first, then rows that end in "/*", the longest first. A path with a
/// dot segment, an encoded slash, backslash, NUL or a broken percent sequence never reaches a
/// "/*" row, so that its handler need not fear it.
class Router {
 public:
  enum class Match { row, not_found, method_not_allowed, options };

  struct Found {
    Match match = Match::not_found;
    /// Index into rows(), only for Match::row.
    std::size_t row = 0;
    /// GET, HEAD, OPTIONS… of every row with that path, for `Allow`; only for method_not_allowed
    /// and options. Empty otherwise.
    std::string allow = {};
    /// The methods of those rows that may be called cross-origin; empty when none may.
    std::string cors_allow = {};
  };

  /// Takes the rows of every module. Aborts on a programmer's error: a path that does not start
  /// with '/', two rows of one method and path, a row for HEAD or OPTIONS, a row without handler.
  explicit Router(wire::Endpoints rows);

  /// Cost: one hash lookup, plus one comparison per "/*" row when there is no exact row.
  [[nodiscard]] Found find(wire::Method method, std::string_view path) const;

  /// All rows, in the order given: OpenAPI, metrics and status page read them; indices are stable.
  [[nodiscard]] const wire::Endpoints& rows() const { return rows_; }

 private:
  static constexpr std::size_t kMethods = 7;
  static constexpr std::uint16_t kNoRow = 0xffff;
  struct Methods {
    std::array<std::uint16_t, kMethods> row;
  };
  struct MethodSets {
    std::array<bool, kMethods> allowed{};
    std::array<bool, kMethods> cross_origin{};
  };

  void add(std::size_t index);
  [[nodiscard]] std::uint16_t row_of(const Methods& methods, wire::Method method) const;
  void collect(const Methods& methods, MethodSets& sets) const;

  wire::Endpoints rows_;
  /// Keys are views into rows_, which never changes after construction.
  std::unordered_map<std::string_view, Methods> exact_;
  /// Without the '*', longest first.
  std::vector<std::pair<std::string_view, Methods>> prefixes_;
};

}  // namespace haetae::http
