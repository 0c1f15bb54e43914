// SPDX-License-Identifier: Apache-2.0
#include "haetae/site/witness.hpp"

#include "certificates.hpp"
#include "configuration.hpp"
#include "files.hpp"
#include "processes.hpp"

#include <fmt/format.h>

namespace haetae::site {

base::Outcome<void, SiteError> prepare_witness(const SiteFile& site, std::string_view secret,
                                               base::Instant now) {
  std::error_code code;
  std::filesystem::create_directories(site.dir, code);
  if (auto owned = give_to(site.dir, site.user); !owned) return owned;
  return prepare_certificates(site, secret, now);
}

Command witness_command(const SiteFile& site) {
  return {.arguments = {"garbd", "--address", galera_address(site), "--group", site.cluster,
                        "--name", site.name, "--options", witness_options(site), "--log",
                        site.witness_log().string()},
          .log = site.witness_log(),
          .user = site.user,
          .own_session = true};
}

std::optional<pid_t> running_witness(const SiteFile& site) {
  return find_process("garbd", site.witness_log().string(), "");
}

}  // namespace haetae::site
