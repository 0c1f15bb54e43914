// SPDX-License-Identifier: Apache-2.0
#include "certificates.hpp"

#include "files.hpp"
#include "haetae/crypto/group_certificate.hpp"

#include <fmt/format.h>

namespace haetae::site {

using base::fail;
using base::Outcome;
using crypto::CertificateFault;

namespace fs = std::filesystem;

namespace {

Outcome<void, SiteError> write_own(const SiteFile& site, std::string_view secret) {
  const SiteFile::Tls files = site.certificates();
  std::error_code code;
  const fs::path folder = files.certificate.parent_path();
  fs::create_directories(folder, code);
  if (auto owned = give_to(folder, site.user); !owned) return owned;
  const auto made = crypto::make_group_certificate(secret, site.cluster, site.name);
  const std::pair<fs::path, std::string_view> texts[] = {
      {files.authority, made.authority},
      {files.certificate, made.certificate},
      {files.private_key, made.private_key.reveal()}};
  for (const auto& [file, text] : texts) {
    // A running database reads them again at every transfer: only what differs is written.
    if (read_file(file) == text) continue;
    if (auto written = write_private(file, text, site.user); !written) return written;
  }
  return {};
}

SiteError complaint(const SiteFile::Tls& files, CertificateFault fault) {
  const auto say = [](const fs::path& file, std::string_view what) {
    return SiteError{fmt::format("{} {}", file.string(), what)};
  };
  switch (fault) {
    case CertificateFault::no_certificate:
      return say(files.certificate, "holds no certificate (PEM), or cannot be read");
    case CertificateFault::no_key:
      return say(files.private_key,
                 "holds no private key (PEM, without passphrase), or cannot be read");
    case CertificateFault::no_authority:
      return say(files.authority, "holds no certificate of an authority (PEM), or cannot be read");
    case CertificateFault::other_key:
      return say(files.private_key, "is not the key of the certificate");
    case CertificateFault::not_trusted:
      return say(files.certificate,
                 fmt::format("is not signed by {} for TLS servers and clients, so no other site "
                             "would take it",
                             files.authority.string()));
    case CertificateFault::expired:
      return say(files.certificate,
                 "has ended or has not begun: no other site would take it. Put a new one in its "
                 "place");
  }
  return say(files.certificate, "cannot be used");
}

}  // namespace

Outcome<void, SiteError> prepare_certificates(const SiteFile& site, std::string_view secret,
                                              base::Instant now) {
  if (!site.is_encrypted()) return {};
  if (!site.tls.given()) return write_own(site, secret);
  const auto checked =
      crypto::check_certificate(read_file(site.tls.certificate), read_file(site.tls.private_key),
                                read_file(site.tls.authority), now);
  if (!checked) return fail(complaint(site.tls, checked.error()));
  return {};
}

}  // namespace haetae::site
