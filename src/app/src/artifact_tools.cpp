// SPDX-License-Identifier: Apache-2.0
#include "artifact_tools.hpp"

#include "data_dir.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <sys/stat.h>
#include <system_error>

namespace haetae::app {
namespace {

using base::fail;
using base::Outcome;

constexpr std::string_view kKeyMark = "haetae-ed25519-private:";

}  // namespace

bool Pause::wait(base::Milliseconds span) {
  std::unique_lock lock{mutex_};
  return !wake_.wait_for(lock, span, [this] { return stopped_; });
}

void Pause::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopped_ = true;
  }
  wake_.notify_all();
}

bool Pause::stopped() const {
  const std::lock_guard lock{mutex_};
  return stopped_;
}

Outcome<std::vector<crypto::Ed25519Public>, ConfigError> trusted_keys(const Config& config) {
  std::vector<crypto::Ed25519Public> keys;
  for (const std::string& text : config.data.trusted_keys) {
    const auto key = crypto::ed25519_public_from_text(text);
    if (!key) {
      return fail(ConfigError{fmt::format(
          "'data.trusted_keys': '{}' is no public key of `haetae data keys show`", text)});
    }
    keys.push_back(*key);
  }
  return keys;
}

Outcome<void, ConfigError> write_signing_key(const std::string& path,
                                             const crypto::Ed25519Signer& signer) {
  const base::SecretText seed = signer.seed();
  const base::SecretText text{fmt::format(
      "# Signs what Haetae publishes. Who has it can give data to every site that trusts {}.\n"
      "{}{}\n",
      crypto::to_text(signer.public_key()), kKeyMark, seed.reveal())};
  if (write_new_file(path, text.reveal())) return {};
  return fail(ConfigError{
      fmt::format("{} cannot be written: {}", path, std::generic_category().message(errno))});
}

Outcome<crypto::Ed25519Signer, ConfigError> read_signing_key(const std::string& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0 && (facts.st_mode & 077) != 0) {
    return fail(ConfigError{fmt::format("{} may be read by others; run chmod 600 {}", path, path)});
  }
  auto read = read_secret_file(path);
  if (!read) return fail(read.error());
  const base::SecretText text{std::move(*read)};
  const std::string_view all = text.reveal();
  const std::size_t at = all.find(kKeyMark);
  auto signer = at == std::string_view::npos
                    ? std::nullopt
                    : crypto::Ed25519Signer::from_seed(all.substr(at + kKeyMark.size()));
  if (!signer) return fail(ConfigError{fmt::format("{} holds no private key", path)});
  return std::move(*signer);
}

}  // namespace haetae::app
