// SPDX-License-Identifier: Apache-2.0
#include "conformance.hpp"

#include <atomic>
#include <gmock/gmock.h>

namespace haetae::storage::testing {

using ::testing::ElementsAre;

struct Mishap {};

TEST_P(StoreConformance, RolledBackClosureLeavesNoTrace) {
  write([](Transaction& t) {
    t.people.insert(a_person("kept"));
    t.links.insert(a_link("kept", 1, 10));
    t.families.insert(a_family("f", "kept"));
    t.guesses.add("k", at(0), std::chrono::seconds{1});
    t.revisions.bump("apps");
    t.mails.insert(a_mail("m", 1));
  });
  const auto outcome = store().write([](Transaction& t) {
    t.people.insert(a_person("gone"));
    Person changed = a_person("kept");
    changed.email = "changed@example.com";
    t.people.update(changed);
    t.links.remove(PersonId{"kept"}, 1);
    t.links.insert(a_link("gone", 1, 10));
    t.families.advance(FamilyId{"f"}, 0, at(1), at(2));
    t.families.revoke(FamilyId{"f"});
    t.guesses.add("k", at(0), std::chrono::seconds{1});
    t.revisions.bump("apps");
    t.revisions.bump("new");
    t.mails.remove_before(at(99), 9);
    t.people.remove(PersonId{"kept"});
    return Verdict::roll_back;
  });
  EXPECT_TRUE(outcome.has_value());
  read([](Transaction& t) {
    EXPECT_EQ(t.people.count(), 1U);
    EXPECT_EQ(t.people.find_by_email("kept@example.com"), a_person("kept"));
    EXPECT_EQ(t.people.find_by_email("changed@example.com"), std::nullopt);
    EXPECT_EQ(t.links.find_by_subject(1, 10), a_link("kept", 1, 10));
    EXPECT_THAT(t.families.of_person(PersonId{"kept"}, {}), ElementsAre(a_family("f", "kept")));
    EXPECT_EQ(t.guesses.count("k", at(0)), 1U);
    EXPECT_EQ(t.revisions.get("apps"), 1U);
    EXPECT_EQ(t.revisions.get("new"), 0U);
    EXPECT_THAT(t.mails.due(at(5), 5), ElementsAre(a_mail("m", 1)));
  });
  // The indexes are whole again, too.
  EXPECT_EQ(write([](Transaction& t) { return t.families.remove_expired(at(1000), 9); }), 1U);
}

TEST_P(StoreConformance, ExceptionOfAClosureRollsBackAndReachesTheCaller) {
  const auto throwing = [](Transaction& t) -> Verdict {
    t.people.insert(a_person("p1"));
    throw Mishap{};
  };
  EXPECT_THROW(static_cast<void>(store().write(throwing)), Mishap);
  EXPECT_EQ(read([](Transaction& t) { return t.people.count(); }), 0U);
  EXPECT_THROW(static_cast<void>(store().read([](Transaction&) { throw Mishap{}; })), Mishap);
  // Nothing of it stays open.
  EXPECT_TRUE(write([](Transaction& t) { return t.people.insert(a_person("p1")); }));
}

TEST_P(StoreConformance, ExceptionInTheMiddleOfAListLeavesTheStoreUsable) {
  write([](Transaction& t) {
    t.sessions.insert(a_session("s1", "p1"));
    t.sessions.insert(a_session("s2", "p1"));
  });
  EXPECT_THROW(static_cast<void>(store().write([](Transaction& t) -> Verdict {
                 t.sessions.remove_of(PersonId{"p1"});
                 throw Mishap{};
               })),
               Mishap);
  EXPECT_EQ(read([](Transaction& t) { return t.sessions.of_person(PersonId{"p1"}).size(); }), 2U);
}

TEST_P(StoreConformance, ClosureSeesWhatItWroteItself) {
  write([](Transaction& t) {
    t.people.insert(a_person("p1"));
    EXPECT_TRUE(t.people.find(PersonId{"p1"}));
    t.people.remove(PersonId{"p1"});
    EXPECT_FALSE(t.people.find(PersonId{"p1"}));
  });
}

TEST_P(StoreConformance, RefusedInsertDoesNotSpoilTheRestOfItsTransaction) {
  write([](Transaction& t) { return t.people.insert(a_person("p1")); });
  write([](Transaction& t) {
    EXPECT_TRUE(t.sessions.insert(a_session("s1", "p1")));
    EXPECT_FALSE(t.people.insert(a_person("p1")));
    EXPECT_TRUE(t.sessions.insert(a_session("s2", "p1")));
  });
  EXPECT_EQ(read([](Transaction& t) { return t.sessions.of_person(PersonId{"p1"}).size(); }), 2U);
}

TEST_P(StoreConformance, WritingInsideReadIsABugAndIsNamed) {
  EXPECT_THROW(
      static_cast<void>(store().read([](Transaction& t) { t.people.insert(a_person("p1")); })),
      std::logic_error);
  EXPECT_THROW(
      static_cast<void>(store().read([](Transaction& t) { t.sessions.remove(SessionId{"s"}); })),
      std::logic_error);
  EXPECT_EQ(read([](Transaction& t) { return t.people.count(); }), 0U);
}

TEST_P(StoreConformance, CallingTheStoreInsideAClosureIsABugAndIsNamed) {
  const auto nested = [this](Transaction&) -> Verdict {
    static_cast<void>(store().read([](Transaction&) {}));
    return Verdict::commit;
  };
  EXPECT_THROW(static_cast<void>(store().write(nested)), std::logic_error);
  const auto nested_write = [this](Transaction&) {
    static_cast<void>(store().write([](Transaction&) { return Verdict::commit; }));
  };
  EXPECT_THROW(static_cast<void>(store().read(nested_write)), std::logic_error);
  EXPECT_EQ(read([](Transaction& t) { return t.people.count(); }), 0U);
}

TEST_P(StoreConformance, ConcurrentWritersKeepTheirOwnFate) {
  constexpr int kThreads = 12;
  constexpr int kRounds = 30;
  std::atomic<int> thrown{0};
  in_parallel(kThreads, [&](int thread) {
    for (int round = 0; round < kRounds; ++round) {
      const std::string id = std::to_string(thread) + "-" + std::to_string(round);
      const int fate = (thread + round) % 3;
      try {
        const auto outcome = store().write([&](Transaction& t) {
          t.spent.spend(id, at(fate));
          if (fate == 2) {
            throw Mishap{};
          }
          return fate == 0 ? Verdict::commit : Verdict::roll_back;
        });
        EXPECT_TRUE(outcome.has_value());
      } catch (const Mishap&) {
        ++thrown;
      }
    }
  });
  EXPECT_EQ(thrown, kThreads * kRounds / 3);
  // Only those that committed are there: expired at 0 and none later.
  EXPECT_EQ(write([](Transaction& t) { return t.spent.remove_expired(at(0), 9999); }),
            std::size_t{kThreads * kRounds / 3});
  EXPECT_EQ(write([](Transaction& t) { return t.spent.remove_expired(at(9), 9999); }), 0U);
}

TEST_P(StoreConformance, ReadersSeeOneMomentWhileWritersGoOn) {
  write([](Transaction& t) {
    t.revisions.bump("left");
    t.revisions.bump("right");
  });
  std::atomic<bool> done{false};
  std::thread writer{[&] {
    for (int i = 0; i < 300; ++i) {
      write([](Transaction& t) {
        t.revisions.bump("left");
        t.revisions.bump("right");
      });
    }
    done = true;
  }};
  std::uint64_t last = 0;
  while (!done) {
    read([&](Transaction& t) {
      const std::uint64_t left = t.revisions.get("left");
      EXPECT_EQ(left, t.revisions.get("right"));
      EXPECT_GE(left, last);
      last = left;
    });
  }
  writer.join();
  EXPECT_EQ(read([](Transaction& t) { return t.revisions.get("right"); }), 301U);
}

TEST_P(StoreConformance, AcknowledgedWriteIsSeenByTheNextRead) {
  in_parallel(6, [&](int thread) {
    for (int i = 0; i < 30; ++i) {
      const std::string id = std::to_string(thread) + "." + std::to_string(i);
      write([&](Transaction& t) { return t.sessions.insert(a_session(id, "p1")); });
      EXPECT_TRUE(read([&](Transaction& t) { return t.sessions.find(SessionId{id}); }));
    }
  });
}

TEST_P(StoreConformance, RowsSurviveReopening) {
  if (!GetParam().survives_reopening) {
    GTEST_SKIP() << "gone when destroyed, as documented";
  }
  write([](Transaction& t) {
    t.people.insert(a_person("p1"));
    t.families.insert(a_family("f1", "p1"));
    t.revisions.bump("apps");
  });
  reopen();
  read([](Transaction& t) {
    EXPECT_EQ(t.people.find(PersonId{"p1"}), a_person("p1"));
    EXPECT_EQ(t.families.find(FamilyId{"f1"}), a_family("f1", "p1"));
    EXPECT_EQ(t.revisions.get("apps"), 1U);
  });
  EXPECT_FALSE(write([](Transaction& t) { return t.families.insert(a_family("f1", "p1")); }));
}

}  // namespace haetae::storage::testing
