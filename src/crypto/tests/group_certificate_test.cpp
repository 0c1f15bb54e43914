// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/group_certificate.hpp"

#include "haetae/crypto/certificate.hpp"

#include <gtest/gtest.h>

namespace haetae::crypto {
namespace {

constexpr std::string_view kSecret = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG";
constexpr std::string_view kOther = "another secret of at least thirty-two bytes";
const base::Instant kNow = base::from_unix_seconds(1'800'000'000);

CertificateFault fault(std::string_view certificate, std::string_view key,
                       std::string_view authority, base::Instant now = kNow) {
  const auto checked = check_certificate(certificate, key, authority, now);
  EXPECT_FALSE(checked.has_value());
  return checked ? CertificateFault{} : checked.error();
}

TEST(GroupCertificate, IsTheSameWhoeverMakesItAndWhenever) {
  const auto one = make_group_certificate(kSecret, "haetae", "a");
  const auto again = make_group_certificate(kSecret, "haetae", "a");
  EXPECT_EQ(one.authority, again.authority);
  EXPECT_EQ(one.certificate, again.certificate);
  EXPECT_EQ(one.private_key.reveal(), again.private_key.reveal());
}

TEST(GroupCertificate, OfOneMemberIsTrustedByEveryOtherAndDoesNotEnd) {
  const auto a = make_group_certificate(kSecret, "haetae", "a");
  const auto b = make_group_certificate(kSecret, "haetae", "b");
  EXPECT_EQ(a.authority, b.authority);
  EXPECT_NE(a.certificate, b.certificate);
  EXPECT_NE(a.private_key.reveal(), b.private_key.reveal());
  const auto checked = check_certificate(b.certificate, b.private_key.reveal(), a.authority, kNow);
  ASSERT_TRUE(checked.has_value());
  using namespace std::chrono;
  EXPECT_EQ(*checked, sys_days{December / 31 / 9999} + hours{23} + minutes{59} + seconds{59});
}

TEST(GroupCertificate, OfAnotherSecretOrGroupIsNotTrusted) {
  const auto ours = make_group_certificate(kSecret, "haetae", "a");
  const auto stranger = make_group_certificate(kOther, "haetae", "a");
  const auto elsewhere = make_group_certificate(kSecret, "other", "a");
  EXPECT_EQ(fault(stranger.certificate, stranger.private_key.reveal(), ours.authority),
            CertificateFault::not_trusted);
  EXPECT_EQ(fault(elsewhere.certificate, elsewhere.private_key.reveal(), ours.authority),
            CertificateFault::not_trusted);
}

TEST(GroupCertificate, AMemberCannotMakeOthersMembers) {
  const auto member = make_group_certificate(kSecret, "haetae", "a");
  const auto other = make_group_certificate(kSecret, "haetae", "b");
  // A member's certificate as if it were an authority.
  EXPECT_EQ(fault(other.certificate, other.private_key.reveal(), member.certificate),
            CertificateFault::not_trusted);
}

TEST(CheckCertificate, NamesWhatIsWrong) {
  const auto a = make_group_certificate(kSecret, "haetae", "a");
  const auto b = make_group_certificate(kSecret, "haetae", "b");
  const std::string_view key = a.private_key.reveal();
  EXPECT_EQ(fault("", key, a.authority), CertificateFault::no_certificate);
  EXPECT_EQ(fault(a.certificate, a.certificate, a.authority), CertificateFault::no_key);
  EXPECT_EQ(fault(a.certificate, key, key), CertificateFault::no_authority);
  EXPECT_EQ(fault(a.certificate, b.private_key.reveal(), a.authority), CertificateFault::other_key);
  EXPECT_EQ(fault(a.certificate, key, a.authority, base::from_unix_seconds(900'000'000)),
            CertificateFault::expired);
}

TEST(CheckCertificate, NeverAsksForAPassphrase) {
  // openssl genpkey -algorithm ed25519 -aes256 -pass pass:x
  constexpr std::string_view kLocked =
      "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
      "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAh2d6dEk6igTAICCAAw\n"
      "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEDfRzqZUbWtnjcg7HBy+aIYEQMke\n"
      "b4Br8bwf72X2HhdwUnRhnJO5GNrpDQ9QPJs9Ckq8ysHOtensUYuXGycOGAtdqpEO\n"
      "dkooFWdBLdom7ZaTjwc=\n"
      "-----END ENCRYPTED PRIVATE KEY-----\n";
  const auto a = make_group_certificate(kSecret, "haetae", "a");
  EXPECT_EQ(fault(a.certificate, kLocked, a.authority), CertificateFault::no_key);
}

}  // namespace
}  // namespace haetae::crypto
