// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/wire/form.hpp"
#include "input.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <simdjson.h>

using namespace haetae;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input{data, size}.rest();

  const auto form = wire::Form::parse(text);
  HAETAE_ASSERT(form.fields().size() <= wire::kFormFieldsMax);
  const auto back = wire::Form::parse(form.to_text());
  HAETAE_ASSERT(std::equal(
      form.fields().begin(), form.fields().end(), back.fields().begin(), back.fields().end(),
      [](const auto& a, const auto& b) { return a.name == b.name && a.value == b.value; }));
  for (const auto& field : form.fields()) {
    const auto values = form.all(field.name);
    HAETAE_ASSERT(values.size() == form.count(field.name));
    HAETAE_ASSERT(form.get(field.name) == values.front());
    HAETAE_ASSERT(form.text(field.name) == values.front());
    HAETAE_ASSERT(form.get_filled(field.name).has_value() == !values.front().empty());
  }

  HAETAE_ASSERT(wire::percent_decode(wire::percent_encode(text)) == text);
  if (const auto decoded = wire::percent_decode(text)) {
    HAETAE_ASSERT(wire::percent_decode(wire::percent_encode(*decoded)) == decoded);
    HAETAE_ASSERT(decoded->size() <= text.size());
  }

  // The same question to somebody else's code.
  HAETAE_ASSERT(wire::is_utf8(text) == simdjson::validate_utf8(text.data(), text.size()));
  return 0;
}
