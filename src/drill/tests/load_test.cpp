// SPDX-License-Identifier: Apache-2.0
// The load against servers that run, without root: what three processes on one database acknowledge
// while one of them is killed must be there, and nobody notices.
#include "load.hpp"

#include "check.hpp"
#include "loopback.hpp"

#include <cstdlib>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace haetae::drill {
namespace {

using testing::IsEmpty;

std::size_t count(const std::vector<Entry>& entries, Kind kind, Fate fate) {
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [&](const Entry& entry) {
        return entry.kind == kind && entry.fate == fate && !entry.dying;
      }));
}

TEST(LoadTest, KeepsEveryAcknowledgedWriteWhenAProcessIsKilled) {
  const char* program = std::getenv("HAETAE_BIN");
  if (program == nullptr) GTEST_SKIP() << "HAETAE_BIN names no program";
  const base::SystemClock clock;
  const auto start = [](std::function<void()> work) { return std::thread{std::move(work)}; };
  Mailbox mailbox{0, start};
  LoopbackField field{program, 3, mailbox.port()};
  field.start();
  const App app = field.make_app();
  Ledger ledger{clock, {}};
  Front front{field.targets(), {}, start, [](std::size_t, bool) {}};
  for (std::size_t site = 0; site < 3; ++site)
    ASSERT_TRUE(front.wait_up(site, std::chrono::seconds{20}));
  World world{front, ledger, mailbox, app};
  pause(std::chrono::seconds{2});  // until the servers know the app
  Load load{world, usual_load(), start};
  load.prepare();
  load.begin();
  pause(std::chrono::seconds{3});
  front.set_dying(1);
  field.strike(1, Blow::kill);
  pause(std::chrono::seconds{3});
  front.let_return(1);
  field.bring_back(1);
  ASSERT_TRUE(front.wait_up(1, std::chrono::seconds{20}));
  pause(std::chrono::seconds{3});
  load.end();

  const auto entries = ledger.entries();
  for (std::size_t i = 0; i < kKindCount; ++i) {
    const auto kind = static_cast<Kind>(i);
    EXPECT_GT(count(entries, kind, Fate::acknowledged), 0U) << text_of(kind).name;
    EXPECT_EQ(count(entries, kind, Fate::failed), 0U) << text_of(kind).name;
    EXPECT_EQ(count(entries, kind, Fate::unknown), 0U) << text_of(kind).name;
  }
  for (const Entry& entry : entries)
    if (entry.fate == Fate::failed) ADD_FAILURE() << text_of(entry.kind).name << " " << entry.note;
  EXPECT_THAT(world.stuck(), IsEmpty());
  EXPECT_THAT(world.accepted_revoked(), IsEmpty());
  const Findings findings = check_rows(entries, {field.rows(0)});
  EXPECT_THAT(findings.lost, IsEmpty());
  EXPECT_THAT(findings.spent_twice, IsEmpty());
}

}  // namespace
}  // namespace haetae::drill
