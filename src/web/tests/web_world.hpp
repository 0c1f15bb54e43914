// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/services.hpp"
#include "haetae/crypto/password.hpp"
#include "haetae/storage/memory.hpp"
#include "haetae/web/rows.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace haetae::web::test {

inline const base::Instant kStart = base::from_unix_milliseconds(1'800'000'000'250);
inline constexpr std::string_view kEmail = "kim@example.kr";
inline constexpr std::string_view kPassword = "horse staple 42";
inline constexpr std::string_view kOrigin = "http://localhost:8080";

inline std::vector<crypto::SealKey> seal_keys() {
  std::vector<crypto::SealKey> keys;
  keys.push_back({1, base::SecretText{std::string(32, 'k')}});
  return keys;
}

/// A store in memory and a clock that the test moves.
struct Ground {
  base::ManualClock clock{kStart};
  base::SeededEntropy entropy{11};
  storage::MemoryStore store;
  crypto::Sealer sealer{seal_keys(), entropy};
  crypto::PasswordHasher hasher{
      base::SecretText{"pepper"}, {.memory_kib = 8, .passes = 1, .lanes = 1}, entropy};
  accounts::NoNotices notices;
};

/// Every service over them, and the rows of the pages.
struct World : Ground, accounts::Services {
  World()
      : accounts::Services(
            {store, clock, entropy, sealer}, hasher, notices,
            {.relying_party = {"localhost", "Haetae", {std::string{kOrigin}}},
             .tokens = {.issuer = std::string{kOrigin}, .public_url = std::string{kOrigin}},
             .dev = true}) {}

  web::Options options{.public_url = std::string{kOrigin},
                       .dev = true,
                       .version = "0.1.0",
                       .passkey_rp_id = "localhost"};
  const address::IndexSource* addresses = nullptr;
  std::vector<std::string> sign_ins;  ///< "password ok", … as counted

  [[nodiscard]] wire::Endpoints rows() {
    return web_rows({.ports = ports,
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
                     .count_sign_in =
                         [this](std::string_view method, std::string_view outcome) {
                           sign_ins.push_back(std::string{method} + " " + std::string{outcome});
                         },
                     .addresses = addresses});
  }

  accounts::Person person(std::string_view email = kEmail) {
    auto made = people.create({std::string{email}, std::string{kPassword}, "북촌고양이", ""});
    EXPECT_TRUE(made.has_value());
    return made.value_or(accounts::Person{});
  }

  accounts::App app() {
    accounts::App draft;
    draft.name = "한강책방";
    draft.redirect_uris = {"https://books.example.kr/done"};
    draft.consent_items = {{"profile_nickname", accounts::Requirement::required},
                           {"account_email", accounts::Requirement::optional_}};
    auto made = directory.create(draft);
    EXPECT_TRUE(made.has_value());
    return made.value_or(accounts::App{});
  }

  std::vector<accounts::Mail> mails() {
    std::vector<accounts::Mail> all;
    EXPECT_TRUE(store.read([&](accounts::Transaction& tx) { all = tx.mails.newest(50); }));
    return all;
  }
  /// The six digits in the newest mail.
  std::string mailed_code() {
    const auto all = mails();
    const std::size_t at = all.empty() ? std::string::npos : all.front().text.find("    ");
    return at == std::string::npos ? std::string{} : all.front().text.substr(at + 4, 6);
  }
};

}  // namespace haetae::web::test
