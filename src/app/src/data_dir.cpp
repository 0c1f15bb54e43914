// SPDX-License-Identifier: Apache-2.0
#include "data_dir.hpp"

#include "haetae/wire/base64url.hpp"

#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace haetae::app {
namespace {

using base::fail;
using base::Outcome;

constexpr std::size_t kSecretDigits = 64;

DataDirError error(std::string message) {
  return {std::move(message)};
}

Outcome<std::vector<crypto::SealKey>, DataDirError> parse_keys(std::string_view text,
                                                               const std::string& file) {
  std::vector<crypto::SealKey> keys;
  std::istringstream lines{std::string{text}};
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t colon = line.find(':');
    unsigned id = 256;
    if (colon != std::string::npos) std::from_chars(line.data(), line.data() + colon, id);
    const std::string digits = colon == std::string::npos ? "" : line.substr(colon + 1);
    const auto bytes = wire::hex_decode(digits);
    if (id > 255 || digits.size() != kSecretDigits || !bytes) {
      return fail(error(fmt::format("{}:{}: a key is written number:64 hex digits", file, number)));
    }
    for (const crypto::SealKey& key : keys) {
      if (key.number == id) {
        return fail(error(fmt::format("{}:{}: key {} stands here twice", file, number, id)));
      }
    }
    keys.push_back(
        {static_cast<std::uint8_t>(id), base::SecretText{std::string{base::as_text(*bytes)}}});
  }
  if (keys.empty()) return fail(error(fmt::format("{}: holds no key", file)));
  return keys;
}

}  // namespace

// Synced: keys must not be lost to a power cut.
bool write_new_file(const std::filesystem::path& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const bool written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file) == 0;
  ::close(file);
  return written;
}

Outcome<DataDir, DataDirError> open_data_dir(const std::string& path) {
  std::error_code code;
  if (!std::filesystem::exists(path, code)) {
    std::filesystem::create_directories(path, code);
    if (!code) ::chmod(path.c_str(), 0700);
  }
  if (code || !std::filesystem::is_directory(path, code)) {
    return fail(error(fmt::format(
        "data directory {} cannot be made: {}; create it, or set data.dir", path, code.message())));
  }
  if (::access(path.c_str(), R_OK | W_OK | X_OK) != 0) {
    return fail(
        error(fmt::format("data directory {} cannot be written: {}; give it to the user "
                          "that runs haetae",
                          path, std::generic_category().message(errno))));
  }
  return DataDir{path};
}

Outcome<std::vector<crypto::SealKey>, DataDirError> load_secret_keys(const DataDir& dir,
                                                                     base::Entropy& entropy) {
  const std::string file = dir.secret_file().string();
  std::error_code code;
  if (!std::filesystem::exists(file, code)) {
    if (std::filesystem::exists(dir.database(), code)) {
      return fail(
          error(fmt::format("{} is missing, but {} exists: bring the key file back from its "
                            "backup; without it nothing in the database can be opened",
                            file, dir.database().string())));
    }
    const std::string text = fmt::format(
        "# Sealing keys of this Haetae. Back this file up apart from the database; who has both "
        "has\n"
        "# everything, and who has lost this one has lost every sign-in and app secret.\n1:{}\n",
        base::random_hex(entropy, kSecretDigits));
    // Another process may have made it in between; then that one counts.
    if (!write_new_file(file, text) && errno != EEXIST) {
      return fail(error(
          fmt::format("{} cannot be written: {}", file, std::generic_category().message(errno))));
    }
  }
  struct stat status {};
  if (::stat(file.c_str(), &status) == 0 && (status.st_mode & 077) != 0) {
    return fail(error(fmt::format("{} may be read by others; run chmod 600 {}", file, file)));
  }
  std::ifstream in{file, std::ios::binary};
  std::stringstream text;
  text << in.rdbuf();
  if (!in)
    return fail(
        error(fmt::format("{} cannot be read: {}", file, std::generic_category().message(errno))));
  return parse_keys(text.str(), file);
}

}  // namespace haetae::app
