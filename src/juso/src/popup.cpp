// SPDX-License-Identifier: Apache-2.0
#include "popup.hpp"

#include "haetae/wire/headers.hpp"
#include "haetae/wire/uri.hpp"
#include "records.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace haetae::juso {
namespace {

constexpr std::size_t kCarriedMax = 2048;
constexpr std::size_t kDetailMax = 300;

std::string origin_of(std::string_view text) {
  const auto uri = wire::Uri::parse(text);
  return uri && uri->is_http() ? uri->origin() : std::string{};
}

std::string carried(const wire::Form& form, std::string_view name) {
  std::string text = form.text(name);
  return text.size() <= kCarriedMax ? text : std::string{};
}

std::string_view value_of(const Record& record, std::string_view name) {
  const auto found = std::ranges::find(record, name, [](const auto& one) { return one.first; });
  return found == record.end() ? std::string_view{} : std::string_view{found->second};
}

/// A detail that a person typed: one line, not endless.
std::string tidy_detail(std::string_view text) {
  std::string out{wire::trim(text)};
  std::erase_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (out.size() > kDetailMax) {
    out.resize(kDetailMax);
    while (!wire::is_utf8(out) && !out.empty())
      out.pop_back();
  }
  return out;
}

}  // namespace

Order read_order(const wire::Form& form) {
  return {.key = carried(form, "confmKey"),
          .return_url = carried(form, "returnUrl"),
          .result_type = carried(form, "resultType"),
          .encoding = carried(form, "encodingType"),
          .use_details = wire::equal_no_case(form.text("useDetailAddr"), "Y")};
}

wire::Form to_form(const Order& order) {
  wire::Form form{{"confmKey", order.key}, {"returnUrl", order.return_url}};
  if (!order.result_type.empty()) form.add("resultType", order.result_type);
  if (!order.encoding.empty()) form.add("encodingType", order.encoding);
  if (order.use_details) form.add("useDetailAddr", "Y");
  return form;
}

bool may_return_to(std::string_view url, const accounts::App* app) {
  const auto uri = wire::Uri::parse(url);
  if (!uri || !uri->is_http() || uri->user) return false;
  if (app == nullptr || app->site_domains.empty()) return true;
  return std::ranges::any_of(app->site_domains, [&](const std::string& domain) {
    return origin_of(domain) == uri->origin();
  });
}

std::string pick_text(const address::Index& index, address::AddressId id) {
  const auto address = index.address(id);
  return fmt::format("{:012}-{}-{}-{}", index.road(address.road).code,
                     static_cast<int>(address.number.ground), address.number.main,
                     address.number.sub);
}

std::optional<address::AddressId> read_pick(const address::Index& index, std::string_view text) {
  std::array<std::string_view, 4> parts;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto dash = i + 1 < parts.size() ? text.find('-') : text.size();
    if (dash == std::string_view::npos) return std::nullopt;
    parts[i] = text.substr(0, dash);
    text.remove_prefix(std::min(dash + 1, text.size()));
  }
  return find(index, {parts[0], parts[1], parts[2], parts[3]});
}

Record returned_fields(const address::Index& index, address::AddressId id, std::string_view detail,
                       bool with_coordinates) {
  const Record found = search_record(index, id, {});
  const auto [part1, part2] = road_text_of(index, id);
  const std::string tidy = tidy_detail(detail);
  std::string full = part1;
  if (!tidy.empty()) full += ", " + tidy;
  if (!part2.empty()) full += " " + part2;
  Record out{{"inputYn", "Y"},
             {"roadFullAddr", std::move(full)},
             {"roadAddrPart1", part1},
             {"addrDetail", tidy},
             {"roadAddrPart2", part2}};
  constexpr std::array<std::string_view, 21> kCopied = {
      "engAddr", "jibunAddr", "zipNo",    "admCd", "rnMgtSn",  "bdMgtSn",  "detBdNmList",
      "bdNm",    "bdKdcd",    "siNm",     "sggNm", "emdNm",    "liNm",     "rn",
      "udrtYn",  "buldMnnm",  "buldSlno", "mtYn",  "lnbrMnnm", "lnbrSlno", "emdNo"};
  for (const auto name : kCopied) {
    out.emplace_back(name, value_of(found, name));
  }
  if (with_coordinates) {
    const Record place = coordinate_record(index, id);
    for (const std::string_view name : {"entX", "entY"})
      out.emplace_back(name, value_of(place, name));
  }
  return out;
}

}  // namespace haetae::juso
