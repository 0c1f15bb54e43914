// SPDX-License-Identifier: Apache-2.0
// Whether post and parcels reach an address as it is written, and what it lacks.
#include "address_handlers.hpp"
#include "address_words.hpp"
#include "haetae/address/text.hpp"

#include <algorithm>

namespace haetae::api {
namespace {

using address::Answer;
using address::Hit;
using address::HitKind;
using address::Index;
using address::Match;
using address::SidoStyle;
using base::fail;
using base::Outcome;
using wire::Json;

/// What was found out about one address.
struct Verdict {
  bool deliverable = true;
  std::vector<std::string_view> reasons;
  std::vector<std::string_view> missing;

  /// Says why; `stops` when nothing can be delivered so.
  void note(std::string_view reason, bool stops) {
    reasons.push_back(reason);
    deliverable = deliverable && !stops;
  }
};

/// Letters and digits alone, so that "101동 1203호" and "101동1203호" are the same.
std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != ',' && c != '-') out += c;
  }
  return out;
}

/// Whether the detail names a unit that is known: its 동 and 호 both stand in it.
bool names_unit(std::string_view detail, const std::vector<address::Unit>& units) {
  const std::string given = squeezed(detail);
  return std::ranges::any_of(units, [&](const address::Unit& unit) {
    const std::string dong = squeezed(unit.dong), ho = squeezed(unit.ho);
    return (!dong.empty() || !ho.empty()) && given.find(dong) != std::string::npos &&
           given.find(ho) != std::string::npos;
  });
}

void check_detail(Verdict& verdict, const Index& index, address::AddressId id,
                  std::string_view detail) {
  const auto units = index.units_of(id);
  const bool needed = index.address(id).apartment || !units.empty();
  if (needed && detail.empty()) {
    verdict.note("detail_missing", true);
    verdict.missing.push_back("detail");
  } else if (!detail.empty() && !units.empty() && !names_unit(detail, units)) {
    // 상세주소DB does not know every unit, so this is a doubt and no verdict.
    verdict.note("detail_unknown", false);
  }
}

/// Another hit that fits as well as the best one.
bool is_ambiguous(const Answer& answer) {
  if (answer.hits.size() < 2) return false;
  const Hit& best = answer.hits[0];
  const Hit& next = answer.hits[1];
  const bool same_quality = next.match == best.match && next.kind == best.kind &&
                            next.nearest == best.nearest && next.address != best.address;
  // A query that says where its road is needs no second reading.
  return same_quality && answer.parsed.region.empty();
}

void check_match(Verdict& verdict, const Hit& hit) {
  if (hit.nearest) {
    verdict.note(hit.kind == HitKind::lot_address ? "lot_not_found" : "number_not_found", true);
  }
  if (hit.match == Match::former) verdict.note("former_name", false);
  if (hit.match == Match::typo) verdict.note("spelling_corrected", false);
  if (hit.match == Match::prefix || hit.match == Match::initials) verdict.note("unfinished", true);
  if (hit.match == Match::partial) verdict.note("partly_understood", true);
}

void check_hit(Verdict& verdict, const Index& index, const Answer& answer) {
  const Hit& hit = answer.hits.front();
  check_match(verdict, hit);
  if (hit.address == address::kNoAddress) {
    const bool is_lot = hit.kind == HitKind::lot_address;
    verdict.note(is_lot                        ? "no_building_on_lot"
                 : hit.kind == HitKind::road   ? "number_missing"
                 : hit.kind == HitKind::region ? "road_missing"
                                               : "not_one_address",
                 true);
    if (!is_lot) verdict.missing.push_back("building_number");
    return;
  }
  if (is_ambiguous(answer)) {
    verdict.note("ambiguous", true);
    verdict.missing.push_back("region");
  }
  check_detail(verdict, index, hit.address, answer.parsed.detail);
}

std::string corrected_text(const Index& index, const Answer& answer) {
  const auto id = answer.hits.front().address;
  std::string text = road_address_text(index, id, SidoStyle::full);
  if (!answer.parsed.detail.empty()) text += ", " + answer.parsed.detail;
  if (const auto reference = reference_text(index, id); !reference.empty()) text += " " + reference;
  return text;
}

void put_words(AnswerWriter& out, std::string_view name,
               const std::vector<std::string_view>& words) {
  out.begin_array(name);
  for (const auto word : words)
    out.text_element(word);
  out.end_array();
}

/// From the query or form, or from `{"address": …}`.
Outcome<std::string, Problem> given_address(const AddressCall& call) {
  const auto type = wire::to_lower(call.request.headers.get("Content-Type").value_or(""));
  wire::Form inner;
  const wire::Form* form = &call.form;
  if (call.request.method == wire::Method::post && type.starts_with("application/json")) {
    const auto body = Json::parse(call.request.body);
    const auto text = body ? body->string_at("address") : std::nullopt;
    if (!text) return fail(Problem{400, "malformed", "The body is no JSON with a text `address`"});
    inner.add("address", *text);
    form = &inner;
  }
  const auto text = text_of(*form, "address");
  if (!text) return fail(text.error());
  return std::string{*text};
}

}  // namespace

Outcome<std::string, Problem> validate_address(const AddressCall& call) {
  const auto text = given_address(call);
  if (!text) return fail(text.error());
  const Index& index = *call.index;
  const Answer answer = address::search(index, *text, {.hits_max = 5}, scratch_of_thread());
  Verdict verdict;
  if (answer.hits.empty()) {
    verdict.note("not_found", true);
  } else {
    check_hit(verdict, index, answer);
  }
  AnswerWriter out;
  AddressFields fields{call.index, out};
  out.text("address", *text);
  out.boolean("deliverable", verdict.deliverable);
  put_words(out, "reasons", verdict.reasons);
  put_words(out, "missing", verdict.missing);
  fields.parsed("parsed", answer.parsed);
  if (!answer.hits.empty() && answer.hits.front().address != address::kNoAddress) {
    out.text("corrected", corrected_text(index, answer));
  }
  const std::size_t shown = verdict.deliverable ? 1 : answer.hits.size();
  out.begin_array("results");
  for (std::size_t i = 0; i < std::min(shown, answer.hits.size()); ++i)
    fields.hit(answer.hits[i]);
  out.end_array();
  return out.finish();
}

}  // namespace haetae::api
