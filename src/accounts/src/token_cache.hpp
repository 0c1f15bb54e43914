// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/tokens.hpp"
#include "haetae/base/entropy.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace haetae::accounts {

/// Tokens whose signature was verified, found by a hash and compared whole. Sharded, since every
/// I/O thread asks it; bounded by two generations a shard: when the younger is full, the elder is
/// forgotten.
class Tokens::Cache {
 public:
  Cache(std::size_t most, base::Entropy& entropy) : per_shard_(most / (2 * kShards) + 1) {
    entropy.fill({reinterpret_cast<std::uint8_t*>(seeds_.data()), sizeof seeds_});
  }

  using Entry = std::shared_ptr<const oidc::AccessToken>;

  /// Where to look for a token. Seeded, so that nobody chooses texts that meet at one place; it
  /// proves nothing, since find() compares the text.
  [[nodiscard]] std::uint64_t hash_of(std::string_view token) const {
    std::uint64_t one = seeds_[0] ^ token.size();
    std::uint64_t two = seeds_[1];
    while (token.size() > 2 * kWord) {
      one = mixed(one ^ word_of(token), seeds_[2]);
      two = mixed(two ^ word_of(token.substr(kWord)), seeds_[3]);
      token.remove_prefix(2 * kWord);
    }
    std::array<char, 2 * kWord> rest{};
    token.copy(rest.data(), rest.size());
    const std::string_view last{rest.data(), rest.size()};
    return mixed(one ^ word_of(last), two ^ word_of(last.substr(kWord)));
  }

  /// `keys`: KeyRing::generation() now; an entry from before a change of keys does not count.
  [[nodiscard]] Entry find(std::string_view token, std::uint64_t hash, std::uint64_t keys) {
    Shard& shard = shard_of(hash);
    const std::lock_guard lock{shard.mutex};
    auto found = shard.young.find(hash);
    const bool is_young = found != shard.young.end();
    if (!is_young && (found = shard.old.find(hash)) == shard.old.end()) return nullptr;
    const Kept kept = found->second;
    if (kept.keys != keys || !is_same(kept.known->text, token)) return nullptr;
    if (!is_young) insert(shard, hash, kept);
    return Entry{kept.known, &kept.known->token};
  }

  Entry put(std::string_view text, std::uint64_t hash, std::uint64_t keys,
            oidc::AccessToken token) {
    const auto known = std::make_shared<const Known>(Known{std::string{text}, std::move(token)});
    Shard& shard = shard_of(hash);
    const std::lock_guard lock{shard.mutex};
    insert(shard, hash, Kept{keys, known});
    return Entry{known, &known->token};
  }

 private:
  static constexpr std::size_t kShards = 16;
  static constexpr std::size_t kWord = sizeof(std::uint64_t);
  struct Known {
    std::string text;
    oidc::AccessToken token;
  };
  struct Kept {
    std::uint64_t keys = 0;
    std::shared_ptr<const Known> known;
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::uint64_t, Kept> young, old;
  };

  [[nodiscard]] static std::uint64_t word_of(std::string_view text) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    return word;
  }
  /// Both halves of the product, folded.
  [[nodiscard]] static std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = Wide{a} * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
  /// In the same time whatever differs, since a token is a secret.
  [[nodiscard]] static bool is_same(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    std::uint64_t differs = 0;
    for (; a.size() >= kWord; a.remove_prefix(kWord), b.remove_prefix(kWord)) {
      differs |= word_of(a) ^ word_of(b);
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
      differs |= static_cast<unsigned char>(a[i] ^ b[i]);
    }
    return differs == 0;
  }

  [[nodiscard]] Shard& shard_of(std::uint64_t hash) { return shards_[(hash >> 32) % kShards]; }
  void insert(Shard& shard, std::uint64_t hash, Kept kept) const {
    if (shard.young.size() >= per_shard_) {
      shard.old.swap(shard.young);
      shard.young.clear();
    }
    shard.young.insert_or_assign(hash, std::move(kept));
  }

  std::size_t per_shard_;
  std::array<std::uint64_t, 4> seeds_{};
  std::array<Shard, kShards> shards_;
};

}  // namespace haetae::accounts
