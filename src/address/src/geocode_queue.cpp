// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/geocode_queue.hpp"

#include "haetae/base/assert.hpp"
#include "query.hpp"

#include <array>

namespace haetae::address {

struct GeocodeQueue::Impl {
  explicit Impl(const Index& own) : index(own) {}

  struct Place {
    Scratch::Impl scratch;
    std::size_t steps = 0;  ///< taken towards its addresses
  };
  [[nodiscard]] Place& at(std::size_t i) { return places[(first + i) % kRoom]; }

  void step(Place& place) {
    switch (++place.steps) {
      case 1:
        return place.scratch.fetcher.rows(index.vocabulary());
      case 2:
        return place.scratch.fetcher.texts(index.vocabulary());
      case 3:
        return place.scratch.fetcher.roads(index.tables(), index.vocabulary());
      case 4:
        return place.scratch.fetcher.numbers(index.tables(), index.vocabulary());
      default:
        return;
    }
  }

  const Index& index;
  std::array<Place, kRoom> places;
  std::size_t first = 0;
  std::size_t count = 0;
};

GeocodeQueue::GeocodeQueue(const Index& index) : impl_(std::make_unique<Impl>(index)) {}
GeocodeQueue::~GeocodeQueue() = default;
GeocodeQueue::GeocodeQueue(GeocodeQueue&&) noexcept = default;
GeocodeQueue& GeocodeQueue::operator=(GeocodeQueue&&) noexcept = default;

bool GeocodeQueue::full() const {
  return impl_->count == kRoom;
}
bool GeocodeQueue::empty() const {
  return impl_->count == 0;
}

void GeocodeQueue::push(std::string_view query) {
  HAETAE_ASSERT(!full());
  for (std::size_t i = 0; i < impl_->count; ++i)
    impl_->step(impl_->at(i));
  auto& place = impl_->at(impl_->count++);
  place.steps = 0;
  prepare(impl_->index.vocabulary(), query, place.scratch);
}

Geocode GeocodeQueue::pop() {
  HAETAE_ASSERT(!empty());
  auto& place = impl_->at(0);
  impl_->first = (impl_->first + 1) % kRoom;
  --impl_->count;
  return geocode_prepared(impl_->index, place.scratch);
}

}  // namespace haetae::address
