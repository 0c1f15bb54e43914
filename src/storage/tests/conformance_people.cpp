// SPDX-License-Identifier: Apache-2.0
#include "conformance.hpp"

#include <gmock/gmock.h>

namespace haetae::storage::testing {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(StoreConformance, PersonComesBackWithEveryField) {
  const Person person = a_person("p1");
  EXPECT_TRUE(write([&](Transaction& t) { return t.people.insert(person); }));
  EXPECT_EQ(read([](Transaction& t) { return t.people.find(PersonId{"p1"}); }), person);
  EXPECT_EQ(read([](Transaction& t) { return t.people.find(PersonId{"p2"}); }), std::nullopt);
  EXPECT_EQ(read([](Transaction& t) { return t.people.count(); }), 1U);
}

TEST_P(StoreConformance, PersonWithNothingButAnIdComesBack) {
  Person person;
  person.id = PersonId{"bare"};
  write([&](Transaction& t) { return t.people.insert(person); });
  EXPECT_EQ(read([](Transaction& t) { return t.people.find(PersonId{"bare"}); }), person);
}

TEST_P(StoreConformance, PersonIsFoundByNormalEmail) {
  const Person person = a_person("p1");
  write([&](Transaction& t) { return t.people.insert(person); });
  EXPECT_EQ(read([](Transaction& t) { return t.people.find_by_email("p1@example.com"); }), person);
  EXPECT_EQ(read([](Transaction& t) { return t.people.find_by_email("p2@example.com"); }),
            std::nullopt);
}

TEST_P(StoreConformance, PersonWithTakenIdOrEmailIsRefused) {
  Person same_id = a_person("p1");
  same_id.email = "other@example.com";
  Person same_email = a_person("p2");
  same_email.email = "P1@EXAMPLE.com";
  write([](Transaction& t) { return t.people.insert(a_person("p1")); });
  EXPECT_FALSE(write([&](Transaction& t) { return t.people.insert(same_id); }));
  EXPECT_FALSE(write([&](Transaction& t) { return t.people.insert(same_email); }));
  EXPECT_EQ(read([](Transaction& t) { return t.people.count(); }), 1U);
  EXPECT_EQ(read([](Transaction& t) { return t.people.find(PersonId{"p1"}); }), a_person("p1"));
}

TEST_P(StoreConformance, PeopleWithoutEmailDoNotCollide) {
  Person one = a_person("p1");
  Person other = a_person("p2");
  one.email = other.email = "";
  EXPECT_TRUE(write([&](Transaction& t) { return t.people.insert(one); }));
  EXPECT_TRUE(write([&](Transaction& t) { return t.people.insert(other); }));
  EXPECT_EQ(read([](Transaction& t) { return t.people.find_by_email(""); }), std::nullopt);
}

TEST_P(StoreConformance, PersonUpdateReplacesButNotOntoAnothersEmail) {
  write([](Transaction& t) {
    t.people.insert(a_person("p1"));
    t.people.insert(a_person("p2"));
  });
  Person changed = a_person("p1");
  changed.email = "new@example.com";
  changed.profile = {};
  changed.disabled = false;
  EXPECT_TRUE(write([&](Transaction& t) { return t.people.update(changed); }));
  EXPECT_EQ(read([](Transaction& t) { return t.people.find_by_email("new@example.com"); }),
            changed);
  EXPECT_EQ(read([](Transaction& t) { return t.people.find_by_email("p1@example.com"); }),
            std::nullopt);
  changed.email = "p2@example.com";
  EXPECT_FALSE(write([&](Transaction& t) { return t.people.update(changed); }));
  EXPECT_FALSE(write([](Transaction& t) { return t.people.update(a_person("nobody")); }));
  EXPECT_EQ(read([](Transaction& t) { return t.people.find_by_email("p2@example.com"); }),
            a_person("p2"));
}

TEST_P(StoreConformance, UpdateThatChangesNothingStillFindsItsRow) {
  write([](Transaction& t) { return t.people.insert(a_person("p1")); });
  EXPECT_TRUE(write([](Transaction& t) { return t.people.update(a_person("p1")); }));
}

TEST_P(StoreConformance, PasswordIsPutAndReplaced) {
  const Password first{PersonId{"p1"}, "$argon2id$1", at(1)};
  const Password second{PersonId{"p1"}, "$argon2id$2", at(2)};
  EXPECT_EQ(read([](Transaction& t) { return t.passwords.find(PersonId{"p1"}); }), std::nullopt);
  write([&](Transaction& t) { t.passwords.put(first); });
  EXPECT_EQ(read([](Transaction& t) { return t.passwords.find(PersonId{"p1"}); }), first);
  write([&](Transaction& t) { t.passwords.put(second); });
  EXPECT_EQ(read([](Transaction& t) { return t.passwords.find(PersonId{"p1"}); }), second);
}

TEST_P(StoreConformance, PasskeysAreKeptPerPersonInOrderOfCreation) {
  EXPECT_TRUE(write([](Transaction& t) {
    return t.passkeys.insert(a_passkey("late", "p1", 9)) &&
           t.passkeys.insert(a_passkey("early", "p1", 1)) &&
           t.passkeys.insert(a_passkey("foreign", "p2", 5)) &&
           t.passkeys.insert(a_passkey("also-early", "p1", 1));
  }));
  EXPECT_FALSE(write([](Transaction& t) { return t.passkeys.insert(a_passkey("late", "p2")); }));
  EXPECT_THAT(read([](Transaction& t) { return t.passkeys.of_person(PersonId{"p1"}); }),
              ElementsAre(a_passkey("also-early", "p1", 1), a_passkey("early", "p1", 1),
                          a_passkey("late", "p1", 9)));
  EXPECT_EQ(read([](Transaction& t) { return t.passkeys.find("late"); }),
            a_passkey("late", "p1", 9));
}

TEST_P(StoreConformance, PasskeyUpdateTouchesOnlyWhatUseChanges) {
  write([](Transaction& t) { return t.passkeys.insert(a_passkey("k", "p1")); });
  Passkey changed = a_passkey("k", "p2", 50);
  changed.public_key = "another";
  changed.name = "지갑";
  changed.sign_count = 7;
  changed.backed_up = true;
  changed.used_at = at(60);
  EXPECT_TRUE(write([&](Transaction& t) { return t.passkeys.update(changed); }));
  Passkey expected = a_passkey("k", "p1");
  expected.name = "지갑";
  expected.sign_count = 7;
  expected.backed_up = true;
  expected.used_at = at(60);
  EXPECT_EQ(read([](Transaction& t) { return t.passkeys.find("k"); }), expected);
  changed.credential_id = "unknown";
  EXPECT_FALSE(write([&](Transaction& t) { return t.passkeys.update(changed); }));
}

TEST_P(StoreConformance, PasskeyIsRemovedByItsOwnerOnly) {
  write([](Transaction& t) { return t.passkeys.insert(a_passkey("k", "p1")); });
  EXPECT_FALSE(write([](Transaction& t) { return t.passkeys.remove(PersonId{"p2"}, "k"); }));
  EXPECT_TRUE(write([](Transaction& t) { return t.passkeys.remove(PersonId{"p1"}, "k"); }));
  EXPECT_FALSE(write([](Transaction& t) { return t.passkeys.remove(PersonId{"p1"}, "k"); }));
  EXPECT_EQ(read([](Transaction& t) { return t.passkeys.find("k"); }), std::nullopt);
}

TEST_P(StoreConformance, SessionsAreInsertedListedUpdatedRemoved) {
  EXPECT_TRUE(write([](Transaction& t) {
    return t.sessions.insert(a_session("s2", "p1", 20)) &&
           t.sessions.insert(a_session("s1", "p1", 10)) &&
           t.sessions.insert(a_session("s3", "p2", 0));
  }));
  EXPECT_FALSE(write([](Transaction& t) { return t.sessions.insert(a_session("s1", "p9")); }));
  EXPECT_THAT(read([](Transaction& t) { return t.sessions.of_person(PersonId{"p1"}); }),
              ElementsAre(a_session("s1", "p1", 10), a_session("s2", "p1", 20)));
  Session seen = a_session("s1", "p1", 10);
  seen.seen_at = at(500);
  seen.address = "198.51.100.7";
  EXPECT_TRUE(write([&](Transaction& t) { return t.sessions.update(seen); }));
  EXPECT_EQ(read([](Transaction& t) { return t.sessions.find(SessionId{"s1"}); }), seen);
  EXPECT_FALSE(write([](Transaction& t) { return t.sessions.update(a_session("none", "p1")); }));
  EXPECT_TRUE(write([](Transaction& t) { return t.sessions.remove(SessionId{"s1"}); }));
  EXPECT_FALSE(write([](Transaction& t) { return t.sessions.remove(SessionId{"s1"}); }));
}

TEST_P(StoreConformance, SessionsOfAPersonAreRemovedButTheOneInUse) {
  write([](Transaction& t) {
    for (const char* id : {"s1", "s2", "s3"}) {
      t.sessions.insert(a_session(id, "p1"));
    }
    t.sessions.insert(a_session("other", "p2"));
  });
  const SessionId kept{"s2"};
  EXPECT_EQ(write([&](Transaction& t) { return t.sessions.remove_of(PersonId{"p1"}, &kept); }), 2U);
  EXPECT_THAT(read([](Transaction& t) { return t.sessions.of_person(PersonId{"p1"}); }),
              ElementsAre(a_session("s2", "p1")));
  EXPECT_EQ(write([](Transaction& t) { return t.sessions.remove_of(PersonId{"p1"}); }), 1U);
  EXPECT_EQ(write([](Transaction& t) { return t.sessions.remove_of(PersonId{"p1"}); }), 0U);
  EXPECT_TRUE(read([](Transaction& t) { return t.sessions.find(SessionId{"other"}); }));
}

TEST_P(StoreConformance, ExpiredSessionsGoOldestFirstAndOnlySoMany) {
  write([](Transaction& t) {
    for (int i = 0; i < 5; ++i) {
      t.sessions.insert(a_session("s" + std::to_string(i), "p1", i));  // expires at 1000 + i
    }
  });
  const auto remove = [&](std::int64_t now, std::size_t most) {
    return write([&](Transaction& t) { return t.sessions.remove_expired(at(now), most); });
  };
  EXPECT_EQ(remove(999, 10), 0U);
  EXPECT_EQ(remove(1003, 2), 2U);
  EXPECT_FALSE(read([](Transaction& t) { return t.sessions.find(SessionId{"s1"}); }));
  EXPECT_TRUE(read([](Transaction& t) { return t.sessions.find(SessionId{"s2"}); }));
  EXPECT_EQ(remove(1003, 10), 2U);  // a session is dead at its expiry, not after it
  EXPECT_EQ(remove(1003, 10), 0U);
  EXPECT_TRUE(read([](Transaction& t) { return t.sessions.find(SessionId{"s4"}); }));
}

TEST_P(StoreConformance, RemovingAPersonTakesWhatIsTheirsAndLeavesTheAuditLog) {
  const auto fill = [](Transaction& t, const std::string& id, Subject subject) {
    t.people.insert(a_person(id));
    t.passwords.put({PersonId{id}, "phc", at(0)});
    t.passkeys.insert(a_passkey("key-" + id, id));
    t.sessions.insert(a_session("session-" + id, id));
    t.links.insert(a_link(id, 1, subject));
    t.families.insert(a_family("family-" + id, id));
    t.pictures.insert({"picture-" + id, "large", "small", at(0)});
    t.revocations.put({"p:" + id, at(0), at(1)});
    t.audit.append({.id = "a-" + id, .event = "sign_in", .outcome = "ok", .person = id});
  };
  const auto rows_of = [this](const std::string& id) {
    return read([&](Transaction& t) {
      const PersonId person{id};
      return static_cast<int>(t.people.find(person).has_value()) +
             t.people.find_by_email(id + "@example.com").has_value() +
             t.passwords.find(person).has_value() + t.passkeys.find("key-" + id).has_value() +
             static_cast<int>(t.passkeys.of_person(person).size()) +
             t.sessions.find(SessionId{"session-" + id}).has_value() +
             t.links.find(person, 1).has_value() +
             t.families.find(FamilyId{"family-" + id}).has_value() +
             t.pictures.find("picture-" + id).has_value();
    });
  };
  write([&](Transaction& t) {
    fill(t, "p1", 1001);
    fill(t, "p2", 1002);
  });
  EXPECT_EQ(rows_of("p1"), 9);
  EXPECT_TRUE(write([](Transaction& t) { return t.people.remove(PersonId{"p1"}); }));
  EXPECT_EQ(rows_of("p1"), 0);
  EXPECT_EQ(rows_of("p2"), 9);
  EXPECT_FALSE(read([](Transaction& t) { return t.links.find_by_subject(1, 1001); }));
  EXPECT_EQ(read([](Transaction& t) { return t.audit.page({.person = "p1"}).size(); }), 1U);
  // Tokens that are still about must stay dead.
  EXPECT_EQ(read([](Transaction& t) { return t.revocations.all().size(); }), 2U);
  EXPECT_FALSE(write([](Transaction& t) { return t.people.remove(PersonId{"p1"}); }));
  EXPECT_THAT(read([](Transaction& t) { return t.sessions.of_person(PersonId{"p1"}); }), IsEmpty());
}

}  // namespace haetae::storage::testing
