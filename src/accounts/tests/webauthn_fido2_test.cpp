// SPDX-License-Identifier: Apache-2.0
// The same ceremonies judged by libfido2, Yubico's library, which shares no code with ours.
#include "haetae/accounts/webauthn.hpp"
#include "haetae/crypto/hash.hpp"
#include "software_authenticator.hpp"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <gtest/gtest.h>

namespace haetae::accounts {
namespace {

using crypto::testing::SoftwareAuthenticator;
using Kind = SoftwareAuthenticator::Kind;

struct FidoDeleter {
  void operator()(fido_cred_t* credential) const { fido_cred_free(&credential); }
  void operator()(fido_assert_t* assertion) const { fido_assert_free(&assertion); }
};
using FidoCredential = std::unique_ptr<fido_cred_t, FidoDeleter>;
using FidoAssertion = std::unique_ptr<fido_assert_t, FidoDeleter>;

int cose_type(Kind kind) {
  return kind == Kind::es256 ? COSE_ES256 : kind == Kind::rs256 ? COSE_RS256 : COSE_EDDSA;
}

/// What libfido2 says of the registration that the authenticator made last.
FidoCredential judge_registration(Kind kind, const SoftwareAuthenticator& made, int& verdict) {
  FidoCredential credential{fido_cred_new()};
  const crypto::Digest hash = crypto::sha256(made.client_data);
  const auto* data = &made.authenticator_data;
  EXPECT_EQ(fido_cred_set_type(credential.get(), cose_type(kind)), FIDO_OK);
  EXPECT_EQ(fido_cred_set_rp(credential.get(), "id.example.org", nullptr), FIDO_OK);
  EXPECT_EQ(fido_cred_set_clientdata_hash(credential.get(), hash.data(), hash.size()), FIDO_OK);
  EXPECT_EQ(fido_cred_set_uv(credential.get(), FIDO_OPT_TRUE), FIDO_OK);
  EXPECT_EQ(fido_cred_set_fmt(credential.get(), "packed"), FIDO_OK);
  EXPECT_EQ(fido_cred_set_sig(credential.get(), made.signature.data(), made.signature.size()),
            FIDO_OK);
  verdict = fido_cred_set_authdata_raw(credential.get(), data->data(), data->size());
  if (verdict == FIDO_OK) verdict = fido_cred_verify_self(credential.get());
  return credential;
}

/// The credential's key in the form that fido_assert_verify wants.
class FidoKey {
 public:
  FidoKey(Kind kind, const fido_cred_t* credential) : kind_(kind) {
    const void* raw = fido_cred_pubkey_ptr(credential);
    const std::size_t length = fido_cred_pubkey_len(credential);
    if (kind == Kind::es256) {
      EXPECT_EQ(es256_pk_from_ptr(es256_, raw, length), FIDO_OK);
    }
    if (kind == Kind::rs256) {
      EXPECT_EQ(rs256_pk_from_ptr(rs256_, raw, length), FIDO_OK);
    }
    if (kind == Kind::ed25519) {
      EXPECT_EQ(eddsa_pk_from_ptr(eddsa_, raw, length), FIDO_OK);
    }
  }
  FidoKey(const FidoKey&) = delete;
  FidoKey& operator=(const FidoKey&) = delete;
  ~FidoKey() {
    es256_pk_free(&es256_);
    rs256_pk_free(&rs256_);
    eddsa_pk_free(&eddsa_);
  }
  [[nodiscard]] const void* get() const {
    if (kind_ == Kind::es256) return es256_;
    if (kind_ == Kind::rs256) return rs256_;
    return eddsa_;
  }

 private:
  Kind kind_;
  es256_pk_t* es256_ = es256_pk_new();
  rs256_pk_t* rs256_ = rs256_pk_new();
  eddsa_pk_t* eddsa_ = eddsa_pk_new();
};

int judge_assertion(Kind kind, const FidoKey& key, const SoftwareAuthenticator& made) {
  const FidoAssertion assertion{fido_assert_new()};
  const crypto::Digest hash = crypto::sha256(made.client_data);
  EXPECT_EQ(fido_assert_set_count(assertion.get(), 1), FIDO_OK);
  EXPECT_EQ(fido_assert_set_rp(assertion.get(), "id.example.org"), FIDO_OK);
  EXPECT_EQ(fido_assert_set_clientdata_hash(assertion.get(), hash.data(), hash.size()), FIDO_OK);
  EXPECT_EQ(fido_assert_set_up(assertion.get(), FIDO_OPT_TRUE), FIDO_OK);
  EXPECT_EQ(fido_assert_set_uv(assertion.get(), FIDO_OPT_TRUE), FIDO_OK);
  const int read = fido_assert_set_authdata_raw(assertion.get(), 0, made.authenticator_data.data(),
                                                made.authenticator_data.size());
  if (read != FIDO_OK) return read;
  const int taken =
      fido_assert_set_sig(assertion.get(), 0, made.signature.data(), made.signature.size());
  if (taken != FIDO_OK) return taken;
  return fido_assert_verify(assertion.get(), 0, cose_type(kind), key.get());
}

class WebauthnFido2 : public ::testing::TestWithParam<Kind> {
 protected:
  static void SetUpTestSuite() { fido_init(0); }

  RelyingParty party_{"id.example.org", "Example", {"https://id.example.org"}};
  base::Bytes challenge_ = base::Bytes(32, 0x42);
};

TEST_P(WebauthnFido2, AgreesOnWhatIsRight) {
  SoftwareAuthenticator authenticator{GetParam()};
  authenticator.format = "packed";
  const auto ours = verify_registration(party_, challenge_, authenticator.create(challenge_));
  ASSERT_TRUE(ours.has_value());
  int verdict = FIDO_ERR_INTERNAL;
  const FidoCredential credential = judge_registration(GetParam(), authenticator, verdict);
  ASSERT_EQ(verdict, FIDO_OK) << fido_strerr(verdict);
  EXPECT_EQ(fido_cred_id_len(credential.get()), ours->credential_id.size());
  EXPECT_EQ(fido_cred_sigcount(credential.get()), ours->sign_count);

  const FidoKey key{GetParam(), credential.get()};
  const StoredCredential kept{ours->credential_id, ours->public_key, authenticator.user_handle,
                              ours->sign_count, ours->backup_eligible};
  for (std::uint32_t count = 1; count < 10; ++count) {
    authenticator.counter = count;
    const base::Bytes challenge(32, static_cast<std::uint8_t>(count));
    const auto result = verify_assertion(party_, challenge, authenticator.get(challenge), kept);
    EXPECT_TRUE(result.has_value());
    EXPECT_EQ(judge_assertion(GetParam(), key, authenticator), FIDO_OK);
  }
}

TEST_P(WebauthnFido2, AgreesOnWhatIsWrong) {
  SoftwareAuthenticator authenticator{GetParam()};
  authenticator.format = "packed";
  const auto ours = verify_registration(party_, challenge_, authenticator.create(challenge_));
  ASSERT_TRUE(ours.has_value());
  int verdict = FIDO_ERR_INTERNAL;
  const FidoCredential credential = judge_registration(GetParam(), authenticator, verdict);
  ASSERT_EQ(verdict, FIDO_OK);
  const FidoKey key{GetParam(), credential.get()};
  const StoredCredential kept{ours->credential_id, ours->public_key, authenticator.user_handle, 0,
                              ours->backup_eligible};
  const auto both_refuse = [&](const char* what) {
    EXPECT_FALSE(
        verify_assertion(party_, challenge_, authenticator.get(challenge_), kept).has_value())
        << what;
    EXPECT_NE(judge_assertion(GetParam(), key, authenticator), FIDO_OK) << what;
  };
  authenticator.rp_id = "evil.example";
  both_refuse("rpIdHash");
  authenticator.rp_id = "id.example.org";
  authenticator.flags = 0x1C;
  both_refuse("UP");
  authenticator.flags = 0x19;
  both_refuse("UV");
  authenticator.flags = 0x1D;
  SoftwareAuthenticator thief{GetParam()};
  EXPECT_FALSE(verify_assertion(party_, challenge_, thief.get(challenge_), kept).has_value());
  EXPECT_NE(judge_assertion(GetParam(), key, thief), FIDO_OK);
}

INSTANTIATE_TEST_SUITE_P(Kinds, WebauthnFido2,
                         ::testing::Values(Kind::es256, Kind::rs256, Kind::ed25519));

}  // namespace
}  // namespace haetae::accounts
