// SPDX-License-Identifier: Apache-2.0
#include "finish.hpp"

#include "haetae/base/log.hpp"
#include "haetae/wire/negotiate.hpp"
#include "head_writer.hpp"
#include "text.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <fmt/format.h>
#include <utility>

namespace haetae::http {
namespace {

bool is_text_type(std::string_view content_type) {
  const auto type = wire::to_lower(wire::trim(content_type.substr(0, content_type.find(';'))));
  constexpr std::array<std::string_view, 8> kTypes = {
      "application/json",         "application/javascript",   "application/manifest+json",
      "application/xml",          "application/jwk-set+json", "image/svg+xml",
      "application/problem+json", "application/xhtml+xml"};
  return type.starts_with("text/") || std::ranges::find(kTypes, type) != kTypes.end();
}

void log_failure(const wire::Request& request, const wire::Endpoint& row, std::string_view what) {
  base::log(base::LogLevel::error, "handler_failed",
            {{"request_id", std::string_view{request.id}},
             {"method", wire::to_text(request.method)},
             {"path", row.path},
             {"what", what}});
}

/// Puts a coded form in the place of the body when the client takes it and it is worth it.
/// Returns the suffix that tells its entity tag from that of the plain form.
std::string_view compress(const wire::Request& request, BodyForms& forms,
                          wire::Response& response) {
  const auto type = response.headers.get("Content-Type");
  if (!type || response.headers.contains("Content-Encoding") || !is_text_type(*type)) {
    return {};
  }
  response.headers.add("Vary", "Accept-Encoding");
  const auto accept = request.headers.get("Accept-Encoding");
  const auto body = response.payload();
  if (!accept || body.size() < forms.options().bytes_min) {
    return {};
  }
  const auto coding = wire::choose_coding(*accept);
  if (coding == wire::ContentCoding::identity) {
    return {};
  }
  const bool br = coding == wire::ContentCoding::br;
  const auto form = br ? BodyForm::br : BodyForm::gzip;
  if (response.shared_body) {
    auto coded = forms.find_or_make(response.shared_body, form);
    if (coded->empty()) {
      return {};
    }
    response.shared_body = std::move(coded);
  } else {
    auto coded = make_form(body, form, forms.options());
    if (coded.empty()) {
      return {};
    }
    response.body = std::move(coded);
  }
  response.headers.set("Content-Encoding", br ? "br" : "gzip");
  return br ? "-br" : "-gz";
}

/// A strong tag names bytes, so each coding needs its own; a weak one covers them all.
std::string with_suffix(std::string tag, std::string_view suffix) {
  if (!suffix.empty() && tag.size() >= 2 && tag.front() == '"') {
    tag.insert(tag.size() - 1, suffix);
  }
  return tag;
}

void drop_body(wire::Response& response) {
  response.body.clear();
  response.shared_body.reset();
}

bool is_read(const wire::Request& request) {
  return request.method == wire::Method::get || request.method == wire::Method::head;
}

/// The request's own list back, when it is one of header names and of decent length; `*` would
/// not cover Authorization.
std::string allowed_headers(const wire::Request& request) {
  constexpr std::size_t kLengthMax = 512;
  const auto asked = request.headers.get("Access-Control-Request-Headers");
  const bool fine = asked && asked->size() <= kLengthMax && std::ranges::all_of(*asked, [](char c) {
                      return is_token_char(c) || c == ',' || c == ' ';
                    });
  return fine ? std::string{*asked} : std::string{};
}

}  // namespace

bool none_match_fits(std::string_view if_none_match, std::string_view entity_tag) {
  const auto opaque = [](std::string_view tag) {
    return tag.starts_with("W/") ? tag.substr(2) : tag;
  };
  std::string_view rest = if_none_match;
  if (wire::trim(rest) == "*") {
    return true;
  }
  // Tags of our own making hold no comma, so that cutting at commas finds them.
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    if (opaque(wire::trim(rest.substr(0, comma))) == opaque(entity_tag)) {
      return true;
    }
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  }
  return false;
}

wire::Response plain_answer(int status, std::string_view request_id) {
  auto text = fmt::format("{} {}\n", status, reason_of(status));
  if (!request_id.empty()) {
    text += fmt::format("request {}\n", request_id);
  }
  auto response = wire::text_response(status, std::move(text));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

wire::Response call_handler(const wire::Endpoint& row, const wire::Request& request) {
  try {
    return row.handler(request);
  } catch (const std::exception& error) {
    log_failure(request, row, error.what());
  } catch (...) {
    log_failure(request, row, "not a std::exception");
  }
  return plain_answer(500, request.id);
}

void finish_answer(const wire::Endpoint& row, const wire::Request& request, BodyForms& forms,
                   wire::Response& response) {
  if (row.cors == wire::Cors::any) {
    response.headers.set("Access-Control-Allow-Origin", "*");
    response.headers.set("Access-Control-Expose-Headers", "X-Request-Id, WWW-Authenticate");
  }
  if (!is_read(request) || response.status != 200 || response.stream) {
    return;
  }
  std::string tag{response.headers.get("ETag").value_or(std::string_view{})};
  if (tag.empty() && row.compress) {
    tag = response.shared_body ? *forms.find_or_make(response.shared_body, BodyForm::entity_tag)
                               : make_form(response.body, BodyForm::entity_tag, forms.options());
  }
  const auto suffix = row.compress ? compress(request, forms, response) : std::string_view{};
  if (tag.empty()) {
    return;
  }
  tag = with_suffix(std::move(tag), suffix);
  const auto if_none_match = request.headers.get("If-None-Match");
  if (if_none_match && none_match_fits(*if_none_match, tag)) {
    response.status = 304;
    response.headers.remove("Content-Type");
    response.headers.remove("Content-Encoding");
    drop_body(response);
  }
  response.headers.set("ETag", tag);
}

wire::Response routed_answer(const Router::Found& found, const wire::Request& request) {
  if (found.match == Router::Match::not_found) {
    return plain_answer(404, request.id);
  }
  if (found.match == Router::Match::method_not_allowed) {
    auto response = plain_answer(405, request.id);
    response.headers.set("Allow", found.allow);
    return response;
  }
  wire::Response response;
  response.status = 204;
  response.headers.set("Allow", found.allow);
  const bool preflight = request.headers.contains("Origin") &&
                         request.headers.contains("Access-Control-Request-Method");
  if (preflight && !found.cors_allow.empty()) {
    response.headers.set("Access-Control-Allow-Origin", "*");
    response.headers.set("Access-Control-Allow-Methods", found.cors_allow);
    if (const auto names = allowed_headers(request); !names.empty()) {
      response.headers.set("Access-Control-Allow-Headers", names);
      response.headers.set("Vary", "Access-Control-Request-Headers");
    }
    response.headers.set("Access-Control-Max-Age", "7200");
  }
  return response;
}

}  // namespace haetae::http
