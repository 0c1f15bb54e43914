// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/app/config.hpp"
#include "haetae/base/secret.hpp"
#include "haetae/intake/artifact_publish.hpp"
#include "haetae/intake/artifact_pull.hpp"

#include <functional>
#include <memory>
#include <string>

namespace haetae::app {

/// Where artifacts are kept, and how it is spoken to.
struct StoreAccess {
  std::string url;          ///< http(s), without '/' at its end; what an s3:// URL came to
  bool plain_http = false;  ///< whether http may be spoken to others than this machine
  std::string ca_file;
  std::int64_t stall_seconds = 30;
  bool s3 = false;
  std::string region;
  std::string user;  ///< access key id; with the secret, requests are signed (SigV4)
  base::SecretText secret;
};

/// Reads `https://host/path`, or `s3://bucket/path` with the options `data.s3_…`. Errors: a
/// sentence about what is wrong with the URL, the options or the credentials file.
[[nodiscard]] base::Outcome<StoreAccess, ConfigError> store_access(const Config& config,
                                                                   std::string_view url);

/// The artifacts of an HTTPS server or an S3 bucket; the one place that speaks HTTP for data. One
/// thread at a time. Redirects: at most three, never to plain http, none where requests are signed.
class HttpStore final : public intake::ArtifactSource, public intake::ArtifactShelf {
 public:
  /// `stopping` is asked several times a second during a transfer.
  HttpStore(StoreAccess access, std::function<bool()> stopping);
  ~HttpStore() override;
  HttpStore(const HttpStore&) = delete;
  HttpStore& operator=(const HttpStore&) = delete;

  base::Outcome<void, intake::FetchError> fetch(const intake::FetchRequest& request,
                                                intake::FetchSink& sink) override;

  base::Outcome<std::optional<std::string>, intake::IntakeError> read(
      const std::string& name) override;
  base::Outcome<void, intake::IntakeError> put_file(const std::string& name,
                                                    const std::filesystem::path& file) override;
  base::Outcome<void, intake::IntakeError> put_text(const std::string& name,
                                                    const std::string& text) override;

 private:
  struct Transfer;
  struct Handle;
  void prepare(const std::string& url, Transfer& transfer);
  void sign(Transfer& transfer, base::BytesView body);
  base::Outcome<void, intake::IntakeError> put(const std::string& name, base::BytesView bytes);

  const StoreAccess access_;
  const std::function<bool()> stopping_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace haetae::app
