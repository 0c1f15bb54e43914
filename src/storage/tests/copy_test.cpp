// SPDX-License-Identifier: Apache-2.0
// Moving a store from one kind of database to the other and back.
#include "haetae/storage/copy.hpp"

#include "conformance.hpp"
#include "haetae/storage/sqlite.hpp"
#include "mariadb_server.hpp"

#include <filesystem>
#include <gmock/gmock.h>

namespace haetae::storage::testing {

namespace {

using ::testing::HasSubstr;

class CopyTest : public ::testing::Test {
 protected:
  static GaleraOptions server() { return mariadb_server().options("copied"); }
  static Place server_place() { return Place{server()}; }
  [[nodiscard]] Place file(const std::string& name) const { return folder_.file(name); }

  std::unique_ptr<SqliteStore> open(const std::string& name) const {
    auto store =
        open_sqlite(folder_.file(name), {.synchronous = SqliteOptions::Synchronous::normal});
    if (!store) {
      throw std::runtime_error(store.error().words);
    }
    return *std::move(store);
  }
  /// More rows than a page, one of every table, and values at the edges.
  void fill(const std::string& name) const {
    const auto store = open(name);
    ASSERT_TRUE(store->write([](Transaction& t) {
      for (int i = 0; i < 1234; ++i) {
        t.spent.spend("spent " + std::to_string(i), at(i));
      }
      for (int i = 0; i < 30; ++i) {
        const std::string id = "person-" + std::to_string(i);
        t.people.insert(a_person(id));
        t.passwords.put({PersonId{id}, "$argon2id$", at(i)});
        t.passkeys.insert(a_passkey("key-" + id, id));
        t.sessions.insert(a_session("session-" + id, id));
        t.families.insert(a_family("family-" + id, id));
        for (AppNumber app = 1; app < 40; ++app) {
          t.links.insert(a_link(id, app, i + 1));
        }
      }
      Person nobody = a_person("없는 이메일");
      nobody.email.clear();
      t.people.insert(nobody);
      t.pictures.insert(
          {"picture", std::string{"\0\xff\xfe large", 9}, std::string(70'000, '\0'), at(0)});
      t.mails.insert(a_mail("mail", 1));
      t.revisions.bump("apps");
      t.guesses.add("k", at(0), std::chrono::seconds{1});
      t.targets.put("data", "{}");
      t.handovers.put("h", "text", at(1));
      t.revocations.put({"p:1", at(INT32_MIN), base::from_unix_milliseconds(INT64_MAX)});
      return Verdict::commit;
    }));
  }

  TemporaryFolder folder_;
};

TEST_F(CopyTest, GoesToMariadbAndBackWithEveryRowTheSame) {
  mariadb_server().execute("DROP DATABASE IF EXISTS copied");
  fill("one.db");
  const auto there = copy_database(file("one.db"), server_place(), {});
  ASSERT_TRUE(there.has_value()) << there.error().words;
  EXPECT_FALSE(there->source_moved_on);
  const auto back = copy_database(server_place(), file("two.db"), {});
  ASSERT_TRUE(back.has_value()) << back.error().words;
  EXPECT_EQ(there->tables, back->tables);
  EXPECT_EQ(back->tables, *sum_database(file("two.db"), {}));
  EXPECT_EQ(back->tables, *sum_database(server_place(), {}));
  std::uint64_t links = 0;
  for (const TableSum& sum : back->tables) {
    links = sum.table == "links" ? sum.rows : links;
  }
  EXPECT_EQ(links, 30U * 39U);

  const auto from = open("one.db");
  const auto to = open("two.db");
  std::optional<Picture> first, second;
  EXPECT_TRUE(from->read([&](Transaction& t) { first = t.pictures.find("picture"); }));
  EXPECT_TRUE(to->read([&](Transaction& t) {
    second = t.pictures.find("picture");
    EXPECT_EQ(t.people.find(PersonId{"person-7"}), a_person("person-7"));
  }));
  EXPECT_EQ(first, second);
  // The stores open what was copied.
  EXPECT_TRUE(open_galera(server()).has_value());
}

TEST_F(CopyTest, ChecksumTellsOneChangedRowFromAnother) {
  fill("one.db");
  const auto before = *sum_database(file("one.db"), {});
  ASSERT_TRUE(open("one.db")->write([](Transaction& t) {
    Session session = *t.sessions.find(SessionId{"session-person-3"});
    session.seen_at += base::Milliseconds{1};
    t.sessions.update(session);
    return Verdict::commit;
  }));
  const auto after = *sum_database(file("one.db"), {});
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(before[i] == after[i], before[i].table != "sessions") << before[i].table;
  }
}

TEST_F(CopyTest, TargetWithRowsIsReplacedOnlyWhenTold) {
  mariadb_server().execute("DROP DATABASE IF EXISTS copied");
  fill("one.db");
  ASSERT_TRUE(copy_database(file("one.db"), server_place(), {}).has_value());
  auto again = copy_database(file("one.db"), server_place(), {});
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().reason, StorageError::Reason::not_ours);
  EXPECT_THAT(again.error().words, HasSubstr("--replace"));
  EXPECT_TRUE(copy_database(file("one.db"), server_place(), {.replace = true, .progress = {}}));

  again = copy_database(server_place(), file("one.db"), {});
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().reason, StorageError::Reason::not_ours);
  EXPECT_TRUE(copy_database(server_place(), file("one.db"), {.replace = true, .progress = {}}));
}

struct Mishap {};

TEST_F(CopyTest, CopyThatBrokeOffIsOpenedByNobodyAndBegunAnew) {
  mariadb_server().execute("DROP DATABASE IF EXISTS copied");
  fill("one.db");
  const CopyOptions breaking{.replace = false,
                             .progress = [](std::string_view table, std::uint64_t) {
                               if (table == "people") throw Mishap{};
                             }};
  EXPECT_THROW(static_cast<void>(copy_database(file("one.db"), server_place(), breaking)), Mishap);
  const auto store = open_galera(server());
  ASSERT_FALSE(store.has_value());
  EXPECT_THAT(store.error().words, HasSubstr("haetae store copy again"));
  const auto again = copy_database(file("one.db"), server_place(), {});
  ASSERT_TRUE(again.has_value()) << again.error().words;
  EXPECT_TRUE(open_galera(server()).has_value());

  EXPECT_THROW(static_cast<void>(copy_database(server_place(), file("two.db"), breaking)), Mishap);
  EXPECT_FALSE(std::filesystem::exists(std::get<std::string>(file("two.db"))));
  EXPECT_TRUE(copy_database(server_place(), file("two.db"), {}).has_value());
}

TEST_F(CopyTest, WritesToTheSourceMeanwhileAreNoticedAndNotMixedIn) {
  mariadb_server().execute("DROP DATABASE IF EXISTS copied");
  fill("one.db");
  ASSERT_TRUE(copy_database(file("one.db"), server_place(), {}).has_value());
  const auto store = *open_galera(server());
  bool written = false;
  const auto copied =
      copy_database(server_place(), file("two.db"),
                    {.replace = false, .progress = [&](std::string_view, std::uint64_t) {
                       if (std::exchange(written, true)) return;
                       EXPECT_TRUE(store->write([](Transaction& t) {
                         t.spent.spend("meanwhile", at(0));
                         return Verdict::commit;
                       }));
                     }});
  ASSERT_TRUE(copied.has_value()) << copied.error().words;
  EXPECT_TRUE(copied->source_moved_on);
  EXPECT_EQ(copied->tables, *sum_database(file("two.db"), {}));
  EXPECT_NE(copied->tables, *sum_database(server_place(), {}));
}

TEST_F(CopyTest, DatabaseIsNotCopiedOntoItself) {
  mariadb_server().execute("DROP DATABASE IF EXISTS copied");
  fill("one.db");
  const auto there = copy_database(file("one.db"), server_place(), {});
  ASSERT_TRUE(there.has_value());
  const auto copied =
      copy_database(server_place(), server_place(), {.replace = true, .progress = {}});
  ASSERT_FALSE(copied.has_value());
  EXPECT_EQ(copied.error().reason, StorageError::Reason::not_ours);
  EXPECT_EQ(*sum_database(server_place(), {}), there->tables);
  EXPECT_TRUE(copy_database(file("one.db"), file("one.db"), {.replace = true, .progress = {}}));
  EXPECT_EQ(*sum_database(file("one.db"), {}), there->tables);
}

TEST_F(CopyTest, SourceThatIsNotThereIsNotMade) {
  const auto copied = copy_database(file("none.db"), file("two.db"), {});
  ASSERT_FALSE(copied.has_value());
  EXPECT_THAT(copied.error().words, HasSubstr("none.db does not exist"));
  EXPECT_FALSE(std::filesystem::exists(std::get<std::string>(file("none.db"))));
}

}  // namespace

}  // namespace haetae::storage::testing
