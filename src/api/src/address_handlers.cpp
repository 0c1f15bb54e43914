// SPDX-License-Identifier: Apache-2.0
#include "address_handlers.hpp"

#include "address_words.hpp"
#include "haetae/address/reverse.hpp"
#include "haetae/address/text.hpp"
#include "haetae/wire/negotiate.hpp"

#include <charconv>
#include <cmath>

namespace haetae::api {
namespace {

using base::fail;
using base::Outcome;

std::string key_of(const wire::Request& request, const wire::Form& form) {
  if (const auto header = request.headers.get("Authorization")) {
    const auto authorization = wire::parse_authorization(*header);
    return authorization && authorization->scheme == "kakaoak" ? authorization->credentials
                                                               : std::string{};
  }
  return form.text("key");
}

std::optional<Problem> key_problem(const AddressParts& parts, const wire::Request& request,
                                   const wire::Form& form) {
  const std::string key = key_of(request, form);
  if (key.empty()) {
    if (parts.open) return std::nullopt;
    return Problem{401, "key_missing", "Send the REST API key: Authorization: KakaoAK KEY"};
  }
  const auto found = parts.directory.find_by_key(key);
  if (!found || found->client->kind != oidc::KeyKind::rest) {
    return Problem{401, "key_unknown", "This is no REST API key of an app"};
  }
  if (!accounts::allows_address(*found->app, request.address)) {
    return Problem{401, "address_forbidden", "The app does not allow calls from this IP address"};
  }
  if (parts.take_quota && !parts.take_quota(*found->app)) {
    return Problem{429, "quota_used_up", "The app has used up its calls"};
  }
  return std::nullopt;
}

Outcome<double, Problem> degrees_of(const AddressCall& call, std::string_view name) {
  const auto text = call.form.get(name).value_or(std::string_view{});
  double value = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || at != text.data() + text.size() || !std::isfinite(value) ||
      std::abs(value) > 180) {
    return fail(Problem{400, "position_malformed", "lon and lat are degrees, WGS84"});
  }
  return value;
}

}  // namespace

address::Scratch& scratch_of_thread() {
  thread_local address::Scratch scratch;
  return scratch;
}

Outcome<AddressCall, Problem> admit(const AddressParts& parts, const wire::Request& request) {
  AddressCall call{parts, request,
                   request.body.empty() ? request.query_form() : request.merged_form(), nullptr};
  if (const auto problem = key_problem(parts, request, call.form)) return fail(*problem);
  call.index = parts.source.current();
  if (!call.index) {
    return fail(Problem{503, "no_data", "No address data is loaded; see haetae import"});
  }
  return call;
}

Outcome<std::string_view, Problem> text_of(const wire::Form& form, std::string_view name) {
  const auto text = wire::trim(form.get(name).value_or(std::string_view{}));
  if (text.empty()) return fail(Problem{400, "query_missing", "There is nothing to look for"});
  if (!wire::is_utf8(text)) return fail(Problem{400, "not_utf8", "Text must be UTF-8"});
  return text;
}

Outcome<std::uint32_t, Problem> number_of(const AddressCall& call, std::string_view name,
                                          std::uint32_t fallback, std::uint32_t least,
                                          std::uint32_t most) {
  const auto text = call.form.get_filled(name);
  if (!text) return fallback;
  std::uint32_t value = 0;
  const auto [at, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || at != text->data() + text->size() || value < least || value > most) {
    return fail(Problem{400, "number_out_of_range", "limit, offset and radius have their bounds"});
  }
  return value;
}

Outcome<std::string, Problem> search_addresses(const AddressCall& call) {
  const auto query = text_of(call.form, "query");
  if (!query) return fail(query.error());
  const auto limit = number_of(call, "limit", 10, 1, 100);
  const auto offset = number_of(call, "offset", 0, 0, 900);
  if (!limit || !offset) return fail(limit ? offset.error() : limit.error());
  address::SearchOptions options{.hits_max = *offset + *limit};
  options.correct = call.form.get("correct") != "false";
  const auto answer = address::search(*call.index, *query, options, scratch_of_thread());
  AnswerWriter out;
  AddressFields fields{call.index, out};
  out.checked("query", *query);
  out.integer("total", answer.total);
  fields.parsed("parsed", answer.parsed);
  out.begin_array("results");
  for (std::size_t i = *offset; i < answer.hits.size(); ++i)
    fields.hit(answer.hits[i]);
  out.end_array();
  return out.finish();
}

Outcome<std::string, Problem> suggest_addresses(const AddressCall& call) {
  const auto query = text_of(call.form, "query");
  if (!query) return fail(query.error());
  const auto limit = number_of(call, "limit", 10, 1, 10);
  if (!limit) return fail(limit.error());
  AnswerWriter out;
  AddressFields fields{call.index, out};
  out.checked("query", *query);
  out.begin_array("suggestions");
  for (const auto& one : address::suggest(*call.index, *query, *limit, scratch_of_thread())) {
    out.begin_element();
    out.checked("text", one.text);
    out.checked("kind", kind_word(one.hit.kind));
    out.checked("match", match_word(one.hit.match));
    if (one.hit.address != address::kNoAddress)
      fields.road_address("road_address", one.hit.address);
    out.end_object();
  }
  out.end_array();
  return out.finish();
}

Outcome<std::string, Problem> reverse_address(const AddressCall& call) {
  const auto lon = degrees_of(call, "lon"), lat = degrees_of(call, "lat");
  if (!lon || !lat) return fail(lon ? lat.error() : lon.error());
  const auto radius = number_of(call, "radius", 500, 1, 20'000);
  const auto limit = number_of(call, "limit", 1, 1, 20);
  if (!radius || !limit) return fail(radius ? limit.error() : radius.error());
  const geo::Point point{*lon, *lat};
  AnswerWriter out;
  AddressFields fields{call.index, out};
  out.number("lon", *lon);
  out.number("lat", *lat);
  const auto regions = address::regions_at(*call.index, point);
  if (regions && regions->legal != address::kNoRegion) {
    fields.region("region", regions->legal);
  } else {
    out.null("region");
  }
  if (regions && regions->district != address::kNoDistrict) {
    fields.district("district", regions->district);
  } else {
    out.null("district");
  }
  out.begin_array("results");
  for (const auto& near : address::nearest_addresses(*call.index, point, *radius, *limit)) {
    out.begin_element();
    out.number("distance_m", std::round(near.distance_m * 10) / 10);
    fields.address("address", near.address);
    out.end_object();
  }
  out.end_array();
  return out.finish();
}

}  // namespace haetae::api
