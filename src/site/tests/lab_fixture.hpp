// SPDX-License-Identifier: Apache-2.0
// Three real databases in three network namespaces. Needs root; says so when it has not.
#pragma once

#include "haetae/base/entropy.hpp"
#include "haetae/site/lab.hpp"
#include "haetae/site/view.hpp"
#include "lab_session.hpp"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <unistd.h>

namespace haetae::site {

inline constexpr base::Milliseconds kPatience{60'000};

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
    LabOptions options;
    options.dir = dir_ / "lab";
    options.haetae = program == nullptr ? "" : program;
    change(options);
    auto made = Lab::create(std::move(options), clock_, entropy_);
    ASSERT_TRUE(made) << made.error().message;
    lab_ = std::move(*made);
    const auto up = lab_->start_databases();
    ASSERT_TRUE(up) << up.error().message;
  }
  /// Another laboratory than the usual one.
  virtual void change(LabOptions&) {}
  void TearDown() override {
    lab_.reset();
    if (!dir_.empty()) std::filesystem::remove_all(dir_);
  }

  /// Runs `haetae site WORDS… --file …` in a site's namespace: exit code and what it printed.
  std::pair<int, std::string> tool(std::size_t site, std::vector<std::string> words,
                                   std::filesystem::path file = {}) {
    if (file.empty()) file = lab_->site(site).site_file;
    const auto log = dir_ / ("tool-" + std::to_string(++tools_));
    words.insert(words.begin(), {std::getenv("HAETAE_BIN"), "site"});
    words.insert(words.end(), {"--file", file.string()});
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

}  // namespace haetae::site
