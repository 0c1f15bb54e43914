// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/key_ring.hpp"

#include "haetae/base/log.hpp"
#include "haetae/wire/json.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace haetae::accounts {
namespace {

constexpr std::string_view kSealPurpose = "signing-key";
constexpr std::size_t kKeyIdLength = 30;
constexpr std::array kAlgorithms = {crypto::Algorithm::rs256, crypto::Algorithm::es256};
/// 2100-01-01: a key that has no successor yet.
constexpr base::Instant kNoEnd{base::Seconds{4'102'444'800}};

wire::Json published(const SigningKeyRecord& record) {
  auto parsed = wire::Json::parse(record.public_jwk);
  wire::Json jwk = wire::Json::object();
  jwk.set("kid", record.id);
  if (parsed && parsed->if_object() != nullptr) {
    for (const wire::Json::Member& member : *parsed->if_object()) {
      jwk.set(member.first, member.second);
    }
  }
  jwk.set("alg", record.algorithm).set("use", "sig");
  return jwk;
}

}  // namespace

struct KeyRing::Snapshot {
  struct Entry {
    SigningKeyRecord record;
    crypto::PublicKey public_key;
    std::shared_ptr<const SigningKey> signing;
  };
  std::vector<Entry> entries;  ///< RS256 first, then by the time from which they sign
  std::shared_ptr<const std::string> jwks;
  std::uint64_t generation = 0;

  [[nodiscard]] const Entry* current(std::string_view algorithm, base::Instant now) const {
    const Entry* best = nullptr;
    for (const Entry& entry : entries) {
      if (entry.record.algorithm != algorithm || entry.record.signs_until <= now) continue;
      // A key whose time has not come signs only when there is no other.
      if (best == nullptr ||
          (entry.record.signs_from <= now && entry.record.signs_from >= best->record.signs_from)) {
        best = &entry;
      }
    }
    return best;
  }
};

namespace {

/// nullopt, with a line in the log, for a record that the sealing keys at hand do not open.
std::optional<std::pair<crypto::PublicKey, crypto::PrivateKey>> import(
    const Ports& ports, const SigningKeyRecord& record) {
  const std::optional<std::string> der = ports.sealer.open(kSealPurpose, record.sealed_private);
  if (der) {
    auto key = crypto::PrivateKey::from_pkcs8(base::as_bytes(*der));
    if (key && crypto::to_text(key->algorithm()) == record.algorithm) {
      crypto::PublicKey public_key = key->public_key();
      return std::pair{std::move(public_key), *std::move(key)};
    }
  }
  base::log(base::LogLevel::error, "signing_key_unreadable",
            {{"key_id", std::string_view{record.id}}});
  return std::nullopt;
}

}  // namespace

KeyRing::KeyRing(const Ports& ports, const Audit& audit) : ports_(ports), audit_(audit) {
  auto empty = std::make_shared<Snapshot>();
  empty->jwks = std::make_shared<const std::string>(R"({"keys":[]})");
  snapshot_ = std::move(empty);
}

std::shared_ptr<const KeyRing::Snapshot> KeyRing::snapshot() const {
  const std::lock_guard lock{mutex_};
  return snapshot_;
}

SigningKeyRecord KeyRing::make(crypto::Algorithm algorithm, base::Instant signs_from) const {
  const crypto::PrivateKey key = crypto::PrivateKey::generate(algorithm);
  SigningKeyRecord record;
  record.id = base::random_hex(ports_.entropy, kKeyIdLength);
  record.algorithm = crypto::to_text(algorithm);
  record.public_jwk = key.public_key().to_jwk().to_text();
  record.sealed_private = ports_.sealer.seal(kSealPurpose, key.to_pkcs8());
  record.created_at = ports_.clock.now();
  record.signs_from = signs_from;
  record.signs_until = kNoEnd;
  record.expires_at = kNoEnd;
  return record;
}

base::Outcome<void, StoreError> KeyRing::reload() {
  const std::lock_guard reloading{reloading_};
  std::vector<SigningKeyRecord> records;
  const auto read = [&] {
    return ports_.store.read(
        [&](Transaction& transaction) { records = transaction.signing_keys.all(); });
  };
  if (const auto done = read(); !done) return done;

  const base::Instant now = ports_.clock.now();
  for (const crypto::Algorithm algorithm : kAlgorithms) {
    const std::string_view name = crypto::to_text(algorithm);
    const auto has_one = [&](const std::vector<SigningKeyRecord>& all) {
      return std::any_of(all.begin(), all.end(), [&](const SigningKeyRecord& record) {
        return record.algorithm == name && record.signs_until > now;
      });
    };
    if (has_one(records)) continue;
    const SigningKeyRecord first = make(algorithm, now);
    const auto done = ports_.store.write([&](Transaction& transaction) {
      // Another process may have been faster; then its key is ours too.
      if (has_one(transaction.signing_keys.all())) return Verdict::roll_back;
      transaction.signing_keys.insert(first);
      transaction.revisions.bump(kTopic);
      return Verdict::commit;
    });
    if (!done) return done;
    if (const auto again = read(); !again) return again;
  }
  return show(std::move(records));
}

base::Outcome<void, StoreError> KeyRing::show(std::vector<SigningKeyRecord> records) {
  std::stable_sort(records.begin(), records.end(),
                   [](const SigningKeyRecord& a, const SigningKeyRecord& b) {
                     if (a.algorithm != b.algorithm) return a.algorithm > b.algorithm;
                     return a.signs_from < b.signs_from;
                   });
  const std::shared_ptr<const Snapshot> former = snapshot();
  auto next = std::make_shared<Snapshot>();
  wire::Json keys = wire::Json::array();
  const base::Instant now = ports_.clock.now();
  for (SigningKeyRecord& record : records) {
    if (record.expires_at <= now) continue;
    const auto known = std::find_if(former->entries.begin(), former->entries.end(),
                                    [&](const Snapshot::Entry& entry) {
                                      return entry.record.id == record.id &&
                                             entry.record.sealed_private == record.sealed_private;
                                    });
    keys.push(published(record));
    if (known != former->entries.end()) {
      next->entries.push_back({std::move(record), known->public_key, known->signing});
    } else if (auto imported = import(ports_, record)) {
      auto signing =
          std::make_shared<const SigningKey>(SigningKey{record.id, std::move(imported->second)});
      next->entries.push_back({std::move(record), std::move(imported->first), std::move(signing)});
    }
  }
  wire::Json set = wire::Json::object();
  set.set("keys", std::move(keys));
  std::string text = set.to_text();
  const bool same = text == *former->jwks;
  next->jwks = same ? former->jwks : std::make_shared<const std::string>(std::move(text));
  next->generation = former->generation + (same ? 0 : 1);
  const std::lock_guard lock{mutex_};
  snapshot_ = std::move(next);
  return {};
}

std::shared_ptr<const KeyRing::SigningKey> KeyRing::current(crypto::Algorithm algorithm) const {
  const std::shared_ptr<const Snapshot> now = snapshot();
  const Snapshot::Entry* entry = now->current(crypto::to_text(algorithm), ports_.clock.now());
  return entry == nullptr ? nullptr : entry->signing;
}

std::optional<crypto::PublicKey> KeyRing::find(std::string_view key_id) const {
  const std::shared_ptr<const Snapshot> now = snapshot();
  for (const Snapshot::Entry& entry : now->entries) {
    // A key may stand in memory a little longer than it counts: nothing reloads at that instant.
    if (entry.record.id == key_id && entry.record.expires_at > ports_.clock.now()) {
      return entry.public_key;
    }
  }
  return std::nullopt;
}

std::shared_ptr<const std::string> KeyRing::jwks() const {
  return snapshot()->jwks;
}

std::uint64_t KeyRing::generation() const {
  return snapshot()->generation;
}

base::Outcome<std::string, StoreError> KeyRing::rotate(crypto::Algorithm algorithm, bool at_once) {
  const base::Instant now = ports_.clock.now();
  const base::Instant from = at_once ? now : now + kPublishLead;
  const SigningKeyRecord successor = make(algorithm, from);
  wire::Json detail = wire::Json::object();
  detail.set("key_id", successor.id).set("algorithm", successor.algorithm);
  detail.set("at_once", at_once);
  const AuditEntry entry = audit_.entry(Event::key_rotated, {.detail = std::move(detail)});
  bool inserted = false;
  const auto done = ports_.store.write([&](Transaction& transaction) {
    inserted = transaction.signing_keys.insert(successor);
    if (!inserted) return Verdict::roll_back;
    for (SigningKeyRecord& record : transaction.signing_keys.all()) {
      if (record.algorithm != successor.algorithm || record.id == successor.id) continue;
      if (!at_once && record.signs_until <= from) continue;
      record.signs_until = std::min(record.signs_until, from);
      record.expires_at = at_once ? now : from + kOverlap;
      transaction.signing_keys.update(record);
    }
    transaction.revisions.bump(kTopic);
    transaction.audit.append(entry);
    return Verdict::commit;
  });
  if (!done) return base::fail(done.error());
  if (!inserted) return base::fail(StoreError::unavailable);
  if (const auto shown = reload(); !shown) return base::fail(shown.error());
  return successor.id;
}

std::vector<KeyRing::Listed> KeyRing::list() const {
  const std::shared_ptr<const Snapshot> now = snapshot();
  std::vector<Listed> listed;
  for (const Snapshot::Entry& entry : now->entries) {
    const SigningKeyRecord& record = entry.record;
    listed.push_back({record.id, record.algorithm, record.created_at, record.signs_from,
                      record.signs_until, record.expires_at,
                      now->current(record.algorithm, ports_.clock.now()) == &entry});
  }
  return listed;
}

}  // namespace haetae::accounts
