// SPDX-License-Identifier: Apache-2.0
// A person's delivery addresses, one at a time: two open pages never undo each other.
#include "haetae/accounts/people.hpp"
#include "profile_rules.hpp"

#include <algorithm>
#include <utility>

namespace haetae::accounts {
namespace {

using Addresses = std::vector<ShippingAddress>;

Addresses::iterator place_of(Addresses& addresses, std::int64_t id) {
  return std::ranges::find(addresses, id, &ShippingAddress::id);
}

void make_default(Addresses& addresses, const ShippingAddress& chosen) {
  for (ShippingAddress& address : addresses)
    address.is_default = &address == &chosen;
}

/// Somebody's goods should never wait for a choice that nobody made.
void ensure_default(Addresses& addresses) {
  if (addresses.empty() || std::ranges::any_of(addresses, &ShippingAddress::is_default)) return;
  std::ranges::max_element(addresses, {}, &ShippingAddress::updated_at)->is_default = true;
}

}  // namespace

base::Outcome<Person, PersonError> People::edit_addresses(const SignedIn& who,
                                                          std::string_view what,
                                                          const Visitor& visitor,
                                                          const AddressEdit& edit) const {
  wire::Json detail = wire::Json::object();
  detail.set("address", std::string{what});
  const AuditEntry entry =
      audit_.entry(Event::profile_changed,
                   {.person = who.person.id, .visitor = &visitor, .detail = std::move(detail)});
  const base::Instant now = ports_.clock.now();
  base::Outcome<Person, PersonError> changed = base::fail(PersonError::unavailable);
  const auto done = ports_.store.write([&](Transaction& transaction) {
    std::optional<Person> person = transaction.people.find(who.person.id);
    if (!person || person->disabled) {
      changed = base::fail(PersonError::unknown);
      return Verdict::roll_back;
    }
    const Addresses former = person->profile.shipping_addresses;
    Addresses& addresses = person->profile.shipping_addresses;
    if (const auto edited = edit(addresses); !edited) {
      changed = base::fail(edited.error());
      return Verdict::roll_back;
    }
    ensure_default(addresses);
    number_addresses(addresses, former, now);
    person->updated_at = now;
    transaction.people.update(*person);
    transaction.audit.append(entry);
    changed = *std::move(person);
    return Verdict::commit;
  });
  if (!done) return base::fail(PersonError::unavailable);
  return changed;
}

base::Outcome<Person, PersonError> People::keep_address(const SignedIn& who,
                                                        const ShippingAddress& address,
                                                        const Visitor& visitor) const {
  ShippingAddress kept = address;
  if (!normalise_address(kept)) return base::fail(PersonError::address_malformed);
  const bool is_new = kept.id == 0;
  const auto edit = [&](Addresses& all) -> base::Outcome<void, PersonError> {
    auto at = is_new ? all.end() : place_of(all, kept.id);
    if (!is_new && at == all.end()) return base::fail(PersonError::address_unknown);
    if (is_new) {
      if (all.size() >= kAddressesMax) return base::fail(PersonError::addresses_full);
      at = all.insert(all.end(), kept);
    } else {
      // It stays the default until another one is.
      const bool was_default = at->is_default;
      const base::Instant updated_at = at->updated_at;
      *at = kept;
      at->is_default = was_default || kept.is_default;
      at->updated_at = updated_at;
    }
    if (at->is_default) make_default(all, *at);
    return {};
  };
  return edit_addresses(who, is_new ? "added" : "changed", visitor, edit);
}

base::Outcome<Person, PersonError> People::prefer_address(const SignedIn& who, std::int64_t id,
                                                          const Visitor& visitor) const {
  return edit_addresses(who, "preferred", visitor,
                        [&](Addresses& all) -> base::Outcome<void, PersonError> {
                          const auto at = place_of(all, id);
                          if (at == all.end()) return base::fail(PersonError::address_unknown);
                          make_default(all, *at);
                          return {};
                        });
}

base::Outcome<Person, PersonError> People::remove_address(const SignedIn& who, std::int64_t id,
                                                          const Visitor& visitor) const {
  return edit_addresses(who, "removed", visitor,
                        [&](Addresses& all) -> base::Outcome<void, PersonError> {
                          const auto at = place_of(all, id);
                          if (at == all.end()) return base::fail(PersonError::address_unknown);
                          all.erase(at);
                          return {};
                        });
}

}  // namespace haetae::accounts
