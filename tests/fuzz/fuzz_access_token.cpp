// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/crypto/jws.hpp"
#include "haetae/oidc/access_token.hpp"
#include "haetae/oidc/id_token.hpp"
#include "haetae/oidc/refresh.hpp"
#include "input.hpp"

using namespace haetae;

namespace {

constexpr std::string_view kIssuer = "https://id.example.kr";
const base::Instant kNow = base::from_unix_seconds(1'800'000'000);

const crypto::Sealer& sealer() {
  static base::SystemEntropy entropy;
  static const crypto::Sealer kept = [] {
    std::vector<crypto::SealKey> keys;
    keys.push_back({1, base::SecretText{"fuzz secret number one, 32 bytes"}});
    return crypto::Sealer{std::move(keys), entropy};
  }();
  return kept;
}

const crypto::PrivateKey& key() {
  static const auto kept = crypto::PrivateKey::generate(crypto::Algorithm::es256);
  return kept;
}

const crypto::KeyLookup kLookup = [](const crypto::JwsHeader& header) {
  return header.key_id == "k" ? std::optional{key().public_key()} : std::nullopt;
};

auto read(std::string_view compact, oidc::Surface surface) {
  return oidc::read_access_token(compact, {kLookup, sealer(), kIssuer, surface, kNow});
}

/// No text from outside is a token of this server, whose key is minutes old.
void check_foreign(std::string_view text) {
  HAETAE_ASSERT(!read(text, oidc::Surface::kakao).has_value());
  HAETAE_ASSERT(!read(text, oidc::Surface::standard).has_value());
  HAETAE_ASSERT(!oidc::read_id_token_hint(text, kLookup, kIssuer).has_value());
  HAETAE_ASSERT(!oidc::check_token_info(text, kLookup, kIssuer, kNow).has_value());
  if (const auto refresh = oidc::parse_refresh_token(sealer(), text)) {
    HAETAE_ASSERT(oidc::make_refresh_token(sealer(), refresh->family, refresh->generation) == text);
  }
}

/// Signed claims of any shape are refused, or mean a token that is written and read back the same.
void check_claims(std::string_view payload, std::string_view person) {
  auto claims = wire::Json::parse(payload);
  if (!claims.has_value() || claims->if_object() == nullptr) return;
  if (claims->find("pid") != nullptr) claims->set("pid", sealer().seal("pid", person));
  const auto compact = crypto::sign_jws(key(), "k", "at+jwt", claims->to_text());
  HAETAE_ASSERT(!oidc::read_id_token_hint(compact, kLookup, kIssuer).has_value());
  for (const auto surface : {oidc::Surface::kakao, oidc::Surface::standard}) {
    const auto token = read(compact, surface);
    if (!token.has_value()) continue;
    HAETAE_ASSERT(token->surface == surface && kNow < token->expires_at);
    HAETAE_ASSERT(token->person.has_value() == token->subject.has_value());
    const auto again = oidc::write_access_token(*token, {key(), "k", sealer(), kIssuer});
    const auto back = read(again, surface);
    HAETAE_ASSERT(back.has_value() && *back == *token);
  }
}

}  // namespace

/// Input: 'c', packed person, NUL, claims; or any other byte and a token text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  if (input.byte() == 'c') {
    const auto person = input.piece();
    check_claims(input.rest(), person);
  } else {
    check_foreign(input.rest());
  }
  return 0;
}
