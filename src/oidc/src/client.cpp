// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/client.hpp"

#include <algorithm>

namespace haetae::oidc {
namespace {

constexpr base::Seconds kHour{3600};
constexpr base::Seconds kRefreshDefault{60LL * 24 * 3600};

}  // namespace

std::string to_text(Subject subject) {
  return std::to_string(subject.value());
}

bool is_confidential(const Client& client) {
  return client.kind == KeyKind::rest && client.secret_required;
}

const ConsentItem* find_item(const Client& client, std::string_view id) {
  const auto found = std::find_if(client.consent_items.begin(), client.consent_items.end(),
                                  [id](const ConsentItem& item) { return item.id == id; });
  if (found == client.consent_items.end() || found->requirement == Requirement::off) return nullptr;
  return &*found;
}

base::Seconds access_lifetime(const Client& client) {
  if (client.lifetimes.access) return *client.lifetimes.access;
  switch (client.kind) {
    case KeyKind::javascript:
      return 2 * kHour;
    case KeyKind::native:
      return 12 * kHour;
    case KeyKind::rest:
    case KeyKind::admin:
      break;
  }
  return 6 * kHour;
}

base::Seconds refresh_lifetime(const Client& client) {
  return client.lifetimes.refresh.value_or(kRefreshDefault);
}

base::Seconds code_lifetime(const Client& client, const SurfacePolicy& policy) {
  return client.lifetimes.code.value_or(policy.code_lifetime);
}

}  // namespace haetae::oidc
