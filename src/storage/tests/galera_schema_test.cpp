// SPDX-License-Identifier: Apache-2.0
// How a MariaDB database becomes one of ours: schema steps by several at once, refusals in words.
#include "galera_fixture.hpp"
#include "haetae/storage/migrations.hpp"

#include <gmock/gmock.h>

namespace haetae::storage::testing {

namespace {

using ::testing::HasSubstr;

TEST_F(GaleraTest, SchemaIsMadeOnceByManyWhoStartTogether) {
  mariadb_server().execute("DROP DATABASE IF EXISTS together");
  in_parallel(4, [](int) {
    GaleraOptions options = mariadb_server().options("together");
    options.writers = 2;
    options.readers = 2;
    const auto store = open_galera(std::move(options));
    EXPECT_TRUE(store.has_value()) << (store ? "" : store.error().words);
  });
  EXPECT_EQ(mariadb_server().ask("SELECT COUNT(*) FROM together.schema_migrations"),
            std::to_string(schema_version()));
  EXPECT_EQ(mariadb_server().ask("SELECT COUNT(*) FROM together.schema_lock"), "0");
}

TEST_F(GaleraTest, SchemaStepThatWasBrokenOffIsFinished) {
  mariadb_server().execute(
      "DROP DATABASE IF EXISTS together; CREATE DATABASE together;"
      "CREATE TABLE together.schema_lock (name VARCHAR(32) NOT NULL PRIMARY KEY, holder "
      "VARCHAR(64) NOT NULL, ends_at BIGINT NOT NULL);"
      "INSERT INTO together.schema_lock VALUES ('schema', 'who died', 0)");
  ASSERT_TRUE(open_galera(mariadb_server().options("together")).has_value());
  mariadb_server().execute(
      "DELETE FROM together.schema_migrations WHERE version > 1;"
      "DROP INDEX handovers_by_expiry ON together.handovers");
  ASSERT_TRUE(open_galera(mariadb_server().options("together")).has_value());
  EXPECT_EQ(mariadb_server().ask("SELECT COUNT(*) FROM together.schema_migrations"),
            std::to_string(schema_version()));
  EXPECT_EQ(
      mariadb_server().ask("SELECT COUNT(*) FROM information_schema.statistics WHERE "
                           "table_schema = 'together' AND index_name = 'handovers_by_expiry'"),
      "1");
}

TEST_F(GaleraTest, ForeignNewerAndUnreachableDatabasesAreRefusedInWords) {
  mariadb_server().execute(
      "DROP DATABASE IF EXISTS together; CREATE DATABASE together;"
      "CREATE TABLE together.theirs (a BIGINT NOT NULL PRIMARY KEY)");
  auto store = open_galera(mariadb_server().options("together"));
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().reason, StorageError::Reason::not_ours);

  mariadb_server().execute("DROP TABLE together.theirs");
  ASSERT_TRUE(open_galera(mariadb_server().options("together")).has_value());
  mariadb_server().execute("INSERT INTO together.schema_migrations VALUES (999, 'x', 'y', 0)");
  store = open_galera(mariadb_server().options("together"));
  ASSERT_FALSE(store.has_value());
  EXPECT_EQ(store.error().reason, StorageError::Reason::newer_schema);

  GaleraOptions nowhere = mariadb_server().options("together");
  nowhere.socket += "-nowhere";
  store = open_galera(std::move(nowhere));
  ASSERT_FALSE(store.has_value());
  EXPECT_THAT(store.error().words, HasSubstr("haetae site status"));

  GaleraOptions stranger = mariadb_server().options("together");
  stranger.user = "stranger";
  store = open_galera(std::move(stranger));
  ASSERT_FALSE(store.has_value());
  EXPECT_THAT(store.error().words, HasSubstr("store.password_file"));
}

}  // namespace

}  // namespace haetae::storage::testing
