// SPDX-License-Identifier: Apache-2.0
#include "property_keys.hpp"

#include "parameters.hpp"
#include "user_fields.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace haetae::kakao {
namespace {

using base::fail;

constexpr std::string_view kAccount = "kakao_account";
constexpr std::string_view kProperties = "properties";

bool is_key(std::string_view key, std::string_view group, std::string_view name) {
  return key.size() == group.size() + 1 + name.size() && key.starts_with(group) &&
         key[group.size()] == '.' && key.ends_with(name);
}

/// A plain list is refused: in no document is it shown for this parameter.
Called<PropertyKeys> read(const wire::Form& form, std::string_view name) {
  const auto text = form.get_filled(name);
  if (!text) return PropertyKeys{};
  if (!wire::trim(*text).starts_with('[')) {
    return fail(bad_parameter(name, "must be a JSON array of strings."));
  }
  auto names = names_of(form, name);
  if (!names) return fail(std::move(names.error()));
  return PropertyKeys{*std::move(*names)};
}

}  // namespace

bool PropertyKeys::wants(std::string_view group, std::string_view key) const {
  if (!given_) return true;
  return std::any_of(keys_.begin(), keys_.end(), [&](const std::string& asked) {
    return asked == group || is_key(asked, group, "") || is_key(asked, group, key) ||
           (asked.starts_with(fmt::format("{}.{}.", group, key)));
  });
}

bool PropertyKeys::wants_account(std::string_view set) const {
  return wants(kAccount, set);
}

bool PropertyKeys::wants_property(std::string_view key) const {
  return wants(kProperties, key);
}

bool PropertyKeys::names_account(std::string_view set) const {
  return std::any_of(keys_.begin(), keys_.end(),
                     [&](const std::string& key) { return is_key(key, kAccount, set); });
}

std::vector<std::string> PropertyKeys::named_properties() const {
  std::vector<std::string> out;
  for (const std::string& key : keys_) {
    const auto dot = key.find('.');
    const bool named = dot != std::string::npos && dot + 1 < key.size();
    if (named && std::string_view{key}.substr(0, dot) == kProperties) {
      out.push_back(key.substr(dot + 1));
    }
  }
  return out;
}

Called<PropertyKeys> property_keys_of(const wire::Form& form) {
  return read(form, "property_keys");
}

Called<PropertyKeys> old_property_keys_of(const wire::Form& form) {
  if (!form.get_filled("propertyKeys")) return read(form, "property_keys");
  auto names = names_of(form, "propertyKeys");
  if (!names) return fail(std::move(names.error()));
  std::vector<std::string> keys;
  for (const std::string& name : names->value_or(std::vector<std::string>{})) {
    const bool is_email = name == "kaccount_email" || name == "kaccount_email_verified";
    const bool is_new = name.find('.') != std::string::npos;
    keys.push_back(is_email ? "kakao_account.email" : is_new ? name : "properties." + name);
  }
  return PropertyKeys{std::move(keys)};
}

Called<void> check_keys(const PropertyKeys& keys, const accounts::App& app, std::string_view api) {
  std::vector<std::string> disabled;
  for (const AccountSet& set : account_sets()) {
    if (!keys.names_account(set.name) || is_set_up(app, set)) continue;
    disabled.insert(disabled.end(), set.items.begin(), set.items.end());
  }
  if (!disabled.empty()) return fail(scopes_disabled(disabled, api));
  std::vector<std::string> unknown;
  for (const std::string& key : keys.named_properties()) {
    const bool known = is_built_in_property(key) ||
                       std::find(app.property_keys.begin(), app.property_keys.end(), key) !=
                           app.property_keys.end();
    if (!known) unknown.push_back(key);
  }
  if (!unknown.empty()) return fail(unknown_properties(unknown, app.number));
  return {};
}

}  // namespace haetae::kakao
