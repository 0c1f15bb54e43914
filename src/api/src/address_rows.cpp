// SPDX-License-Identifier: Apache-2.0
#include "haetae/api/address_rows.hpp"

#include "address_handlers.hpp"

#include <memory>
#include <utility>

namespace haetae::api {
namespace {

using wire::Auth;
using wire::Cors;
using wire::Cost;
using wire::Endpoint;
using wire::Lane;
using wire::Method;
using wire::Parameter;
using wire::Request;
using wire::Response;
using In = wire::Parameter::In;
using Shared = std::shared_ptr<const AddressParts>;

constexpr std::size_t kBatchBytesMax = 64 * 1024 * 1024;
constexpr Parameter kKey{"key", In::query, false, "REST API key, unless the header carries it"};

Response answer(const AddressParts& parts, AddressHandler handle, const Request& request) {
  const auto call = admit(parts, request);
  if (!call) return problem_response(call.error());
  auto body = handle(*call);
  if (!body) return problem_response(body.error());
  Response response = wire::json_response(200, *std::move(body));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

Response answer_batch(const AddressParts& parts, const Request& request) {
  const auto call = admit(parts, request);
  if (!call) return problem_response(call.error());
  auto response = geocode_batch(*call);
  return response ? *std::move(response) : problem_response(response.error());
}

Endpoint row(const Shared& parts, Method method, std::string_view path, std::string_view summary,
             AddressHandler handle, std::vector<Parameter> parameters) {
  parameters.push_back(kKey);
  return {.method = method,
          .path = path,
          .summary = summary,
          .handler = [parts,
                      handle](const Request& request) { return answer(*parts, handle, request); },
          .auth = parts->open ? Auth::none : Auth::rest_key,
          .cost = Cost::inline_,
          .cors = Cors::any,
          .parameters = std::move(parameters)};
}

Endpoint batch_row(const Shared& parts) {
  return {.method = Method::post,
          .path = "/v1/address/batch",
          .summary =
              "Find many addresses: CSV, NDJSON or lines in, one answer per row streamed out "
              "in the same order; `namesakes` counts other addresses that fit as well",
          .handler = [parts](const Request& request) { return answer_batch(*parts, request); },
          .auth = parts->open ? Auth::none : Auth::rest_key,
          .cost = Cost::blocking,
          .lane = Lane::administration,
          .cors = Cors::any,
          .body_max = kBatchBytesMax,
          .parameters = {
              {"input", In::query, false, "csv, ndjson or lines; otherwise Content-Type tells"},
              {"output", In::query, false,
               "csv or ndjson; otherwise Accept tells, or it is as the input"},
              {"column", In::query, false,
               "CSV: name or number of the column that holds the addresses"},
              {"header", In::query, false,
               "CSV: true or false; otherwise the names in the first line tell"},
              {"progress", In::query, false,
               "true: a record {\"progress\":…} every 50,000 rows (NDJSON)"},
              kKey}};
}

}  // namespace

wire::Endpoints address_rows(const AddressParts& given) {
  const auto parts = std::make_shared<const AddressParts>(given);
  wire::Endpoints rows;
  rows.push_back(row(parts, Method::get, "/v1/address/search", "Find addresses, roads and regions",
                     search_addresses,
                     {{"query", In::query, true, "What is looked for, in any notation"},
                      {"limit", In::query, false, "1 to 100, 10 by default"},
                      {"offset", In::query, false, "0 to 900"},
                      {"correct", In::query, false, "false: forgive no typo"}}));
  rows.push_back(row(parts, Method::get, "/v1/address/suggest", "Complete what is being typed",
                     suggest_addresses,
                     {{"query", In::query, true, "What was typed so far"},
                      {"limit", In::query, false, "1 to 10, 10 by default"}}));
  rows.push_back(row(parts, Method::get, "/v1/address/reverse",
                     "Addresses and regions at a point; region is null at sea", reverse_address,
                     {{"lon", In::query, true, "Longitude, degrees, WGS84"},
                      {"lat", In::query, true, "Latitude, degrees, WGS84"},
                      {"radius", In::query, false, "Metres, 1 to 20000, 500 by default"},
                      {"limit", In::query, false, "1 to 20, 1 by default"}}));
  for (const Method method : {Method::get, Method::post}) {
    rows.push_back(row(parts, method, "/v1/address/validate",
                       "Whether an address is deliverable, what it lacks, and its right form",
                       validate_address,
                       {{"address", In::query_or_form, true, "The address with its detail"}}));
  }
  rows.push_back(batch_row(parts));
  return rows;
}

}  // namespace haetae::api
