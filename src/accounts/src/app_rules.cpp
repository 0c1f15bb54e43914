// SPDX-License-Identifier: Apache-2.0
#include "app_rules.hpp"

#include "haetae/accounts/consent_catalog.hpp"
#include "haetae/accounts/revocations.hpp"
#include "haetae/wire/uri.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <span>

namespace haetae::accounts {
namespace {

using Reason = AppRefusal::Reason;
using Fault = std::optional<AppRefusal>;

constexpr std::size_t kNameMax = 60;
constexpr std::size_t kListMax = 100;
constexpr std::int64_t kCodeLifeMax = 600;  // RFC 6749 §4.1.2
constexpr std::int64_t kRefreshLifeMax = 366LL * 86'400;

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

Fault name_fault(const App& app) {
  if (app.name.empty() || app.name.size() > kNameMax || has_control(app.name)) {
    return AppRefusal{Reason::name_malformed, app.name};
  }
  return std::nullopt;
}

Fault uri_list_fault(std::span<const std::string> uris, Reason reason, bool dev) {
  for (const std::string& uri : uris) {
    if (const auto checked = oidc::check_redirect_uri(uri, dev); !checked) {
      return AppRefusal{reason, uri, checked.error()};
    }
  }
  if (const auto checked = oidc::check_redirect_uris(uris, dev); !checked) {
    return AppRefusal{reason, {}, checked.error()};
  }
  return std::nullopt;
}

/// `https://www.example.kr[:port]`: an origin and nothing more.
Fault site_domain_fault(const App& app) {
  if (app.site_domains.size() > kListMax) return AppRefusal{Reason::site_domain, {}};
  for (const std::string& domain : app.site_domains) {
    const auto uri = wire::Uri::parse(domain);
    if (!uri || !uri->is_http() || uri->origin() != domain) {
      return AppRefusal{Reason::site_domain, domain};
    }
  }
  return std::nullopt;
}

Fault allowed_ip_fault(const App& app) {
  for (const std::string& address : app.allowed_ips) {
    // network_of gives back unchanged what is no address.
    if (address.empty() || network_of(address) == address || app.allowed_ips.size() > kListMax) {
      return AppRefusal{Reason::allowed_ip, address};
    }
  }
  return std::nullopt;
}

Fault consent_item_fault(const App& app) {
  std::set<std::string_view> seen;
  for (const ConsentItem& item : app.consent_items) {
    if (find_catalog_item(item.id) == nullptr || !seen.insert(item.id).second) {
      return AppRefusal{Reason::consent_item, item.id};
    }
  }
  return std::nullopt;
}

/// Tags and property keys are joined by commas and put into JSON by sites.
bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

Fault service_term_fault(const App& app) {
  std::set<std::string_view> seen;
  for (const ServiceTerm& term : app.service_terms) {
    const auto uri = wire::Uri::parse(term.url);
    if (!is_word(term.tag) || !seen.insert(term.tag).second || term.title.empty() ||
        term.title.size() > 200 || has_control(term.title) || !uri || !uri->is_http() ||
        app.service_terms.size() > kListMax) {
      return AppRefusal{Reason::service_term, term.tag};
    }
  }
  return std::nullopt;
}

Fault property_key_fault(const App& app) {
  std::set<std::string_view> seen;
  for (const std::string& key : app.property_keys) {
    if (!is_word(key) || !seen.insert(key).second || app.property_keys.size() > kListMax) {
      return AppRefusal{Reason::property_key, key};
    }
  }
  return std::nullopt;
}

Fault lifetime_fault(const App& app) {
  const auto outside = [](const std::optional<std::int64_t>& value, std::int64_t most) {
    return value && (*value < 1 || *value > most);
  };
  if (outside(app.lifetimes.access, Revocations::kAccessLifeMax.count())) {
    return AppRefusal{Reason::lifetime, "access"};
  }
  if (outside(app.lifetimes.refresh, kRefreshLifeMax)) {
    return AppRefusal{Reason::lifetime, "refresh"};
  }
  if (outside(app.lifetimes.code, kCodeLifeMax)) return AppRefusal{Reason::lifetime, "code"};
  return std::nullopt;
}

/// Webhooks carry the admin key: encrypted, or to this machine (development).
Fault webhook_fault(const App& app, bool dev) {
  if (app.unlink_webhook_method != "GET" && app.unlink_webhook_method != "POST") {
    return AppRefusal{Reason::webhook, app.unlink_webhook_method};
  }
  for (const std::string* url : {&app.unlink_webhook, &app.event_webhook}) {
    if (url->empty()) continue;
    const auto uri = wire::Uri::parse(*url);
    const bool safe =
        uri && !uri->user && !uri->fragment &&
        (uri->scheme == "https" || (uri->scheme == "http" && (dev || uri->is_loopback())));
    if (!safe) return AppRefusal{Reason::webhook, *url};
  }
  return std::nullopt;
}

oidc::Requirement to_oidc(Requirement requirement) {
  switch (requirement) {
    case Requirement::required:
      return oidc::Requirement::required;
    case Requirement::optional_:
      return oidc::Requirement::optional_;
    case Requirement::while_using:
      return oidc::Requirement::while_using;
    case Requirement::off:
      break;
  }
  return oidc::Requirement::off;
}

std::optional<base::Seconds> seconds(const std::optional<std::int64_t>& value) {
  if (!value) return std::nullopt;
  return base::Seconds{*value};
}

const std::string& key_of(const App& app, oidc::KeyKind kind) {
  switch (kind) {
    case oidc::KeyKind::rest:
      return app.rest_api_key;
    case oidc::KeyKind::javascript:
      return app.javascript_key;
    case oidc::KeyKind::native:
      return app.native_app_key;
    case oidc::KeyKind::admin:
      break;
  }
  return app.admin_key;
}

}  // namespace

Fault app_fault(const App& app, bool dev) {
  if (Fault fault = name_fault(app)) return fault;
  if (Fault fault = uri_list_fault(app.redirect_uris, Reason::redirect_uri, dev)) {
    return fault;
  }
  if (Fault fault = uri_list_fault(app.logout_redirect_uris, Reason::logout_redirect_uri, dev)) {
    return fault;
  }
  if (app.id_token_algorithm != "RS256" && app.id_token_algorithm != "ES256") {
    return AppRefusal{Reason::id_token_algorithm, app.id_token_algorithm};
  }
  for (const auto rule : {site_domain_fault, allowed_ip_fault, consent_item_fault,
                          service_term_fault, property_key_fault, lifetime_fault}) {
    if (Fault fault = rule(app)) return fault;
  }
  return webhook_fault(app, dev);
}

std::string explain(const AppRefusal& refusal) {
  const std::string& value = refusal.value;
  if (refusal.uri_error) {
    return fmt::format("'{}' cannot be registered: {}", value, oidc::explain(*refusal.uri_error));
  }
  switch (refusal.reason) {
    case Reason::name_malformed:
      return "The name needs 1 to 60 bytes without control characters.";
    case Reason::site_domain:
      return fmt::format("'{}' is no origin such as https://www.example.kr.", value);
    case Reason::allowed_ip:
      return fmt::format("'{}' is no IP address.", value);
    case Reason::consent_item:
      return fmt::format("'{}' is no consent item, or is there twice.", value);
    case Reason::service_term:
      return fmt::format(
          "The service term '{}' needs a tag of letters, digits, '_' or '-', a title and a URL, "
          "each tag once.",
          value);
    case Reason::property_key:
      return fmt::format("'{}' is no property key, or is there twice.", value);
    case Reason::lifetime:
      return fmt::format(
          "The {} lifetime is out of range: access up to 24 hours, refresh up to 366 days, code "
          "up to 10 minutes.",
          value);
    case Reason::id_token_algorithm:
      return "The id_token algorithm is RS256 or ES256.";
    case Reason::webhook:
      return fmt::format("'{}' cannot be a webhook: it needs https, and GET or POST.", value);
    case Reason::unknown_app:
      return fmt::format("There is no app {}.", value);
    case Reason::unavailable:
      return "The store did not answer.";
    case Reason::redirect_uri:
    case Reason::logout_redirect_uri:
      break;
  }
  return fmt::format("'{}' cannot be registered.", value);
}

oidc::Client to_client(const App& app, oidc::KeyKind kind) {
  oidc::Client client;
  client.app = oidc::AppId{app.number};
  client.id = oidc::ClientId{key_of(app, kind)};
  client.kind = kind;
  if (kind == oidc::KeyKind::rest) client.secrets.emplace_back(app.client_secret);
  client.secret_required = kind == oidc::KeyKind::rest && app.client_secret_required;
  client.redirect_uris = app.redirect_uris;
  client.post_logout_redirect_uris = app.logout_redirect_uris;
  for (const ConsentItem& item : app.consent_items) {
    client.consent_items.push_back({item.id, to_oidc(item.requirement)});
  }
  for (const ServiceTerm& term : app.service_terms) {
    client.service_terms.push_back({term.tag, term.required});
  }
  client.grant_types.client_credentials =
      app.client_credentials && kind == oidc::KeyKind::rest && app.client_secret_required;
  client.lifetimes = {seconds(app.lifetimes.access), seconds(app.lifetimes.refresh),
                      seconds(app.lifetimes.code)};
  client.id_token_algorithm =
      crypto::algorithm_from_text(app.id_token_algorithm).value_or(crypto::Algorithm::rs256);
  client.login_enabled = app.login_enabled;
  client.oidc_enabled = app.oidc_enabled;
  client.id_token_unasked = app.id_token_unasked;
  client.auto_link = app.auto_link;
  client.require_pkce = app.require_pkce;
  return client;
}

}  // namespace haetae::accounts
