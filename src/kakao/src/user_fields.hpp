// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/app.hpp"
#include "haetae/accounts/model.hpp"
#include "haetae/base/clock.hpp"
#include "haetae/wire/json.hpp"
#include "kapi_errors.hpp"
#include "property_keys.hpp"

#include <span>
#include <string>
#include <string_view>

// The user object of /v2/user/me and its kin (spec kakao-login §3.3).

namespace haetae::kakao {

/// All that the mapping may look at.
struct UserView {
  const accounts::App& app;
  const accounts::Person& person;
  const accounts::Link& link;
  std::string_view public_url;
  bool secure_resource = false;  ///< picture addresses by https wherever the server has it
  base::Instant now{};
};

/// A named part of kakao_account, and the consent items any of which set it up.
struct AccountSet {
  std::string_view name;
  std::span<const std::string_view> items;
};
[[nodiscard]] std::span<const AccountSet> account_sets();

/// True when the app has the item and has not switched it off.
[[nodiscard]] bool has_item(const accounts::App& app, std::string_view item);
[[nodiscard]] bool is_set_up(const accounts::App& app, const AccountSet& set);

/// Properties that every app has, filled from the profile.
[[nodiscard]] bool is_built_in_property(std::string_view key);
/// -201, naming the keys.
[[nodiscard]] KapiError unknown_properties(const std::vector<std::string>& keys,
                                           accounts::AppNumber app);

/// The body of /v2/user/me. A value is there when the app has the item set up, the person agrees to
/// it now, whatever the token was issued for, and has it. Somebody who has not finished signing up
/// is shown by profile and e-mail alone.
[[nodiscard]] wire::Json user_body(const UserView& view, const PropertyKeys& keys);

/// id, connected_at, synched_at: the default fields of /v2/app/users.
[[nodiscard]] wire::Json user_head(const accounts::App& app, const accounts::Link& link);

/// The address of a picture as this call wants it. http only where a server on the usual port can
/// be reached so.
[[nodiscard]] std::string picture_address(const UserView& view, bool large);

}  // namespace haetae::kakao
