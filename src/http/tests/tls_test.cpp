// SPDX-License-Identifier: Apache-2.0
#include "server_fixture.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <optional>

namespace haetae::http {
namespace {

struct Deleter {
  void operator()(EVP_PKEY* it) const { EVP_PKEY_free(it); }
  void operator()(X509* it) const { X509_free(it); }
  void operator()(SSL_CTX* it) const { SSL_CTX_free(it); }
  void operator()(SSL* it) const { SSL_free(it); }
  void operator()(std::FILE* it) const { std::fclose(it); }
  void operator()(X509_EXTENSION* it) const { X509_EXTENSION_free(it); }
};
template <class T>
using Owned = std::unique_ptr<T, Deleter>;

/// Writes a new self-signed certificate for a host name.
void write_certificate(const Certificate& files, const std::string& host) {
  const Owned<EVP_PKEY> key{EVP_EC_gen("P-256")};
  const Owned<X509> certificate{X509_new()};
  auto* const raw = certificate.get();
  X509_set_version(raw, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(raw), 1);
  X509_gmtime_adj(X509_getm_notBefore(raw), -3600);
  X509_gmtime_adj(X509_getm_notAfter(raw), 3600);
  auto* const name = X509_get_subject_name(raw);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0);
  X509_set_issuer_name(raw, name);
  const Owned<X509_EXTENSION> names{
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("DNS:" + host).c_str())};
  X509_add_ext(raw, names.get(), -1);
  X509_set_pubkey(raw, key.get());
  X509_sign(raw, key.get(), EVP_sha256());
  const Owned<std::FILE> chain{std::fopen(files.chain_file.c_str(), "w")};
  PEM_write_X509(chain.get(), raw);
  const Owned<std::FILE> secret{std::fopen(files.key_file.c_str(), "w")};
  PEM_write_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

struct ClientOptions {
  std::string server_name;
  std::string alpn;  ///< in wire form
  int version_max = 0;
};

class TlsClient {
 public:
  TlsClient(std::uint16_t port, const ClientOptions& options)
      : socket_(port), context_(SSL_CTX_new(TLS_client_method())) {
    if (options.version_max != 0) {
      SSL_CTX_set_max_proto_version(context_.get(), options.version_max);
    }
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_.handle());
    if (!options.server_name.empty()) {
      SSL_set_tlsext_host_name(ssl_.get(), options.server_name.c_str());
    }
    if (!options.alpn.empty()) {
      SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(options.alpn.data()),
                          static_cast<unsigned>(options.alpn.size()));
    }
    connected_ = SSL_connect(ssl_.get()) == 1;
  }

  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] std::string version() const { return SSL_get_version(ssl_.get()); }
  [[nodiscard]] std::string subject() const {
    const Owned<X509> certificate{SSL_get1_peer_certificate(ssl_.get())};
    std::array<char, 100> name{};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name.data(),
                              name.size());
    return name.data();
  }
  [[nodiscard]] std::string alpn() const {
    const unsigned char* chosen = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(ssl_.get(), &chosen, &length);
    return {reinterpret_cast<const char*>(chosen), length};
  }
  std::string ask(std::string_view bytes) {
    SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    std::string answer;
    std::array<char, 20'000> room;
    for (;;) {
      const int count = SSL_read(ssl_.get(), room.data(), static_cast<int>(room.size()));
      if (count <= 0) {
        return answer;
      }
      answer.append(room.data(), static_cast<std::size_t>(count));
      const auto head = answer.find("\r\n\r\n");
      if (head != std::string::npos &&
          answer.size() >= head + 4 + std::stoul("0" + field_of(answer, "Content-Length"))) {
        return answer;
      }
    }
  }

 private:
  RawClient socket_;
  Owned<SSL_CTX> context_;
  Owned<SSL> ssl_;
  bool connected_ = false;
};

class TlsTest : public ServerTest {
 protected:
  TlsTest() {
    first_ = files("first");
    second_ = files("second");
    write_certificate(first_, "one.kr");
    write_certificate(second_, "two.kr");
    options_.listeners[0].tls = TlsOptions{.certificates = {first_, second_}};
  }
  static Certificate files(const std::string& name) {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    const auto start = testing::TempDir() + "haetae_" + test->name() + "_" + name;
    return {start + ".crt", start + ".key"};
  }

  static constexpr std::string_view kWho = "GET /who HTTP/1.1\r\nHost: one.kr\r\n\r\n";
  Certificate first_;
  Certificate second_;
};

TEST_F(TlsTest, ServesTls13) {
  options_.hsts_max_age = base::Seconds{31'536'000};
  start();
  TlsClient client{port(),
                   {.server_name = "one.kr", .alpn = "\x02h2\x08http/1.1", .version_max = 0}};
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.version(), "TLSv1.3");
  EXPECT_EQ(client.alpn(), "http/1.1");
  const auto answer = client.ask(kWho);
  EXPECT_EQ(body_of(answer), "127.0.0.1 s one.kr");
  EXPECT_EQ(field_of(answer, "Strict-Transport-Security"), "max-age=31536000");
  EXPECT_EQ(body_of(client.ask(kWho)), "127.0.0.1 s one.kr");
  const auto large = client.ask("GET /large HTTP/1.1\r\nHost: one.kr\r\n\r\n");
  EXPECT_EQ(body_of(large).size(), 8U * 1024 * 1024);
}

TEST_F(TlsTest, RefusesOlderVersionsUnlessTold) {
  start();
  EXPECT_FALSE(TlsClient(port(), {.version_max = TLS1_2_VERSION}).connected());
  server_->stop();
  options_.listeners[0].tls->allow_tls12 = true;
  start();
  TlsClient client{port(), {.version_max = TLS1_2_VERSION}};
  ASSERT_TRUE(client.connected());
  EXPECT_EQ(client.version(), "TLSv1.2");
  EXPECT_FALSE(TlsClient(port(), {.version_max = TLS1_1_VERSION}).connected());
}

TEST_F(TlsTest, RefusesClientsThatSpeakOtherProtocolsOnly) {
  start();
  TlsClient client{port(), {.alpn = "\x02h2"}};
  EXPECT_FALSE(client.connected());
  RawClient plain{port()};
  plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(plain.read_all().find("HTTP"), std::string::npos);
}

TEST_F(TlsTest, ChoosesTheCertificateByServerName) {
  start();
  EXPECT_EQ(TlsClient(port(), {.server_name = "one.kr"}).subject(), "one.kr");
  EXPECT_EQ(TlsClient(port(), {.server_name = "two.kr"}).subject(), "two.kr");
  EXPECT_EQ(TlsClient(port(), {.server_name = "three.kr"}).subject(), "one.kr");
  EXPECT_EQ(TlsClient(port(), {}).subject(), "one.kr");
}

TEST_F(TlsTest, TakesNewCertificatesWhileItServes) {
  start();
  TlsClient old{port(), {}};
  ASSERT_TRUE(old.connected());
  write_certificate(first_, "new.kr");
  ASSERT_TRUE(server_->reload_tls());
  // The swap happens on the I/O thread, which this answer has passed.
  EXPECT_EQ(status_of(old.ask(kWho)), 200);
  TlsClient fresh{port(), {}};
  EXPECT_EQ(fresh.subject(), "new.kr");
  EXPECT_EQ(status_of(fresh.ask(kWho)), 200);
  EXPECT_EQ(status_of(old.ask(kWho)), 200);
}

TEST_F(TlsTest, KeepsTheOldCertificatesWhenTheNewAreBroken) {
  start();
  std::ofstream{first_.chain_file} << "no certificate";
  const auto reloaded = server_->reload_tls();
  ASSERT_FALSE(reloaded);
  EXPECT_EQ(reloaded.error().code, ServerError::Code::bad_certificate);
  EXPECT_NE(reloaded.error().message.find(first_.chain_file), std::string::npos);
  EXPECT_EQ(TlsClient(port(), {}).subject(), "one.kr");
  // A key that belongs to another certificate is as broken.
  write_certificate(first_, "one.kr");
  const auto other = files("other");
  write_certificate(other, "x.kr");
  std::ofstream{first_.key_file} << std::ifstream{other.key_file}.rdbuf();
  EXPECT_FALSE(server_->reload_tls());
}

TEST_F(TlsTest, EndsHandshakesThatDoNotCome) {
  start();
  RawClient silent{port()};
  ASSERT_TRUE(observer_.wait_opened(1));
  for (int i = 0; i < 4000 && !observer_.wait_closed(1, std::chrono::milliseconds{5}); ++i) {
    clock_.advance(base::Milliseconds{2'000});
  }
  EXPECT_TRUE(silent.is_closed());
}

}  // namespace
}  // namespace haetae::http
