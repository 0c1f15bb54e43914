// SPDX-License-Identifier: Apache-2.0
#include "haetae/accounts/webauthn.hpp"

#include "haetae/wire/base64url.hpp"
#include "software_authenticator.hpp"

#include <gtest/gtest.h>
#include <set>

namespace haetae::accounts {
namespace {

using crypto::testing::cbor_bytes;
using crypto::testing::cbor_head;
using crypto::testing::cbor_integer;
using crypto::testing::cbor_text;
using crypto::testing::join;
using crypto::testing::SoftwareAuthenticator;
using Kind = SoftwareAuthenticator::Kind;

RelyingParty party() {
  return {"id.example.org", "Example", {"https://id.example.org", "https://login.example.org"}};
}

StoredCredential stored(const NewCredential& made, const base::Bytes& user_handle) {
  return {made.credential_id, made.public_key, user_handle, made.sign_count, made.backup_eligible};
}

/// Replaces a member of `response`.
wire::Json with(const wire::Json& credential, std::string_view name, wire::Json value) {
  wire::Json changed = credential;
  wire::Json response = *credential.find("response");
  response.set(name, std::move(value));
  changed.set("response", std::move(response));
  return changed;
}

class WebauthnTest : public ::testing::Test {
 protected:
  WebauthnError create_refusal() { return create_refusal(authenticator_.create(challenge_)); }
  WebauthnError create_refusal(const wire::Json& response) {
    const auto made = verify_registration(party_, challenge_, response);
    EXPECT_FALSE(made.has_value());
    return made.has_value() ? WebauthnError{} : made.error();
  }

  StoredCredential enrol() {
    const auto made = verify_registration(party_, challenge_, authenticator_.create(challenge_));
    EXPECT_TRUE(made.has_value()) << (made.has_value() ? "" : to_text(made.error()));
    return stored(made.value(), authenticator_.user_handle);
  }

  WebauthnError get_refusal(const StoredCredential& credential) {
    return get_refusal(credential, authenticator_.get(challenge_));
  }
  WebauthnError get_refusal(const StoredCredential& credential, const wire::Json& response) {
    const auto result = verify_assertion(party_, challenge_, response, credential);
    EXPECT_FALSE(result.has_value());
    return result.has_value() ? WebauthnError{} : result.error();
  }

  RelyingParty party_ = party();
  base::Bytes challenge_ = base::Bytes(32, 0x42);
  SoftwareAuthenticator authenticator_;
};

// ---- Options ----

TEST_F(WebauthnTest, AsksForADiscoverableVerifiedCredentialWithoutAttestation) {
  const base::Bytes handle(32, 7);
  const std::vector<CredentialDescriptor> known{{base::Bytes{1, 2, 3}, {"internal", "hybrid"}},
                                                {base::Bytes{4}, {}}};
  const wire::Json options =
      creation_options(party_, {challenge_, handle, "kim@example.org", "김", known});
  EXPECT_EQ(options.to_text(),
            R"({"rp":{"id":"id.example.org","name":"Example"},"user":{"id":")" +
                wire::base64url_encode(handle) +
                R"(","name":"kim@example.org","displayName":"김"},"challenge":")" +
                wire::base64url_encode(challenge_) +
                R"(","pubKeyCredParams":[{"type":"public-key","alg":-7},)"
                R"({"type":"public-key","alg":-257},{"type":"public-key","alg":-8}],)"
                R"("timeout":300000,"excludeCredentials":[)"
                R"({"type":"public-key","id":"AQID","transports":["internal","hybrid"]},)"
                R"({"type":"public-key","id":"BA"}],"authenticatorSelection":)"
                R"({"residentKey":"required","requireResidentKey":true,)"
                R"("userVerification":"required"},"attestation":"none"})");
}

TEST_F(WebauthnTest, LetsTheBrowserOfferEveryPasskeyWhenNoneIsNamed) {
  EXPECT_EQ(request_options(party_, challenge_).to_text(),
            R"({"challenge":")" + wire::base64url_encode(challenge_) +
                R"(","timeout":300000,"rpId":"id.example.org","allowCredentials":[],)"
                R"("userVerification":"required"})");
}

TEST(WebauthnRandom, NeverRepeatsChallengesOrHandles) {
  base::SystemEntropy entropy;
  std::set<base::Bytes> seen;
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(seen.insert(new_webauthn_challenge(entropy)).second);
    EXPECT_TRUE(seen.insert(new_user_handle(entropy)).second);
  }
  EXPECT_EQ(seen.begin()->size(), 32U);
}

// ---- The good way, each algorithm ----

class WebauthnKinds : public ::testing::TestWithParam<Kind> {};

TEST_P(WebauthnKinds, EnrolsAndSignsIn) {
  SoftwareAuthenticator authenticator{GetParam()};
  authenticator.counter = 5;
  const base::Bytes challenge(32, 1);
  for (const char* format : {"none", "packed"}) {
    authenticator.format = format;
    const auto made = verify_registration(party(), challenge, authenticator.create(challenge));
    ASSERT_TRUE(made.has_value()) << to_text(made.error());
    EXPECT_EQ(made->credential_id, authenticator.credential_id);
    EXPECT_EQ(made->public_key, authenticator.cose_key());
    EXPECT_EQ(made->sign_count, authenticator.counter);
    EXPECT_EQ(made->aaguid[15], 0xAA);
    EXPECT_EQ(made->attestation_format, format);
    EXPECT_EQ(made->transports, (std::vector<std::string>{"internal", "hybrid"}));
    EXPECT_TRUE(made->backup_eligible && made->backup_state && made->user_verified);

    ++authenticator.counter;
    const base::Bytes next(32, 2);
    const auto result = verify_assertion(party(), next, authenticator.get(next),
                                         stored(*made, authenticator.user_handle));
    ASSERT_TRUE(result.has_value()) << to_text(result.error());
    EXPECT_EQ(result->new_sign_count, authenticator.counter);
    EXPECT_EQ(result->user_handle, authenticator.user_handle);
    EXPECT_TRUE(result->backup_state && result->user_verified);
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, WebauthnKinds,
                         ::testing::Values(Kind::es256, Kind::rs256, Kind::ed25519));

TEST_F(WebauthnTest, AcceptsExtensionsAndALongCredentialId) {
  authenticator_.credential_id.assign(kCredentialIdLengthMax, 0x11);
  authenticator_.extensions = join({cbor_head(5, 1), cbor_text("credProtect"), cbor_integer(2)});
  const StoredCredential credential = enrol();
  EXPECT_TRUE(
      verify_assertion(party_, challenge_, authenticator_.get(challenge_), credential).has_value());
}

TEST_F(WebauthnTest, ReadsFormatsItDoesNotTrustWithoutObeyingThem) {
  authenticator_.statement =
      join({cbor_head(5, 3), cbor_text("alg"), cbor_integer(-7), cbor_text("sig"),
            cbor_bytes(base::Bytes(70, 1)), cbor_text("x5c"), cbor_head(4, 1),
            cbor_bytes(base::Bytes(900, 2))});
  for (const char* format : {"packed", "tpm", "apple", "android-key", "unheard-of"}) {
    authenticator_.format = format;
    const auto made = verify_registration(party_, challenge_, authenticator_.create(challenge_));
    ASSERT_TRUE(made.has_value()) << format << " " << to_text(made.error());
    EXPECT_EQ(made->attestation_format, format);
  }
}

TEST_F(WebauthnTest, KeepsOnlySaneTransports) {
  wire::Json::Array many{"usb", 7, "", "IN VALID", "<script>", std::string(40, 'a')};
  for (int i = 0; i < 20; ++i)
    many.emplace_back("nfc");
  const auto made = verify_registration(
      party_, challenge_, with(authenticator_.create(challenge_), "transports", many));
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->transports.size(), 8U);
  EXPECT_EQ(made->transports[0], "usb");
  EXPECT_EQ(made->transports[1], "nfc");
}

// ---- Client data ----

TEST_F(WebauthnTest, RefusesTheOtherCeremonysAnswer) {
  const StoredCredential credential = enrol();
  authenticator_.type_override = "webauthn.get";
  EXPECT_EQ(create_refusal(), WebauthnError::wrong_type);
  authenticator_.type_override = "webauthn.create";
  EXPECT_EQ(get_refusal(credential), WebauthnError::wrong_type);
  authenticator_.type_override = "payment.get";
  EXPECT_EQ(get_refusal(credential), WebauthnError::wrong_type);
}

// Threat 63.
TEST_F(WebauthnTest, RefusesTheAnswerToAnotherChallenge) {
  const StoredCredential credential = enrol();
  const base::Bytes other(32, 0x43);
  EXPECT_EQ(create_refusal(authenticator_.create(other)), WebauthnError::wrong_challenge);
  EXPECT_EQ(get_refusal(credential, authenticator_.get(other)), WebauthnError::wrong_challenge);
  EXPECT_EQ(get_refusal(credential, authenticator_.get({})), WebauthnError::wrong_challenge);
  EXPECT_EQ(get_refusal(credential, authenticator_.get(base::BytesView{challenge_}.first(31))),
            WebauthnError::wrong_challenge);
}

// Threat 62.
TEST_F(WebauthnTest, RefusesOriginsThatOnlyLookLikeOurs) {
  const StoredCredential credential = enrol();
  for (const char* origin :
       {"https://badid.example.org", "https://evil.id.example.org", "https://example.org",
        "http://id.example.org", "https://id.example.org:8443", "https://id.example.org/",
        "https://ID.example.org", "https://id.example.org.evil.example", "https://id.example.or",
        "", "null", "id.example.org", "https://id.example.org\\u0000"}) {
    authenticator_.origin = origin;
    EXPECT_EQ(create_refusal(), WebauthnError::wrong_origin) << origin;
    EXPECT_EQ(get_refusal(credential), WebauthnError::wrong_origin) << origin;
  }
  authenticator_.origin = "https://login.example.org";
  EXPECT_TRUE(
      verify_assertion(party_, challenge_, authenticator_.get(challenge_), credential).has_value());
}

TEST_F(WebauthnTest, RefusesFramesOfOthers) {
  const StoredCredential credential = enrol();
  authenticator_.client_data_extra = R"(,"crossOrigin":true)";
  EXPECT_EQ(create_refusal(), WebauthnError::cross_origin);
  EXPECT_EQ(get_refusal(credential), WebauthnError::cross_origin);
  authenticator_.client_data_extra = R"(,"crossOrigin":false,"topOrigin":"https://evil.example")";
  EXPECT_EQ(get_refusal(credential), WebauthnError::cross_origin);
  authenticator_.client_data_extra = R"(,"crossOrigin":"true")";
  EXPECT_EQ(get_refusal(credential), WebauthnError::malformed);
  authenticator_.client_data_extra = R"(,"a":1,"androidPackageName":"x")";
  EXPECT_TRUE(
      verify_assertion(party_, challenge_, authenticator_.get(challenge_), credential).has_value());
}

TEST_F(WebauthnTest, RefusesClientDataWithTwoMeanings) {
  authenticator_.client_data_extra = R"(,"origin":"https://id.example.org")";
  EXPECT_EQ(create_refusal(), WebauthnError::malformed);
}

// ---- Authenticator data ----

// Threat 63.
TEST_F(WebauthnTest, RefusesACredentialOfAnotherRelyingParty) {
  const StoredCredential credential = enrol();
  authenticator_.rp_id = "evil.example";
  EXPECT_EQ(create_refusal(), WebauthnError::wrong_rp_id);
  EXPECT_EQ(get_refusal(credential), WebauthnError::wrong_rp_id);
}

// Threat 63.
TEST_F(WebauthnTest, RefusesAnAbsentOrUnverifiedUser) {
  const StoredCredential credential = enrol();
  authenticator_.flags = 0x1C;
  EXPECT_EQ(create_refusal(), WebauthnError::user_not_present);
  EXPECT_EQ(get_refusal(credential), WebauthnError::user_not_present);
  authenticator_.flags = 0x19;
  EXPECT_EQ(create_refusal(), WebauthnError::user_not_verified);
  EXPECT_EQ(get_refusal(credential), WebauthnError::user_not_verified);
  party_.user_verification_required = false;
  const auto made = verify_registration(party_, challenge_, authenticator_.create(challenge_));
  ASSERT_TRUE(made.has_value());
  EXPECT_FALSE(made->user_verified);
}

TEST_F(WebauthnTest, RefusesBackupFlagsThatCannotBe) {
  const StoredCredential credential = enrol();
  authenticator_.flags = 0x15;  // BS without BE
  EXPECT_EQ(create_refusal(), WebauthnError::wrong_backup_flags);
  EXPECT_EQ(get_refusal(credential), WebauthnError::wrong_backup_flags);
  authenticator_.flags = 0x05;  // no longer eligible
  EXPECT_EQ(get_refusal(credential), WebauthnError::wrong_backup_flags);
  authenticator_.flags = 0x0D;  // eligible, not backed up now
  EXPECT_FALSE(verify_assertion(party_, challenge_, authenticator_.get(challenge_), credential)
                   ->backup_state);
}

// Threats 73 and 77 (CVE-2021-40818, CVE-2023-49208): every cut and every lying length.
TEST_F(WebauthnTest, RefusesCutAuthenticatorData) {
  const StoredCredential credential = enrol();
  const wire::Json good = authenticator_.get(challenge_);
  const base::Bytes data = authenticator_.authenticator_data;
  for (std::size_t length = 0; length < data.size(); ++length) {
    const auto cut = base::BytesView{data}.first(length);
    EXPECT_EQ(get_refusal(credential, with(good, "authenticatorData", wire::base64url_encode(cut))),
              WebauthnError::malformed)
        << length;
  }
}

TEST_F(WebauthnTest, RefusesEveryCutAttestationObject) {
  const wire::Json good = authenticator_.create(challenge_);
  const base::Bytes object = authenticator_.attestation_object;
  for (std::size_t length = 0; length < object.size(); ++length) {
    const auto cut = base::BytesView{object}.first(length);
    EXPECT_EQ(create_refusal(with(good, "attestationObject", wire::base64url_encode(cut))),
              WebauthnError::malformed)
        << length;
  }
}

TEST_F(WebauthnTest, SurvivesEveryChangedByteOfTheAttestationObject) {
  const wire::Json good = authenticator_.create(challenge_);
  const base::Bytes object = authenticator_.attestation_object;
  for (std::size_t i = 0; i < object.size(); ++i) {
    for (const int change : {0x01, 0x20, 0x80, 0xFF}) {
      base::Bytes changed = object;
      changed[i] = static_cast<std::uint8_t>(changed[i] ^ change);
      const auto made = verify_registration(
          party_, challenge_, with(good, "attestationObject", wire::base64url_encode(changed)));
      // What still passes is the same credential, with another counter, guid or backup flag.
      if (made.has_value()) {
        EXPECT_EQ(made->credential_id, authenticator_.credential_id);
        EXPECT_EQ(made->public_key, authenticator_.cose_key());
      }
    }
  }
}

TEST_F(WebauthnTest, RefusesCredentialIdsThatAreTooLongOrLie) {
  authenticator_.credential_id.assign(kCredentialIdLengthMax + 1, 0x11);
  EXPECT_EQ(create_refusal(), WebauthnError::credential_id_too_long);
  authenticator_.credential_id.assign(32, 0x11);
  const wire::Json good = authenticator_.create(challenge_);
  base::Bytes object = authenticator_.attestation_object;
  // The length of the id stands 18 bytes before the id, at 37 + 16 in the authenticator data.
  const auto at = std::search_n(object.begin(), object.end(), 32, 0x11) - 2;
  for (const std::uint8_t high : base::Bytes{0x03, 0x04, 0xFF}) {
    *at = high;
    *(at + 1) = 0xFF;
    const auto refused =
        create_refusal(with(good, "attestationObject", wire::base64url_encode(object)));
    EXPECT_EQ(refused,
              high == 0x03 ? WebauthnError::malformed : WebauthnError::credential_id_too_long);
  }
}

TEST_F(WebauthnTest, RefusesWhatFollowsTheAuthenticatorData) {
  authenticator_.trailing = {0xA0};
  EXPECT_EQ(create_refusal(), WebauthnError::malformed);
  authenticator_.trailing.clear();
  authenticator_.extensions = {0x01};
  EXPECT_EQ(create_refusal(), WebauthnError::malformed) << "extensions that are no map";
  authenticator_.extensions = {0xBF, 0xFF};
  EXPECT_EQ(create_refusal(), WebauthnError::malformed) << "an indefinite map";
}

// Threat 71.
TEST_F(WebauthnTest, RefusesDeepNesting) {
  authenticator_.format = "deep";
  authenticator_.statement = join({cbor_head(5, 1), cbor_text("a"), base::Bytes(20'000, 0x81)});
  EXPECT_EQ(create_refusal(), WebauthnError::malformed);
}

// ---- Keys and attestation ----

TEST_F(WebauthnTest, RefusesKeysOfOtherAlgorithms) {
  authenticator_.cose_override =
      join({cbor_head(5, 5), cbor_integer(1), cbor_integer(2), cbor_integer(3), cbor_integer(-35),
            cbor_integer(-1), cbor_integer(2), cbor_integer(-2), cbor_bytes(base::Bytes(48, 1)),
            cbor_integer(-3), cbor_bytes(base::Bytes(48, 1))});
  EXPECT_EQ(create_refusal(), WebauthnError::unsupported_algorithm);
  authenticator_.cose_override = authenticator_.cose_key();
  authenticator_.cose_override.back() ^= 1;
  EXPECT_EQ(create_refusal(), WebauthnError::malformed) << "off the curve";
}

TEST_F(WebauthnTest, RefusesAWrongSelfAttestation) {
  authenticator_.format = "packed";
  for (const base::Bytes& statement :
       {join({cbor_head(5, 2), cbor_text("alg"), cbor_integer(-7), cbor_text("sig"),
              cbor_bytes(base::Bytes(70, 1))}),
        join({cbor_head(5, 1), cbor_text("alg"), cbor_integer(-7)}),
        join({cbor_head(5, 1), cbor_text("sig"), cbor_bytes(base::Bytes(70, 1))}),
        join({cbor_head(5, 0)})}) {
    authenticator_.statement = statement;
    EXPECT_EQ(create_refusal(), WebauthnError::attestation_refused);
  }
  authenticator_.statement.clear();
  (void)authenticator_.create(challenge_);
  authenticator_.statement = join({cbor_head(5, 2), cbor_text("alg"), cbor_integer(-257),
                                   cbor_text("sig"), cbor_bytes(authenticator_.signature)});
  EXPECT_EQ(create_refusal(), WebauthnError::attestation_refused) << "alg of another key";
}

TEST_F(WebauthnTest, RefusesNoneWithAStatement) {
  authenticator_.statement = join({cbor_head(5, 1), cbor_text("x"), cbor_integer(1)});
  EXPECT_EQ(create_refusal(), WebauthnError::attestation_refused);
}

// ---- Assertions ----

TEST_F(WebauthnTest, RefusesEveryChangedBitOfTheSignature) {
  const StoredCredential credential = enrol();
  const wire::Json good = authenticator_.get(challenge_);
  for (std::size_t i = 0; i < authenticator_.signature.size(); ++i) {
    base::Bytes changed = authenticator_.signature;
    changed[i] ^= 0x04;
    EXPECT_EQ(get_refusal(credential, with(good, "signature", wire::base64url_encode(changed))),
              WebauthnError::bad_signature)
        << i;
  }
  EXPECT_EQ(get_refusal(credential, with(good, "signature", "")), WebauthnError::bad_signature);
  EXPECT_EQ(get_refusal(credential, with(good, "signature", std::string(4000, 'A'))),
            WebauthnError::malformed);
}

TEST_F(WebauthnTest, RefusesTheSignatureOfAnotherKey) {
  const StoredCredential credential = enrol();
  SoftwareAuthenticator thief;
  EXPECT_EQ(get_refusal(credential, thief.get(challenge_)), WebauthnError::bad_signature);
}

TEST_F(WebauthnTest, RefusesAnotherCredentialAndAnotherPerson) {
  const StoredCredential credential = enrol();
  const wire::Json good = authenticator_.get(challenge_);
  EXPECT_EQ(
      get_refusal(credential, with(good, "userHandle", wire::base64url_encode(base::Bytes(32, 1)))),
      WebauthnError::wrong_user);
  EXPECT_EQ(get_refusal(credential, with(good, "userHandle", std::string(400, 'A'))),
            WebauthnError::malformed);
  authenticator_.credential_id.assign(32, 0x77);
  EXPECT_EQ(get_refusal(credential), WebauthnError::wrong_credential);
}

TEST_F(WebauthnTest, MayGoWithoutAUserHandleWhenThePersonIsKnown) {
  const StoredCredential credential = enrol();
  const wire::Json unnamed = with(authenticator_.get(challenge_), "userHandle", nullptr);
  EXPECT_EQ(get_refusal(credential, unnamed), WebauthnError::wrong_user);
  EXPECT_TRUE(verify_assertion(party_, challenge_, unnamed, credential, UserHandleRule::if_present)
                  .has_value());
}

// Threat 63.
TEST_F(WebauthnTest, RefusesACounterThatDoesNotRise) {
  authenticator_.counter = 10;
  StoredCredential credential = enrol();
  EXPECT_EQ(get_refusal(credential), WebauthnError::counter_regressed) << "the same";
  authenticator_.counter = 9;
  EXPECT_EQ(get_refusal(credential), WebauthnError::counter_regressed);
  authenticator_.counter = 0;
  EXPECT_EQ(get_refusal(credential), WebauthnError::counter_regressed) << "stopped counting";
  authenticator_.counter = 0xFFFFFFFF;
  EXPECT_EQ(verify_assertion(party_, challenge_, authenticator_.get(challenge_), credential)
                ->new_sign_count,
            0xFFFFFFFF);
  credential.sign_count = 0;
  authenticator_.counter = 0;
  EXPECT_TRUE(
      verify_assertion(party_, challenge_, authenticator_.get(challenge_), credential).has_value())
      << "who never counted need not begin";
}

// ---- The JSON around it ----

TEST_F(WebauthnTest, RefusesResponsesOfOtherShapes) {
  const StoredCredential credential = enrol();
  const wire::Json good = authenticator_.get(challenge_);
  for (const char* name : {"id", "rawId", "type", "response"}) {
    for (const wire::Json& value : {wire::Json{}, wire::Json{7}, wire::Json{"!"}, wire::Json{""},
                                    wire::Json::array(), wire::Json::object()}) {
      wire::Json changed = good;
      changed.set(name, value);
      EXPECT_EQ(get_refusal(credential, changed), WebauthnError::malformed) << name;
      EXPECT_EQ(claimed_credential_id(changed), std::nullopt) << name;
    }
  }
  for (const char* name : {"clientDataJSON", "authenticatorData", "signature"}) {
    for (const wire::Json& value : {wire::Json{}, wire::Json{7}, wire::Json{"!"}, wire::Json{"A"},
                                    wire::Json{std::string(100'000, 'A')}, wire::Json::object()}) {
      EXPECT_EQ(get_refusal(credential, with(good, name, value)), WebauthnError::malformed) << name;
    }
  }
  for (const wire::Json& whole : {wire::Json{}, wire::Json{"x"}, wire::Json::array()}) {
    EXPECT_EQ(get_refusal(credential, whole), WebauthnError::malformed);
    EXPECT_EQ(create_refusal(whole), WebauthnError::malformed);
  }
}

TEST_F(WebauthnTest, TellsTheClaimedCredentialBeforeAnythingIsChecked) {
  EXPECT_EQ(claimed_credential_id(authenticator_.get(challenge_)), authenticator_.credential_id);
  wire::Json long_id = authenticator_.get(challenge_);
  long_id.set("id", std::string(2000, 'A')).set("rawId", std::string(2000, 'A'));
  EXPECT_EQ(claimed_credential_id(long_id), std::nullopt);
}

TEST(WebauthnErrorText, NamesEachError) {
  EXPECT_EQ(to_text(WebauthnError::malformed), "malformed");
  EXPECT_EQ(to_text(WebauthnError::user_not_verified), "user_not_verified");
  EXPECT_EQ(to_text(WebauthnError::wrong_user), "wrong_user");
  EXPECT_EQ(to_text(WebauthnError::counter_regressed), "counter_regressed");
}

}  // namespace
}  // namespace haetae::accounts
