// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/guard.hpp"

#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"

#include <algorithm>
#include <charconv>

namespace haetae::accounts {
namespace {

constexpr std::string_view kDevicePurpose = "device-cookie";
constexpr std::size_t kNonceLength = 22;

/// A budget's key: what it is for in plain, whom it is about as a keyed hash.
std::string key_of(const crypto::Sealer& sealer, std::string_view kind, std::string_view value) {
  std::string input{kind};
  input.append(":").append(value);
  const base::Bytes hash = sealer.derive("guess-key", input);
  return std::string{kind}.append(":").append(
      wire::base64url_encode(base::BytesView{hash}.first(16)));
}

/// The nonce of a device cookie that was made for this account and has not expired.
std::optional<std::string> device_nonce(const Ports& ports, std::string_view account,
                                        std::string_view cookie) {
  if (cookie.empty()) return std::nullopt;
  const std::optional<std::string> plain = ports.sealer.open(kDevicePurpose, cookie);
  if (!plain) return std::nullopt;
  std::int64_t made = 0;
  const auto [end, error] = std::from_chars(plain->data(), plain->data() + plain->size(), made);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view rest{end, plain->data() + plain->size()};
  const std::string owner = " " + key_of(ports.sealer, "device-owner", account) + " ";
  if (!rest.starts_with(owner)) return std::nullopt;
  if (ports.clock.now() >= base::from_unix_seconds(made) + Guard::kDeviceLife) return std::nullopt;
  return std::string{rest.substr(owner.size())};
}

}  // namespace

Guard::Budgets Guard::for_password(std::string_view account, const Visitor& visitor,
                                   std::string_view device_cookie) const {
  if (const auto nonce = device_nonce(ports_, account, device_cookie)) {
    return {
        {key_of(ports_.sealer, "device", *nonce), ports_.site.share(kPerDevice), kWindow, true}};
  }
  return {
      {key_of(ports_.sealer, "account", account), ports_.site.share(kPerAccount), kWindow, true},
      {key_of(ports_.sealer, "address", visitor.address), ports_.site.share(kPerAddress), kWindow,
       false},
      {key_of(ports_.sealer, "network", network_of(visitor.address)),
       ports_.site.share(kPerNetwork), kWindow, false}};
}

Guard::Budgets Guard::for_mail(std::string_view recipient, const Visitor& visitor) const {
  return {{key_of(ports_.sealer, "mail-to", recipient), ports_.site.share(kMailsPerRecipient),
           kMailWindow, false},
          {key_of(ports_.sealer, "mail-from", visitor.address), ports_.site.share(kMailsPerAddress),
           kMailWindow, false},
          {key_of(ports_.sealer, "mail-network", network_of(visitor.address)),
           ports_.site.share(kMailsPerNetwork), kMailWindow, false}};
}

std::optional<base::Seconds> Guard::refusal(Transaction& transaction, const Budgets& budgets,
                                            base::Instant now) {
  std::optional<base::Seconds> wait;
  for (const Budget& budget : budgets) {
    if (transaction.guesses.count(budget.key, now) < budget.most) continue;
    const auto window = std::chrono::duration_cast<base::Seconds>(budget.window);
    wait = std::max(wait.value_or(base::Seconds{0}), window);
  }
  return wait;
}

bool Guard::spend(Transaction& transaction, const Budgets& budgets, base::Instant now) {
  bool ended = false;
  for (const Budget& budget : budgets) {
    if (transaction.guesses.add(budget.key, now, budget.window) == budget.most) ended = true;
  }
  return ended;
}

void Guard::succeeded(Transaction& transaction, const Budgets& budgets) {
  for (const Budget& budget : budgets) {
    if (budget.cleared_by_success) transaction.guesses.clear(budget.key);
  }
}

std::string Guard::make_device_cookie(std::string_view account) const {
  std::string plain = std::to_string(base::to_unix_seconds(ports_.clock.now()));
  plain.append(" ").append(key_of(ports_.sealer, "device-owner", account)).append(" ");
  plain.append(base::random_alphanumeric(ports_.entropy, kNonceLength));
  return ports_.sealer.seal(kDevicePurpose, plain);
}

}  // namespace haetae::accounts
