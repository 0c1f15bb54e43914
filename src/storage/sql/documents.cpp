// SPDX-License-Identifier: Apache-2.0
#include "sql/documents.hpp"

#include "haetae/base/log.hpp"
#include "haetae/wire/json.hpp"
#include "sql/driver.hpp"

#include <optional>

namespace haetae::storage::sql {

namespace {

using namespace accounts;
using wire::Json;

[[noreturn]] void damaged(std::string_view what) {
  base::log(base::LogLevel::error, "store_row_damaged", {{"document", what}});
  throw Failure(StoreError::unavailable, "a stored document is damaged");
}

Json parsed(std::string_view text, std::string_view what) {
  auto json = Json::parse(text);
  if (!json) {
    damaged(what);
  }
  return std::move(*json);
}

/// Leaves empty texts out: most people fill few fields.
void set_text(Json& object, std::string_view name, const std::string& value) {
  if (!value.empty()) {
    object.set(name, value);
  }
}
std::string text_of(const Json& object, std::string_view name) {
  return std::string{object.string_at(name).value_or("")};
}
base::Instant instant_of(const Json& object, std::string_view name) {
  return base::from_unix_milliseconds(object.integer_at(name).value_or(0));
}

Json to_json(const ShippingAddress& address) {
  Json object = Json::object();
  object.set("id", address.id);
  set_text(object, "name", address.name);
  object.set("is_default", address.is_default);
  object.set("updated_at", base::to_unix_milliseconds(address.updated_at));
  set_text(object, "base_address", address.base_address);
  set_text(object, "detail_address", address.detail_address);
  set_text(object, "zone_number", address.zone_number);
  set_text(object, "zip_code", address.zip_code);
  set_text(object, "receiver_name", address.receiver_name);
  set_text(object, "receiver_phone_number1", address.receiver_phone_number1);
  set_text(object, "receiver_phone_number2", address.receiver_phone_number2);
  return object;
}

ShippingAddress address_from(const Json& object) {
  return {.id = object.integer_at("id").value_or(0),
          .name = text_of(object, "name"),
          .is_default = object.bool_at("is_default").value_or(false),
          .updated_at = instant_of(object, "updated_at"),
          .base_address = text_of(object, "base_address"),
          .detail_address = text_of(object, "detail_address"),
          .zone_number = text_of(object, "zone_number"),
          .zip_code = text_of(object, "zip_code"),
          .receiver_name = text_of(object, "receiver_name"),
          .receiver_phone_number1 = text_of(object, "receiver_phone_number1"),
          .receiver_phone_number2 = text_of(object, "receiver_phone_number2")};
}

/// The usual list, e.g. `["openid","account_email"]`, without a JSON parser: scopes are read with
/// every family. Nothing when it is written in another way.
std::optional<std::vector<std::string>> plain_strings(std::string_view text) {
  if (text.size() < 4 || !text.starts_with("[\"") || !text.ends_with("\"]") ||
      text.find('\\') != std::string_view::npos) {
    return std::nullopt;
  }
  std::vector<std::string> list;
  std::string_view rest = text.substr(2, text.size() - 3);  // up to the last quote
  for (;;) {
    const auto end = rest.find('"');
    list.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
    if (rest.empty()) {
      return list;
    }
    if (!rest.starts_with(",\"")) {
      return std::nullopt;
    }
    rest.remove_prefix(2);
    if (rest.empty()) {
      return std::nullopt;
    }
  }
}

}  // namespace

std::string to_text(const Profile& profile) {
  if (profile == Profile{}) {
    return "{}";
  }
  Json object = Json::object();
  set_text(object, "name", profile.name);
  set_text(object, "gender", profile.gender);
  set_text(object, "birthyear", profile.birthyear);
  set_text(object, "birthday", profile.birthday);
  set_text(object, "birthday_type", profile.birthday_type);
  set_text(object, "phone_number", profile.phone_number);
  set_text(object, "ci", profile.ci);
  if (profile.ci_authenticated_at) {
    object.set("ci_authenticated_at", base::to_unix_milliseconds(*profile.ci_authenticated_at));
  }
  if (!profile.shipping_addresses.empty()) {
    Json addresses = Json::array();
    for (const ShippingAddress& address : profile.shipping_addresses) {
      addresses.push(to_json(address));
    }
    object.set("shipping_addresses", std::move(addresses));
  }
  return object.to_text();
}

Profile profile_from(std::string_view text) {
  if (text == "{}") {
    return {};
  }
  const Json object = parsed(text, "profile");
  if (object.if_object() == nullptr) {
    damaged("profile");
  }
  Profile profile{.name = text_of(object, "name"),
                  .gender = text_of(object, "gender"),
                  .birthyear = text_of(object, "birthyear"),
                  .birthday = text_of(object, "birthday"),
                  .birthday_type = text_of(object, "birthday_type"),
                  .phone_number = text_of(object, "phone_number"),
                  .ci = text_of(object, "ci"),
                  .ci_authenticated_at = std::nullopt,
                  .shipping_addresses = {}};
  if (object.integer_at("ci_authenticated_at")) {
    profile.ci_authenticated_at = instant_of(object, "ci_authenticated_at");
  }
  const Json* addresses = object.find("shipping_addresses");
  if (addresses != nullptr && addresses->if_array() != nullptr) {
    for (const Json& address : *addresses->if_array()) {
      profile.shipping_addresses.push_back(address_from(address));
    }
  }
  return profile;
}

std::string to_text(const std::vector<std::string>& list) {
  std::string text = "[";
  for (const std::string& item : list) {
    if (text.size() > 1) {
      text += ',';
    }
    wire::append_json_string(text, item);
  }
  return text += ']';
}

std::vector<std::string> strings_from(std::string_view text) {
  if (text == "[]") {
    return {};
  }
  if (auto plain = plain_strings(text)) {
    return *std::move(plain);
  }
  const Json json = parsed(text, "list");
  const Json::Array* array = json.if_array();
  if (array == nullptr) {
    damaged("list");
  }
  std::vector<std::string> list;
  list.reserve(array->size());
  for (const Json& item : *array) {
    if (item.if_string() == nullptr) {
      damaged("list");
    }
    list.push_back(*item.if_string());
  }
  return list;
}

std::string to_text(const std::vector<Agreement>& agreements) {
  if (agreements.empty()) {
    return "[]";
  }
  Json array = Json::array();
  for (const Agreement& agreement : agreements) {
    array.push(Json::object()
                   .set("id", agreement.id)
                   .set("agreed_at", base::to_unix_milliseconds(agreement.agreed_at))
                   .set("agreed_by", agreement.agreed_by));
  }
  return array.to_text();
}

std::vector<Agreement> agreements_from(std::string_view text) {
  if (text == "[]") {
    return {};
  }
  const Json json = parsed(text, "agreements");
  const Json::Array* array = json.if_array();
  if (array == nullptr) {
    damaged("agreements");
  }
  std::vector<Agreement> agreements;
  agreements.reserve(array->size());
  for (const Json& item : *array) {
    agreements.push_back(
        {text_of(item, "id"), instant_of(item, "agreed_at"), text_of(item, "agreed_by")});
  }
  return agreements;
}

std::string to_text(const std::vector<std::pair<std::string, std::string>>& properties) {
  if (properties.empty()) {
    return "[]";
  }
  // Pairs, not an object: order and repeated names survive.
  Json array = Json::array();
  for (const auto& [name, value] : properties) {
    array.push(Json::array().push(name).push(value));
  }
  return array.to_text();
}

std::vector<std::pair<std::string, std::string>> properties_from(std::string_view text) {
  if (text == "[]") {
    return {};
  }
  const Json json = parsed(text, "properties");
  const Json::Array* array = json.if_array();
  if (array == nullptr) {
    damaged("properties");
  }
  std::vector<std::pair<std::string, std::string>> properties;
  properties.reserve(array->size());
  for (const Json& item : *array) {
    const Json::Array* pair = item.if_array();
    if (pair == nullptr || pair->size() != 2 || (*pair)[0].if_string() == nullptr ||
        (*pair)[1].if_string() == nullptr) {
      damaged("properties");
    }
    properties.emplace_back(*(*pair)[0].if_string(), *(*pair)[1].if_string());
  }
  return properties;
}

}  // namespace haetae::storage::sql
