// SPDX-License-Identifier: Apache-2.0
#include "caller.hpp"

#include "haetae/juso/keys.hpp"
#include "haetae/wire/headers.hpp"

namespace haetae::juso {
namespace {

Caller by_key(const Parts& parts, std::string_view key) {
  if (const auto found = parts.directory.find_by_key(key);
      found && found->client->kind == oidc::KeyKind::rest) {
    return {Fault::none, found->app};
  }
  const auto approval = read_approval_key(key, parts.sealer);
  if (!approval) return {Fault::key_unknown, nullptr};
  if (approval->development && parts.clock.now() > approval->issued + kDevelopmentLife) {
    return {Fault::development_key_ended, nullptr};
  }
  auto app = parts.directory.by_number(approval->app);
  return {app ? Fault::none : Fault::key_unknown, std::move(app)};
}

}  // namespace

Caller identify(const Parts& parts, const wire::Request& request, std::string_view key) {
  if (!parts.open_key.empty() && key == parts.open_key) return {Fault::none, nullptr};
  Caller caller = by_key(parts, key);
  if (caller.app && !accounts::allows_address(*caller.app, request.address)) {
    return {Fault::key_unknown, nullptr};
  }
  if (caller.app && parts.take_quota && !parts.take_quota(*caller.app)) {
    return {Fault::too_many_requests, nullptr};
  }
  return caller;
}

}  // namespace haetae::juso
