// SPDX-License-Identifier: Apache-2.0
#pragma once

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

/// What to do, newest first, to unmake the running transaction.
class Undo {
 public:
  void add(std::function<void()> step) { steps_.push_back(std::move(step)); }
  void forget() { steps_.clear(); }
  void roll_back() {
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) {
      (*step)();
    }
    steps_.clear();
  }

 private:
  std::vector<std::function<void()>> steps_;
};

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
  bool insert(Undo& undo, const Row& row) {
    const std::string key = key_of_(row);
    if (rows_.contains(key)) {
      return false;
    }
    undo.add([this, key] { take_out(key); });
    put_in(row);
    return true;
  }

  /// False when there is no row of that key.
  bool replace(Undo& undo, const Row& row) {
    const std::string key = key_of_(row);
    const Row* former = find(key);
    if (former == nullptr) {
      return false;
    }
    undo.add([this, key, former_row = *former] {
      take_out(key);
      put_in(former_row);
    });
    take_out(key);
    put_in(row);
    return true;
  }

  bool erase(Undo& undo, std::string_view key) {
    const Row* former = find(key);
    if (former == nullptr) {
      return false;
    }
    undo.add([this, former_row = *former] { put_in(former_row); });
    take_out(std::string{key});
    return true;
  }

  /// Copies of an owner's rows in the order of `index`, from `order_from` on, at most `most`.
  [[nodiscard]] std::vector<Row> list(std::size_t index, std::string_view owner,
                                      std::int64_t order_from = INT64_MIN,
                                      std::size_t most = SIZE_MAX) const {
    std::vector<Row> found;
    const auto& places = indexes_[index];
    auto at = places.lower_bound(Place{std::string{owner}, order_from, {}});
    for (; at != places.end() && at->owner == owner && found.size() < most; ++at) {
      found.push_back(rows_.find(at->key)->second);
    }
    return found;
  }

  /// The same backwards, from `order_to` inclusive down.
  [[nodiscard]] std::vector<Row> list_back(std::size_t index, std::string_view owner,
                                           std::int64_t order_to, std::size_t most) const {
    std::vector<Row> found;
    const auto& places = indexes_[index];
    auto at = order_to == INT64_MAX
                  ? places.lower_bound(Place{std::string{owner} + '\0', INT64_MIN, {}})
                  : places.lower_bound(Place{std::string{owner}, order_to + 1, {}});
    while (at != places.begin() && found.size() < most) {
      --at;
      if (at->owner != owner) {
        break;
      }
      found.push_back(rows_.find(at->key)->second);
    }
    return found;
  }

  /// Erases an owner's rows whose order is at most `order_to`, lowest first; how many.
  std::size_t erase_up_to(Undo& undo, std::size_t index, std::string_view owner,
                          std::int64_t order_to, std::size_t most) {
    std::vector<std::string> keys;
    const auto& places = indexes_[index];
    auto at = places.lower_bound(Place{std::string{owner}, INT64_MIN, {}});
    for (; at != places.end() && at->owner == owner && at->order <= order_to; ++at) {
      if (keys.size() >= most) {
        break;
      }
      keys.push_back(at->key);
    }
    for (const std::string& key : keys) {
      erase(undo, key);
    }
    return keys.size();
  }

  [[nodiscard]] const std::map<std::string, Row, std::less<>>& rows() const { return rows_; }

 private:
  void put_in(const Row& row) {
    const std::string key = key_of_(row);
    for (std::size_t index = 0; index < places_of_.size(); ++index) {
      if (auto place = places_of_[index](row)) {
        indexes_[index].insert(Place{std::move(place->first), place->second, key});
      }
    }
    rows_.insert_or_assign(key, row);
  }
  void take_out(const std::string& key) {
    const auto at = rows_.find(key);
    for (std::size_t index = 0; index < places_of_.size(); ++index) {
      if (auto place = places_of_[index](at->second)) {
        indexes_[index].erase(Place{std::move(place->first), place->second, key});
      }
    }
    rows_.erase(at);
  }

  KeyOf key_of_;
  std::vector<PlaceOf> places_of_;
  std::vector<std::set<Place>> indexes_;
  std::map<std::string, Row, std::less<>> rows_;
};

}  // namespace haetae::storage::memory
