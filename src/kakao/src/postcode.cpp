// SPDX-License-Identifier: Apache-2.0
// The postcode service: script, search page, and what the page asks. The script and the page are
// made from web/postcode; web/postcode/README.md tells how they talk.
#include "haetae/address/text.hpp"
#include "haetae/base/assert.hpp"
#include "haetae/kakao/postcode_rows.hpp"
#include "haetae/wire/negotiate.hpp"
#include "postcode_fields.hpp"
#include "postcode_files.hpp"
#include "postcode_limit.hpp"
#include "postcode_search.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <memory>
#include <unordered_map>

namespace haetae::kakao {
namespace {

using address::SidoStyle;
using wire::Cors;
using wire::Cost;
using wire::Endpoint;
using wire::Json;
using wire::Method;
using wire::Request;
using wire::Response;
using In = wire::Parameter::In;

/// Every path at which sites have the script, on whatever host (spec kakao-postcode §1).
constexpr std::array<std::string_view, 4> kScriptPaths{
    "/mapjsapi/bundle/postcode/prod/postcode.v2.js", "/map_js_init/postcode.v2.js",
    "/dmaps/map_js_init/postcode.v2.js", "/imap/map_js_init/postcode.v2.js"};

constexpr std::string_view kScriptType = "text/javascript; charset=utf-8";
constexpr std::string_view kForEver = "public, max-age=31536000, immutable";
/// A site's visitors ask again each day, mostly to hear that nothing changed.
constexpr std::string_view kForADay = "public, max-age=86400";
constexpr std::string_view kNonceMark = "{{nonce}}";
constexpr std::uint32_t kSuggestionsMax = 10;
constexpr std::uint32_t kPagesMax = kPostcodeRowsMax / kPostcodePageRows;

std::string_view file_text(std::string_view name) {
  for (const PostcodeFile& file : postcode_files()) {
    if (file.name == name) return file.text();
  }
  HAETAE_ASSERT(false);
  return {};
}

/// A site may isolate itself (Cross-Origin-Embedder-Policy); what it frames must then agree.
void allow_everywhere(Response& response) {
  response.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
}

using Shared = std::shared_ptr<const std::string>;

Response shared_response(const Shared& bytes, std::string_view type, std::string_view caching) {
  Response response;
  response.headers.set("Content-Type", type);
  response.headers.set("Cache-Control", caching);
  response.shared_body = bytes;
  allow_everywhere(response);
  return response;
}

void add_scripts(wire::Endpoints& rows) {
  const auto script = std::make_shared<const std::string>(file_text("loader.js"));
  for (const std::string_view path : kScriptPaths) {
    rows.push_back(
        {.method = Method::get,
         .path = path,
         .summary = "The script of the postcode service",
         .handler =
             [script](const Request&) { return shared_response(script, kScriptType, kForADay); },
         .cost = Cost::inline_,
         .cors = Cors::any,
         .compress = true});
  }
}

void add_assets(wire::Endpoints& rows) {
  std::unordered_map<std::string, std::pair<std::string_view, Shared>> assets;
  for (const PostcodeFile& file : postcode_files()) {
    const std::string_view name{file.name};
    if (!name.starts_with('/')) continue;
    assets.emplace(name, std::pair{name.ends_with(".css") ? "text/css; charset=utf-8" : kScriptType,
                                   std::make_shared<const std::string>(file.text())});
  }
  const auto handler = [assets = std::move(assets)](const Request& request) {
    const auto found = assets.find(request.path);
    if (found != assets.end())
      return shared_response(found->second.second, found->second.first, kForEver);
    Response missing = wire::text_response(404, "404 Not Found\n");
    wire::forbid_storing(missing);
    return missing;
  };
  rows.push_back({.method = Method::get,
                  .path = "/postcode/assets/*",
                  .summary = "Style and script of the postcode search",
                  .handler = handler,
                  .cost = Cost::inline_,
                  .compress = true});
}

/// The page cut at the places of the nonce.
std::vector<std::string_view> cut_page(std::string_view text) {
  std::vector<std::string_view> pieces;
  for (std::size_t at = text.find(kNonceMark); at != std::string_view::npos;
       at = text.find(kNonceMark)) {
    pieces.push_back(text.substr(0, at));
    text.remove_prefix(at + kNonceMark.size());
  }
  pieces.push_back(text);
  return pieces;
}

/// Any site may frame the page: it knows no person and holds no secret. It speaks only to the
/// origin in its address, and hears nobody (threat: framing, postMessage).
Response page_response(const std::vector<std::string_view>& pieces, std::string_view language,
                       const std::string& nonce) {
  Response response = wire::html_response(200, fmt::format("{}", fmt::join(pieces, nonce)));
  response.headers.set(
      "Content-Security-Policy",
      fmt::format("default-src 'none'; script-src 'nonce-{0}'; style-src 'nonce-{0}'; "
                  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *",
                  nonce));
  response.headers.set("Content-Language", language);
  response.headers.set("Vary", "Accept-Language");
  // The address holds what the site searches for.
  response.headers.set("Referrer-Policy", "no-referrer");
  response.headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  allow_everywhere(response);
  return response;
}

void add_page(wire::Endpoints& rows, const PostcodeParts& parts) {
  const auto handler = [&entropy = parts.entropy, korean = cut_page(file_text("page.ko.html")),
                        english = cut_page(file_text("page.en.html"))](const Request& request) {
    constexpr std::array<std::string_view, 2> kLanguages{"ko", "en"};
    const std::string_view language =
        wire::choose_language(request.headers.get("Accept-Language").value_or(""), kLanguages);
    return page_response(language == "en" ? english : korean, language,
                         base::random_alphanumeric(entropy, 22));
  };
  rows.push_back({.method = Method::get,
                  .path = "/postcode/search",
                  .summary = "The search page that the script of the postcode service frames",
                  .handler = handler,
                  .cost = Cost::inline_,
                  .compress = true});
}

std::uint32_t number_of(const wire::Form& form, std::string_view name, std::uint32_t otherwise,
                        std::uint32_t most) {
  const std::string text = form.text(name);
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number == 0) return otherwise;
  return std::min(number, most);
}

Response json_answer_of(const Json& body) {
  Response response = wire::json_response(200, body.to_text());
  wire::forbid_storing(response);
  return response;
}

Response no_data() {
  Response response = wire::json_response(503, R"({"error":"no_data"})");
  response.headers.set("Retry-After", "10");
  wire::forbid_storing(response);
  return response;
}

/// Room for queries, one per I/O thread.
address::Scratch& scratch() {
  thread_local address::Scratch room;
  return room;
}

Response search_response(const address::Index& index, const wire::Form& form) {
  const std::string query = form.text("q");
  const SidoStyle style = form.text("full") == "1" ? SidoStyle::full : SidoStyle::abbreviated;
  const PostcodePage page =
      find_postcodes(index, query, number_of(form, "page", 1, kPagesMax), scratch());
  Json rows = Json::array();
  for (const PostcodeRow& row : page.rows)
    rows.push(postcode_row_json(index, row, query, style));
  Json near = Json::array();
  for (const address::AddressId id : page.near)
    near.push(address::road_address_text(index, id, style));
  Json body = Json::object();
  body.set("count", static_cast<std::int64_t>(page.count))
      .set("page", static_cast<std::int64_t>(page.page))
      .set("pages", static_cast<std::int64_t>(page.pages))
      .set("rows", std::move(rows))
      .set("near", std::move(near));
  return json_answer_of(body);
}

Response suggest_response(const address::Index& index, const wire::Form& form) {
  const std::uint32_t count = number_of(form, "count", kSuggestionsMax, kSuggestionsMax);
  Json items = Json::array();
  for (const auto& one : address::suggest(index, form.text("q"), count, scratch()))
    items.push(one.text);
  Json body = Json::object();
  body.set("items", std::move(items));
  return json_answer_of(body);
}

using Answer = Response (*)(const address::Index&, const wire::Form&);

Response too_many() {
  Response response = wire::json_response(429, R"({"error":"too_many_requests"})");
  response.headers.set("Retry-After", "60");
  wire::forbid_storing(response);
  return response;
}

Endpoint question(const PostcodeParts& parts, const std::shared_ptr<PostcodeLimit>& limit,
                  std::string_view path, std::string_view summary, Answer answer) {
  return {.method = Method::get,
          .path = path,
          .summary = summary,
          .handler =
              [&addresses = parts.addresses, &clock = parts.clock, limit,
               answer](const Request& request) {
                if (!limit->take(request.address, clock.steady())) return too_many();
                const auto index = addresses.current();
                return index ? answer(*index, request.query_form()) : no_data();
              },
          .cost = Cost::inline_,
          .compress = true};
}

}  // namespace

wire::Endpoints postcode_rows(const PostcodeParts& parts) {
  wire::Endpoints rows;
  add_scripts(rows);
  add_assets(rows);
  add_page(rows, parts);
  const auto limit = std::make_shared<PostcodeLimit>(parts.per_minute, parts.entropy);
  Endpoint search = question(parts, limit, "/postcode/api/search",
                             "Addresses for the postcode search", search_response);
  search.parameters = {{"q", In::query, true, "What was typed"},
                       {"page", In::query, false, "From 1, ten rows each"},
                       {"full", In::query, false, "1: names of 시도 in full"}};
  rows.push_back(std::move(search));
  Endpoint suggest =
      question(parts, limit, "/postcode/api/suggest", "Completions while typing", suggest_response);
  suggest.parameters = {{"q", In::query, true, "What was typed so far"},
                        {"count", In::query, false, "1–10"}};
  rows.push_back(std::move(suggest));
  return rows;
}

}  // namespace haetae::kakao
