// SPDX-License-Identifier: Apache-2.0
#include "conformance.hpp"

#include <gmock/gmock.h>

namespace haetae::storage::testing {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(StoreConformance, AppsAreListedByCreationAndReplaced) {
  const AppRecord first{2, "둘", "{\"a\":1}", "sealed", at(1), at(2)};
  const AppRecord second{1, "하나", "{}", "sealed", at(5), at(5)};
  EXPECT_TRUE(write([&](Transaction& t) { return t.apps.insert(second) && t.apps.insert(first); }));
  EXPECT_FALSE(write([&](Transaction& t) { return t.apps.insert(first); }));
  EXPECT_THAT(read([](Transaction& t) { return t.apps.all(); }), ElementsAre(first, second));
  const AppRecord changed{1, "new", "{}", "other", at(5), at(9)};
  EXPECT_TRUE(write([&](Transaction& t) { return t.apps.update(changed); }));
  EXPECT_THAT(read([](Transaction& t) { return t.apps.all(); }), ElementsAre(first, changed));
  EXPECT_FALSE(write([](Transaction& t) { return t.apps.update({.number = 3}); }));
}

TEST_P(StoreConformance, SigningKeysAreListedByCreationReplacedAndExpire) {
  const auto key = [](const std::string& id, std::int64_t created) {
    return SigningKeyRecord{id,          "ES256",     "{}",          "sealed",
                            at(created), at(created), at(999999999), at(created + 100)};
  };
  EXPECT_TRUE(write([&](Transaction& t) {
    return t.signing_keys.insert(key("b", 1)) && t.signing_keys.insert(key("a", 7));
  }));
  EXPECT_FALSE(write([&](Transaction& t) { return t.signing_keys.insert(key("a", 1)); }));
  SigningKeyRecord ended = key("b", 1);
  ended.signs_until = at(50);
  EXPECT_TRUE(write([&](Transaction& t) { return t.signing_keys.update(ended); }));
  EXPECT_FALSE(write([&](Transaction& t) { return t.signing_keys.update(key("c", 1)); }));
  EXPECT_THAT(read([](Transaction& t) { return t.signing_keys.all(); }),
              ElementsAre(ended, key("a", 7)));
  EXPECT_EQ(write([](Transaction& t) { return t.signing_keys.remove_expired(at(101), 5); }), 1U);
  EXPECT_THAT(read([](Transaction& t) { return t.signing_keys.all(); }), ElementsAre(key("a", 7)));
}

struct AuditEntries {
  static AuditEntry entry(const std::string& id, const std::string& person,
                          const std::string& event, std::int64_t when) {
    return {id, at(when), event, "ok", person, 3, "192.0.2.1", "Safari, iOS", "{\"way\":\"pwd\"}"};
  }
};

TEST_P(StoreConformance, AuditIsReadNewestFirstInPages) {
  write([](Transaction& t) {
    for (const char* id : {"01", "02", "03", "04"}) {
      t.audit.append(AuditEntries::entry(id, "p1", "sign_in", 1));
    }
  });
  const auto ids = [&](const AuditFilter& filter) {
    return read([&](Transaction& t) {
      std::vector<std::string> found;
      for (const AuditEntry& entry : t.audit.page(filter)) {
        found.push_back(entry.id);
      }
      return found;
    });
  };
  EXPECT_THAT(ids({.most = 3}), ElementsAre("04", "03", "02"));
  EXPECT_THAT(ids({.before_id = "02", .most = 3}), ElementsAre("01"));
  EXPECT_THAT(ids({.before_id = "01"}), IsEmpty());
}

TEST_P(StoreConformance, AuditIsFilteredByPersonEventAndTime) {
  using A = AuditEntries;
  write([](Transaction& t) {
    t.audit.append(A::entry("01", "p1", "sign_in", 10));
    t.audit.append(A::entry("02", "p2", "sign_in", 20));
    t.audit.append(A::entry("03", "p1", "passkey_added", 30));
    t.audit.append(A::entry("04", "", "key_rotated", 40));
  });
  const auto page = [&](const AuditFilter& filter) {
    return read([&](Transaction& t) { return t.audit.page(filter); });
  };
  EXPECT_THAT(page({.person = "p1"}), ElementsAre(A::entry("03", "p1", "passkey_added", 30),
                                                  A::entry("01", "p1", "sign_in", 10)));
  EXPECT_THAT(page({.event = "sign_in"}), ElementsAre(A::entry("02", "p2", "sign_in", 20),
                                                      A::entry("01", "p1", "sign_in", 10)));
  EXPECT_THAT(page({.person = "p1", .event = "sign_in"}),
              ElementsAre(A::entry("01", "p1", "sign_in", 10)));
  EXPECT_THAT(page({.since = at(40)}), ElementsAre(A::entry("04", "", "key_rotated", 40)));
  EXPECT_THAT(page({.person = "p1", .since = at(11)}),
              ElementsAre(A::entry("03", "p1", "passkey_added", 30)));
}

TEST_P(StoreConformance, RepeatedAppendsAndInsertsOfAnIdChangeNothing) {
  write([](Transaction& t) {
    t.audit.append(AuditEntries::entry("01", "p1", "sign_in", 10));
    t.audit.append(AuditEntries::entry("01", "p2", "other", 20));
    t.mails.insert(a_mail("m", 1));
    t.mails.insert(a_mail("m", 2));
    t.pictures.insert({"i", "L", "S", at(1)});
    t.pictures.insert({"i", "l", "s", at(2)});
  });
  read([](Transaction& t) {
    EXPECT_THAT(t.audit.page({}), ElementsAre(AuditEntries::entry("01", "p1", "sign_in", 10)));
    EXPECT_THAT(t.mails.newest(9), ElementsAre(a_mail("m", 1)));
    EXPECT_EQ(t.pictures.find("i"), (Picture{"i", "L", "S", at(1)}));
  });
}

TEST_P(StoreConformance, MailsAreDueUntilTheyAreSent) {
  Mail later = a_mail("later", 2);
  later.due_at = at(100);
  write([&](Transaction& t) {
    t.mails.insert(later);
    t.mails.insert(a_mail("b", 3));
    t.mails.insert(a_mail("a", 3));
    t.mails.insert(a_mail("c", 1));
  });
  const auto due = [&](std::int64_t now, std::size_t most) {
    return read([&](Transaction& t) {
      std::string ids;
      for (const Mail& mail : t.mails.due(at(now), most)) {
        ids += mail.id + " ";
      }
      return ids;
    });
  };
  EXPECT_EQ(due(50, 10), "c a b ");
  EXPECT_EQ(due(50, 2), "c a ");
  EXPECT_EQ(due(100, 10), "c later a b ");
  Mail sent = a_mail("c", 1);
  sent.sent_at = at(60);
  sent.attempts = 2;
  sent.last_error = "451";
  EXPECT_TRUE(write([&](Transaction& t) { return t.mails.update(sent); }));
  EXPECT_FALSE(write([](Transaction& t) { return t.mails.update(a_mail("none", 1)); }));
  EXPECT_EQ(due(100, 10), "later a b ");
  EXPECT_THAT(read([](Transaction& t) { return t.mails.newest(3); }),
              ElementsAre(a_mail("b", 3), a_mail("a", 3), later));
  EXPECT_THAT(read([](Transaction& t) { return t.mails.newest(9).back(); }), sent);
}

TEST_P(StoreConformance, OldMailsAreRemovedOldestFirst) {
  write([](Transaction& t) {
    for (int i = 0; i < 4; ++i) {
      t.mails.insert(a_mail("m" + std::to_string(i), i));
    }
  });
  EXPECT_EQ(write([](Transaction& t) { return t.mails.remove_before(at(3), 2); }), 2U);
  EXPECT_THAT(read([](Transaction& t) { return t.mails.newest(9); }),
              ElementsAre(a_mail("m3", 3), a_mail("m2", 2)));
  EXPECT_EQ(write([](Transaction& t) { return t.mails.remove_before(at(3), 9); }), 1U);
}

TEST_P(StoreConformance, PicturesKeepEveryByte) {
  std::string bytes;
  for (int i = 0; i < 70'000; ++i) {
    bytes += static_cast<char>(i % 256);
  }
  const Picture picture{"i1", bytes, std::string("\0\xff", 2), at(1)};
  write([&](Transaction& t) { t.pictures.insert(picture); });
  EXPECT_TRUE(read([](Transaction& t) { return t.pictures.find("i1"); }) == picture);
  EXPECT_TRUE(write([](Transaction& t) { return t.pictures.remove("i1"); }));
  EXPECT_FALSE(write([](Transaction& t) { return t.pictures.remove("i1"); }));
  EXPECT_EQ(read([](Transaction& t) { return t.pictures.find("i1"); }), std::nullopt);
}

TEST_P(StoreConformance, HandoversAreTakenOnceAndBeforeTheyExpire) {
  write([](Transaction& t) {
    t.handovers.put("a", "old", at(5));
    t.handovers.put("a", "하나", at(10));
    t.handovers.put("b", "two", at(10));
  });
  EXPECT_TRUE(read([](Transaction& t) { return t.handovers.has("a", at(9)); }));
  EXPECT_FALSE(read([](Transaction& t) { return t.handovers.has("a", at(10)); }));
  EXPECT_FALSE(read([](Transaction& t) { return t.handovers.has("c", at(0)); }));
  const auto take = [&](const char* id, std::int64_t when) {
    return write([&](Transaction& t) { return t.handovers.take(id, at(when)); });
  };
  EXPECT_EQ(take("b", 10), std::nullopt);
  EXPECT_EQ(take("a", 9), "하나");
  EXPECT_EQ(take("a", 9), std::nullopt);
  EXPECT_EQ(write([](Transaction& t) { return t.handovers.remove_expired(at(9), 5); }), 0U);
  EXPECT_EQ(write([](Transaction& t) { return t.handovers.remove_expired(at(10), 5); }), 1U);
  EXPECT_EQ(take("b", 0), std::nullopt);
}

TEST_P(StoreConformance, RevisionsCountPerTopic) {
  EXPECT_EQ(read([](Transaction& t) { return t.revisions.get("apps"); }), 0U);
  write([](Transaction& t) {
    t.revisions.bump("apps");
    t.revisions.bump("apps");
    t.revisions.bump("keys");
  });
  EXPECT_EQ(read([](Transaction& t) { return t.revisions.get("apps"); }), 2U);
  EXPECT_EQ(read([](Transaction& t) { return t.revisions.get("keys"); }), 1U);
}

TEST_P(StoreConformance, ATargetIsReplacedAndRemoved) {
  const auto target = [](Transaction& t) { return t.targets.get("address"); };
  EXPECT_EQ(read(target), std::nullopt);
  write([](Transaction& t) {
    t.targets.put("address", "20261101-1");
    t.targets.put("tiles", "20261030-1");
    t.targets.put("address", "20261102-1");
  });
  EXPECT_EQ(read(target), "20261102-1");
  write([](Transaction& t) { t.targets.put("address", "20261102-1"); });
  EXPECT_EQ(read(target), "20261102-1");
  EXPECT_TRUE(write([](Transaction& t) { return t.targets.remove("address"); }));
  EXPECT_FALSE(write([](Transaction& t) { return t.targets.remove("address"); }));
  EXPECT_EQ(read(target), std::nullopt);
  EXPECT_EQ(read([](Transaction& t) { return t.targets.get("tiles"); }), "20261030-1");
}

}  // namespace haetae::storage::testing
