// SPDX-License-Identifier: Apache-2.0
#include "site.hpp"

#include "haetae/api/rows.hpp"
#include "haetae/kakao/rows.hpp"
#include "haetae/web/rows.hpp"

namespace haetae::sim {
namespace {

/// The cheapest that Argon2 takes: what passwords cost is no matter here.
constexpr crypto::PasswordCost kCost{.memory_kib = 8, .passes = 1, .lanes = 1};
const base::Instant kStart = base::from_unix_milliseconds(1'800'000'000'000);

/// All sites share these keys, as they do in truth.
std::vector<crypto::SealKey> seal_keys() {
  std::vector<crypto::SealKey> keys;
  keys.push_back({1, base::SecretText{std::string(32, 's')}});
  return keys;
}

}  // namespace

base::Instant SiteClock::now() const {
  return kStart + std::chrono::duration_cast<base::Milliseconds>(schedule_.now()) + skew_;
}

Ground::Ground(std::uint64_t entropy_seed)
    : entropy(entropy_seed),
      sealer(seal_keys(), entropy),
      hasher(base::SecretText{"pepper"}, kCost, entropy) {}

Services::Services(accounts::Store& store, const base::Clock& clock, std::uint64_t entropy_seed)
    : Ground(entropy_seed),
      accounts::Services(
          {store, clock, entropy, sealer}, hasher, notices,
          {.relying_party = {"id.example.org", "Haetae", {std::string{kOrigin}}},
           .tokens = {.issuer = std::string{kOrigin}, .public_url = std::string{kOrigin}}}) {
  web::Options options;
  options.public_url = kOrigin;
  options.passkey_rp_id = relying_party.id;
  const accounts::ErrorPage error_page = web::error_page(options, clock, entropy);
  add(kakao::kakao_rows({.ports = ports,
                         .authorizations = authorizations,
                         .sign_outs = sign_outs,
                         .directory = directory,
                         .links = links,
                         .sessions = sessions,
                         .tokens = tokens,
                         .keys = keys,
                         .error_page = error_page,
                         .public_url = std::string{kOrigin},
                         .resource_origin = std::string{kOrigin}}));
  add(api::standard_rows({.authorizations = authorizations,
                          .sign_outs = sign_outs,
                          .directory = directory,
                          .links = links,
                          .sessions = sessions,
                          .tokens = tokens,
                          .keys = keys,
                          .sealer = sealer,
                          .clock = clock,
                          .entropy = entropy,
                          .error_page = error_page}));
  add(web::web_rows({.ports = ports,
                     .authorizations = authorizations,
                     .sign_outs = sign_outs,
                     .directory = directory,
                     .links = links,
                     .sessions = sessions,
                     .sign_in = sign_in,
                     .passkey_sign_in = passkey_sign_in,
                     .passkeys = passkeys,
                     .sign_up = sign_up,
                     .reset = reset,
                     .email_change = email_change,
                     .people = people,
                     .options = options,
                     .count_sign_in = [](std::string_view, std::string_view) {}}));
}

void Services::add(wire::Endpoints rows) {
  for (wire::Endpoint& row : rows) {
    rows_.emplace(std::pair{row.method, std::string{row.path}}, std::move(row));
  }
}

const wire::Endpoint* Services::find(const wire::Request& request) const {
  const auto at = rows_.find(std::pair{request.method, request.path});
  return at == rows_.end() ? nullptr : &at->second;
}

}  // namespace haetae::sim
