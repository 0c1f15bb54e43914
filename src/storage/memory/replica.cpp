// SPDX-License-Identifier: Apache-2.0
#include "haetae/storage/replica.hpp"

#include "haetae/base/assert.hpp"
#include "memory/stores.hpp"
#include "nesting.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

namespace haetae::storage {

namespace memory {

// Declared here, where copies are compared; the stores themselves never do.
bool operator==(const SpentRow& a, const SpentRow& b) {
  return a.id == b.id && a.expires_at == b.expires_at;
}
bool operator==(const GuessRow& a, const GuessRow& b) {
  return a.key == b.key && a.count == b.count && a.ends_at == b.ends_at;
}
bool operator==(const HandoverRow& a, const HandoverRow& b) {
  return a.id == b.id && a.text == b.text && a.expires_at == b.expires_at;
}
bool operator==(const RevisionRow& a, const RevisionRow& b) {
  return a.topic == b.topic && a.revision == b.revision;
}
bool operator==(const TargetRow& a, const TargetRow& b) {
  return a.name == b.name && a.text == b.text;
}

namespace {

/// Calls `visit(name, member)` for every table.
template <class Visit>
void each_table(Visit&& visit) {
  visit("people", &Tables::people);
  visit("passwords", &Tables::passwords);
  visit("passkeys", &Tables::passkeys);
  visit("sessions", &Tables::sessions);
  visit("links", &Tables::links);
  visit("families", &Tables::families);
  visit("revocations", &Tables::revocations);
  visit("spent", &Tables::spent);
  visit("guesses", &Tables::guesses);
  visit("apps", &Tables::apps);
  visit("signing_keys", &Tables::signing_keys);
  visit("audit", &Tables::audit);
  visit("mails", &Tables::mails);
  visit("pictures", &Tables::pictures);
  visit("handovers", &Tables::handovers);
  visit("revisions", &Tables::revisions);
  visit("targets", &Tables::targets);
}

/// What a row has in unique indexes beside its primary key.
template <class Row>
void claim_unique(std::vector<std::string>&, const Row&) {}
void claim_unique(std::vector<std::string>& claims, const accounts::Person& row) {
  claims.push_back("people.email/" + accounts::normal_email(row.email));
}
void claim_unique(std::vector<std::string>& claims, const accounts::Link& row) {
  claims.push_back(fmt::format("links.subject/{}/{}", row.app, row.subject));
}

}  // namespace
}  // namespace memory

struct Replica::Impl {
  Impl() = default;
  explicit Impl(const memory::Tables& from) : tables(from) {}

  memory::Tables tables;
  memory::Undo undo;
  Bundle reading_stores = memory::make_stores(tables, nullptr);
  Bundle writing_stores = memory::make_stores(tables, &undo);
  accounts::Transaction reading = reading_stores.transaction();
  accounts::Transaction writing = writing_stores.transaction();
};

namespace {

using memory::Tables;

/// The rows of the running transaction as they stand in `tables` now.
WriteSet rows_of(Tables& tables, const std::vector<memory::Undo::Touched>& touched) {
  WriteSet writes;
  std::vector<std::string> unique;
  std::size_t found = 0;
  memory::each_table([&](std::string_view name, auto member) {
    for (const memory::Undo::Touched& one : touched) {
      if (one.collection != &(tables.*member)) continue;
      ++found;
      writes.claims.push_back(fmt::format("{}/{}", name, one.key));
      auto row = (tables.*member).copy(one.key);
      if (row) memory::claim_unique(unique, *row);
      writes.changes.push_back([member, key = one.key, row = std::move(row)](Replica& replica) {
        auto& collection = replica.impl().tables.*member;
        memory::Undo& undo = replica.impl().undo;
        if (!row) {
          collection.erase(undo, key);
        } else if (!collection.replace(undo, *row)) {
          collection.insert(undo, *row);
        }
      });
    }
  });
  HAETAE_ASSERT(found == touched.size());  // or each_table() lacks a table
  writes.claims.insert(writes.claims.end(), unique.begin(), unique.end());
  return writes;
}

/// What the rows had in unique indexes before the transaction.
void claim_former(const Tables& tables, const std::vector<memory::Undo::Touched>& touched,
                  std::vector<std::string>& claims) {
  memory::each_table([&](std::string_view, auto member) {
    for (const memory::Undo::Touched& one : touched) {
      if (one.collection != &(tables.*member)) continue;
      if (const auto* row = (tables.*member).find(one.key)) memory::claim_unique(claims, *row);
    }
  });
}

}  // namespace

Replica::Replica() : impl_(std::make_unique<Impl>()) {}
Replica::Replica(const Replica& other) : impl_(std::make_unique<Impl>(other.impl_->tables)) {}
Replica::~Replica() = default;

void Replica::read(const accounts::Store::Read& work) {
  NestingGuard::refuse_nested_call();
  const NestingGuard guard;
  work(impl_->reading);
}

std::optional<WriteSet> Replica::attempt(const accounts::Store::Write& work) {
  NestingGuard::refuse_nested_call();
  const NestingGuard guard;
  try {
    if (work(impl_->writing) != accounts::Verdict::commit) {
      impl_->undo.roll_back();
      return std::nullopt;
    }
  } catch (...) {
    impl_->undo.roll_back();
    throw;
  }
  std::vector<memory::Undo::Touched> touched = impl_->undo.touched();
  const auto before = [](const memory::Undo::Touched& a, const memory::Undo::Touched& b) {
    return std::tie(a.collection, a.key) < std::tie(b.collection, b.key);
  };
  const auto same = [](const memory::Undo::Touched& a, const memory::Undo::Touched& b) {
    return a.collection == b.collection && a.key == b.key;
  };
  std::sort(touched.begin(), touched.end(), before);
  touched.erase(std::unique(touched.begin(), touched.end(), same), touched.end());
  WriteSet writes = rows_of(impl_->tables, touched);
  impl_->undo.roll_back();
  claim_former(impl_->tables, touched, writes.claims);
  return writes;
}

void Replica::apply(const WriteSet& writes) {
  for (const auto& change : writes.changes)
    change(*this);
  impl_->undo.forget();
}

std::vector<std::string> Replica::differences(const Replica& other, std::size_t most) const {
  std::vector<std::string> found;
  memory::each_table([&](std::string_view name, auto member) {
    const auto& mine = (impl_->tables.*member).rows();
    const auto& theirs = (other.impl_->tables.*member).rows();
    const auto note = [&](const std::string& key) {
      if (found.size() < most) found.push_back(fmt::format("{}/{}", name, key));
    };
    for (const auto& [key, row] : mine) {
      const auto at = theirs.find(key);
      if (at == theirs.end() || !(at->second == row)) note(key);
    }
    for (const auto& [key, row] : theirs) {
      if (mine.find(key) == mine.end()) note(key);
    }
  });
  return found;
}

void Replica::describe(const std::function<void(std::string_view)>& take) const {
  memory::each_table([&](std::string_view name, auto member) {
    if (name == "signing_keys") return;
    for (const auto& entry : (impl_->tables.*member).rows()) {
      take(fmt::format("{}/{}", name, entry.first));
    }
  });
  for (const auto& [id, family] : impl_->tables.families.rows()) {
    take(fmt::format("{} {} {}", id, family.generation, family.revoked));
  }
}

}  // namespace haetae::storage
