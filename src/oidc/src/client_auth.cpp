// SPDX-License-Identifier: Apache-2.0
#include "haetae/oidc/client_auth.hpp"

#include "haetae/crypto/hash.hpp"
#include "haetae/wire/negotiate.hpp"

namespace haetae::oidc {
namespace {

constexpr std::size_t kSecretLengthMax = 256;

/// Looks at every secret, so that time does not tell which one was near (threat 72).
bool matches_any(const Client& client, std::string_view secret) {
  if (secret.empty() || secret.size() > kSecretLengthMax) return false;
  bool found = false;
  for (const auto& known : client.secrets) {
    const bool equal = crypto::equal_constant_time(known.reveal(), secret);
    found = found || (equal && !known.empty());
  }
  return found;
}

}  // namespace

std::string_view to_text(ClientAuthMethod method) {
  switch (method) {
    case ClientAuthMethod::client_secret_post:
      return "client_secret_post";
    case ClientAuthMethod::client_secret_basic:
      return "client_secret_basic";
    case ClientAuthMethod::none:
      break;
  }
  return "none";
}

ClientCredentials read_client_credentials(const wire::Form& form,
                                          std::optional<std::string_view> authorization) {
  ClientCredentials out;
  out.client_id = form.text("client_id");
  out.secret = base::SecretText{form.text("client_secret")};
  if (!out.secret.empty()) out.method = ClientAuthMethod::client_secret_post;
  if (!authorization) return out;
  const auto parsed = wire::parse_authorization(*authorization);
  // Other schemes are none of this endpoint's business: some sites send their bearer token always.
  if (!parsed || parsed->scheme != "basic") return out;
  auto basic = wire::parse_basic(*parsed);
  if (!basic) {
    out.method = ClientAuthMethod::client_secret_basic;
    out.malformed = true;
    return out;
  }
  out.several = out.method == ClientAuthMethod::client_secret_post ||
                (!out.client_id.empty() && out.client_id != basic->id);
  out.method = ClientAuthMethod::client_secret_basic;
  out.client_id = std::move(basic->id);
  out.secret = std::move(basic->secret);
  return out;
}

std::optional<TokenFault> authenticate(const ClientCredentials& credentials, const Client* client,
                                       const SurfacePolicy& policy) {
  if (credentials.several) return TokenFault::client_auth_several;
  const bool basic = credentials.method == ClientAuthMethod::client_secret_basic;
  if (credentials.malformed || (basic && !policy.accepts_basic)) {
    return TokenFault::client_auth_unsupported;
  }
  if (credentials.client_id.empty()) return TokenFault::client_missing;
  if (client == nullptr) return TokenFault::client_unknown;
  if (client->kind == KeyKind::admin) return TokenFault::client_wrong_kind;
  const auto secret = credentials.secret.reveal();
  if (is_confidential(*client)) {
    if (secret.empty()) return TokenFault::client_secret_missing;
    if (!matches_any(*client, secret)) return TokenFault::client_secret_bad;
    return std::nullopt;
  }
  const bool needless = !secret.empty() && !policy.ignores_needless_secret;
  if (needless && !matches_any(*client, secret)) return TokenFault::client_secret_bad;
  return std::nullopt;
}

}  // namespace haetae::oidc
