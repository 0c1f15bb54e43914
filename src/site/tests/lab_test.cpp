// SPDX-License-Identifier: Apache-2.0
// Three real databases in three network namespaces. Needs root; says so when it has not.
#include "haetae/site/lab.hpp"

#include "haetae/base/entropy.hpp"
#include "haetae/site/view.hpp"

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <mysql.h>
#include <set>
#include <sstream>
#include <unistd.h>

using namespace haetae;
using namespace haetae::site;
using testing::HasSubstr;

namespace {

constexpr base::Milliseconds kPatience{60'000};

std::string read_all(const std::filesystem::path& file) {
  std::ifstream stream{file};
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

/// One connection of the application's user to one site.
class Session {
 public:
  explicit Session(const LabSite& site) : site_(site) {}
  ~Session() { close(); }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// 0, or the native error code.
  unsigned int run(const std::string& sql, std::vector<std::string>* rows = nullptr) {
    if (session_ == nullptr && !open()) return 2002;
    if (mysql_real_query(session_, sql.data(), sql.size()) != 0) {
      const unsigned int code = mysql_errno(session_);
      if (code >= 2000) close();
      return code;
    }
    if (MYSQL_RES* result = mysql_store_result(session_)) {
      while (MYSQL_ROW row = mysql_fetch_row(result))
        if (rows != nullptr) rows->emplace_back(row[0]);
      mysql_free_result(result);
    }
    return 0;
  }

 private:
  bool open() {
    std::string password = read_all(site_.password_file);
    password.pop_back();
    session_ = mysql_init(nullptr);
    const unsigned int limit = 10;
    mysql_options(session_, MYSQL_OPT_READ_TIMEOUT, &limit);
    if (mysql_real_connect(session_, nullptr, site_.user.c_str(), password.c_str(),
                           site_.database.c_str(), 0, site_.database_socket.c_str(), 0)) {
      return true;
    }
    close();
    return false;
  }
  void close() {
    if (session_ != nullptr) mysql_close(session_);
    session_ = nullptr;
  }

  const LabSite& site_;
  MYSQL* session_ = nullptr;
};

/// Writes row after row at one site until it is told to stop; remembers what was acknowledged.
class Writer {
  static constexpr unsigned kNoMajority = 1047;

 public:
  Writer(const LabSite& site, const base::Clock& clock)
      : session_(site), clock_(clock), thread_([this] { write(); }) {}
  ~Writer() { stop(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  void stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
  }
  std::vector<std::string> acknowledged;
  int failed = 0;
  int refused = 0;                 ///< told at once that there was no majority
  std::map<unsigned, int> errors;  ///< MariaDB's numbers, how often each
  std::chrono::nanoseconds longest{0};

 private:
  void write() {
    auto last = clock_.steady();
    for (int number = 0; !stopping_; ++number) {
      const std::string id = std::to_string(number);
      const unsigned error = session_.run("INSERT INTO acts (id) VALUES ('" + id + "')");
      if (error == 0) {
        acknowledged.push_back(id);
        longest = std::max(longest, clock_.steady() - last);
        last = clock_.steady();
      } else if (error == kNoMajority) {
        ++refused;  // certainly not done: a busy machine may lose sight of a site for a moment
      } else {
        ++failed;
        ++errors[error];
      }
    }
  }
  Session session_;
  const base::Clock& clock_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

class Sites : public testing::Test {
 protected:
  void SetUp() override {
    if (geteuid() != 0) {
      GTEST_SKIP()
          << "NOT TESTED: three sites need network namespaces, so root: run ./test as root";
    }
    std::string pattern = std::filesystem::temp_directory_path() / "haetae-lab-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
    const char* program = std::getenv("HAETAE_BIN");
    auto made = Lab::create({.dir = dir_ / "lab",
                             .haetae = program == nullptr ? "" : program,
                             .say = [](std::string_view) {}},
                            clock_, entropy_);
    ASSERT_TRUE(made) << made.error().message;
    lab_ = std::move(*made);
    const auto up = lab_->start_databases();
    ASSERT_TRUE(up) << up.error().message;
  }
  void TearDown() override {
    lab_.reset();
    if (!dir_.empty()) std::filesystem::remove_all(dir_);
  }

  /// Runs `haetae site WORDS… --file …` in a site's namespace: exit code and what it printed.
  std::pair<int, std::string> tool(std::size_t site, std::vector<std::string> words) {
    const auto log = dir_ / ("tool-" + std::to_string(++tools_));
    words.insert(words.begin(), {std::getenv("HAETAE_BIN"), "site"});
    words.insert(words.end(), {"--file", lab_->site(site).site_file.string()});
    const auto process = lab_->run(site, words, log);
    if (!process) return {-1, process.error().message};
    return {lab_->wait(*process, 2 * kPatience).value_or(-1), read_all(log)};
  }

  std::set<std::string> rows(std::size_t site) {
    std::vector<std::string> found;
    Session session{lab_->site(site)};
    EXPECT_EQ(session.run("SET SESSION wsrep_sync_wait = 1"), 0U);
    EXPECT_EQ(session.run("SELECT id FROM acts", &found), 0U);
    return {found.begin(), found.end()};
  }

  /// Until `site` sees so many members, or patience ends.
  bool sees(std::size_t site, const std::string& size, const std::string& status) {
    const auto begin = clock_.steady();
    while (clock_.steady() - begin < kPatience) {
      auto now = lab_->variables(site);
      if (now && (*now)["wsrep_cluster_size"] == size && (*now)["wsrep_cluster_status"] == status) {
        return true;
      }
    }
    return false;
  }

  base::SystemClock clock_;
  base::SystemEntropy entropy_;
  std::filesystem::path dir_;
  std::unique_ptr<Lab> lab_;
  int tools_ = 0;
};

TEST_F(Sites, LoseNothingAcknowledgedWhenOneIsKilledOrCutOff) {
  Session first{lab_->site(0)};
  ASSERT_EQ(first.run("CREATE TABLE acts (id VARCHAR(40) PRIMARY KEY) ENGINE=InnoDB"), 0U);
  // A site that dies within a change of tables needs a whole copy; the change has arrived here.
  EXPECT_TRUE(rows(2).empty());
  Writer writer{lab_->site(0), clock_};
  for (const Fault fault : {Fault::kill, Fault::cut}) {
    lab_->strike(2, fault);
    EXPECT_TRUE(sees(0, "2", "Primary"));
    const auto back = lab_->bring_back(2, kPatience);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->way, Started::Way::incremental);
    EXPECT_TRUE(sees(0, "3", "Primary"));
    RecordProperty(fault == Fault::kill ? "rejoin_kill_ms" : "rejoin_cut_ms",
                   static_cast<int>(back->took.count()));
  }
  writer.stop();
  EXPECT_EQ(writer.failed, 0) << testing::PrintToString(writer.errors) << ", longest pause "
                              << writer.longest.count() / 1'000'000 << " ms";
  EXPECT_GT(writer.acknowledged.size(), 10U);
  RecordProperty("refused", writer.refused);
  RecordProperty("longest_ms", static_cast<int>(writer.longest.count() / 1'000'000));
  for (std::size_t site = 0; site < 3; ++site) {
    const auto there = rows(site);
    for (const std::string& id : writer.acknowledged)
      ASSERT_TRUE(there.contains(id)) << id << " is missing at site " << site;
  }
}

TEST_F(Sites, AreStartedAndFoundedByTheCommandAndNeverFoundThemselves) {
  ASSERT_NE(std::getenv("HAETAE_BIN"), nullptr);
  Session first{lab_->site(0)};
  ASSERT_EQ(first.run("CREATE TABLE acts (id VARCHAR(40) PRIMARY KEY) ENGINE=InnoDB"), 0U);

  ASSERT_TRUE(lab_->stop_database(2));
  const auto refused = tool(2, {"start", "--first"});
  EXPECT_NE(refused.first, 0);
  EXPECT_THAT(refused.second, HasSubstr("were in a cluster before"));
  const auto started = tool(2, {"start", "--wait", "60"});
  EXPECT_EQ(started.first, 0) << started.second;
  const auto status = tool(2, {"status", "--lang", "ko"});
  EXPECT_EQ(status.first, 0) << status.second;
  EXPECT_THAT(status.second, HasSubstr("다수에 속해 있고 최신 상태입니다"));
  const auto word = tool(2, {"bootstrap"});
  EXPECT_EQ(word.first, 1);
  EXPECT_THAT(word.second, HasSubstr("this site is in a majority"));
  const auto stopped = tool(2, {"stop"});
  EXPECT_EQ(stopped.first, 0) << stopped.second;

  lab_->strike(1, Fault::kill);
  EXPECT_TRUE(sees(0, "1", "non-Primary"));
  EXPECT_EQ(first.run("INSERT INTO acts (id) VALUES ('x')"), 1047U);
  const auto alone = tool(0, {"status", "--json"});
  EXPECT_EQ(alone.first, 1);
  EXPECT_THAT(alone.second, HasSubstr("\"standing\":\"island\""));
  const auto unasked = tool(0, {"bootstrap"});
  EXPECT_EQ(unasked.first, 1);
  EXPECT_THAT(unasked.second, HasSubstr("could not be asked: b, c"));
  EXPECT_EQ(first.run("INSERT INTO acts (id) VALUES ('x')"), 1047U);
  const auto founded = tool(0, {"bootstrap", "--yes-i-understand-that-writes-may-be-lost"});
  EXPECT_EQ(founded.first, 0) << founded.second;
  EXPECT_EQ(first.run("INSERT INTO acts (id) VALUES ('x')"), 0U);
  for (const std::size_t site : {1U, 2U}) {
    const auto back = tool(site, {"rejoin", "--wait", "60"});
    EXPECT_EQ(back.first, 0) << back.second;
    EXPECT_TRUE(rows(site).contains("x"));
  }
}

}  // namespace
