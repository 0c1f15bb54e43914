// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/jws.hpp"

#include "haetae/crypto/hash.hpp"
#include "haetae/wire/base64url.hpp"
#include "rfc_keys.hpp"

#include <gtest/gtest.h>
#include <map>

namespace haetae::crypto {
namespace {

constexpr std::array kAll{Algorithm::rs256, Algorithm::es256, Algorithm::eddsa};

std::string encode(std::string_view text) {
  return wire::base64url_encode(base::as_bytes(text));
}

PublicKey import(std::string_view jwk) {
  return PublicKey::from_jwk(wire::Json::parse(jwk).value()).value();
}

KeyLookup always(const PublicKey& key) {
  return [key](const JwsHeader&) { return std::optional{key}; };
}

/// A token with a header of our making, rightly signed over it.
std::string sign_with_header(const PrivateKey& key, std::string_view header,
                             std::string_view payload = "{}") {
  const std::string text = encode(header) + "." + encode(payload);
  return text + "." + wire::base64url_encode(key.sign(base::as_bytes(text)));
}

JwsError refusal(std::string_view compact, const KeyLookup& lookup,
                 std::span<const Algorithm> allowed = kAll) {
  const auto jws = verify_jws(compact, allowed, lookup);
  EXPECT_FALSE(jws.has_value()) << compact;
  return jws.has_value() ? JwsError{} : jws.error();
}

class JwsTest : public testing::Test {
 protected:
  const PrivateKey& key() {
    static const PrivateKey kept = PrivateKey::generate(Algorithm::es256);
    return kept;
  }
  KeyLookup lookup() { return always(key().public_key()); }
};

TEST(JwsRfc, VerifiesTheExamplesOfRfc7515AndRfc8037) {
  EXPECT_EQ(verify_jws(rfc::kRsaJws, kAll, always(import(rfc::kRsaJwk)))->payload, rfc::kPayload);
  EXPECT_EQ(verify_jws(rfc::kEcJws, kAll, always(import(rfc::kEcJwk)))->payload, rfc::kPayload);
  EXPECT_EQ(verify_jws(rfc::kEdJws, kAll, always(import(rfc::kEdJwk)))->payload,
            "Example of Ed25519 signing");
}

TEST_F(JwsTest, CarriesHeaderAndPayload) {
  const std::string compact = sign_jws(key(), "key \"1\"", "at+jwt", R"({"sub":"7"})");
  const auto jws = verify_jws(compact, kAll, lookup());
  ASSERT_TRUE(jws.has_value());
  EXPECT_EQ(jws->header.algorithm, Algorithm::es256);
  EXPECT_EQ(jws->header.key_id, "key \"1\"");
  EXPECT_EQ(jws->header.type, "at+jwt");
  EXPECT_EQ(jws->payload, R"({"sub":"7"})");
}

TEST_F(JwsTest, RefusesAnyChangedCharacter) {
  const std::string compact = sign_jws(key(), "k", "JWT", R"({"sub":"7"})");
  for (std::size_t i = 0; i < compact.size(); ++i) {
    std::string changed = compact;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verify_jws(changed, kAll, lookup()).has_value()) << i;
  }
}

TEST_F(JwsTest, RefusesTextsOfOtherShapes) {
  const std::string good = sign_jws(key(), "k", "JWT", "{}");
  const std::vector<std::string> bad{"",
                                     ".",
                                     "..",
                                     "...",
                                     "a.b",
                                     good + ".",
                                     "." + good,
                                     good + "=",
                                     " " + good,
                                     good + "\n",
                                     "!" + good.substr(1),
                                     good.substr(0, good.rfind('.')),
                                     encode("[]") + ".e30.AA",
                                     encode("{}") + ".e30.AA",
                                     encode("{\"alg\":7}") + ".e30.AA",
                                     encode("not json") + ".e30.AA",
                                     encode(R"({"alg":"ES256","alg":"ES256"})") + ".e30.AA",
                                     std::string(kJwsLengthMax + 1, 'A')};
  for (const std::string& compact : bad) {
    EXPECT_EQ(refusal(compact, lookup()), JwsError::malformed) << compact.substr(0, 80);
    EXPECT_FALSE(peek_jws(compact).has_value() && compact.size() > kJwsLengthMax);
  }
}

// Threat 27.
TEST_F(JwsTest, RefusesAlgNoneInEverySpelling) {
  for (const char* name : {"none", "None", "NONE", "nOnE", "", "ES256\\u0000", " ES256"}) {
    const std::string header = std::string{R"({"alg":")"} + name + R"("})";
    EXPECT_EQ(refusal(encode(header) + ".e30.", lookup()), JwsError::algorithm_refused) << name;
    EXPECT_EQ(refusal(encode(header) + ".e30.AAAA", lookup()), JwsError::algorithm_refused) << name;
    EXPECT_EQ(refusal(sign_with_header(key(), header), lookup()), JwsError::algorithm_refused);
  }
  const std::string unsigned_text = encode(R"({"alg":"ES256"})") + ".e30.";
  EXPECT_EQ(refusal(unsigned_text, lookup()), JwsError::bad_signature);
}

// Threat 28: a public key used as an HMAC secret, in the two forms that attackers try.
TEST_F(JwsTest, RefusesAnHmacWithThePublicKeyAsSecret) {
  const PublicKey rsa = import(rfc::kRsaJwk);
  for (const std::string& secret : {rsa.to_jwk().to_text(), std::string{rfc::kRsaJwk}}) {
    const std::string text = encode(R"({"alg":"HS256","typ":"JWT"})") + "." + encode("{}");
    const Digest mac = hmac_sha256(base::as_bytes(secret), base::as_bytes(text));
    EXPECT_EQ(refusal(text + "." + wire::base64url_encode(mac), always(rsa)),
              JwsError::algorithm_refused);
  }
}

// Threat 28.
TEST_F(JwsTest, RefusesAKeyOfAnotherAlgorithmThanTheHeaderNames) {
  const std::string as_rsa = sign_with_header(key(), R"({"alg":"RS256"})");
  EXPECT_EQ(refusal(as_rsa, lookup()), JwsError::algorithm_refused);
  const std::string as_ed = sign_with_header(key(), R"({"alg":"EdDSA"})");
  EXPECT_EQ(refusal(as_ed, lookup()), JwsError::algorithm_refused);
  EXPECT_EQ(refusal(rfc::kRsaJws, lookup()), JwsError::algorithm_refused);
}

TEST_F(JwsTest, RefusesAlgorithmsThatTheCallerDoesNotAllow) {
  const std::string compact = sign_jws(key(), "k", "JWT", "{}");
  const std::array rsa_only{Algorithm::rs256};
  EXPECT_EQ(refusal(compact, lookup(), rsa_only), JwsError::algorithm_refused);
  EXPECT_EQ(refusal(compact, lookup(), {}), JwsError::algorithm_refused);
}

// Threat 29 (CVE-2026-27962 and its elders).
TEST_F(JwsTest, TrustsNoKeyThatTheTokenBrings) {
  const PrivateKey attacker = PrivateKey::generate(Algorithm::es256);
  const std::string jwk = attacker.public_key().to_jwk().to_text();
  for (const std::string& extra :
       {R"("jwk":)" + jwk, R"("kid":"k","jwk":)" + jwk,
        std::string{R"("jku":"https://attacker.example/keys")"},
        std::string{R"("x5u":"https://attacker.example/cert","kid":"k")"},
        std::string{R"("x5c":["MIIB"])"}}) {
    const std::string compact = sign_with_header(attacker, R"({"alg":"ES256",)" + extra + "}");
    EXPECT_EQ(refusal(compact, lookup()), JwsError::bad_signature) << extra;
    // The lookup sees nothing of it either.
    const auto by_id = [this](const JwsHeader& header) -> std::optional<PublicKey> {
      if (header.key_id == "ours") return key().public_key();
      return std::nullopt;
    };
    EXPECT_EQ(refusal(compact, by_id), JwsError::unknown_key) << extra;
  }
}

// Threat 30 (CVE-2025-59420): nothing is understood, so everything critical is refused.
TEST_F(JwsTest, RefusesWhateverIsCritical) {
  for (const char* crit : {R"(["exp"])", R"(["b64"],"b64":false)", R"(["alg"])", "[]", "null", "{}",
                           R"("exp")", R"(["x-unknown"],"x-unknown":1)"}) {
    const std::string header = std::string{R"({"alg":"ES256","crit":)"} + crit + "}";
    EXPECT_EQ(refusal(sign_with_header(key(), header), lookup()), JwsError::unknown_critical)
        << crit;
  }
}

// Threat 33: a key id is compared, never a path or a query.
TEST_F(JwsTest, HandsAKeyIdOnAsItIs) {
  const std::map<std::string, PublicKey> keys{{"k1", key().public_key()}};
  for (const std::string kid : {"../../../../dev/null", "k1' OR '1'='1", "k1\n", "/etc/passwd",
                                "|ls", "k1; DROP TABLE keys", "K1", "", "k%31"}) {
    std::string seen;
    const auto by_id = [&](const JwsHeader& header) -> std::optional<PublicKey> {
      seen = header.key_id;
      const auto found = keys.find(header.key_id);
      return found == keys.end() ? std::nullopt : std::optional{found->second};
    };
    EXPECT_EQ(refusal(sign_jws(key(), kid, "JWT", "{}"), by_id), JwsError::unknown_key) << kid;
    EXPECT_EQ(seen, kid);
  }
}

TEST_F(JwsTest, RefusesKeyIdsOfOtherForms) {
  for (const std::string& kid : {std::string{"7"}, std::string{"null"}, std::string{"[\"k\"]"},
                                 "\"" + std::string(300, 'k') + "\""}) {
    const std::string compact = sign_with_header(key(), R"({"alg":"ES256","kid":)" + kid + "}");
    EXPECT_EQ(refusal(compact, lookup()), JwsError::malformed) << kid;
  }
}

TEST_F(JwsTest, RefusesEs256InDer) {
  const std::string text = encode(R"({"alg":"ES256"})") + ".e30";
  // 30 06 02 01 01 02 01 01: a signature of small numbers, well formed in the wrong form.
  EXPECT_EQ(refusal(text + "." + wire::base64url_encode(base::Bytes{0x30, 6, 2, 1, 1, 2, 1, 1}),
                    lookup()),
            JwsError::bad_signature);
}

TEST_F(JwsTest, PeeksWithoutAKey) {
  const std::string compact = sign_jws(key(), "k", "JWT", R"({"a":1})");
  const auto peeked = peek_jws(compact.substr(0, compact.rfind('.') + 1));
  ASSERT_TRUE(peeked.has_value());
  EXPECT_EQ(peeked->payload, R"({"a":1})");
  EXPECT_EQ(peeked->header.key_id, "k");
  EXPECT_FALSE(peek_jws("").has_value());
  EXPECT_FALSE(peek_jws("a.b.c").has_value());
}

}  // namespace
}  // namespace haetae::crypto
