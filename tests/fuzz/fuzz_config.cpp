// SPDX-License-Identifier: Apache-2.0
#include "haetae/app/config.hpp"
#include "haetae/base/assert.hpp"
#include "input.hpp"

using namespace haetae;

/// A configuration is taken whole or refused with a message that names the file; what was taken
/// survives being written out and read again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  app::Config config;
  const auto done = app::apply_toml(config, text, "haetae.toml");
  if (!done) {
    HAETAE_ASSERT(done.error().message.rfind("haetae.toml:", 0) == 0);
    return 0;
  }
  std::string again;
  for (const app::Option& option : app::options()) {
    again += std::string{option.name} + " = " + app::option_text(option, config) + "\n";
  }
  app::Config copy;
  // A text may hold what JSON writes otherwise than TOML reads (lone escapes); then it is refused,
  // never read as something else.
  if (!app::apply_toml(copy, again, "again.toml")) return 0;
  for (const app::Option& option : app::options()) {
    HAETAE_ASSERT(app::option_text(option, copy) == app::option_text(option, config));
  }
  return 0;
}
