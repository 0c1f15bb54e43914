// SPDX-License-Identifier: Apache-2.0
#include "haetae/site/witness.hpp"

#include "configuration.hpp"
#include "processes.hpp"

#include <fmt/format.h>

namespace haetae::site {

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
