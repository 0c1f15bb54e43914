// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/site/database.hpp"
#include "haetae/site/site_file.hpp"
#include "input.hpp"

using namespace haetae;

/// A site file is taken whole or refused with a message that names the file; what was taken is the
/// same after being written and read again, and none of it can end a line of mariadb.cnf.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto site = site::parse_site_file(text, "site.toml");
  if (!site) {
    HAETAE_ASSERT(site.error().message.rfind("site.toml", 0) == 0);
    return 0;
  }
  const std::string written = site::to_toml(*site);
  const auto again = site::parse_site_file(written, "again.toml");
  HAETAE_ASSERT(again.has_value() && site::to_toml(*again) == written);
  const std::string secret(43, 's');
  const std::string configuration = site::mariadb_configuration(*site, secret);
  HAETAE_ASSERT(configuration.find("plugin") == std::string::npos ||
                text.find("plugin") != std::string_view::npos);
  return 0;
}
