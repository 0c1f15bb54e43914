// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/housekeeping.hpp"

#include "haetae/accounts/key_ring.hpp"
#include "haetae/accounts/revocations.hpp"

#include <algorithm>
#include <string>

namespace haetae::accounts {

base::Outcome<std::size_t, StoreError> purge_expired(const Ports& ports) {
  const base::Instant now = ports.clock.now();
  // What lives on for an incident must still be there (Site::has_ended).
  const auto incident = ports.site.incident_since();
  const base::Instant ended = incident ? std::min(now, *incident) : now;
  std::size_t removed = 0;
  const auto done = ports.store.write([&](Transaction& transaction) {
    removed = transaction.sessions.remove_expired(ended, kPurgeStep);
    removed += transaction.families.remove_expired(ended, kPurgeStep);
    removed += transaction.spent.remove_expired(now, kPurgeStep);
    removed += transaction.guesses.remove_expired(now, kPurgeStep);
    removed += transaction.handovers.remove_expired(now, kPurgeStep);
    removed += transaction.mails.remove_before(now - kMailKept, kPurgeStep);
    const std::size_t revocations = transaction.revocations.remove_expired(now, kPurgeStep);
    if (revocations != 0) transaction.revisions.bump(Revocations::kTopic);
    const std::size_t keys = transaction.signing_keys.remove_expired(now, kPurgeStep);
    if (keys != 0) transaction.revisions.bump(KeyRing::kTopic);
    removed += revocations + keys;
    return removed == 0 ? Verdict::roll_back : Verdict::commit;
  });
  if (!done) return base::fail(done.error());
  return removed;
}

base::Outcome<bool, StoreError> take_turn(const Ports& ports, base::Milliseconds every) {
  if (ports.site.is_island()) return false;
  if (ports.site.options().sites <= 1) return true;
  const base::Instant now = ports.clock.now();
  const std::string turn =
      "housekeeping " + std::to_string(base::to_unix_milliseconds(now) / every.count());
  bool is_ours = false;
  const auto done = ports.store.write([&](Transaction& transaction) {
    // Clocks may differ by a span; the row outlives that.
    is_ours = transaction.spent.spend(turn, now + 4 * every);
    return is_ours ? Verdict::commit : Verdict::roll_back;
  });
  if (!done) return base::fail(done.error());
  return is_ours;
}

}  // namespace haetae::accounts
