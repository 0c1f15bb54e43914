// SPDX-License-Identifier: Apache-2.0
// A second process for the tests: writes ids from several threads and prints each one after it was
// acknowledged.  Usage: storage_writing_process FILE PREFIX THREADS IDS_PER_THREAD (0: no end)
#include "haetae/base/log.hpp"
#include "haetae/storage/sqlite.hpp"

#include <cstdlib>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace haetae;

int main(int count, char** arguments) {
  if (count != 5) {
    return 2;
  }
  base::set_log_level(base::LogLevel::error);
  const auto store = storage::open_sqlite(arguments[1]);
  if (!store) {
    return 3;
  }
  const std::string prefix = arguments[2];
  const long threads = std::strtol(arguments[3], nullptr, 10);
  const long each = std::strtol(arguments[4], nullptr, 10);
  std::atomic<bool> failed{false};
  std::vector<std::thread> running;
  running.reserve(static_cast<std::size_t>(threads));
  for (long thread = 0; thread < threads; ++thread) {
    running.emplace_back([&, thread] {
      for (long i = 0; each == 0 || i < each; ++i) {
        const std::string id = prefix + std::to_string(thread) + "-" + std::to_string(i) + "\n";
        bool fresh = false;
        const auto done = (*store)->write([&](accounts::Transaction& t) {
          fresh = t.spent.spend(id, base::Instant{});
          return accounts::Verdict::commit;
        });
        // One write call per line: lines of several threads do not mix.
        if (!done || !fresh || ::write(STDOUT_FILENO, id.data(), id.size()) < 0) {
          failed = true;
          return;
        }
      }
    });
  }
  for (std::thread& thread : running) {
    thread.join();
  }
  return failed ? 1 : 0;
}
