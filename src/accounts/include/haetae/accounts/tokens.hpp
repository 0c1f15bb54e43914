// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/accounts/audit.hpp"
#include "haetae/accounts/key_ring.hpp"
#include "haetae/accounts/revocations.hpp"
#include "haetae/accounts/sessions.hpp"
#include "haetae/oidc/access_token.hpp"
#include "haetae/oidc/flow.hpp"
#include "haetae/oidc/introspection.hpp"
#include "haetae/oidc/token.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace haetae::accounts {

/// Why an access token opens nothing.
enum class AccessError {
  malformed,  ///< no token at all; Kakao -2 at access_token_info
  refused,    ///< bad signature, other issuer, audience, surface or kind
  expired,
  revoked,
};

/// Issues, renews, checks and kills tokens: the protocol core's decisions carried out on the store.
/// Signing happens outside transactions. Thread-safe.
class Tokens {
 public:
  struct Options {
    std::string issuer;      ///< as configured; surfaces add their suffix
    std::string public_url;  ///< for picture URLs in claims
    std::size_t cached_tokens = 64 * 1024;
  };
  Tokens(const Ports& ports, const KeyRing& keys, const Audit& audit, Revocations& revocations,
         Options options);
  ~Tokens();
  Tokens(const Tokens&) = delete;
  Tokens& operator=(const Tokens&) = delete;

  /// The code for a flow whose next_step is issue_code. No I/O: the code is the sealed grant.
  [[nodiscard]] std::string issue_code(const oidc::Flow& flow, const SignedIn& who,
                                       const Link& link, const oidc::Client& client) const;

  /// What goes into oidc::token_response.
  struct Answer {
    oidc::Issue issue;
    oidc::TokenTexts texts;
    bool is_refresh = false;
    base::Instant now{};
  };
  /// The token endpoint of both surfaces: client authentication, then the grant. `client` is
  /// nullptr when client_id names no key.
  /// A code costs one read and one write, which spends it (threat 20); a second use revokes what
  /// the first one got (threats 16, 19). A refresh costs one read and one conditional update, a
  /// retry within the grace only the read (threats 37–41).
  /// Errors: unavailable says that nothing is known to be done.
  [[nodiscard]] base::Outcome<Answer, oidc::TokenFault> exchange(const oidc::TokenRequest& request,
                                                                 const oidc::Client* client,
                                                                 const oidc::SurfacePolicy& policy,
                                                                 const Visitor& visitor) const;

  /// Reads a token in memory: signature (once per instance and token), time, revocations.
  /// No I/O; well below 1 µs when seen before, 75 µs otherwise. Never null.
  [[nodiscard]] base::Outcome<std::shared_ptr<const oidc::AccessToken>, AccessError> check_access(
      std::string_view token, oidc::Surface surface) const;

  /// RFC 7009. Either token kills its whole family, access tokens of it included. An unknown token
  /// is a success, a store that failed is not (threat 69).
  [[nodiscard]] base::Outcome<void, oidc::TokenFault> revoke(const oidc::TokenQuery& query,
                                                             const oidc::Client* client,
                                                             const Visitor& visitor) const;
  /// RFC 7662, for confidential clients about their own tokens.
  [[nodiscard]] base::Outcome<wire::Json, oidc::TokenFault> introspect(
      const oidc::TokenQuery& query, const oidc::Client* client) const;

  /// Kakao's logout: ends the family of this token and of no other.
  [[nodiscard]] base::Outcome<void, StoreError> end(const oidc::AccessToken& token,
                                                    const Visitor& visitor) const;
  /// The admin form: ends all tokens of the person at the app.
  [[nodiscard]] base::Outcome<void, StoreError> end_all(const PersonId& person, AppNumber app,
                                                        const Visitor& visitor) const;

  /// For oidc::read_id_token_hint and check_token_info.
  [[nodiscard]] const crypto::KeyLookup& key_lookup() const { return key_lookup_; }
  [[nodiscard]] const Options& options() const { return options_; }

 private:
  class Cache;
  struct Bearer;
  [[nodiscard]] base::Outcome<Answer, oidc::TokenFault> redeem(const oidc::TokenRequest& request,
                                                               const oidc::Client& client,
                                                               const oidc::SurfacePolicy& policy,
                                                               const Visitor& visitor) const;
  [[nodiscard]] base::Outcome<Answer, oidc::TokenFault> spend(
      const oidc::TokenRequest& request, const oidc::CodeGrant& code, oidc::Issue issue,
      const oidc::Client& client, const oidc::SurfacePolicy& policy, const Visitor& visitor) const;
  [[nodiscard]] oidc::TokenFault punish_replay(const oidc::TokenRequest& request,
                                               const oidc::CodeGrant& code,
                                               const Visitor& visitor) const;
  [[nodiscard]] base::Outcome<Answer, oidc::TokenFault> refresh(const oidc::TokenRequest& request,
                                                                const oidc::Client& client,
                                                                const oidc::SurfacePolicy& policy,
                                                                const Visitor& visitor) const;
  [[nodiscard]] base::Outcome<Answer, oidc::TokenFault> to_client(
      const oidc::TokenRequest& request, const oidc::Client& client,
      const oidc::SurfacePolicy& policy) const;
  [[nodiscard]] base::Outcome<Answer, oidc::TokenFault> sign(oidc::Issue issue,
                                                             const Bearer* bearer,
                                                             const oidc::Client& client,
                                                             const oidc::SurfacePolicy& policy,
                                                             bool is_refresh) const;
  [[nodiscard]] base::Outcome<void, StoreError> end_family(const FamilyId& family,
                                                           const AuditEntry& entry) const;

  Ports ports_;
  const KeyRing& keys_;
  const Audit& audit_;
  Revocations& revocations_;
  Options options_;
  crypto::KeyLookup key_lookup_;
  std::unique_ptr<Cache> cache_;
};

}  // namespace haetae::accounts
