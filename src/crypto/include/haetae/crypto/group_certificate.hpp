// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/clock.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/base/secret.hpp"

#include <string>
#include <string_view>

/// Certificates (RFC 5280) by which the members of a closed group know each other over TLS.
namespace haetae::crypto {

/// Three PEM texts.
struct GroupCertificate {
  std::string authority;         ///< what every member trusts; the same at all of them
  std::string certificate;       ///< this member's
  base::SecretText private_key;  ///< PKCS#8
};

/// What one member shows to the others, for a group that shares a secret. Everything follows from
/// the three texts (Ed25519 keys by HKDF, RFC 8032 signatures), so that each member makes its own
/// and nothing but the secret has to travel. Whoever holds the secret is a member. The certificates
/// do not end (RFC 5280 §4.1.2.5): what ends them is another secret.
/// Expects: `group` and `member` of 1–64 printable ASCII characters.
[[nodiscard]] GroupCertificate make_group_certificate(std::string_view secret,
                                                      std::string_view group,
                                                      std::string_view member);

/// What is wrong with certificates that somebody else made.
enum class CertificateFault {
  no_certificate,  ///< no PEM certificate in the text
  no_key,          ///< no PEM private key, or one with a passphrase
  no_authority,    ///< no PEM certificate of an authority
  other_key,       ///< the key is not the certificate's
  not_trusted,     ///< the authority did not sign it, or not for TLS servers and clients
  expired,         ///< or not valid yet
};

/// Whether these three would be accepted by others with the same authority, at both ends of a
/// connection; then when the certificate ends. Names are not looked at.
[[nodiscard]] base::Outcome<base::Instant, CertificateFault> check_certificate(
    std::string_view certificate, std::string_view private_key, std::string_view authority,
    base::Instant now);

}  // namespace haetae::crypto
