// SPDX-License-Identifier: Apache-2.0
// Three sites with all services each, over copies of one database that follow each other.
#pragma once

#include "haetae/accounts/services.hpp"
#include "haetae/storage/replica.hpp"
#include "token_world.hpp"

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace haetae::accounts::test {

/// The database of the sites that stand: what one commits, all of them have.
class Copies {
 public:
  class At final : public Store {
   public:
    At(Copies& copies, char site) : copies_(copies), site_(site) {}
    base::Outcome<void, StoreError> read(const Read& work) override {
      copies_.at(site_).read(work);
      return {};
    }
    base::Outcome<void, StoreError> write(const Write& work) override {
      const auto done = copies_.at(site_).attempt(work);
      if (!done) return {};
      for (auto& [site, copy] : copies_.standing_)
        copy->apply(*done);
      return {};
    }

   private:
    Copies& copies_;
    char site_;
  };

  explicit Copies(std::string_view sites) {
    for (const char site : sites)
      standing_[site] = std::make_unique<storage::Replica>();
  }
  /// What a dead site had is gone.
  void lose(char site) { standing_.erase(site); }

 private:
  storage::Replica& at(char site) { return *standing_.at(site); }
  std::map<char, std::unique_ptr<storage::Replica>> standing_;
};

/// One site: its own chance, and the keys that all share.
struct SiteGround {
  SiteGround(Copies& copies, char site, const base::Clock& clock)
      : entropy(static_cast<std::uint64_t>(site)),
        store(copies, site),
        ports{store, clock, entropy, sealer} {}
  LockedEntropy entropy;
  crypto::Sealer sealer{seal_keys(), entropy};
  crypto::PasswordHasher hasher{base::SecretText{"pepper"}, kCheap, entropy};
  ToldNotices notices;
  Copies::At store;
  Ports ports;
};
struct SiteServices : SiteGround, Services {
  SiteServices(Copies& copies, char site, const base::Clock& clock)
      : SiteGround(copies, site, clock),
        Services(SiteGround::ports, hasher, notices,
                 {.relying_party = {"id.example.org", "Haetae", {"https://id.example.org"}},
                  .tokens = {"https://id.example.kr", "https://id.example.kr", 1024}}) {}
};

/// Begin something at `a`, then a_dies(): it is finished at `b` and tried once more at `c`.
class ThreeSites : public ::testing::Test {
 protected:
  void SetUp() override {
    put_keys(a_->store);
    refresh();
    const auto made =
        a_->people.create({std::string{kEmail}, std::string{kPassword}, "nick", "ko"});
    ASSERT_TRUE(made.has_value());
    kim_ = *made;
    App draft;
    draft.name = "Shop";
    draft.redirect_uris = {"https://shop.example.kr/done"};
    draft.consent_items = {{"profile_nickname", Requirement::required}};
    const auto shop = a_->directory.create(draft);
    ASSERT_TRUE(shop.has_value());
    shop_ = *shop;
    refresh();
  }

  /// As every site does ten times a second.
  void refresh() {
    for (const auto& site : {a_.get(), b_.get(), c_.get()}) {
      EXPECT_TRUE(site == nullptr || site->snapshots.refresh_if_changed().has_value());
    }
  }
  void a_dies() {
    refresh();
    a_.reset();
    copies_.lose('a');
  }

  Entrance enter(SiteServices& site, std::string_view email = kEmail,
                 std::string_view password = kPassword) {
    SignIn::Attempt attempt;
    attempt.email = email;
    attempt.password = password;
    attempt.visitor = visitor_;
    auto entrance = site.sign_in.with_password(attempt);
    EXPECT_TRUE(entrance.has_value());
    return entrance ? *std::move(entrance) : Entrance{};
  }
  [[nodiscard]] SignedIn who(SiteServices& site, const Entrance& entrance) const {
    const auto checked = site.sessions.check(entrance.session_cookie, visitor_);
    EXPECT_TRUE(checked && *checked);
    return checked && *checked ? **checked : SignedIn{};
  }
  /// The six digits in the newest mail.
  std::string mailed_code(SiteServices& site) {
    std::vector<Mail> all;
    EXPECT_TRUE(site.store.read([&](Transaction& tx) { all = tx.mails.newest(1); }).has_value());
    const std::size_t at = all.empty() ? std::string::npos : all[0].text.find("    ");
    return at == std::string::npos ? std::string{} : all[0].text.substr(at + 4, 6);
  }

  base::ManualClock clock_{kStart};
  Visitor visitor_{"203.0.113.7", "Chrome, Android"};
  Copies copies_{"abc"};
  std::unique_ptr<SiteServices> a_ = std::make_unique<SiteServices>(copies_, 'a', clock_);
  std::unique_ptr<SiteServices> b_ = std::make_unique<SiteServices>(copies_, 'b', clock_);
  std::unique_ptr<SiteServices> c_ = std::make_unique<SiteServices>(copies_, 'c', clock_);
  Person kim_;
  App shop_;
};

}  // namespace haetae::accounts::test
