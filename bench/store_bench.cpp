// SPDX-License-Identifier: Apache-2.0
// How fast a store is: durable writes by 1, 16 and 64 waiting threads, reads by up to 16.
// store_bench [--benchmark_filter=…] [--benchmark_format=json]; HAETAE_BENCH_FOLDER says where the
// SQLite database lies (default: the working folder, since a RAM disk would flatter);
// HAETAE_BENCH_SOCKET names the unix socket of a MariaDB server instead, on which user root works
// in the database store_bench.
#include "haetae/base/entropy.hpp"
#include "haetae/base/log.hpp"
#include "haetae/storage/galera.hpp"
#include "haetae/storage/sqlite.hpp"

#include <atomic>
#include <benchmark/benchmark.h>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdlib.h>
#include <string>

namespace haetae {

namespace {

using namespace accounts;

constexpr int kRows = 10'000;

/// One database per run of the program, filled before the first benchmark.
class Fixture {
 public:
  Fixture() {
    const char* chosen = std::getenv("HAETAE_BENCH_FOLDER");
    folder_ = std::string{chosen != nullptr ? chosen : "."} + "/store-bench-XXXXXX";
    if (::mkdtemp(folder_.data()) == nullptr) {
      std::abort();
    }
    base::set_log_level(base::LogLevel::warning);
    if (const char* socket = std::getenv("HAETAE_BENCH_SOCKET")) {
      open_server(socket);
    } else {
      auto opened = storage::open_sqlite(folder_ + "/haetae.db");
      if (!opened) {
        std::abort();
      }
      store_ = *std::move(opened);
    }
    fill();
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;
  ~Fixture() {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  storage::Database& store() { return *store_; }
  std::string next_id() { return base::new_id(clock_, entropy_); }

  Family family(const std::string& id) const {
    return {.id = FamilyId{id},
            .person = PersonId{"p" + id.substr(0, 12)},
            .app = 1,
            .client_id = "0123456789abcdef0123456789abcdef",
            .session = SessionId{"s" + id},
            .surface = "kakao",
            .scopes = {"openid", "account_email", "profile_nickname"},
            .with_id_token = true,
            .nonce = "",
            .methods = "pwd",
            .generation = 0,
            .authenticated_at = now_,
            .created_at = now_,
            .advanced_at = now_,
            .expires_at = now_ + std::chrono::hours{24 * 60},
            .revoked = false};
  }
  Session session(const std::string& id) const {
    return {.id = SessionId{id},
            .person = PersonId{"p" + id},
            .methods = "hwk user",
            .created_at = now_,
            .authenticated_at = now_,
            .seen_at = now_,
            .expires_at = now_ + std::chrono::hours{24},
            .device = "Chrome, Android",
            .address = "192.0.2.1"};
  }
  const std::string& row_id(std::size_t i) const { return ids_[i % kRows]; }
  base::Instant now() const { return now_; }

 private:
  void open_server(const char* socket) {
    storage::GaleraOptions options;
    options.socket = socket;
    options.user = "root";
    options.database = "store_bench";
    options.writers = 64;
    auto opened = storage::open_galera(std::move(options));
    if (!opened) {
      std::abort();
    }
    store_ = *std::move(opened);
  }

  void fill() {
    for (int i = 0; i < kRows; ++i) {
      ids_.push_back(next_id());
    }
    const auto filled = store_->write([this](Transaction& t) {
      for (const std::string& id : ids_) {
        t.families.insert(family(id));
        t.sessions.insert(session(id));
      }
      return Verdict::commit;
    });
    if (!filled) {
      std::abort();
    }
  }

  base::SystemClock clock_;
  base::SystemEntropy entropy_;
  base::Instant now_ = clock_.now();
  std::string folder_;
  std::unique_ptr<storage::Database> store_;
  std::vector<std::string> ids_;
};

Fixture& fixture() {
  static Fixture fixture;
  return fixture;
}

/// Commits and writes since the last report, as counters of the first thread.
void report_sharing(benchmark::State& state, const storage::StoreStats& before) {
  if (state.thread_index() == 0) {
    const storage::StoreStats after = fixture().store().stats();
    const auto commits = static_cast<double>(after.commits - before.commits);
    state.counters["writes_per_commit"] =
        static_cast<double>(after.writes - before.writes) / std::max(1.0, commits);
    state.counters["commit_ms"] =
        (after.commit_seconds.sum - before.commit_seconds.sum) * 1000 / std::max(1.0, commits);
  }
}

void code_exchange(benchmark::State& state) {
  const storage::StoreStats before = fixture().store().stats();
  for (auto _ : state) {
    const Family family = fixture().family(fixture().next_id());
    const auto done = fixture().store().write([&](Transaction& t) {
      return t.families.insert(family) ? Verdict::commit : Verdict::roll_back;
    });
    if (!done) {
      state.SkipWithError("unavailable");
    }
  }
  state.SetItemsProcessed(state.iterations());
  report_sharing(state, before);
}

void refresh(benchmark::State& state) {
  const storage::StoreStats before = fixture().store().stats();
  // Each thread refreshes families of its own, round after round.
  auto at = static_cast<std::size_t>(state.thread_index()) * 150;
  for (auto _ : state) {
    const FamilyId id{fixture().row_id(at)};
    const auto done = fixture().store().write([&](Transaction& t) {
      const auto family = t.families.find(id);
      return t.families.advance(id, family->generation, fixture().now(), family->expires_at)
                 ? Verdict::commit
                 : Verdict::roll_back;
    });
    if (!done) {
      state.SkipWithError("unavailable");
    }
    at += 64 * 150 + 1;
  }
  state.SetItemsProcessed(state.iterations());
  report_sharing(state, before);
}

void spend(benchmark::State& state) {
  const storage::StoreStats before = fixture().store().stats();
  for (auto _ : state) {
    const std::string id = fixture().next_id();
    const auto done = fixture().store().write([&](Transaction& t) {
      return t.spent.spend(id, fixture().now()) ? Verdict::commit : Verdict::roll_back;
    });
    if (!done) {
      state.SkipWithError("unavailable");
    }
  }
  state.SetItemsProcessed(state.iterations());
  report_sharing(state, before);
}

void find_session(benchmark::State& state) {
  auto at = static_cast<std::size_t>(state.thread_index()) * 7;
  for (auto _ : state) {
    const SessionId id{fixture().row_id(at)};
    std::optional<Session> found;
    if (!fixture().store().read([&](Transaction& t) { found = t.sessions.find(id); }) || !found) {
      state.SkipWithError("not found");
    }
    at += 7919;
  }
  state.SetItemsProcessed(state.iterations());
}

void find_family(benchmark::State& state) {
  auto at = static_cast<std::size_t>(state.thread_index()) * 7;
  for (auto _ : state) {
    const FamilyId id{fixture().row_id(at)};
    std::optional<Family> found;
    if (!fixture().store().read([&](Transaction& t) { found = t.families.find(id); }) || !found) {
      state.SkipWithError("not found");
    }
    at += 7919;
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(spend)->Threads(1)->Threads(16)->Threads(64)->UseRealTime();
BENCHMARK(code_exchange)->Threads(1)->Threads(16)->Threads(64)->UseRealTime();
BENCHMARK(refresh)->Threads(1)->Threads(16)->Threads(64)->UseRealTime();
BENCHMARK(find_session)->Threads(1)->Threads(2)->Threads(16)->UseRealTime();
BENCHMARK(find_family)->Threads(1)->UseRealTime();

}  // namespace

}  // namespace haetae

BENCHMARK_MAIN();
