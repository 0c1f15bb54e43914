// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/scope.hpp"

#include "items.hpp"

#include <algorithm>
#include <array>

namespace haetae::oidc {
namespace {

constexpr std::string_view kOpenId = "openid";
constexpr std::string_view kOfflineAccess = "offline_access";
constexpr std::string_view kProfile = "profile";
constexpr std::string_view kNickname = "profile_nickname";
constexpr std::string_view kImage = "profile_image";

bool is_profile_part(std::string_view item) {
  return item == kNickname || item == kImage;
}

/// RFC 6749 §3.3: %x21, %x23-5B, %x5D-7E.
bool is_scope_token(std::string_view text) {
  return text.size() <= kScopeLengthMax && std::all_of(text.begin(), text.end(), [](char c) {
           return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
         });
}

void append_new(std::vector<std::string>& list, std::string_view word) {
  if (!contains(list, word)) list.emplace_back(word);
}

}  // namespace

std::vector<std::string> split_words(std::string_view text, bool commas) {
  const std::string_view separators = commas ? " ," : " ";
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(separators), text.size());
    if (end != 0) append_new(out, text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

ScopeList parse_scope(std::string_view text, const SurfacePolicy& policy) {
  if (text.size() > kScopesMax * (kScopeLengthMax + 1)) return {.malformed = true};
  ScopeList out{.scopes = split_words(text, policy.comma_lists)};
  out.malformed = out.scopes.size() > kScopesMax ||
                  !std::all_of(out.scopes.begin(), out.scopes.end(), is_scope_token);
  if (out.malformed) out.scopes.clear();
  return out;
}

std::string join(std::span<const std::string> words, char separator) {
  std::string out;
  for (const auto& word : words) {
    if (!out.empty()) out += separator;
    out += word;
  }
  return out;
}

bool contains(std::span<const std::string> words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::vector<std::string> items_of_scope(std::string_view scope, const SurfacePolicy& policy) {
  if (scope == kOpenId || scope == kOfflineAccess) return {};
  if (policy.standard_scopes) {
    if (scope == kProfile) return {std::string{kNickname}, std::string{kImage}};
    if (scope == "email") return {"account_email"};
    if (scope == "phone") return {"phone_number"};
    if (scope == "address") return {"shipping_address"};
  }
  return {std::string{scope}};
}

std::vector<std::string> configured_items(const Client& client, std::string_view scope,
                                          const SurfacePolicy& policy) {
  std::vector<std::string> out;
  for (const auto& item : items_of_scope(scope, policy)) {
    if (find_item(client, item) != nullptr) {
      append_new(out, item);
    } else if (is_profile_part(item) && find_item(client, kProfile) != nullptr) {
      append_new(out, kProfile);
    } else if (item == kProfile) {
      for (const auto part : {kNickname, kImage}) {
        if (find_item(client, part) != nullptr) append_new(out, part);
      }
    }
  }
  return out;
}

bool is_agreed(std::span<const std::string> agreed, std::string_view item) {
  return contains(agreed, item) || (is_profile_part(item) && contains(agreed, kProfile));
}

bool is_grantable(const Client& client, std::string_view scope, const SurfacePolicy& policy) {
  if (scope == kOpenId) return policy.standard_scopes || client.oidc_enabled;
  if (scope == kOfflineAccess) return policy.standard_scopes && client.grant_types.refresh_token;
  return !configured_items(client, scope, policy).empty();
}

bool wants_id_token(const Client& client, std::span<const std::string> requested,
                    const SurfacePolicy& policy) {
  if (policy.standard_scopes) return contains(requested, kOpenId);
  if (!client.oidc_enabled) return false;
  return (requested.empty() && policy.id_token_by_default && client.id_token_unasked) ||
         contains(requested, kOpenId);
}

Scopes granted_scopes(const Client& client, std::span<const std::string> requested,
                      std::span<const std::string> agreed_items, const SurfacePolicy& policy) {
  Scopes out;
  if (policy.scope_is_all_agreed) {
    for (const auto& item : client.consent_items) {
      if (item.requirement != Requirement::off && contains(agreed_items, item.id)) {
        append_new(out, item.id);
      }
    }
    if (wants_id_token(client, requested, policy)) append_new(out, kOpenId);
    return out;
  }
  for (const auto& scope : requested) {
    const auto items = configured_items(client, scope, policy);
    const bool free = scope == kOpenId || scope == kOfflineAccess;
    const bool agreed = std::any_of(items.begin(), items.end(), [&](const std::string& item) {
      return contains(agreed_items, item);
    });
    if (agreed || (free && is_grantable(client, scope, policy))) append_new(out, scope);
  }
  return out;
}

bool covers_item(std::span<const std::string> scopes, std::string_view item,
                 const SurfacePolicy& policy) {
  return std::any_of(scopes.begin(), scopes.end(), [&](const std::string& scope) {
    return is_agreed(items_of_scope(scope, policy), item);
  });
}

}  // namespace haetae::oidc
