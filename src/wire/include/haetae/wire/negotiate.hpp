// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/secret.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace haetae::wire {

/// The best of `offered` (e.g. {"ko", "en"}) for an Accept-Language value or an OpenID ui_locales
/// list turned into one (RFC 9110 §12.5.4, RFC 4647 lookup: "en-GB" takes "en"). The first offered
/// when nothing fits.
[[nodiscard]] std::string_view choose_language(std::string_view accept_language,
                                               std::span<const std::string_view> offered);

enum class ContentCoding { identity, gzip, br };
/// The best coding that the client takes: br before gzip at equal weight (RFC 9110 §12.5.3).
[[nodiscard]] ContentCoding choose_coding(std::string_view accept_encoding);

/// Whether Accept names a JSON type before HTML; pages that also speak JSON ask this.
[[nodiscard]] bool prefers_json(std::string_view accept);

/// `Authorization` split into scheme, in the case it came, and credentials. Views into `value`.
struct AuthorizationView {
  std::string_view scheme;
  std::string_view credentials;
};
[[nodiscard]] std::optional<AuthorizationView> split_authorization(std::string_view value);

/// `Authorization` split into scheme (lower case) and credentials; the scheme compares without
/// case (openid-client sends "bearer").
struct Authorization {
  std::string scheme;
  std::string credentials;
};
[[nodiscard]] std::optional<Authorization> parse_authorization(std::string_view value);

/// HTTP Basic as OAuth uses it: both halves form-decoded (RFC 6749 §2.3.1).
struct BasicCredentials {
  std::string id;
  base::SecretText secret;
};
[[nodiscard]] std::optional<BasicCredentials> parse_basic(const Authorization& authorization);

}  // namespace haetae::wire
