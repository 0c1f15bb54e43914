// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/tokens.hpp"
#include "haetae/crypto/hash.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace haetae::accounts {

/// Tokens whose signature was verified, by digest. Sharded, since every I/O thread asks it; bounded
/// by two generations a shard: when the younger is full, the elder is forgotten.
class Tokens::Cache {
 public:
  explicit Cache(std::size_t most) : per_shard_(most / (2 * kShards) + 1) {}

  using Entry = std::shared_ptr<const oidc::AccessToken>;

  /// `keys`: KeyRing::generation() now; an entry from before a change of keys does not count.
  [[nodiscard]] Entry find(const crypto::Digest& digest, std::uint64_t keys) {
    Shard& shard = shard_of(digest);
    const std::string key{base::as_text(digest)};
    const std::lock_guard lock{shard.mutex};
    if (const auto young = shard.young.find(key); young != shard.young.end()) {
      return young->second.keys == keys ? young->second.token : nullptr;
    }
    const auto old = shard.old.find(key);
    if (old == shard.old.end() || old->second.keys != keys) return nullptr;
    Kept kept = old->second;
    insert(shard, key, kept);
    return kept.token;
  }

  void put(const crypto::Digest& digest, std::uint64_t keys, Entry token) {
    Shard& shard = shard_of(digest);
    const std::lock_guard lock{shard.mutex};
    insert(shard, std::string{base::as_text(digest)}, Kept{keys, std::move(token)});
  }

 private:
  static constexpr std::size_t kShards = 16;
  struct Kept {
    std::uint64_t keys = 0;
    Entry token;
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, Kept> young, old;
  };

  [[nodiscard]] Shard& shard_of(const crypto::Digest& digest) {
    return shards_[digest[0] % kShards];
  }
  void insert(Shard& shard, const std::string& key, Kept kept) const {
    if (shard.young.size() >= per_shard_) {
      shard.old.swap(shard.young);
      shard.young.clear();
    }
    shard.young.insert_or_assign(key, std::move(kept));
  }

  std::size_t per_shard_;
  std::array<Shard, kShards> shards_;
};

}  // namespace haetae::accounts
