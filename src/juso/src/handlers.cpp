// SPDX-License-Identifier: Apache-2.0
#include "handlers.hpp"

#include "answer.hpp"
#include "caller.hpp"
#include "finder.hpp"
#include "records.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <tuple>

namespace haetae::juso {
namespace {

using address::Index;
using wire::Form;
using wire::Request;
using wire::Response;

constexpr std::uint32_t kPerPageMax = 100;

/// A number of at least 1; `fallback` for what is none.
std::uint32_t count_in(const Form& form, std::string_view name, std::uint32_t fallback) {
  const std::string text = form.text(name);
  std::uint32_t value = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && at == text.data() + text.size() && value > 0;
  return whole ? value : fallback;
}

Format format_of(const Form& form) {
  return wire::equal_no_case(form.text("resultType"), "json") ? Format::json : Format::xml;
}

FirstSort sort_of(const Form& form) {
  const std::string text = form.text("firstSort");
  return text == "road"       ? FirstSort::road
         : text == "location" ? FirstSort::location
                              : FirstSort::none;
}

Answer find_addresses(const Parts& parts, const Request& request, const Form& form,
                      Product product) {
  constexpr std::uint32_t kPageMax = 1'000'000;
  Answer answer;
  answer.english = product == Product::english;
  answer.page = std::min(count_in(form, "currentPage", 1), kPageMax);
  answer.per_page = std::min(count_in(form, "countPerPage", 10), kPerPageMax);
  const std::string keyword = form.text("keyword");
  answer.fault = identify(parts, request, form.text("confmKey")).fault;
  if (answer.fault == Fault::none) answer.fault = keyword_fault(keyword);
  if (answer.fault != Fault::none) return answer;
  const auto index = parts.source.current();
  if (!index) {
    answer.fault = Fault::system_error;
    return answer;
  }
  const bool is_search = product == Product::search;
  const Finding finding =
      find_page(*index, {.keyword = keyword,
                         .sort = is_search ? sort_of(form) : FirstSort::none,
                         .changed_too = is_search && wire::equal_no_case(form.text("hstryYn"), "Y"),
                         .page = answer.page,
                         .per_page = answer.per_page});
  answer.fault = finding.fault;
  answer.total = finding.total;
  const bool extra = wire::equal_no_case(form.text("addInfoYn"), "Y");
  for (const Found& found : finding.rows) {
    answer.rows.push_back(is_search ? search_record(*index, found.address, {extra, found.changed})
                                    : english_record(*index, found.address));
  }
  return answer;
}

/// Checks in the order of the codes, then finds the one address.
struct Named {
  Fault fault = Fault::none;
  std::shared_ptr<const Index> index;
  std::optional<address::AddressId> address;
};

Named named_address(const Parts& parts, const Request& request, const Form& form) {
  Named named;
  named.fault = identify(parts, request, form.text("confmKey")).fault;
  if (named.fault != Fault::none) return named;
  for (const auto& [name, fault] :
       {std::pair{"admCd", Fault::no_region}, std::pair{"rnMgtSn", Fault::no_road},
        std::pair{"udrtYn", Fault::no_ground}, std::pair{"buldMnnm", Fault::no_main_number},
        std::pair{"buldSlno", Fault::no_sub_number}}) {
    if (!form.get_filled(name)) {
      named.fault = fault;
      return named;
    }
  }
  named.index = parts.source.current();
  if (!named.index) {
    named.fault = Fault::system_error;
    return named;
  }
  const std::string road = form.text("rnMgtSn"), ground = form.text("udrtYn");
  const std::string main = form.text("buldMnnm"), sub = form.text("buldSlno");
  named.address = find(*named.index, {road, ground, main, sub});
  return named;
}

/// The units that a request asks for: every 동, or the floors and 호 of one 동.
std::vector<address::Unit> asked_units(const Index& index, address::AddressId id,
                                       const Form& form) {
  const bool by_dong = wire::equal_no_case(form.text("searchType"), "dong");
  const auto dong = form.get("dongNm");
  std::vector<address::Unit> out;
  std::set<std::tuple<std::string_view, std::string_view, std::string_view>> known;
  for (address::Unit unit : index.units_of(id)) {
    if (by_dong) unit.floor = unit.ho = {};
    if (!by_dong && dong && *dong != unit.dong) continue;
    if (by_dong && unit.dong.empty()) continue;
    if (known.emplace(unit.dong, unit.floor, unit.ho).second) out.push_back(unit);
  }
  return out;
}

}  // namespace

Response search(const Parts& parts, const Request& request) {
  const Form form = request.merged_form();
  return respond(find_addresses(parts, request, form, Product::search), format_of(form));
}

Response search_jsonp(const Parts& parts, const Request& request) {
  const Form form = request.merged_form();
  const std::string callback = form.text("callback");
  if (!is_callback_name(callback)) {
    return wire::text_response(400, "callback must be the name of a function\n");
  }
  return respond_jsonp(find_addresses(parts, request, form, Product::search), callback);
}

Response search_english(const Parts& parts, const Request& request) {
  const Form form = request.merged_form();
  return respond(find_addresses(parts, request, form, Product::english), format_of(form));
}

Response coordinates(const Parts& parts, const Request& request) {
  const Form form = request.merged_form();
  const Named named = named_address(parts, request, form);
  Answer answer;
  answer.fault = named.fault;
  if (named.address) {
    answer.total = 1;
    answer.rows.push_back(coordinate_record(*named.index, *named.address));
  }
  return respond(answer, format_of(form));
}

Response details(const Parts& parts, const Request& request) {
  const Form form = request.merged_form();
  const Named named = named_address(parts, request, form);
  Answer answer;
  answer.fault = named.fault;
  if (named.address) {
    for (const address::Unit& unit : asked_units(*named.index, *named.address, form)) {
      answer.rows.push_back(detail_record(*named.index, *named.address, unit));
    }
    answer.total = answer.rows.size();
  }
  return respond(answer, format_of(form));
}

}  // namespace haetae::juso
