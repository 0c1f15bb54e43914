// SPDX-License-Identifier: Apache-2.0
#include "local_parameters.hpp"

#include "haetae/wire/headers.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace haetae::kakao {

using base::fail;

std::optional<double> parse_double(std::string_view text) {
  text = wire::trim(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

Located<std::string_view> read_text(const wire::Form& form, std::string_view name) {
  const auto text = form.get(name);
  if (!text || wire::trim(*text).empty()) return fail(missing(name));
  return *text;
}

Located<double> read_number(const wire::Form& form, std::string_view name) {
  const auto text = read_text(form, name);
  if (!text) return fail(text.error());
  const auto value = parse_double(*text);
  if (!value) return fail(invalid(fmt::format("{} is not a number", name)));
  return *value;
}

Located<std::optional<std::int64_t>> read_integer(const wire::Form& form, std::string_view name,
                                                  std::int64_t low, std::int64_t high) {
  const auto text = form.get_filled(name);
  if (!text) return std::optional<std::int64_t>{};
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error == std::errc::result_out_of_range) value = text->starts_with('-') ? low - 1 : high + 1;
  const bool whole = error != std::errc::invalid_argument && end == text->data() + text->size();
  if (!whole) return fail(invalid(fmt::format("{} is not an integer", name)));
  if (value > high) return fail(invalid(fmt::format("{} is more than max", name)));
  if (value < low) return fail(invalid(fmt::format("{} is less than min", name)));
  return std::optional{value};
}

Located<Page> read_page(const wire::Form& form, std::uint32_t size_usual, std::uint32_t size_max) {
  constexpr std::int64_t kPageMax = 45;
  const auto page = read_integer(form, "page", 1, kPageMax);
  if (!page) return fail(page.error());
  const auto size = read_integer(form, "size", 1, size_max);
  if (!size) return fail(size.error());
  return Page{static_cast<std::uint32_t>(page->value_or(1)),
              static_cast<std::uint32_t>(size->value_or(size_usual))};
}

Located<geo::System> read_system(const wire::Form& form, std::string_view name,
                                 std::span<const geo::System> taken) {
  const auto text = form.get_filled(name);
  if (!text) return geo::System::wgs84;
  const auto found = std::find_if(taken.begin(), taken.end(), [&](geo::System system) {
    return wire::equal_no_case(geo::to_text(system), *text);
  });
  if (found == taken.end()) return fail(invalid(fmt::format("{} is not supported", name)));
  return *found;
}

Located<geo::XY> read_xy(const wire::Form& form) {
  const auto x = read_number(form, "x");
  if (!x) return fail(x.error());
  const auto y = read_number(form, "y");
  if (!y) return fail(y.error());
  return geo::XY{*x, *y};
}

}  // namespace haetae::kakao
