// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "doubles.hpp"
#include "haetae/accounts/directory.hpp"
#include "haetae/accounts/email_change.hpp"
#include "haetae/accounts/facts.hpp"
#include "haetae/accounts/links.hpp"
#include "haetae/accounts/people.hpp"
#include "haetae/accounts/reset.hpp"
#include "haetae/accounts/sign_in.hpp"
#include "haetae/accounts/sign_up.hpp"
#include "haetae/storage/memory.hpp"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace haetae::accounts::test {

inline const base::Instant kStart = base::from_unix_milliseconds(1'800'000'000'250);
inline constexpr std::string_view kEmail = "kim@example.kr";
inline constexpr std::string_view kPassword = "horse staple 42";
inline constexpr crypto::PasswordCost kCheap{.memory_kib = 8, .passes = 1, .lanes = 1};

inline std::vector<crypto::SealKey> seal_keys() {
  std::vector<crypto::SealKey> keys;
  keys.push_back({1, base::SecretText{std::string(32, 'k')}});
  return keys;
}

/// Every service but keys and tokens over a store in memory, on a clock that the test moves.
struct World {
  explicit World(std::uint64_t seed = 11) : entropy{seed} {}

  base::ManualClock clock{kStart};
  LockedEntropy entropy;
  storage::MemoryStore store;
  crypto::Sealer sealer{seal_keys(), entropy};
  Ports ports{store, clock, entropy, sealer};
  crypto::PasswordHasher hasher{base::SecretText{"pepper"}, kCheap, entropy};
  ToldNotices notices;
  Audit audit{ports};
  Revocations revocations{ports};
  Guard guard{ports};
  Sessions sessions{ports, audit, revocations};
  Directory directory{ports, audit, false};
  Links links{ports, audit, revocations, notices};
  People people{ports, hasher, sessions, audit, revocations, directory, notices};
  SignIn sign_in{ports, hasher, guard, sessions, audit};
  SignUp sign_up{ports, hasher, guard, sessions, audit};
  Reset reset{ports, hasher, guard, sessions, audit, revocations};
  EmailChange email_change{ports, guard, sessions, audit};
  Visitor visitor{"203.0.113.7", "Chrome, Android"};

  Person person(std::string_view email = kEmail, std::string_view password = kPassword) {
    auto made = people.create({std::string{email}, std::string{password}, "nick", "ko"});
    EXPECT_TRUE(made.has_value());
    return made.value_or(Person{});
  }

  [[nodiscard]] SignIn::Attempt attempt(std::string_view password = kPassword,
                                        std::string_view email = kEmail) const {
    SignIn::Attempt attempt;
    attempt.email = email;
    attempt.password = password;
    attempt.visitor = visitor;
    return attempt;
  }

  Entrance enter(std::string_view email = kEmail) {
    auto entrance = sign_in.with_password(attempt(kPassword, email));
    EXPECT_TRUE(entrance.has_value());
    return entrance ? *std::move(entrance) : Entrance{};
  }

  /// Who the cookie signs in, if anybody.
  std::optional<SignedIn> who(std::string_view cookie) {
    auto checked = sessions.check(cookie, visitor);
    EXPECT_TRUE(checked.has_value());
    return checked ? *std::move(checked) : std::nullopt;
  }

  App app(bool auto_link = true) {
    App draft;
    draft.name = "Shop";
    draft.redirect_uris = {"https://shop.example.kr/done"};
    draft.consent_items = {{"profile_nickname", Requirement::required},
                           {"account_email", Requirement::optional_},
                           {"gender", Requirement::off}};
    draft.service_terms = {{"terms", "Terms", "https://shop.example.kr/terms", true, {}, {}},
                           {"ads", "Advertising", "https://shop.example.kr/ads", false, {}, {}}};
    draft.property_keys = {"grade"};
    draft.auto_link = auto_link;
    draft.id_token_unasked = true;
    auto made = directory.create(draft);
    EXPECT_TRUE(made.has_value());
    return made.value_or(App{});
  }

  std::vector<Mail> mails() {
    std::vector<Mail> all;
    EXPECT_TRUE(store.read([&](Transaction& tx) { all = tx.mails.newest(100); }).has_value());
    return all;
  }
  /// The six digits in the newest mail.
  std::string mailed_code() {
    const std::vector<Mail> all = mails();
    if (all.empty()) return {};
    const std::string& text = all.front().text;
    const std::size_t at = text.find("    ");
    return at == std::string::npos ? std::string{} : text.substr(at + 4, 6);
  }
  std::string wrong_code() {
    std::string code = mailed_code();
    code[0] = code[0] == '0' ? '1' : '0';
    return code;
  }

  /// Outcomes of one event in the audit log, newest first.
  std::vector<std::string> audited(Event event) {
    AuditFilter filter;
    filter.event = to_text(event);
    std::vector<std::string> outcomes;
    const auto page = audit.page(filter);
    EXPECT_TRUE(page.has_value());
    for (const AuditEntry& entry : page.value_or(std::vector<AuditEntry>{})) {
      outcomes.push_back(entry.outcome);
    }
    return outcomes;
  }
};

}  // namespace haetae::accounts::test
