// SPDX-License-Identifier: Apache-2.0
#include "services.hpp"

#include "database.hpp"
#include "haetae/wire/base64url.hpp"
#include "haetae/wire/uri.hpp"

#include <fmt/format.h>

namespace haetae::app {
namespace {

using base::fail;

base::SecretText pepper_of(const crypto::Sealer& sealer) {
  const base::Bytes bytes = sealer.derive("password-pepper", "1");
  return base::SecretText{std::string{base::as_text(bytes)}};
}

crypto::PasswordCost cost_of(const Config& config) {
  return {.memory_kib = static_cast<std::uint32_t>(config.password.memory_kib),
          .passes = static_cast<std::uint32_t>(config.password.passes),
          .lanes = 1};
}

}  // namespace

accounts::RelyingParty relying_party_of(const Config& config) {
  const auto issuer = wire::Uri::parse(config.issuer);
  accounts::RelyingParty party;
  party.id = !config.passkey.rp_id.empty() ? config.passkey.rp_id : issuer ? issuer->host : "";
  party.name = config.web.name;
  party.origins = config.passkey.origins;
  if (party.origins.empty() && issuer) party.origins.push_back(issuer->origin());
  return party;
}

base::Outcome<std::unique_ptr<Services>, StartError> Services::open(const Config& config,
                                                                    const base::Clock& clock,
                                                                    base::Entropy& entropy) {
  auto dir = open_data_dir(config.data.dir);
  if (!dir) return fail(StartError{dir.error().message});
  auto keys = load_secret_keys(*dir, entropy);
  if (!keys) return fail(StartError{keys.error().message});
  auto store = open_database(config, *dir, clock, entropy);
  if (!store) return fail(StartError{store.error().message});
  auto services =
      std::make_unique<Services>(config, *dir, std::move(*keys), std::move(*store), clock, entropy);
  auto fresh = services->snapshots.refresh_if_changed();
  if (!fresh && services->island != nullptr) {
    services->island->watch();
    fresh = services->snapshots.refresh_if_changed();
  }
  if (!fresh) {
    return fail(StartError{
        fmt::format("{} does not answer; run haetae doctor", describe_database(config, *dir))});
  }
  return services;
}

Ground::Ground(const Config& given, DataDir dir, std::vector<crypto::SealKey> seal_keys,
               OpenedDatabase opened, const base::Clock& given_clock, base::Entropy& given_entropy)
    : config(given),
      data_dir(std::move(dir)),
      clock(given_clock),
      entropy(given_entropy),
      site(std::move(opened.site)),
      store(std::move(opened.store)),
      island(opened.island),
      sealer(std::move(seal_keys), entropy),
      hasher(pepper_of(sealer), cost_of(config), entropy) {}

Services::Services(const Config& given, DataDir dir, std::vector<crypto::SealKey> seal_keys,
                   OpenedDatabase opened, const base::Clock& given_clock,
                   base::Entropy& given_entropy)
    : Ground(given, std::move(dir), std::move(seal_keys), std::move(opened), given_clock,
             given_entropy),
      accounts::Services(
          {*store, clock, entropy, sealer, *site}, hasher, notices,
          {.relying_party = relying_party_of(config),
           .session_lives = {.usual = std::chrono::hours{config.session.hours},
                             .kept = std::chrono::hours{24 * config.session.kept_days}},
           .tokens = {.issuer = config.issuer, .public_url = config.issuer},
           .dev = config.dev}),
      notices({keys, clock, entropy, config.issuer}),
      addresses(data_dir.address()) {}

}  // namespace haetae::app
