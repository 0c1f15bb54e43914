// SPDX-License-Identifier: Apache-2.0
#include "haetae/kakao/local_rows.hpp"

#include "local.hpp"
#include "local_caller.hpp"

#include <array>
#include <span>

namespace haetae::kakao {
namespace {

using wire::Endpoint;
using wire::Method;
using wire::Parameter;
using wire::Request;
using wire::Response;
using In = Parameter::In;

constexpr Parameter kX{"x", In::query_or_form, true, "Longitude or easting"};
constexpr Parameter kY{"y", In::query_or_form, true, "Latitude or northing"};
constexpr Parameter kInput{"input_coord", In::query_or_form, false, "Coordinate system of x and y"};
constexpr Parameter kOutput{"output_coord", In::query_or_form, false,
                            "Coordinate system of the answer"};
constexpr Parameter kPage{"page", In::query_or_form, false, "1 to 45"};
constexpr Parameter kSort{"sort", In::query_or_form, false, "accuracy or distance"};
constexpr Parameter kRadius{"radius", In::query_or_form, false, "Metres, 0 to 20000, around x, y"};
constexpr Parameter kRect{"rect", In::query_or_form, false, "minX,minY,maxX,maxY"};
constexpr Parameter kPlaceSize{"size", In::query_or_form, false, "1 to 15"};
constexpr Parameter kCentreX{"x", In::query_or_form, false, "Longitude of the centre"};
constexpr Parameter kCentreY{"y", In::query_or_form, false, "Latitude of the centre"};

constexpr std::array<Parameter, 4> kAddressParameters{
    {{"query", In::query_or_form, true, "Address, road, place or building"},
     {"analyze_type", In::query_or_form, false, "similar or exact"},
     kPage,
     {"size", In::query_or_form, false, "1 to 30"}}};
constexpr std::array<Parameter, 4> kCoordParameters{{kX, kY, kInput, kOutput}};
constexpr std::array<Parameter, 3> kPointParameters{{kX, kY, kInput}};
constexpr std::array<Parameter, 9> kKeywordParameters{
    {{"query", In::query_or_form, true, "What to look for"},
     {"category_group_code", In::query_or_form, false, "Codes by comma"},
     kCentreX,
     kCentreY,
     kRadius,
     kRect,
     kPage,
     kPlaceSize,
     kSort}};
constexpr std::array<Parameter, 8> kCategoryParameters{
    {{"category_group_code", In::query_or_form, true, "Codes by comma"},
     kCentreX,
     kCentreY,
     kRadius,
     kRect,
     kPage,
     kPlaceSize,
     kSort}};

using Handle = Located<std::string> (*)(const LocalQuestion&);

struct LocalRow {
  LocalCall call;
  std::string_view paths[3];  ///< without extension, .json, .xml
  std::string_view summary;
  Handle handle;
  std::span<const Parameter> parameters;
};

#define HAETAE_PATHS(path) \
  { path, path ".json", path ".xml" }
constexpr LocalRow kRows[] = {
    {LocalCall::address, HAETAE_PATHS("/v2/local/search/address"), "Find an address",
     search_address, kAddressParameters},
    {LocalCall::region_code, HAETAE_PATHS("/v2/local/geo/coord2regioncode"),
     "Regions at a point, with their codes", coord_to_region_code, kCoordParameters},
    {LocalCall::coord_address, HAETAE_PATHS("/v2/local/geo/coord2address"),
     "The address at a point", coord_to_address, kPointParameters},
    {LocalCall::transcoord, HAETAE_PATHS("/v2/local/geo/transcoord"),
     "From one coordinate system into another", transform_coord, kCoordParameters},
    {LocalCall::keyword, HAETAE_PATHS("/v2/local/search/keyword"), "Find places by name",
     search_keyword, kKeywordParameters},
    {LocalCall::category, HAETAE_PATHS("/v2/local/search/category"), "Find places of a kind",
     search_category, kCategoryParameters},
};
#undef HAETAE_PATHS

Response answer(const LocalParts& parts, const LocalRow& row, LocalFormat format,
                const Request& request) {
  const wire::Form form =
      request.method == Method::post ? request.merged_form() : request.query_form();
  if (const auto app = identify_local(parts, request, form, row.call); !app) {
    return local_response(app.error(), format);
  }
  const bool needs_index = row.call != LocalCall::transcoord;
  const auto index = needs_index ? parts.addresses.current() : nullptr;
  if (needs_index && !index) {
    return local_response(
        LocalError{LocalFault::service_unavailable,
                   "no address data is active on this server; its operator imports it with "
                   "`haetae import juso PATH`"},
        format);
  }
  auto body = row.handle({form, format, index.get()});
  return body ? local_response(*std::move(body), format) : local_response(body.error(), format);
}

}  // namespace

wire::Endpoints local_rows(const LocalParts& parts) {
  wire::Endpoints rows;
  for (const LocalRow& row : kRows) {
    for (std::size_t form = 0; form < 3; ++form) {
      const LocalFormat format = form == 2 ? LocalFormat::xml : LocalFormat::json;
      Endpoint made{.path = row.paths[form], .summary = row.summary};
      made.handler = [parts, &row, format](const Request& request) {
        return answer(parts, row, format, request);
      };
      made.auth = wire::Auth::rest_key;
      made.cost = wire::Cost::inline_;
      made.cors = wire::Cors::any;
      made.parameters.assign(row.parameters.begin(), row.parameters.end());
      for (const Method method : {Method::get, Method::post}) {
        made.method = method;
        rows.push_back(made);
      }
    }
  }
  return rows;
}

}  // namespace haetae::kakao
