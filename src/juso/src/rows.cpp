// SPDX-License-Identifier: Apache-2.0
#include "haetae/juso/rows.hpp"

#include "handlers.hpp"

#include <memory>
#include <utility>

namespace haetae::juso {
namespace {

using wire::Cors;
using wire::Cost;
using wire::Method;
using wire::Parameter;
using wire::Request;
using In = wire::Parameter::In;

std::vector<Parameter> search_parameters() {
  return {{"confmKey", In::query_or_form, true, "Approval key: an app's REST API key or juso key"},
          {"keyword", In::query_or_form, true, "Road address, lot address or building name"},
          {"currentPage", In::query_or_form, false, "From 1"},
          {"countPerPage", In::query_or_form, false, "1 to 100, 10 by default"},
          {"resultType", In::query_or_form, false, "xml (default) or json"}};
}

std::vector<Parameter> korean_parameters() {
  auto all = search_parameters();
  all.push_back({"hstryYn", In::query_or_form, false, "Y: also by road names of the past"});
  all.push_back({"firstSort", In::query_or_form, false, "none, road or location"});
  all.push_back({"addInfoYn", In::query_or_form, false, "Y: hstryYn, relJibun and hemdNm too"});
  return all;
}

std::vector<Parameter> jsonp_parameters() {
  auto all = korean_parameters();
  all.push_back({"callback", In::query_or_form, true, "Name of a function"});
  return all;
}

std::vector<Parameter> building_parameters() {
  return {{"confmKey", In::query_or_form, true, "Approval key: an app's REST API key or juso key"},
          {"admCd", In::query_or_form, true, "Region code, 10 digits"},
          {"rnMgtSn", In::query_or_form, true, "Road code, 12 digits"},
          {"udrtYn", In::query_or_form, true, "0 surface, 1 underground"},
          {"buldMnnm", In::query_or_form, true, "Main building number"},
          {"buldSlno", In::query_or_form, true, "Sub building number, 0 for none"},
          {"resultType", In::query_or_form, false, "xml (default) or json"}};
}

std::vector<Parameter> detail_parameters() {
  auto all = building_parameters();
  all.push_back({"searchType", In::query_or_form, false, "dong or floorho"});
  all.push_back({"dongNm", In::query_or_form, false, "The dong whose floors and ho are wanted"});
  return all;
}

std::vector<Parameter> popup_parameters() {
  return {{"confmKey", In::query_or_form, true, "Approval key: an app's REST API key or juso key"},
          {"returnUrl", In::query_or_form, true, "Where the address is posted to"},
          {"resultType", In::query_or_form, false, "What a hit shows: 1 to 4"},
          {"useDetailAddr", In::query_or_form, false, "Y: offer known units"},
          {"encodingType", In::query_or_form, false, "UTF-8 (default) or EUC-KR"}};
}

using Handle = wire::Response (*)(const Parts&, const Request&);

struct Row {
  std::string_view path;
  std::string_view summary;
  Handle handle;
  std::vector<Parameter> (*parameters)();
};

constexpr Row kServices[] = {
    {"/addrlink/addrLinkApi.do", "Search for addresses (juso)", search, korean_parameters},
    {"/addrlink/addrLinkApiJsonp.do", "The same as a script", search_jsonp, jsonp_parameters},
    {"/addrlink/addrEngApi.do", "Search for English addresses (juso)", search_english,
     search_parameters},
    {"/addrlink/addrCoordApi.do", "Entrance of an address in UTM-K (juso)", coordinates,
     building_parameters},
    {"/addrlink/addrDetailApi.do", "Dong, floors and ho of an address (juso)", details,
     detail_parameters},
};

constexpr Row kWindows[] = {
    {"/addrlink/addrLinkUrl.do", "Window to look for an address (juso)",
     [](const Parts& parts, const Request& request) { return popup(parts, request, false); },
     popup_parameters},
    {"/addrlink/addrMobileLinkUrl.do", "The same for phones",
     [](const Parts& parts, const Request& request) { return popup(parts, request, false); },
     popup_parameters},
    {"/addrlink/addrCoordUrl.do", "The same with coordinates",
     [](const Parts& parts, const Request& request) { return popup(parts, request, true); },
     popup_parameters},
};

}  // namespace

wire::Endpoints juso_rows(const Parts& parts) {
  const auto shared = std::make_shared<const Parts>(parts);
  wire::Endpoints rows;
  const auto add = [&](const Row& row, Cors cors) {
    for (const Method method : {Method::get, Method::post}) {
      rows.push_back({.method = method,
                      .path = row.path,
                      .summary = row.summary,
                      .handler = [shared, handle = row.handle](
                                     const Request& request) { return handle(*shared, request); },
                      .cost = Cost::inline_,
                      .cors = cors,
                      .parameters = row.parameters()});
    }
  };
  for (const Row& row : kServices)
    add(row, Cors::any);
  for (const Row& row : kWindows)
    add(row, Cors::none);
  return rows;
}

}  // namespace haetae::juso
