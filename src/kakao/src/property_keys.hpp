// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/app.hpp"
#include "haetae/wire/form.hpp"
#include "kapi_errors.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace haetae::kakao {

/// Which parts of a user a call asks for (`property_keys`, spec kakao-login §3.3). A key that ends
/// in '.' takes all below it; without keys everything is asked for.
class PropertyKeys {
 public:
  PropertyKeys() = default;
  explicit PropertyKeys(std::vector<std::string> keys) : keys_(std::move(keys)), given_(true) {}

  [[nodiscard]] bool given() const { return given_; }
  /// `set`: "profile", "email", "age_range"… of kakao_account.
  [[nodiscard]] bool wants_account(std::string_view set) const;
  /// `key`: of properties.
  [[nodiscard]] bool wants_property(std::string_view key) const;
  /// Named one by one, not by a '.' at the end.
  [[nodiscard]] bool names_account(std::string_view set) const;
  [[nodiscard]] std::vector<std::string> named_properties() const;

 private:
  [[nodiscard]] bool wants(std::string_view group, std::string_view key) const;

  std::vector<std::string> keys_;
  bool given_ = false;
};

/// Reads `property_keys`. Errors: bad_parameter for anything but a JSON array of strings.
[[nodiscard]] Called<PropertyKeys> property_keys_of(const wire::Form& form);
/// The same for calls of the first version, which also spell it `propertyKeys` and leave out
/// `properties.`.
[[nodiscard]] Called<PropertyKeys> old_property_keys_of(const wire::Form& form);

/// Whether the app has what the keys name. Errors: not_enabled for a consent item that is not set
/// up (`api` names the call), unknown_property for a property that is not registered.
[[nodiscard]] Called<void> check_keys(const PropertyKeys& keys, const accounts::App& app,
                                      std::string_view api);

}  // namespace haetae::kakao
