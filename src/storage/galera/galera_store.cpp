// SPDX-License-Identifier: Apache-2.0
#include "galera/node.hpp"
#include "galera/readers.hpp"
#include "galera/schema.hpp"
#include "galera/writers.hpp"
#include "haetae/storage/copy.hpp"
#include "haetae/storage/galera.hpp"
#include "nesting.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace haetae::storage {

namespace {

using base::fail;
using Reason = StorageError::Reason;

constexpr std::size_t kProblemsMax = 100;
constexpr std::size_t kNameMax = 64;

bool is_plain(std::string_view name, std::size_t most, std::string_view more) {
  return !name.empty() && name.size() <= most && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || more.find(c) != more.npos;
  });
}

/// What no connection needs to be made for.
std::optional<StorageError> mistake_in(const GaleraOptions& options) {
  const auto wrong = [](std::string words) {
    return StorageError{Reason::not_accessible, std::move(words)};
  };
  if (!is_plain(options.site, 16, "-")) {
    return wrong(
        fmt::format("'{}' is no name of a site: 1 to 16 of a-z, 0-9 and '-'", options.site));
  }
  if (!is_plain(options.database, kNameMax, "-_ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    return wrong(fmt::format("'{}' is no name of a database: 1 to 64 letters, digits, '-' and '_'",
                             options.database));
  }
  if (options.writers == 0 || options.writers > 256 || options.readers == 0 ||
      options.readers > 256) {
    return wrong("a store needs 1 to 256 connections of each kind");
  }
  if (options.timeout < base::Seconds{3}) {
    return wrong("the timeout must be at least 3 s: a cluster that loses a site pauses for one");
  }
  return std::nullopt;
}

}  // namespace

GaleraOptions GaleraOptions::duplicate() const {
  GaleraOptions copy;
  copy.socket = socket;
  copy.host = host;
  copy.port = port;
  copy.database = database;
  copy.user = user;
  copy.password = base::SecretText{std::string{password.reveal()}};
  copy.tls = tls;
  copy.tls_authority = tls_authority;
  copy.tls_certificate = tls_certificate;
  copy.tls_private_key = tls_private_key;
  copy.site = site;
  copy.writers = writers;
  copy.readers = readers;
  copy.timeout = timeout;
  copy.clock = clock;
  copy.entropy = entropy;
  return copy;
}

struct GaleraStore::Impl {
  Impl(GaleraOptions chosen, const base::Clock& clock, base::Entropy& entropy)
      : options(std::move(chosen)),
        writers(options, clock, entropy),
        readers(options, clock),
        node(options) {}

  const GaleraOptions options;
  galera::Writers writers;
  galera::Readers readers;
  galera::Node node;
};

GaleraStore::GaleraStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GaleraStore::~GaleraStore() = default;

base::Outcome<void, accounts::StoreError> GaleraStore::read(const Read& work) {
  NestingGuard::refuse_nested_call();
  return impl_->readers.read(work);
}

base::Outcome<void, accounts::StoreError> GaleraStore::write(const Write& work) {
  NestingGuard::refuse_nested_call();
  return impl_->writers.write(work, {});
}

base::Outcome<void, accounts::StoreError> GaleraStore::write_beside(
    const Write& work, const std::function<void()>& meanwhile) {
  NestingGuard::refuse_nested_call();
  return impl_->writers.write(work, meanwhile);
}

base::Outcome<void, accounts::StoreError> GaleraStore::catch_up() {
  NestingGuard::refuse_nested_call();
  return impl_->readers.catch_up();
}

StoreStats GaleraStore::stats() const {
  StoreStats stats;
  impl_->writers.add_to(stats);
  impl_->readers.add_to(stats);
  return stats;
}

base::Outcome<void, StorageError> GaleraStore::backup_to(const std::string& path) {
  const auto copied = copy_database(Place{impl_->options.duplicate()}, Place{path},
                                    {.replace = true, .progress = {}});
  if (!copied) {
    return fail(copied.error());
  }
  return {};
}

base::Outcome<std::vector<std::string>, StorageError> GaleraStore::integrity_check() {
  try {
    galera::Connection connection{impl_->options, galera::Role::plain, std::chrono::hours{12}};
    std::vector<std::string> problems;
    for (const auto& table : connection.ask("SHOW TABLES")) {
      const std::string name = table.at(0).value_or("");
      for (const auto& row : connection.ask(fmt::format("CHECK TABLE `{}`", name))) {
        const std::string text = row.at(3).value_or("");
        if (row.at(2) != "status" || text != "OK") {
          problems.push_back(fmt::format("{}: {}", name, text));
        }
        if (problems.size() == kProblemsMax) {
          return problems;
        }
      }
    }
    return problems;
  } catch (const galera::GaleraFailure& failure) {
    return fail(galera::explain(failure, impl_->options));
  }
}

std::optional<NodeState> GaleraStore::node_state() {
  return impl_->node.state();
}

void GaleraStore::serve_stale_reads(bool on) {
  impl_->readers.serve_stale(on);
  impl_->writers.refuse_all(on);
}

base::Outcome<std::unique_ptr<GaleraStore>, StorageError> open_galera(GaleraOptions options) {
  static const base::SystemClock system_clock;
  static base::SystemEntropy system_entropy;
  const base::Clock& clock = options.clock != nullptr ? *options.clock : system_clock;
  base::Entropy& entropy = options.entropy != nullptr ? *options.entropy : system_entropy;
  if (auto mistake = mistake_in(options)) {
    return fail(*std::move(mistake));
  }
  try {
    if (auto ready = galera::prepare_schema(options, clock, entropy); !ready) {
      return fail(std::move(ready).error());
    }
  } catch (const galera::GaleraFailure& failure) {
    return fail(galera::explain(failure, options));
  }
  auto impl = std::make_unique<GaleraStore::Impl>(std::move(options), clock, entropy);
  return std::unique_ptr<GaleraStore>{new GaleraStore{std::move(impl)}};
}

}  // namespace haetae::storage
