// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memory/undo.hpp"

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace haetae::storage::memory {

/// A place in an index: rows of one owner, by order (a time or a number), then by primary key.
struct Place {
  std::string owner;
  std::int64_t order = 0;
  std::string key;
  friend auto operator<=>(const Place&, const Place&) = default;
};

/// Rows by primary key with ordered secondary indexes; every change can be undone.
template <class Row>
class Collection {
 public:
  using KeyOf = std::string (*)(const Row&);
  /// Owner and order of a row in one index; nothing when the row is not in it.
  using PlaceOf = std::optional<std::pair<std::string, std::int64_t>> (*)(const Row&);

  Collection(KeyOf key_of, std::vector<PlaceOf> places_of)
      : key_of_(key_of), places_of_(std::move(places_of)), indexes_(places_of_.size()) {}

  [[nodiscard]] const Row* find(std::string_view key) const {
    const auto at = rows_.find(key);
    return at == rows_.end() ? nullptr : &at->second;
  }
  [[nodiscard]] std::optional<Row> copy(std::string_view key) const {
    const Row* row = find(key);
    return row == nullptr ? std::nullopt : std::optional<Row>{*row};
  }
  [[nodiscard]] std::size_t size() const { return rows_.size(); }

  /// False when the key is taken.
  bool insert(Undo& undo, const Row& row);

  /// False when there is no row of that key.
  bool replace(Undo& undo, const Row& row);

  bool erase(Undo& undo, std::string_view key);

  /// Copies of an owner's rows in the order of `index`, from `order_from` on, at most `most`.
  [[nodiscard]] std::vector<Row> list(std::size_t index, std::string_view owner,
                                      std::int64_t order_from = INT64_MIN,
                                      std::size_t most = SIZE_MAX) const;

  /// The same backwards, from `order_to` inclusive down.
  [[nodiscard]] std::vector<Row> list_back(std::size_t index, std::string_view owner,
                                           std::int64_t order_to, std::size_t most) const;

  /// Erases an owner's rows whose order is at most `order_to`, lowest first; how many.
  std::size_t erase_up_to(Undo& undo, std::size_t index, std::string_view owner,
                          std::int64_t order_to, std::size_t most);

  [[nodiscard]] const std::map<std::string, Row, std::less<>>& rows() const { return rows_; }

 private:
  void put_in(const Row& row);
  void take_out(const std::string& key);

  KeyOf key_of_;
  std::vector<PlaceOf> places_of_;
  std::vector<std::set<Place>> indexes_;
  std::map<std::string, Row, std::less<>> rows_;
};

}  // namespace haetae::storage::memory

#include "memory/collection_bodies.hpp"  // IWYU pragma: keep
