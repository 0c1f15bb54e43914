// SPDX-License-Identifier: Apache-2.0
// How people become members of a site, change what it keeps of them, and leave.
#include "kapi.hpp"
#include "parameters.hpp"
#include "user_fields.hpp"

#include <fmt/format.h>

namespace haetae::kakao {
namespace {

using accounts::LinkError;
using base::fail;
using wire::Json;

Json id_body(accounts::Subject subject) {
  Json body = Json::object();
  body.set("id", subject);
  return body;
}

/// What a change to a link answers when it was not made.
KapiError link_error(LinkError error, const std::vector<std::string>& names,
                     const accounts::App& app) {
  switch (error) {
    case LinkError::not_linked:
      return not_linked();
    case LinkError::already_linked:
      return {.code = KapiCode::already_linked, .msg = "already registered"};
    case LinkError::unknown_property:
      return unknown_properties(names, app.number);
    case LinkError::too_long:
      return bad_parameter("properties", fmt::format("must have values of at most {} bytes.",
                                                     accounts::Links::kPropertyLengthMax));
    case LinkError::person_refused:
      return {.code = KapiCode::restricted, .msg = "given account is restricted."};
    case LinkError::unknown_item:
    case LinkError::required_item:
    case LinkError::unavailable:
      break;
  }
  return store_unavailable();
}

std::vector<std::string> unknown_keys(const accounts::App& app, const Properties& properties) {
  std::vector<std::string> unknown;
  for (const auto& [key, value] : properties) {
    if (!oidc::contains(app.property_keys, key)) unknown.push_back(key);
  }
  return unknown;
}

}  // namespace

Called<Json> sign_up_user(const Parts& parts, const Call& call) {
  const accounts::App& app = *call.caller.app;
  const auto given = properties_of(call.form);
  if (!given) return fail(given.error());
  const Properties properties = given->value_or(Properties{});
  if (const auto unknown = unknown_keys(app, properties); !unknown.empty()) {
    return fail(unknown_properties(unknown, app.number));
  }
  const auto link = parts.links.sign_up(app, *call.caller.token->person, properties);
  if (!link) return fail(link_error(link.error(), {}, app));
  return id_body(link->subject);
}

Called<Json> update_profile(const Parts& parts, const Call& call) {
  const accounts::App& app = *call.caller.app;
  const auto properties = properties_of(call.form);
  if (!properties) return fail(properties.error());
  if (!*properties) return fail(bad_parameter("properties", "is missing."));
  const auto target = target_of(parts, call);
  if (!target) return fail(target.error());
  const auto link = parts.links.update_properties(app, target->person, **properties);
  if (!link) return fail(link_error(link.error().reason, link.error().names, app));
  return id_body(link->subject);
}

Called<Json> log_out_user(const Parts& parts, const Call& call) {
  const auto target = target_of(parts, call);
  if (!target) return fail(target.error());
  const auto& token = call.caller.token;
  const auto done = token ? parts.tokens.end(*token, accounts::visitor_of(call.request))
                          : parts.tokens.end_all(target->person, call.caller.app->number,
                                                 accounts::visitor_of(call.request));
  // A site that is told of success believes that the tokens are dead (threat 69).
  if (!done) return fail(store_unavailable());
  return id_body(target->subject);
}

Called<Json> unlink_user(const Parts& parts, const Call& call) {
  const auto target = target_of(parts, call);
  if (!target) return fail(target.error());
  // No reason: the site itself asked, so it is not called back.
  const auto subject = parts.links.unlink(*call.caller.app, target->person, std::nullopt,
                                          accounts::visitor_of(call.request));
  if (!subject) return fail(link_error(subject.error(), {}, *call.caller.app));
  return id_body(*subject);
}

}  // namespace haetae::kakao
