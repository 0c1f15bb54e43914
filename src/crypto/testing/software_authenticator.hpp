// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/bytes.hpp"
#include "haetae/wire/json.hpp"

#include <cstdint>
#include <memory>
#include <openssl/evp.h>
#include <string>

namespace haetae::crypto::testing {

/// An authenticator and the browser before it, in software: makes the JSON that
/// `credential.toJSON()` gives. Every field can be set wrong, to see who notices.
class SoftwareAuthenticator {
 public:
  enum class Kind { es256, rs256, ed25519 };
  explicit SoftwareAuthenticator(Kind kind = Kind::es256);

  wire::Json create(base::BytesView challenge);
  wire::Json get(base::BytesView challenge);

  /// The credential public key as a COSE_Key.
  [[nodiscard]] base::Bytes cose_key() const;

  // The credential.
  base::Bytes credential_id;
  base::Bytes user_handle;
  std::uint32_t counter = 0;

  // What it says, right unless a test changes it.
  std::string rp_id = "id.example.org";
  std::string origin = "https://id.example.org";
  std::string client_data_extra = R"(,"crossOrigin":false)";
  std::string type_override;
  std::uint8_t flags = 0x1D;  // UP, UV, BE, BS
  base::Bytes extensions;     // a CBOR map; sets ED when not empty
  base::Bytes trailing;       // bytes after the end of the authenticator data
  std::string format = "none";
  base::Bytes statement;      // a CBOR map; made for "none" and "packed" when empty
  base::Bytes cose_override;  // in place of cose_key()

  // What it made last, raw.
  base::Bytes authenticator_data;
  std::string client_data;
  base::Bytes signature;
  base::Bytes attestation_object;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  };
  void make_client_data(const char* type, base::BytesView challenge);
  void make_authenticator_data(bool attested);
  [[nodiscard]] base::Bytes sign() const;

  Kind kind_;
  std::unique_ptr<EVP_PKEY, Free> key_;
};

/// CBOR, the few forms that are needed.
base::Bytes cbor_head(std::uint8_t major, std::uint64_t value);
base::Bytes cbor_integer(std::int64_t value);
base::Bytes cbor_bytes(base::BytesView bytes);
base::Bytes cbor_text(std::string_view text);
base::Bytes join(std::initializer_list<base::Bytes> parts);

}  // namespace haetae::crypto::testing
