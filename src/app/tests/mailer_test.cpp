// SPDX-License-Identifier: Apache-2.0
// Which site sends a mail that all of them see.
#include "mailer.hpp"

#include "haetae/storage/memory.hpp"

#include <gtest/gtest.h>
#include <set>

namespace haetae::app {
namespace {

class ClaimMail : public ::testing::Test {
 protected:
  void put(accounts::Store& store, int count, const std::string& name) {
    ASSERT_TRUE(store.write([&](accounts::Transaction& transaction) {
      for (int number = 0; number < count; ++number) {
        accounts::Mail mail;
        mail.id = name + std::to_string(number);
        mail.created_at = mail.due_at = clock_.now() + base::Milliseconds{number};
        transaction.mails.insert(mail);
      }
      return accounts::Verdict::commit;
    }));
    clock_.advance(base::Seconds{1});
  }
  std::string claim(std::string_view site) {
    const auto mail = claim_mail(store_, clock_, site);
    return mail ? mail->id : std::string{};
  }

  storage::MemoryStore store_;
  base::ManualClock clock_{base::from_unix_seconds(1'800'000'000)};
};

TEST_F(ClaimMail, GivesEachToOneSiteAlone) {
  put(store_, 30, "mail-");
  std::set<std::string> seen;
  for (int turn = 0; turn < 10; ++turn) {
    for (const char* site : {"a", "b", "c"})
      EXPECT_TRUE(seen.insert(claim(site)).second);
  }
  EXPECT_EQ(seen.size(), 30U);
  EXPECT_FALSE(seen.contains(""));
  EXPECT_EQ(claim("a"), "");
}

TEST_F(ClaimMail, HasSitesBeginWithDifferentOnes) {
  int same_for_all = 0;
  for (int round = 0; round < 20; ++round) {
    // What each would take if it saw what the others saw at that moment.
    std::set<std::string> first;
    for (const char* site : {"a", "b", "c"}) {
      storage::MemoryStore seen;
      put(seen, 8, "round-" + std::to_string(round) + "-");
      first.insert(claim_mail(seen, clock_, site)->id);
    }
    if (first.size() == 1) ++same_for_all;
  }
  EXPECT_LT(same_for_all, 3);  // by chance one in 64
}

TEST_F(ClaimMail, OfASiteThatDiedIsDueAgain) {
  put(store_, 1, "mail-");
  EXPECT_EQ(claim("a"), "mail-0");
  clock_.advance(base::Seconds{24});
  EXPECT_EQ(claim("b"), "");
  clock_.advance(base::Seconds{1});
  EXPECT_EQ(claim("b"), "mail-0");
  EXPECT_EQ(claim("a"), "");
}

TEST_F(ClaimMail, HasNobodyTakeWhatASiteSawBeforeItWasSent) {
  put(store_, 1, "mail-");
  auto mail = claim_mail(store_, clock_, "a");
  ASSERT_TRUE(mail.has_value());
  mail->sent_at = clock_.now();
  ASSERT_TRUE(store_.write([&](accounts::Transaction& transaction) {
    return transaction.mails.update(*mail) ? accounts::Verdict::commit
                                           : accounts::Verdict::roll_back;
  }));
  clock_.advance(std::chrono::hours{2});
  EXPECT_EQ(claim("b"), "");
}

}  // namespace
}  // namespace haetae::app
