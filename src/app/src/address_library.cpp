// SPDX-License-Identifier: Apache-2.0
#include "address_library.hpp"

#include "haetae/base/log.hpp"

#include <fmt/format.h>

namespace haetae::app {

using base::LogLevel;

std::shared_ptr<const address::Index> AddressLibrary::current() const {
  const std::lock_guard lock{mutex_};
  return current_;
}

void AddressLibrary::publish(std::shared_ptr<const address::Index> index) {
  {
    const std::lock_guard lock{mutex_};
    current_.swap(index);
  }
  // The former index is let go here, outside the lock; its last reader unmaps it.
}

void AddressLibrary::refresh() {
  const auto active = store_.active();
  if (!active || *active == refused_) return;
  refused_.clear();
  if (*active == loaded_) return;
  // Opening reads every byte to verify it, so that the first requests find the pages in memory.
  auto opened = intake::open_index(store_.index_file(*active));
  if (!opened) {
    refused_ = *active;
    ++refusals_;
    base::log(LogLevel::error, "address_index_refused",
              {{"version", *active},
               {"why", opened.error().message},
               {"serving", loaded_},
               {"advice", "haetae data list, then haetae data activate VERSION or rollback"}});
    return;
  }
  const auto rows = static_cast<std::int64_t>((*opened)->address_count());
  publish(std::move(*opened));
  loaded_ = *active;
  ++swaps_;
  base::log(LogLevel::info, "address_index_active", {{"version", loaded_}, {"addresses", rows}});
}

void AddressLibrary::write_metrics(status::MetricsText& out) const {
  const auto index = current();
  const auto number = [&out](std::string_view name, std::string_view type, std::string_view help,
                             double value) {
    out.family(name, type, help);
    out.sample(name, "", value);
  };
  if (index) {
    out.family("haetae_address_index_info", "gauge", "The address index in force.");
    out.sample(
        "haetae_address_index_info",
        fmt::format("version=\"{}\",edition=\"{}\"", status::label_value(index->label().version),
                    status::label_value(index->label().edition)),
        1);
  }
  number("haetae_address_rows", "gauge", "Addresses in the index in force.",
         index ? index->address_count() : 0);
  number("haetae_address_places", "gauge", "Places in the index in force.",
         index ? index->place_count() : 0);
  number("haetae_address_swaps_total", "counter", "Indexes taken into force.",
         static_cast<double>(swaps_.load()));
  number("haetae_address_refusals_total", "counter", "Indexes that could not be used.",
         static_cast<double>(refusals_.load()));
}

}  // namespace haetae::app
