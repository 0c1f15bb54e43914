// SPDX-License-Identifier: Apache-2.0
#include "tls_context.hpp"

#include <array>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string_view>

namespace haetae::http {
namespace {

using ContextPointer = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

ServerError certificate_error(std::string_view file) {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  ERR_clear_error();
  return {ServerError::Code::bad_certificate, fmt::format("{}: {}", file, text.data())};
}

/// RFC 7301: http/1.1 or a fatal alert; a client that offers nothing is fine.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_length,
                    const unsigned char* offered, unsigned offered_length, void*) {
  static constexpr std::array<unsigned char, 9> kOurs = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  const int result = SSL_select_next_proto(&chosen, out_length, kOurs.data(), kOurs.size(), offered,
                                           offered_length);
  if (result != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

int choose_certificate(SSL* ssl, int*, void* context) {
  const char* const name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (name != nullptr) {
    if (auto* const found = static_cast<const TlsContext*>(context)->find(name)) {
      SSL_set_SSL_CTX(ssl, found);
    }
  }
  return SSL_TLSEXT_ERR_OK;
}

base::Outcome<ContextPointer, ServerError> make_context(const Certificate& certificate,
                                                        bool allow_tls12) {
  ERR_clear_error();
  ContextPointer context{SSL_CTX_new(TLS_server_method()), &SSL_CTX_free};
  if (!context) {
    return base::fail(certificate_error("TLS"));
  }
  auto* const raw = context.get();
  SSL_CTX_set_min_proto_version(raw, allow_tls12 ? TLS1_2_VERSION : TLS1_3_VERSION);
  // For TLS 1.2, forward secrecy and authenticated encryption alone, as TLS 1.3 has anyway.
  SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                               SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                            SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  static constexpr std::array<unsigned char, 6> kSessionContext = {'h', 'a', 'e', 't', 'a', 'e'};
  SSL_CTX_set_session_id_context(raw, kSessionContext.data(), kSessionContext.size());
  SSL_CTX_set_alpn_select_cb(raw, &choose_protocol, nullptr);
  if (SSL_CTX_use_certificate_chain_file(raw, certificate.chain_file.c_str()) != 1) {
    return base::fail(certificate_error(certificate.chain_file));
  }
  if (SSL_CTX_use_PrivateKey_file(raw, certificate.key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(raw) != 1) {
    return base::fail(certificate_error(certificate.key_file));
  }
  return context;
}

}  // namespace

base::Outcome<std::shared_ptr<TlsContext>, ServerError> TlsContext::load(
    const TlsOptions& options) {
  if (options.certificates.empty()) {
    return base::fail(ServerError{ServerError::Code::bad_certificate, "no certificate is named"});
  }
  std::shared_ptr<TlsContext> loaded{new TlsContext};
  for (const auto& certificate : options.certificates) {
    auto context = make_context(certificate, options.allow_tls12);
    if (!context) {
      return base::fail(std::move(context).error());
    }
    SSL_CTX_set_tlsext_servername_callback(context->get(), &choose_certificate);
    SSL_CTX_set_tlsext_servername_arg(context->get(), loaded.get());
    loaded->contexts_.push_back(context->release());
  }
  return loaded;
}

TlsContext::~TlsContext() {
  for (auto* const context : contexts_) {
    SSL_CTX_free(context);
  }
}

ssl_ctx_st* TlsContext::find(const char* server_name) const {
  for (auto* const context : contexts_) {
    auto* const certificate = SSL_CTX_get0_certificate(context);
    if (X509_check_host(certificate, server_name, 0, 0, nullptr) == 1) {
      return context;
    }
  }
  return nullptr;
}

}  // namespace haetae::http
