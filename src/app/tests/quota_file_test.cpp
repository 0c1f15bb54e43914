// SPDX-License-Identifier: Apache-2.0
#include "quota_file.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace haetae::app {
namespace {

const base::Instant kNoon = base::from_unix_seconds(1'767'236'400);  // 12:00 in Korea

accounts::App app_of(accounts::AppNumber number) {
  accounts::App app;
  app.number = number;
  app.local.per_day = 3;
  return app;
}

class QuotaFiles : public ::testing::Test {
 protected:
  QuotaFiles() {
    std::string pattern = ::testing::TempDir() + "haetae-quotas-XXXXXX";
    dir_.path = ::mkdtemp(pattern.data());
  }
  ~QuotaFiles() override { std::filesystem::remove_all(dir_.path); }
  [[nodiscard]] bool ask(kakao::LocalQuotas& quotas, base::Instant now = kNoon,
                         accounts::AppNumber app = 1) const {
    return quotas.take(app_of(app), kakao::LocalCall::keyword, now);
  }
  void write(std::string_view text) const { std::ofstream{dir_.quotas()} << text; }

  DataDir dir_;
};

TEST_F(QuotaFiles, GoOnWithTheDayAfterARestart) {
  {
    kakao::LocalQuotas quotas;
    const QuotaFile file{dir_, quotas};
    EXPECT_TRUE(ask(quotas));
    EXPECT_TRUE(ask(quotas));
  }
  kakao::LocalQuotas quotas;
  const QuotaFile file{dir_, quotas};
  EXPECT_TRUE(ask(quotas));
  EXPECT_FALSE(ask(quotas));
  EXPECT_TRUE(ask(quotas, kNoon, 2));
  EXPECT_TRUE(ask(quotas, kNoon + base::Seconds{86'400}));
}

TEST_F(QuotaFiles, AreNotWrittenWhereNothingWasAsked) {
  {
    kakao::LocalQuotas quotas;
    const QuotaFile file{dir_, quotas};
  }
  EXPECT_FALSE(std::filesystem::exists(dir_.quotas()));
}

TEST_F(QuotaFiles, ThatAreNoneBeginAnewAndAreReplaced) {
  for (const std::string_view text :
       {"", "x", "haetae local quotas 1", "haetae local quotas 1\n1 2 3\n",
        "haetae local quotas 1\n1 20454 0 0 0 0 -1 0\n",
        "haetae local quotas 1\n1 20454 0 0 0 0 99999999999999999999 0\n"}) {
    write(text);
    kakao::LocalQuotas quotas;
    {
      const QuotaFile file{dir_, quotas};
      EXPECT_TRUE(ask(quotas)) << text;
    }
    std::ifstream file{dir_.quotas()};
    const std::string now{std::istreambuf_iterator<char>{file}, {}};
    EXPECT_EQ(now, quotas.to_text());
  }
}

}  // namespace
}  // namespace haetae::app
