// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/csrf.hpp"

#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"

namespace haetae::accounts {
namespace {

constexpr std::size_t kBindingLength = 32;

std::string token_for(const crypto::Sealer& sealer, std::string_view kind, std::string_view value) {
  std::string input{kind};
  input.append(":").append(value);
  return wire::base64url_encode(sealer.derive("csrf", input));
}

}  // namespace

std::string new_browser_binding(base::Entropy& entropy) {
  return base::random_alphanumeric(entropy, kBindingLength);
}

std::string make_csrf(const crypto::Sealer& sealer, const Session& session) {
  return token_for(sealer, "session", session.id.value());
}

std::string make_csrf(const crypto::Sealer& sealer, std::string_view browser_binding) {
  return token_for(sealer, "browser", browser_binding);
}

bool check_csrf(const crypto::Sealer& sealer, const Session& session, std::string_view token) {
  return !session.id.value().empty() &&
         crypto::equal_constant_time(make_csrf(sealer, session), token);
}

bool check_csrf(const crypto::Sealer& sealer, std::string_view browser_binding,
                std::string_view token) {
  return !browser_binding.empty() &&
         crypto::equal_constant_time(make_csrf(sealer, browser_binding), token);
}

}  // namespace haetae::accounts
