// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/secret.hpp"
#include "haetae/oidc/client.hpp"
#include "haetae/oidc/errors.hpp"
#include "haetae/oidc/surface.hpp"
#include "haetae/wire/form.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace haetae::oidc {

enum class ClientAuthMethod { none, client_secret_post, client_secret_basic };
[[nodiscard]] std::string_view to_text(ClientAuthMethod method);

/// How a client presents itself (RFC 6749 §2.3, OpenID Core §9).
struct ClientCredentials {
  std::string client_id;  ///< empty = none given
  base::SecretText secret;
  ClientAuthMethod method = ClientAuthMethod::none;
  bool several = false;    ///< Basic and body secret at once, or two client_ids that differ
  bool malformed = false;  ///< an Authorization header that is no readable Basic
};

/// `authorization`: the header's value, if any. On a surface without Basic a Basic header is noted
/// as such and refused by authenticate().
[[nodiscard]] ClientCredentials read_client_credentials(
    const wire::Form& form, std::optional<std::string_view> authorization);

/// nullopt = authenticated. `client` is nullptr when client_id names no key. Secrets compare in
/// constant time (threat 72).
[[nodiscard]] std::optional<TokenFault> authenticate(const ClientCredentials& credentials,
                                                     const Client* client,
                                                     const SurfacePolicy& policy);

}  // namespace haetae::oidc
