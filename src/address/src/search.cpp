// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/search.hpp"

#include "query.hpp"

#include <string>

namespace haetae::address {
namespace {

std::string written(std::string_view query, const Text& text, Stretch stretch) {
  if (stretch.empty() || stretch.to > text.size()) return {};
  const auto [first, second] = text.bytes(stretch.from, stretch.to);
  return std::string(query.substr(first, second - first));
}

/// What follows the address: "101동 1203호", without the signs around it.
std::string detail(std::string_view query, const Text& text, std::uint32_t from) {
  if (from >= text.size()) return {};
  return std::string(query.substr(text.bytes(from, from + 1).first))
      .substr(0, text.bytes(from, text.size()).second - text.bytes(from, from + 1).first);
}

Parsed parse(std::string_view query, const Text& text, const Found& found) {
  Parsed out;
  out.region = written(query, text, found.region);
  if (found.hit.kind == HitKind::building) {
    out.building = written(query, text, found.name);
  } else {
    out.road = written(query, text, found.name);
  }
  out.number = written(query, text, found.number);
  out.lot = found.hit.kind == HitKind::lot_address;
  out.detail = detail(query, text, found.end);
  return out;
}

}  // namespace

Scratch::Scratch() : impl_(std::make_unique<Impl>()) {}
Scratch::~Scratch() = default;
Scratch::Scratch(Scratch&&) noexcept = default;
Scratch& Scratch::operator=(Scratch&&) noexcept = default;

Answer search(const Index& index, std::string_view query, const SearchOptions& options,
              Scratch& scratch) {
  auto& impl = scratch.impl();
  SearchOptions bounded = options;
  bounded.hits_max = std::clamp<std::uint32_t>(options.hits_max, 1, 1000);
  prepare(index.vocabulary(), query, impl);
  impl.fetcher.rows(index.vocabulary());
  impl.fetcher.texts(index.vocabulary());
  Reader reader(index.tables(), index.vocabulary(), bounded, impl);
  reader.run();
  rank(index.tables(), impl);
  Answer out;
  out.total = static_cast<std::uint32_t>(impl.found.size());
  out.exhausted = reader.exhausted();
  const auto count = std::min<std::size_t>(impl.found.size(), bounded.hits_max);
  out.hits.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    out.hits.push_back(impl.found[i].hit);
  if (!impl.found.empty()) out.parsed = parse(query, impl.query.main, impl.found.front());
  return out;
}

Geocode geocode_prepared(const Index& index, Scratch::Impl& scratch) {
  static constexpr SearchOptions kOne{.hits_max = 1};
  Reader reader(index.tables(), index.vocabulary(), kOne, scratch);
  reader.run();
  const auto namesakes = rank_best(index.tables(), scratch);
  if (scratch.found.empty()) return {};
  return {.hit = scratch.found.front().hit, .found = true, .namesakes = namesakes};
}

Geocode geocode(const Index& index, std::string_view query, Scratch& scratch) {
  auto& impl = scratch.impl();
  prepare(index.vocabulary(), query, impl);
  impl.fetcher.rows(index.vocabulary());
  impl.fetcher.texts(index.vocabulary());
  return geocode_prepared(index, impl);
}

}  // namespace haetae::address
