// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/certificate.hpp"

#include <ctime>
#include <memory>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

namespace haetae::crypto {

std::optional<base::Instant> certificate_end(std::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio{
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free};
  const std::unique_ptr<X509, decltype(&X509_free)> certificate{
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), X509_free};
  std::tm civil{};
  if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &civil) != 1) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{
      std::chrono::year{civil.tm_year + 1900},
      std::chrono::month{static_cast<unsigned>(civil.tm_mon + 1)},
      std::chrono::day{static_cast<unsigned>(civil.tm_mday)}};
  return base::Instant{std::chrono::sys_days{date} + std::chrono::hours{civil.tm_hour} +
                       std::chrono::minutes{civil.tm_min} + std::chrono::seconds{civil.tm_sec}};
}

}  // namespace haetae::crypto
