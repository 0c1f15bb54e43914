// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/snapshots.hpp"

namespace haetae::accounts {

base::Outcome<void, StoreError> Snapshots::refresh_if_changed() {
  const std::lock_guard lock{mutex_};
  std::uint64_t apps = 0;
  std::uint64_t keys = 0;
  std::uint64_t revocations = 0;
  // What another site has revoked must show here. A node that cannot catch up is read all the same,
  // and the answer says that it may be behind.
  const auto caught_up = ports_.store.catch_up();
  // The numbers are read before the rows: rows that are newer than their number are read once
  // more the next time, but never missed.
  const auto looked = ports_.store.read([&](Transaction& transaction) {
    apps = transaction.revisions.get(Directory::kTopic);
    keys = transaction.revisions.get(KeyRing::kTopic);
    revocations = transaction.revisions.get(Revocations::kTopic);
  });
  if (!looked) return looked;
  if (!revocations_seen_ || *revocations_seen_ != revocations) {
    if (const auto done = revocations_.reload(); !done) return done;
    revocations_seen_ = revocations;
  }
  if (!keys_seen_ || *keys_seen_ != keys) {
    if (const auto done = keys_.reload(); !done) return done;
    keys_seen_ = keys;
  }
  if (!apps_seen_ || *apps_seen_ != apps) {
    if (const auto done = directory_.reload(); !done) return done;
    apps_seen_ = apps;
  }
  return caught_up;
}

}  // namespace haetae::accounts
