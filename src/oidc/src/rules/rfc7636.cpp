// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"
#include "rows.hpp"

#include <algorithm>

namespace haetae::oidc::rules {
namespace {

constexpr std::size_t kChallengeLength = 43;  // 32 bytes in base64url
constexpr std::size_t kVerifierLengthMin = 43;
constexpr std::size_t kVerifierLengthMax = 128;

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

/// Public clients on the standard surface, and whoever the app says. A method without a challenge
/// is an attempt that lost its half, so it fails too.
AuthorizeVerdict challenge_given(const AuthorizeAttempt& attempt) {
  if (!attempt.request.challenge.empty()) return std::nullopt;
  const Client& client = *attempt.facts.client;
  const bool required =
      client.require_pkce || (attempt.policy.pkce_for_public && !is_confidential(client));
  if (required || !attempt.request.challenge_method.empty()) {
    return AuthorizeFault::challenge_missing;
  }
  return std::nullopt;
}

/// An omitted method means `plain` to RFC 7636 §4.3: refused on the standard surface. Kakao
/// advertises S256 only, so there it can mean nothing else.
AuthorizeVerdict challenge_s256(const AuthorizeAttempt& attempt) {
  const auto& request = attempt.request;
  if (request.challenge.empty()) return std::nullopt;
  const bool omitted = request.challenge_method.empty() && attempt.policy.challenge_method_optional;
  if (!omitted && request.challenge_method != "S256") return AuthorizeFault::challenge_method_bad;
  if (request.challenge.size() != kChallengeLength || !wire::base64url_decode(request.challenge)) {
    return AuthorizeFault::challenge_bad;
  }
  return std::nullopt;
}

TokenVerdict verifier_expected(const TokenAttempt& attempt) {
  const bool unexpected = attempt.code->challenge.empty() && !attempt.request->verifier.empty();
  return unexpected ? TokenVerdict{TokenFault::verifier_unexpected} : std::nullopt;
}

TokenVerdict verifier_given(const TokenAttempt& attempt) {
  const bool missing = !attempt.code->challenge.empty() && attempt.request->verifier.empty();
  return missing ? TokenVerdict{TokenFault::verifier_missing} : std::nullopt;
}

TokenVerdict verifier_shaped(const TokenAttempt& attempt) {
  const std::string_view verifier = attempt.request->verifier;
  if (attempt.code->challenge.empty()) return std::nullopt;
  const bool shaped = verifier.size() >= kVerifierLengthMin &&
                      verifier.size() <= kVerifierLengthMax &&
                      std::all_of(verifier.begin(), verifier.end(), is_unreserved);
  return shaped ? std::nullopt : TokenVerdict{TokenFault::verifier_malformed};
}

TokenVerdict verifier_fits(const TokenAttempt& attempt) {
  if (attempt.code->challenge.empty()) return std::nullopt;
  const auto digest = wire::base64url_encode(crypto::sha256(attempt.request->verifier));
  const bool fits = crypto::equal_constant_time(digest, attempt.code->challenge);
  return fits ? std::nullopt : TokenVerdict{TokenFault::verifier_bad};
}

}  // namespace haetae::oidc::rules
