// SPDX-License-Identifier: Apache-2.0
#pragma once

// The bodies of Collection; include memory/collection.hpp instead.
#include "memory/collection.hpp"

namespace haetae::storage::memory {

template <class Row>
bool Collection<Row>::insert(Undo& undo, const Row& row) {
  const std::string key = key_of_(row);
  if (rows_.contains(key)) {
    return false;
  }
  undo.touch(this, key);
  undo.add([this, key] { take_out(key); });
  put_in(row);
  return true;
}

template <class Row>
bool Collection<Row>::replace(Undo& undo, const Row& row) {
  const std::string key = key_of_(row);
  const Row* former = find(key);
  if (former == nullptr) {
    return false;
  }
  undo.touch(this, key);
  undo.add([this, key, former_row = *former] {
    take_out(key);
    put_in(former_row);
  });
  take_out(key);
  put_in(row);
  return true;
}

template <class Row>
bool Collection<Row>::erase(Undo& undo, std::string_view key) {
  const Row* former = find(key);
  if (former == nullptr) {
    return false;
  }
  undo.touch(this, key);
  undo.add([this, former_row = *former] { put_in(former_row); });
  take_out(std::string{key});
  return true;
}

template <class Row>
std::vector<Row> Collection<Row>::list(std::size_t index, std::string_view owner,
                                       std::int64_t order_from, std::size_t most) const {
  std::vector<Row> found;
  const auto& places = indexes_[index];
  auto at = places.lower_bound(Place{std::string{owner}, order_from, {}});
  for (; at != places.end() && at->owner == owner && found.size() < most; ++at) {
    found.push_back(rows_.find(at->key)->second);
  }
  return found;
}

template <class Row>
std::vector<Row> Collection<Row>::list_back(std::size_t index, std::string_view owner,
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

template <class Row>
std::size_t Collection<Row>::erase_up_to(Undo& undo, std::size_t index, std::string_view owner,
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

template <class Row>
void Collection<Row>::put_in(const Row& row) {
  const std::string key = key_of_(row);
  for (std::size_t index = 0; index < places_of_.size(); ++index) {
    if (auto place = places_of_[index](row)) {
      indexes_[index].insert(Place{std::move(place->first), place->second, key});
    }
  }
  rows_.insert_or_assign(key, row);
}

template <class Row>
void Collection<Row>::take_out(const std::string& key) {
  const auto at = rows_.find(key);
  for (std::size_t index = 0; index < places_of_.size(); ++index) {
    if (auto place = places_of_[index](at->second)) {
      indexes_[index].erase(Place{std::move(place->first), place->second, key});
    }
  }
  rows_.erase(at);
}

}  // namespace haetae::storage::memory
