// SPDX-License-Identifier: Apache-2.0
#include "conformance.hpp"

#include <atomic>
#include <gmock/gmock.h>

namespace haetae::storage::testing {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(StoreConformance, LinkComesBackByPersonAndBySubject) {
  const Link link = a_link("p1", 7, 9'007'199'254'740'991);
  EXPECT_TRUE(write([&](Transaction& t) { return t.links.insert(link); }));
  EXPECT_EQ(read([](Transaction& t) { return t.links.find(PersonId{"p1"}, 7); }), link);
  EXPECT_EQ(read([&](Transaction& t) { return t.links.find_by_subject(7, link.subject); }), link);
  EXPECT_EQ(read([](Transaction& t) { return t.links.find(PersonId{"p1"}, 8); }), std::nullopt);
  EXPECT_EQ(read([&](Transaction& t) { return t.links.find_by_subject(8, link.subject); }),
            std::nullopt);
  EXPECT_EQ(read([](Transaction& t) { return t.links.find_by_subject(7, 5); }), std::nullopt);
}

TEST_P(StoreConformance, LinkIsUniquePerPersonAndPerSubject) {
  write([](Transaction& t) { return t.links.insert(a_link("p1", 7, 100)); });
  EXPECT_FALSE(write([](Transaction& t) { return t.links.insert(a_link("p1", 7, 200)); }));
  EXPECT_FALSE(write([](Transaction& t) { return t.links.insert(a_link("p2", 7, 100)); }));
  EXPECT_TRUE(write([](Transaction& t) { return t.links.insert(a_link("p1", 8, 100)); }));
}

TEST_P(StoreConformance, LinkUpdateReplacesButNotOntoAnothersSubject) {
  write([](Transaction& t) {
    t.links.insert(a_link("p1", 7, 100));
    t.links.insert(a_link("p2", 7, 200));
  });
  Link changed = a_link("p1", 7, 300);
  changed.signed_up = true;
  changed.scopes.clear();
  changed.properties = {{"k", "v"}};
  EXPECT_TRUE(write([&](Transaction& t) { return t.links.update(changed); }));
  EXPECT_EQ(read([](Transaction& t) { return t.links.find_by_subject(7, 300); }), changed);
  EXPECT_EQ(read([](Transaction& t) { return t.links.find_by_subject(7, 100); }), std::nullopt);
  EXPECT_FALSE(write([](Transaction& t) { return t.links.update(a_link("p1", 7, 200)); }));
  EXPECT_FALSE(write([](Transaction& t) { return t.links.update(a_link("p3", 7, 900)); }));
}

TEST_P(StoreConformance, LinksOfAPersonAreOrderedByLinkingAndRemoved) {
  Link late = a_link("p1", 1, 10);
  late.linked_at = at(99);
  write([&](Transaction& t) {
    t.links.insert(late);
    t.links.insert(a_link("p1", 30, 10));
    t.links.insert(a_link("p1", 4, 10));
    t.links.insert(a_link("p2", 4, 11));
  });
  EXPECT_THAT(read([](Transaction& t) { return t.links.of_person(PersonId{"p1"}); }),
              ElementsAre(a_link("p1", 4, 10), a_link("p1", 30, 10), late));
  EXPECT_TRUE(write([](Transaction& t) { return t.links.remove(PersonId{"p1"}, 4); }));
  EXPECT_FALSE(write([](Transaction& t) { return t.links.remove(PersonId{"p1"}, 4); }));
  EXPECT_TRUE(read([](Transaction& t) { return t.links.find(PersonId{"p2"}, 4); }));
}

TEST_P(StoreConformance, PreregisteredLinksAreFoundByAgeUntilTheySignUp) {
  Link joined = a_link("p1", 7, 100);
  joined.signed_up = true;
  Link later = a_link("p2", 7, 200);
  later.linked_at = at(50);
  const Link early = a_link("p3", 8, 300);
  write([&](Transaction& t) {
    t.links.insert(joined);
    t.links.insert(later);
    t.links.insert(early);
  });
  const auto found = [&](std::int64_t until, std::size_t most) {
    return read([&](Transaction& t) { return t.links.preregistered(at(until), most); });
  };
  EXPECT_THAT(found(3, 9), IsEmpty());
  EXPECT_THAT(found(49, 9), ElementsAre(early));
  EXPECT_THAT(found(50, 9), ElementsAre(early, later));
  EXPECT_THAT(found(50, 1), ElementsAre(early));
  later.signed_up = true;
  write([&](Transaction& t) { return t.links.update(later); });
  EXPECT_THAT(found(50, 9), ElementsAre(early));
}

TEST_P(StoreConformance, LinksOfAnAppArePagedBySubjectBothWays) {
  write([](Transaction& t) {
    for (const Subject subject : {50, 10, 40, 20, 30}) {
      t.links.insert(a_link("p" + std::to_string(subject), 7, subject));
    }
    t.links.insert(a_link("p10", 8, 15));
    t.links.insert(a_link("p10", 6, 25));
  });
  const auto page = [&](std::optional<Subject> from, bool ascending, std::size_t most) {
    return read([&](Transaction& t) {
      std::vector<Subject> subjects;
      for (const Link& link : t.links.page(7, from, ascending, most)) {
        subjects.push_back(link.subject);
      }
      return subjects;
    });
  };
  EXPECT_THAT(page({}, true, 100), ElementsAre(10, 20, 30, 40, 50));
  EXPECT_THAT(page({}, false, 100), ElementsAre(50, 40, 30, 20, 10));
  EXPECT_THAT(page({}, false, SIZE_MAX), ElementsAre(50, 40, 30, 20, 10));
  EXPECT_THAT(page(20, true, 2), ElementsAre(20, 30));
  EXPECT_THAT(page(40, false, 3), ElementsAre(40, 30, 20));
  EXPECT_THAT(page(35, true, 1), ElementsAre(40));
  EXPECT_THAT(page(35, false, 1), ElementsAre(30));
  EXPECT_THAT(page(60, true, 5), IsEmpty());
  EXPECT_THAT(page({}, true, 0), IsEmpty());
}

TEST_P(StoreConformance, FamilyComesBackAndItsIdIsSpentOnce) {
  const Family family = a_family("f1", "p1");
  EXPECT_TRUE(write([&](Transaction& t) { return t.families.insert(family); }));
  EXPECT_FALSE(write([&](Transaction& t) { return t.families.insert(family); }));
  EXPECT_EQ(read([](Transaction& t) { return t.families.find(FamilyId{"f1"}); }), family);
  write([](Transaction& t) { return t.families.revoke(FamilyId{"f1"}); });
  EXPECT_FALSE(write([](Transaction& t) { return t.families.insert(a_family("f1", "p2")); }));
}

TEST_P(StoreConformance, FamilyAdvancesOnlyFromItsGenerationAndAlive) {
  write([](Transaction& t) { return t.families.insert(a_family("f1", "p1")); });
  const auto advance = [&](const std::string& id, std::uint32_t from) {
    return write(
        [&](Transaction& t) { return t.families.advance(FamilyId{id}, from, at(50), at(5000)); });
  };
  EXPECT_FALSE(advance("f1", 1));
  EXPECT_TRUE(advance("f1", 0));
  EXPECT_FALSE(advance("f1", 0));
  EXPECT_FALSE(advance("unknown", 0));
  Family expected = a_family("f1", "p1");
  expected.generation = 1;
  expected.advanced_at = at(50);
  expected.expires_at = at(5000);
  EXPECT_EQ(read([](Transaction& t) { return t.families.find(FamilyId{"f1"}); }), expected);
  EXPECT_TRUE(write([](Transaction& t) { return t.families.revoke(FamilyId{"f1"}); }));
  EXPECT_FALSE(advance("f1", 1));
}

TEST_P(StoreConformance, RevokingTellsWhetherItChangedAnything) {
  write([](Transaction& t) { return t.families.insert(a_family("f1", "p1")); });
  EXPECT_TRUE(write([](Transaction& t) { return t.families.revoke(FamilyId{"f1"}); }));
  EXPECT_FALSE(write([](Transaction& t) { return t.families.revoke(FamilyId{"f1"}); }));
  EXPECT_FALSE(write([](Transaction& t) { return t.families.revoke(FamilyId{"unknown"}); }));
}

TEST_P(StoreConformance, FamiliesAreRevokedByPersonByAppAndBySession) {
  write([](Transaction& t) {
    t.families.insert(a_family("f1", "p1", 1));
    t.families.insert(a_family("f2", "p1", 2));
    t.families.insert(a_family("f3", "p1", 1));
    t.families.insert(a_family("f4", "p2", 1));
  });
  const auto alive = [&] {
    return read([](Transaction& t) {
      std::string ids;
      for (const char* id : {"f1", "f2", "f3", "f4"}) {
        ids += t.families.find(FamilyId{id})->revoked ? "" : id;
      }
      return ids;
    });
  };
  EXPECT_EQ(write([](Transaction& t) { return t.families.revoke_of(PersonId{"p1"}, 1); }), 2U);
  EXPECT_EQ(alive(), "f2f4");
  EXPECT_EQ(write([](Transaction& t) { return t.families.revoke_of(PersonId{"p1"}, {}); }), 1U);
  EXPECT_EQ(alive(), "f4");
  EXPECT_EQ(write([](Transaction& t) {
              return t.families.revoke_of_session(SessionId{"session-of-p2"});
            }),
            1U);
  EXPECT_EQ(alive(), "");
}

TEST_P(StoreConformance, FamiliesOfAPersonAreListedPerAppInOrder) {
  Family late = a_family("f0", "p1", 2);
  late.created_at = at(9);
  write([&](Transaction& t) {
    t.families.insert(late);
    t.families.insert(a_family("f2", "p1", 1));
    t.families.insert(a_family("f1", "p1", 1));
    t.families.insert(a_family("f3", "p2", 1));
  });
  EXPECT_THAT(read([](Transaction& t) { return t.families.of_person(PersonId{"p1"}, {}); }),
              ElementsAre(a_family("f1", "p1"), a_family("f2", "p1"), late));
  EXPECT_THAT(read([](Transaction& t) { return t.families.of_person(PersonId{"p1"}, 2); }),
              ElementsAre(late));
}

TEST_P(StoreConformance, ExpiredFamiliesGoByTheirPresentExpiry) {
  write([](Transaction& t) {
    t.families.insert(a_family("f1", "p1"));
    t.families.insert(a_family("f2", "p1"));
    t.families.advance(FamilyId{"f2"}, 0, at(10), at(2000));
  });
  EXPECT_EQ(write([](Transaction& t) { return t.families.remove_expired(at(1000), 10); }), 1U);
  EXPECT_FALSE(read([](Transaction& t) { return t.families.find(FamilyId{"f1"}); }));
  EXPECT_TRUE(read([](Transaction& t) { return t.families.find(FamilyId{"f2"}); }));
}

TEST_P(StoreConformance, OnlyOneOfManyThreadsSpendsACode) {
  for (int round = 0; round < 20; ++round) {
    std::atomic<int> winners{0};
    in_parallel(8, [&](int) {
      winners += write([&](Transaction& t) {
        return t.families.insert(a_family("code" + std::to_string(round), "p1"));
      });
    });
    EXPECT_EQ(winners, 1);
  }
}

TEST_P(StoreConformance, OnlyOneOfManyThreadsAdvancesAFamily) {
  write([](Transaction& t) { return t.families.insert(a_family("f1", "p1")); });
  for (std::uint32_t generation = 0; generation < 20; ++generation) {
    std::atomic<int> winners{0};
    in_parallel(8, [&](int) {
      winners += write([&](Transaction& t) {
        return t.families.advance(FamilyId{"f1"}, generation, at(1), at(1000));
      });
    });
    EXPECT_EQ(winners, 1);
  }
}

TEST_P(StoreConformance, OnlyOneOfManyThreadsSpendsASealedThing) {
  std::atomic<int> winners{0};
  in_parallel(8, [&](int) {
    winners += write([](Transaction& t) { return t.spent.spend("challenge", at(100)); });
  });
  EXPECT_EQ(winners, 1);
}

TEST_P(StoreConformance, SpentStaysSpentUntilItIsRemoved) {
  EXPECT_TRUE(write([](Transaction& t) { return t.spent.spend("c", at(100)); }));
  EXPECT_FALSE(write([](Transaction& t) { return t.spent.spend("c", at(900)); }));
  EXPECT_EQ(write([](Transaction& t) { return t.spent.remove_expired(at(99), 10); }), 0U);
  EXPECT_EQ(write([](Transaction& t) { return t.spent.remove_expired(at(100), 10); }), 1U);
  EXPECT_TRUE(write([](Transaction& t) { return t.spent.spend("c", at(100)); }));
}

TEST_P(StoreConformance, RevocationsOnlyMoveLater) {
  write([](Transaction& t) {
    t.revocations.put({"p:2", at(10), at(100)});
    t.revocations.put({"p:1", at(50), at(60)});
    t.revocations.put({"p:2", at(20), at(90)});
    t.revocations.put({"p:1", at(40), at(70)});
  });
  EXPECT_THAT(read([](Transaction& t) { return t.revocations.all(); }),
              ElementsAre(Revocation{"p:1", at(50), at(70)}, Revocation{"p:2", at(20), at(100)}));
  EXPECT_EQ(write([](Transaction& t) { return t.revocations.remove_expired(at(70), 5); }), 1U);
  EXPECT_THAT(read([](Transaction& t) { return t.revocations.all(); }),
              ElementsAre(Revocation{"p:2", at(20), at(100)}));
}

TEST_P(StoreConformance, GuessesCountWithinTheirWindow) {
  using std::chrono::milliseconds;
  const auto add = [&](std::int64_t now) {
    return write([&](Transaction& t) { return t.guesses.add("ip", at(now), milliseconds{100}); });
  };
  const auto count = [&](std::int64_t now) {
    return read([&](Transaction& t) { return t.guesses.count("ip", at(now)); });
  };
  EXPECT_EQ(count(0), 0U);
  EXPECT_EQ(add(0), 1U);
  EXPECT_EQ(add(50), 2U);
  EXPECT_EQ(add(99), 3U);  // the window does not slide
  EXPECT_EQ(count(99), 3U);
  EXPECT_EQ(count(100), 0U);
  EXPECT_EQ(add(100), 1U);
  EXPECT_EQ(add(199), 2U);
  write([](Transaction& t) { t.guesses.clear("ip"); });
  EXPECT_EQ(count(199), 0U);
  EXPECT_EQ(add(199), 1U);
  EXPECT_EQ(write([](Transaction& t) { return t.guesses.remove_expired(at(298), 9); }), 0U);
  EXPECT_EQ(write([](Transaction& t) { return t.guesses.remove_expired(at(299), 9); }), 1U);
}

TEST_P(StoreConformance, NoGuessIsLostBetweenThreads) {
  in_parallel(8, [&](int) {
    for (int i = 0; i < 10; ++i) {
      write([](Transaction& t) { return t.guesses.add("k", at(0), std::chrono::seconds{1}); });
    }
  });
  EXPECT_EQ(read([](Transaction& t) { return t.guesses.count("k", at(0)); }), 80U);
}

}  // namespace haetae::storage::testing
