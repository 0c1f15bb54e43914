// SPDX-License-Identifier: Apache-2.0
#include "haetae/storage/memory.hpp"
#include "memory/stores.hpp"
#include "nesting.hpp"

#include <mutex>
#include <shared_mutex>

namespace haetae::storage {

namespace memory {

Undo& Access::undo() {
  if (undo_ == nullptr) {
    refuse_write_in_read();
  }
  return *undo_;
}

Bundle make_stores(Tables& tables, Undo* undo) {
  const Access access{tables, undo};
  return {.people = make_people(access),
          .passwords = make_passwords(access),
          .passkeys = make_passkeys(access),
          .sessions = make_sessions(access),
          .links = make_links(access),
          .families = make_families(access),
          .revocations = make_revocations(access),
          .spent = make_spent(access),
          .guesses = make_guesses(access),
          .apps = make_apps(access),
          .signing_keys = make_signing_keys(access),
          .audit = make_audit(access),
          .mails = make_mails(access),
          .pictures = make_pictures(access),
          .handovers = make_handovers(access),
          .revisions = make_revisions(access),
          .targets = make_targets(access)};
}

}  // namespace memory

struct MemoryStore::Impl {
  std::shared_mutex mutex;
  std::optional<accounts::StoreError> error;
  memory::Tables tables;
  memory::Undo undo;
  Bundle reading_stores = memory::make_stores(tables, nullptr);
  Bundle writing_stores = memory::make_stores(tables, &undo);
  accounts::Transaction reading = reading_stores.transaction();
  accounts::Transaction writing = writing_stores.transaction();
};

MemoryStore::MemoryStore() : impl_(std::make_unique<Impl>()) {}
MemoryStore::~MemoryStore() = default;

base::Outcome<void, accounts::StoreError> MemoryStore::read(const Read& work) {
  NestingGuard::refuse_nested_call();
  const std::shared_lock lock{impl_->mutex};
  if (impl_->error) {
    return base::fail(*impl_->error);
  }
  const NestingGuard guard;
  work(impl_->reading);
  return {};
}

base::Outcome<void, accounts::StoreError> MemoryStore::write(const Write& work) {
  NestingGuard::refuse_nested_call();
  const std::unique_lock lock{impl_->mutex};
  if (impl_->error) {
    return base::fail(*impl_->error);
  }
  const NestingGuard guard;
  try {
    if (work(impl_->writing) == accounts::Verdict::commit) {
      impl_->undo.forget();
    } else {
      impl_->undo.roll_back();
    }
  } catch (...) {
    impl_->undo.roll_back();
    throw;
  }
  return {};
}

void MemoryStore::fail_with(std::optional<accounts::StoreError> error) {
  const std::unique_lock lock{impl_->mutex};
  impl_->error = error;
}

}  // namespace haetae::storage
