// SPDX-License-Identifier: Apache-2.0
#include "haetae/address/index.hpp"

#include "label.hpp"
#include "places_section.hpp"
#include "spatial.hpp"
#include "vocabulary.hpp"

namespace haetae::address {

struct Index::Impl {
  IndexLabel label;
  BuildReport report;
  Tables tables;
  Spatial spatial;
  Vocabulary vocabulary;
  Places places;
};

Index::Index(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Index::~Index() = default;
Index::Index(Index&&) noexcept = default;
Index& Index::operator=(Index&&) noexcept = default;

base::Outcome<Index, IndexError> Index::open(base::BytesView bytes) {
  const auto sections = read_sections(bytes);
  if (!sections) return base::fail(sections.error());
  auto index = open(*sections);
  if (!index) return index;
  std::span<const BuildReport> report;
  if (!sections->read(SectionId::report, report) || report.size() != 1) {
    return base::fail(IndexError{"report: wrong size"});
  }
  index->impl_->report = report.front();
  return index;
}

base::Outcome<Index, IndexError> Index::open(const Sections& sections) {
  auto impl = std::make_unique<Impl>();
  if (!read_label(sections, impl->label)) return base::fail(IndexError{"label: broken"});
  auto tables = Tables::open(sections);
  if (!tables) return base::fail(tables.error());
  impl->tables = *tables;
  auto spatial = Spatial::open(sections, impl->tables);
  if (!spatial) return base::fail(spatial.error());
  impl->spatial = *spatial;
  auto vocabulary = Vocabulary::open(sections, impl->tables);
  if (!vocabulary) return base::fail(vocabulary.error());
  impl->vocabulary = *vocabulary;
  auto places = Places::open(sections, impl->tables);
  if (!places) return base::fail(places.error());
  impl->places = *places;
  return Index(std::move(impl));
}

const IndexLabel& Index::label() const {
  return impl_->label;
}
const BuildReport& Index::report() const {
  return impl_->report;
}
const Tables& Index::tables() const {
  return impl_->tables;
}
const Vocabulary& Index::vocabulary() const {
  return impl_->vocabulary;
}
const Places& Index::places() const {
  return impl_->places;
}
const Spatial& Index::spatial() const {
  return impl_->spatial;
}
std::uint32_t Index::place_count() const {
  return impl_->places.count();
}
Place Index::place(PlaceId id) const {
  return impl_->places.place(id);
}

}  // namespace haetae::address
