// SPDX-License-Identifier: Apache-2.0
#include "caller.hpp"

#include "addresses.hpp"
#include "haetae/wire/negotiate.hpp"
#include "parameters.hpp"

#include <fmt/format.h>
#include <utility>

namespace haetae::kakao {
namespace {

using base::fail;

constexpr std::size_t kEchoedKeyLengthMax = 64;

KapiError unauthorized(std::string msg, Scheme scheme = Scheme::bearer) {
  return {.code = KapiCode::unauthorized, .msg = std::move(msg), .scheme = scheme};
}

/// What the request shows, not yet judged.
struct Proof {
  Scheme scheme = Scheme::bearer;
  std::string_view text;  ///< of the header or the form
};

std::optional<Proof> proof_of(const wire::Request& request, const wire::Form& form) {
  if (const auto header = request.headers.get("Authorization")) {
    const auto authorization = wire::split_authorization(*header);
    if (!authorization) return std::nullopt;
    if (wire::equal_no_case(authorization->scheme, "bearer")) {
      return Proof{Scheme::bearer, authorization->credentials};
    }
    if (wire::equal_no_case(authorization->scheme, "kakaoak")) {
      return Proof{Scheme::kakao_ak, authorization->credentials};
    }
    return std::nullopt;
  }
  if (const auto token = form.get_filled("access_token")) return Proof{Scheme::bearer, *token};
  return std::nullopt;
}

KapiError access_error(accounts::AccessError error, bool tells_malformed) {
  switch (error) {
    case accounts::AccessError::malformed:
      if (tells_malformed) return bad_parameter("access_token", "is malformed.");
      break;
    case accounts::AccessError::expired:
      return unauthorized("this access token is already expired");
    case accounts::AccessError::refused:
    case accounts::AccessError::revoked:
      break;
  }
  return unauthorized("this access token does not exist");
}

/// The app's lists of addresses and, for tokens of its JavaScript key, of web origins.
std::optional<KapiError> place_fault(const Caller& caller, const wire::Request& request,
                                     Scheme scheme) {
  const accounts::App& app = *caller.app;
  if (!accounts::allows_address(app, request.address)) {
    return unauthorized(
        fmt::format("ip mismatched! callerIp={}. check out registered ips.", request.address),
        scheme);
  }
  const auto origin = request.headers.get("Origin");
  const bool from_page =
      origin && caller.token && caller.token->client_id.value() == app.javascript_key;
  if (from_page && !app.site_domains.empty() && !is_listed_origin(app.site_domains, *origin)) {
    return unauthorized(
        fmt::format("domain mismatched! caller={}. check out registered web domains.",
                    origin->substr(0, 256)),
        scheme);
  }
  return std::nullopt;
}

Called<Caller> by_admin_key(const Parts& parts, const Proof& proof) {
  Caller caller;
  caller.app = parts.directory.by_admin_key(proof.text);
  if (!caller.app) {
    return fail(unauthorized(
        fmt::format("appKey({}) does not exist", proof.text.substr(0, kEchoedKeyLengthMax)),
        proof.scheme));
  }
  return caller;
}

Called<Caller> by_token(const Parts& parts, const Proof& proof, bool tells_malformed) {
  auto token = parts.tokens.check_access(proof.text, oidc::Surface::kakao);
  if (!token) return fail(access_error(token.error(), tells_malformed));
  Caller caller;
  caller.token = *std::move(token);
  caller.app = parts.directory.by_number(caller.token->app.value());
  if (!caller.app || !caller.token->person || !caller.token->subject) {
    return fail(access_error(accounts::AccessError::refused, false));
  }
  return caller;
}

}  // namespace

Called<Caller> identify(const Parts& parts, const wire::Request& request, const wire::Form& form,
                        Accepts accepts, bool tells_malformed) {
  const auto proof = proof_of(request, form);
  if (!proof) return fail(unauthorized("no authentication key!"));
  const bool is_admin = proof->scheme == Scheme::kakao_ak;
  if ((is_admin && accepts == Accepts::token) || (!is_admin && accepts == Accepts::admin)) {
    return fail(unauthorized("no authentication key!", proof->scheme));
  }
  auto caller = is_admin ? by_admin_key(parts, *proof) : by_token(parts, *proof, tells_malformed);
  if (!caller) return caller;
  if (auto fault = place_fault(*caller, request, proof->scheme)) return fail(*std::move(fault));
  return caller;
}

Called<Target> target_of(const Parts& parts, const Call& call) {
  if (const auto& token = call.caller.token) {
    return Target{*token->person, token->subject->value()};
  }
  if (call.form.text("target_id_type") != "user_id") {
    return fail(bad_parameter("target_id_type", "must be user_id."));
  }
  const auto subject = parse_number(call.form.text("target_id"));
  if (!subject) return fail(bad_parameter("target_id", "must be a user number."));
  const auto link = parts.links.find_by_subject(call.caller.app->number, *subject);
  if (!link) return fail(store_unavailable());
  if (!*link) return fail(not_linked());
  return Target{(*link)->person, (*link)->subject};
}

Called<accounts::Links::Member> member_of(const Parts& parts, const Call& call) {
  const auto target = target_of(parts, call);
  if (!target) return fail(target.error());
  auto member = parts.links.member(target->person, call.caller.app->number);
  if (!member) return fail(store_unavailable());
  const bool by_token = call.caller.token != nullptr;
  if (!*member) {
    return fail(by_token ? access_error(accounts::AccessError::revoked, false) : not_linked());
  }
  if ((*member)->person.disabled) {
    if (by_token) return fail(access_error(accounts::AccessError::revoked, false));
    return fail(KapiError{.code = KapiCode::restricted, .msg = "given account is restricted."});
  }
  return *std::move(*member);
}

}  // namespace haetae::kakao
