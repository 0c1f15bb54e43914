// SPDX-License-Identifier: Apache-2.0
#include "haetae/crypto/sha256_stream.hpp"

#include "haetae/base/assert.hpp"
#include "openssl.hpp"

namespace haetae::crypto {

struct Sha256Stream::State {
  MdContext context{EVP_MD_CTX_new()};
  void begin() const {
    HAETAE_ASSERT(context != nullptr);
    HAETAE_ASSERT(EVP_DigestInit_ex2(context.get(), sha256_algorithm(), nullptr) == 1);
  }
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {
  state_->begin();
}
Sha256Stream::Sha256Stream(Sha256Stream&&) noexcept = default;
Sha256Stream& Sha256Stream::operator=(Sha256Stream&&) noexcept = default;
Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::add(base::BytesView bytes) {
  HAETAE_ASSERT(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

Digest Sha256Stream::finish() {
  Digest digest{};
  HAETAE_ASSERT(EVP_DigestFinal_ex(state_->context.get(), digest.data(), nullptr) == 1);
  state_->begin();
  return digest;
}

}  // namespace haetae::crypto
