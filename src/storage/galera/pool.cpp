// SPDX-License-Identifier: Apache-2.0
#include "galera/pool.hpp"

#include "haetae/base/log.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <sys/socket.h>

namespace haetae::storage::galera {

Session::Session(const GaleraOptions& options, Role role, const sql::OwnRows& own)
    : connection(options, role, options.timeout),
      stores(sql::make_stores(connection, own)),
      transaction(stores.transaction()) {}

Pool::Pool(const GaleraOptions& options, Role role, std::size_t size, const base::Clock& clock)
    : options_(options), role_(role), clock_(clock) {
  for (std::size_t i = 0; i < size; ++i) {
    auto slot = std::make_unique<Slot>();
    slot->own = {.site = options.site, .writer = fmt::format("{}.{}", options.site, i)};
    slots_.push_back(std::move(slot));
  }
  // The first one made is the first one used.
  for (std::size_t i = size; i > 0; --i) {
    free_.push_back(slots_[i - 1].get());
  }
}

std::optional<Pool::Lease> Pool::take(base::Milliseconds patience) {
  std::unique_lock lock{mutex_};
  ++waiting_;
  const bool got = returned_.wait_for(lock, patience, [this] { return !free_.empty(); });
  --waiting_;
  if (!got) {
    return std::nullopt;
  }
  Slot* slot = free_.back();
  free_.pop_back();
  return Lease{*this, *slot};
}

void Pool::interrupt() {
  const std::lock_guard lock{mutex_};
  for (const auto& slot : slots_) {
    const bool is_free = std::find(free_.begin(), free_.end(), slot.get()) != free_.end();
    if (!is_free && slot->socket >= 0) ::shutdown(slot->socket, SHUT_RDWR);
  }
}

void Pool::pause(std::chrono::microseconds span) {
  std::unique_lock lock{mutex_};
  never_.wait_for(lock, span, [] { return false; });
}

void Pool::add_to(StoreStats& stats) const {
  for (const auto& slot : slots_) {
    if (role_ == Role::writer) {
      slot->seconds.add_to(stats.write_seconds);
      slot->commit_seconds.add_to(stats.commit_seconds);
    } else {
      slot->seconds.add_to(stats.read_seconds);
    }
  }
}

std::size_t Pool::waiting() const {
  const std::lock_guard lock{mutex_};
  return waiting_;
}

Pool::Lease::~Lease() {
  if (pool_ == nullptr) {
    return;
  }
  {
    const std::lock_guard lock{pool_->mutex_};
    pool_->free_.push_back(slot_);
  }
  pool_->returned_.notify_one();
}

Session& Pool::Lease::session() {
  if (!slot_->session) {
    slot_->session = std::make_unique<Session>(pool_->options_, pool_->role_, slot_->own);
    const std::lock_guard lock{pool_->mutex_};
    slot_->socket = slot_->session->connection.socket();
  }
  return *slot_->session;
}

void Pool::Lease::drop() {
  {
    // Before it is closed: the number may be another file's a moment later.
    const std::lock_guard lock{pool_->mutex_};
    slot_->socket = -1;
  }
  slot_->session.reset();
}

}  // namespace haetae::storage::galera
