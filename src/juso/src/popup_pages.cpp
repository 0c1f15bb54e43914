// SPDX-License-Identifier: Apache-2.0
// What the window shows. Its forms read (GET), so that going back and changing the language work;
// the site's own form may post, and is answered with the address to read.
#include "caller.hpp"
#include "finder.hpp"
#include "haetae/address/text.hpp"
#include "handlers.hpp"
#include "popup.hpp"
#include "records.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace haetae::juso {
namespace {

using address::AddressId;
using address::Index;
using wire::Form;
using wire::Json;
using wire::Request;
using wire::Response;

constexpr std::uint32_t kPerPage = 10;
constexpr std::uint32_t kPagesShown = 5;
constexpr std::size_t kUnitsMax = 5000;

/// One window step: who asks, for what.
struct Step {
  const Parts& parts;
  const Request& request;
  const Form& form;
  const Order& order;
};

Json text_json(std::string_view text) {
  return Json{text};
}

Json fields_json(const Form& form) {
  Json list = Json::array();
  for (const auto& field : form.fields()) {
    list.push(Json::object().set("name", field.name).set("value", field.value));
  }
  return list;
}

Json start_view(const Step& step) {
  Json view = Json::object();
  view.set("action", step.request.path).set("order", fields_json(to_form(step.order)));
  return view;
}

/// The page stays in the group of the site's window, which waits for it as its opener.
Response draw(const Step& step, std::string_view page, const Json& view) {
  Response response = step.parts.draw(step.request, page, view);
  response.headers.set("Cross-Origin-Opener-Policy", "unsafe-none");
  return response;
}

Response refuse(const Step& step, std::string_view reason) {
  Json view = start_view(step);
  view.set("refused", Json::object().set("msg", fmt::format("msg_juso_{}", reason)));
  return draw(step, "address_search", view);
}

std::string url_with(const Step& step, std::initializer_list<Form::Field> more) {
  Form query = to_form(step.order);
  for (const auto& field : more)
    query.add(field.name, field.value);
  return fmt::format("{}?{}", step.request.path, query.to_text());
}

Json hit_json(const Step& step, const Index& index, AddressId id, std::string_view keyword,
              std::string_view page) {
  const auto address = index.address(id);
  const auto [part1, part2] = road_text_of(index, id);
  const bool lots = step.order.result_type == "2" || step.order.result_type == "4";
  const bool buildings = step.order.result_type == "3" || step.order.result_type == "4";
  const auto pick = pick_text(index, id);
  Json hit = Json::object();
  hit.set("road", part2.empty() ? part1 : part1 + " " + part2)
      .set("lot", lot_text_of(index, id))
      .set("url", url_with(step, {{"keyword", std::string{keyword}},
                                  {"currentPage", std::string{page}},
                                  {"pick", pick}}))
      .set("pick", pick);
  if (address.zip != 0) hit.set("zip", fmt::format("{:05}", address.zip));
  if (const auto more = lots ? related_lots(index, id) : std::string{}; !more.empty()) {
    hit.set("related", more);
  }
  if (lots && address.district != address::kNoDistrict) {
    hit.set("district", index.district(address.district).name);
  }
  if (const auto more = buildings ? building_list(index, id) : std::string{}; !more.empty()) {
    hit.set("buildings", more);
  }
  return hit;
}

void add_pages(Json& view, const Step& step, std::string_view keyword, std::uint32_t page,
               std::uint64_t total) {
  const auto last = static_cast<std::uint32_t>((total + kPerPage - 1) / kPerPage);
  if (last <= 1) return;
  const auto url = [&](std::uint32_t to) {
    return url_with(
        step, {{"keyword", std::string{keyword}}, {"currentPage", fmt::format_int{to}.str()}});
  };
  const std::uint32_t first =
      std::clamp<std::uint32_t>(page, 3, std::max<std::uint32_t>(last, 5) - 2) - 2;
  Json list = Json::array();
  for (std::uint32_t at = first; at < first + kPagesShown && at <= last; ++at) {
    list.push(Json::object()
                  .set("url", url(at))
                  .set("number", fmt::format_int{at}.str())
                  .set("current", at == page));
  }
  Json pages = Json::object();
  pages.set("list", std::move(list));
  if (page > 1) pages.set("before", url(page - 1));
  if (page < last) pages.set("after", url(page + 1));
  view.set("pages", std::move(pages));
}

Response show_search(const Step& step, const Index& index) {
  const std::string keyword = step.form.text("keyword");
  Json view = start_view(step);
  if (!step.form.get("keyword")) return draw(step, "address_search", view.set("fresh", true));
  std::uint32_t page = 1;
  const std::string asked = step.form.text("currentPage");
  std::from_chars(asked.data(), asked.data() + asked.size(), page);
  page = std::clamp<std::uint32_t>(page, 1, 100'000);
  Finding finding;
  finding.fault = keyword_fault(keyword);
  if (finding.fault == Fault::none) {
    finding = find_page(
        index, {.keyword = keyword, .changed_too = true, .page = page, .per_page = kPerPage});
  }
  view.set("keyword", Json::object().set("value", keyword));
  if (finding.fault != Fault::none) {
    const auto message = fmt::format("msg_juso_{}", text_of(finding.fault).code);
    view.set("keyword", Json::object().set("value", keyword).set("msg", message));
    view.set("errors",
             Json::array().push(Json::object().set("field_id", "keyword").set("msg", message)));
    return draw(step, "address_search", view);
  }
  Json hits = Json::array();
  const auto page_text = fmt::format_int{page}.str();
  for (const Found& found : finding.rows)
    hits.push(hit_json(step, index, found.address, keyword, page_text));
  Json results = Json::object();
  results.set("total", fmt::format_int{finding.total}.str())
      .set("none", finding.rows.empty())
      .set("hits", std::move(hits));
  view.set("results", std::move(results));
  add_pages(view, step, keyword, page, finding.total);
  return draw(step, "address_search", view);
}

std::string unit_text(const address::Unit& unit) {
  std::string text;
  for (const std::string_view part : {unit.floor, unit.ho}) {
    if (part.empty()) continue;
    if (!text.empty()) text += ' ';
    text += part;
  }
  return text;
}

/// The 동 of the units, and the floors and 호 of the one that is chosen.
void add_units(Json& view, const Step& step, const Index& index, AddressId id) {
  const auto units = index.units_of(id);
  const std::string chosen = step.form.text("dong");
  Json dongs = Json::array(), rooms = Json::array();
  std::string_view last;
  std::size_t listed = 0;
  for (const address::Unit& unit : units) {
    if (!unit.dong.empty() && unit.dong != last) {
      last = unit.dong;
      dongs.push(Json::object().set("value", unit.dong).set("chosen", unit.dong == chosen));
    }
    const std::string text = unit_text(unit);
    if (unit.dong == chosen && !text.empty() && ++listed <= kUnitsMax) {
      rooms.push(Json::object().set("value", text));
    }
  }
  if (!dongs.if_array()->empty()) view.set("dongs", Json::object().set("list", std::move(dongs)));
  if (!rooms.if_array()->empty()) view.set("rooms", Json::object().set("list", std::move(rooms)));
  if (!chosen.empty()) view.set("dong", chosen);
}

Response show_details(const Step& step, const Index& index, AddressId id) {
  const auto [part1, part2] = road_text_of(index, id);
  const auto address = index.address(id);
  Json view = start_view(step);
  view.set("pick", step.form.text("pick"))
      .set("road", part2.empty() ? part1 : part1 + " " + part2)
      .set("lot", lot_text_of(index, id))
      .set("back_url", url_with(step, {{"keyword", step.form.text("keyword")},
                                       {"currentPage", step.form.text("currentPage")}}))
      .set("keyword", text_json(step.form.text("keyword")))
      .set("page", text_json(step.form.text("currentPage")));
  if (address.zip != 0) view.set("zip", fmt::format("{:05}", address.zip));
  if (step.order.use_details) add_units(view, step, index, id);
  return draw(step, "address_detail", view);
}

std::string detail_of(const Form& form) {
  std::string detail;
  for (const std::string_view name : {"dong", "room", "addrDetail"}) {
    const std::string given = form.text(name);
    const auto part = wire::trim(given);
    if (part.empty()) continue;
    if (!detail.empty()) detail += ' ';
    detail += part;
  }
  return detail;
}

Response give_back(const Step& step, const Index& index, AddressId id, bool with_coordinates) {
  Form fields;
  for (const auto& [name, value] :
       returned_fields(index, id, detail_of(step.form), with_coordinates)) {
    fields.add(name, value);
  }
  Json view = Json::object();
  view.set("return_url", step.order.return_url)
      .set("fields", fields_json(fields))
      .set("at_once", true)
      .set("euc_kr", wire::equal_no_case(step.order.encoding, "EUC-KR"));
  return draw(step, "address_return", view);
}

}  // namespace

Response popup(const Parts& parts, const Request& request, bool with_coordinates) {
  const Form form = request.merged_form();
  const Order order = read_order(form);
  const Step step{parts, request, form, order};
  const Caller caller = identify(parts, request, order.key);
  if (caller.fault != Fault::none) return refuse(step, text_of(caller.fault).code);
  if (!may_return_to(order.return_url, caller.app.get())) return refuse(step, "return_url");
  const auto index = parts.source.current();
  if (!index) return refuse(step, "no_data");
  const auto picked = read_pick(*index, form.text("pick"));
  const bool done = request.method == wire::Method::post && form.get("done");
  if (done && picked) return give_back(step, *index, *picked, with_coordinates);
  if (request.method == wire::Method::post) {
    return wire::redirect_response(303, url_with(step, {}));
  }
  return picked ? show_details(step, *index, *picked) : show_search(step, *index);
}

}  // namespace haetae::juso
