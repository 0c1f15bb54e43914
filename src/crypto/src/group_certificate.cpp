// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/group_certificate.hpp"

#include "haetae/base/assert.hpp"
#include "haetae/base/bytes.hpp"
#include "haetae/crypto/certificate.hpp"
#include "haetae/crypto/hash.hpp"
#include "openssl.hpp"

#include <array>
#include <fmt/format.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace haetae::crypto {
namespace {

using Certificate = std::unique_ptr<X509, OpensslDeleter<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, OpensslDeleter<X509_EXTENSION_free>>;
using Memory = std::unique_ptr<BIO, OpensslDeleter<BIO_free>>;
using Trust = std::unique_ptr<X509_STORE, OpensslDeleter<X509_STORE_free>>;
using TrustContext = std::unique_ptr<X509_STORE_CTX, OpensslDeleter<X509_STORE_CTX_free>>;

/// Before every clock that is not broken, and the end that RFC 5280 has for "none".
constexpr const char* kBegin = "20000101000000Z";
constexpr const char* kNoEnd = "99991231235959Z";
constexpr const char* kAuthorityName = "authority";

Pkey derived_key(std::string_view secret, std::string_view purpose) {
  Digest seed = derive_key(base::as_bytes(secret), purpose);
  Pkey key{EVP_PKEY_new_raw_private_key_ex(nullptr, "ED25519", nullptr, seed.data(), seed.size())};
  OPENSSL_cleanse(seed.data(), seed.size());
  HAETAE_ASSERT(key != nullptr);
  return key;
}

void name(X509_NAME* subject, std::string_view group, std::string_view member) {
  const auto add = [&](const char* field, std::string_view text) {
    HAETAE_ASSERT(X509_NAME_add_entry_by_txt(subject, field, MBSTRING_ASC,
                                             reinterpret_cast<const unsigned char*>(text.data()),
                                             static_cast<int>(text.size()), -1, 0) == 1);
  };
  add("O", group);
  add("CN", member);
}

void extend(X509* certificate, X509* issuer, int kind, const char* text) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension{X509V3_EXT_conf_nid(nullptr, &context, kind, text)};
  HAETAE_ASSERT(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

/// A certificate without its extensions and signature. Its serial number follows from its name.
Certificate blank(std::string_view group, std::string_view member, EVP_PKEY* key) {
  Certificate out{X509_new()};
  HAETAE_ASSERT(out != nullptr);
  Digest number = sha256(fmt::format("{}\n{}", group, member));
  number[0] = static_cast<std::uint8_t>((number[0] & 0x3F) | 0x40);  // positive, never shorter
  const BigNumber serial{BN_bin2bn(number.data(), 16, nullptr)};
  HAETAE_ASSERT(X509_set_version(out.get(), X509_VERSION_3) == 1);
  HAETAE_ASSERT(BN_to_ASN1_INTEGER(serial.get(), X509_get_serialNumber(out.get())) != nullptr);
  HAETAE_ASSERT(ASN1_TIME_set_string_X509(X509_getm_notBefore(out.get()), kBegin) == 1);
  HAETAE_ASSERT(ASN1_TIME_set_string_X509(X509_getm_notAfter(out.get()), kNoEnd) == 1);
  HAETAE_ASSERT(X509_set_pubkey(out.get(), key) == 1);
  name(X509_get_subject_name(out.get()), group, member);
  return out;
}

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const Memory memory{BIO_new(BIO_s_mem())};
  HAETAE_ASSERT(PEM_write_bio_X509(memory.get(), certificate) == 1);
  return text_of(memory.get());
}

base::SecretText pem_of(EVP_PKEY* key) {
  const Memory memory{BIO_new(BIO_s_secmem())};
  HAETAE_ASSERT(
      PEM_write_bio_PKCS8PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return base::SecretText{text_of(memory.get())};
}

Memory reader(std::string_view text) {
  return Memory{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
}

Certificate read_certificate(BIO* from) {
  return Certificate{PEM_read_bio_X509(from, nullptr, nullptr, nullptr)};
}

/// Never asks at a terminal: a key with a passphrase is none.
Pkey read_key(std::string_view pem) {
  const auto no_passphrase = [](char*, int, int, void*) { return -1; };
  return Pkey{PEM_read_bio_PrivateKey(reader(pem).get(), nullptr, no_passphrase, nullptr)};
}

/// X509_V_OK, or why nobody with this trust accepts the certificate for `purpose`.
int verify(X509_STORE* trust, X509* certificate, STACK_OF(X509) * between, int purpose,
           base::Instant now) {
  const TrustContext context{X509_STORE_CTX_new()};
  HAETAE_ASSERT(context != nullptr);
  HAETAE_ASSERT(X509_STORE_CTX_init(context.get(), trust, certificate, between) == 1);
  HAETAE_ASSERT(X509_STORE_CTX_set_purpose(context.get(), purpose) == 1);
  X509_STORE_CTX_set_time(context.get(), 0,
                          static_cast<std::time_t>(base::to_unix_milliseconds(now) / 1000));
  return X509_verify_cert(context.get()) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(context.get());
}

CertificateFault fault_of(int error) {
  return error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID
             ? CertificateFault::expired
             : CertificateFault::not_trusted;
}

}  // namespace

GroupCertificate make_group_certificate(std::string_view secret, std::string_view group,
                                        std::string_view member) {
  const Pkey root = derived_key(secret, fmt::format("haetae group authority {}", group));
  const Certificate authority = blank(group, kAuthorityName, root.get());
  X509* const issuer = authority.get();
  HAETAE_ASSERT(X509_set_issuer_name(issuer, X509_get_subject_name(issuer)) == 1);
  extend(issuer, issuer, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  extend(issuer, issuer, NID_key_usage, "critical,keyCertSign");
  extend(issuer, issuer, NID_subject_key_identifier, "hash");
  HAETAE_ASSERT(X509_sign(issuer, root.get(), nullptr) > 0);

  const Pkey key = derived_key(secret, fmt::format("haetae group member {}\n{}", group, member));
  const Certificate own = blank(group, member, key.get());
  HAETAE_ASSERT(X509_set_issuer_name(own.get(), X509_get_subject_name(issuer)) == 1);
  extend(own.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  extend(own.get(), issuer, NID_key_usage, "critical,digitalSignature");
  extend(own.get(), issuer, NID_ext_key_usage, "serverAuth,clientAuth");
  extend(own.get(), issuer, NID_subject_key_identifier, "hash");
  extend(own.get(), issuer, NID_authority_key_identifier, "keyid");
  HAETAE_ASSERT(X509_sign(own.get(), root.get(), nullptr) > 0);
  return {.authority = pem_of(issuer),
          .certificate = pem_of(own.get()),
          .private_key = pem_of(key.get())};
}

base::Outcome<base::Instant, CertificateFault> check_certificate(std::string_view certificate,
                                                                 std::string_view private_key,
                                                                 std::string_view authority,
                                                                 base::Instant now) {
  const auto chain = reader(certificate), roots = reader(authority);
  const Certificate own = read_certificate(chain.get());
  const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> between{
      sk_X509_new_null(), [](STACK_OF(X509) * all) { sk_X509_pop_free(all, X509_free); }};
  while (Certificate next = read_certificate(chain.get())) {
    HAETAE_ASSERT(sk_X509_push(between.get(), next.release()) > 0);
  }
  const Trust trust{X509_STORE_new()};
  bool has_root = false;
  while (const Certificate root = read_certificate(roots.get())) {
    has_root = X509_STORE_add_cert(trust.get(), root.get()) == 1 || has_root;
  }
  const Pkey key = read_key(private_key);
  // Reading to the end of a text leaves entries in the thread's error queue; nobody reads them.
  ERR_clear_error();
  if (!own) return base::fail(CertificateFault::no_certificate);
  if (!key) return base::fail(CertificateFault::no_key);
  if (!has_root) return base::fail(CertificateFault::no_authority);
  if (X509_check_private_key(own.get(), key.get()) != 1) {
    ERR_clear_error();
    return base::fail(CertificateFault::other_key);
  }
  for (const int purpose : {X509_PURPOSE_SSL_SERVER, X509_PURPOSE_SSL_CLIENT}) {
    const int error = verify(trust.get(), own.get(), between.get(), purpose, now);
    if (error != X509_V_OK) return base::fail(fault_of(error));
  }
  return certificate_end(certificate).value_or(now);
}

}  // namespace haetae::crypto
