// SPDX-License-Identifier: Apache-2.0
#include "local_caller.hpp"

#include "addresses.hpp"
#include "haetae/wire/negotiate.hpp"
#include "haetae/wire/uri.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace haetae::kakao {
namespace {

using base::fail;

constexpr std::size_t kKeyLength = 32;
constexpr std::size_t kEchoLengthMax = 256;

LocalError denied(std::string message) {
  return {LocalFault::access_denied, std::move(message)};
}

bool is_key(std::string_view text) {
  return text.size() == kKeyLength && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
         });
}

struct Shown {
  std::string key;
  bool by_parameter = false;
};

std::optional<Shown> shown_key(const wire::Request& request, const wire::Form& form) {
  if (const auto header = request.headers.get("Authorization")) {
    auto authorization = wire::parse_authorization(*header);
    if (!authorization || authorization->scheme != "kakaoak") return std::nullopt;
    return Shown{std::move(authorization->credentials), false};
  }
  if (const auto key = form.get_filled("appkey")) return Shown{std::string{*key}, true};
  return std::nullopt;
}

/// What a browser says of its page by itself: pages can put anything into KA, but not into these.
std::string page_of(const wire::Request& request) {
  if (const auto origin = request.headers.get("Origin")) return std::string{*origin};
  if (const auto referer = request.headers.get("Referer")) {
    if (const auto uri = wire::Uri::parse(*referer); uri && uri->is_http()) return uri->origin();
  }
  return {};
}

LocalError domain_mismatch(std::string_view caller) {
  return denied(fmt::format("domain mismatched! caller={}. check out registered web domains.",
                            caller.substr(0, kEchoLengthMax)));
}

/// A JavaScript key works on pages of the app's domains alone.
std::optional<LocalError> page_fault(const accounts::App& app, const wire::Request& request,
                                     bool by_parameter) {
  const KaHeader ka = parse_ka(request.headers.get("KA").value_or(std::string_view{}));
  const std::string page = page_of(request);
  const bool said = !ka.origin.empty() || !ka.os.empty() || (by_parameter && !page.empty());
  if (!said) return denied("KA Header is required but neither os nor origin field is given");
  const std::string& claimed = ka.origin.empty() ? page : ka.origin;
  if (!is_listed_origin(app.site_domains, claimed)) return domain_mismatch(claimed);
  const auto origin = request.headers.get("Origin");
  if (origin && !is_listed_origin(app.site_domains, *origin)) return domain_mismatch(*origin);
  return std::nullopt;
}

std::optional<LocalError> key_fault(const accounts::Directory::Found& found,
                                    const wire::Request& request, bool by_parameter) {
  switch (found.client->kind) {
    case oidc::KeyKind::rest:
      return std::nullopt;
    case oidc::KeyKind::javascript:
      return page_fault(*found.app, request, by_parameter);
    case oidc::KeyKind::native:
      if (parse_ka(request.headers.get("KA").value_or(std::string_view{})).os.empty()) {
        return denied("KA Header is required but neither os nor origin field is given");
      }
      return std::nullopt;
    case oidc::KeyKind::admin:
      break;
  }
  return denied("the admin key is not taken here; use the REST API key");
}

}  // namespace

KaHeader parse_ka(std::string_view text) {
  KaHeader ka;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    const std::size_t slash = word.find('/');
    if (slash == std::string_view::npos) continue;
    const std::string_view name = word.substr(0, slash);
    const std::string_view value = word.substr(slash + 1);
    if (name == "os") ka.os = value;
    if (name == "origin") ka.origin = wire::percent_decode(value).value_or(std::string{value});
  }
  return ka;
}

Located<std::shared_ptr<const accounts::App>> identify_local(const LocalParts& parts,
                                                             const wire::Request& request,
                                                             const wire::Form& form,
                                                             LocalCall call) {
  const auto shown = shown_key(request, form);
  if (!shown) return fail(denied("cannot find Authorization : KakaoAK header"));
  const std::string_view echo = std::string_view{shown->key}.substr(0, kEchoLengthMax);
  if (!is_key(shown->key)) return fail(denied(fmt::format("wrong appKey({}) format", echo)));
  auto found = parts.directory.find_by_key(shown->key);
  if (!found) return fail(denied(fmt::format("appKey({}) does not exist", echo)));
  if (auto fault = key_fault(*found, request, shown->by_parameter)) return fail(*std::move(fault));
  const accounts::App& app = *found->app;
  if (!accounts::allows_address(app, request.address)) {
    return fail(denied(
        fmt::format("ip mismatched! callerIp={}. check out registered ips.", request.address)));
  }
  if (!app.local.enabled) {
    return fail(LocalError{LocalFault::not_authorized,
                           fmt::format("App({}) disabled OPEN_MAP_AND_LOCAL service.", app.name)});
  }
  if (!parts.quotas.take(app, call, request.received)) {
    return fail(LocalError{LocalFault::request_throttled, "API limit has been exceeded."});
  }
  return std::move(found->app);
}

}  // namespace haetae::kakao
