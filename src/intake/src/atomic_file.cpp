// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/data_store.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <system_error>
#include <unistd.h>

namespace haetae::intake {
namespace {

constexpr std::size_t kBufferBytes = 1 << 20;

bool write_all(int file, const std::uint8_t* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(file, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    data += written;
    size -= static_cast<std::size_t>(written);
  }
  return true;
}

}  // namespace

void sync_directory(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
}

AtomicFile::AtomicFile(std::filesystem::path path) : path_(std::move(path)), part_(path_) {
  part_ += ".part";
  file_ = ::open(part_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  failed_ = file_ < 0;
  buffer_.reserve(kBufferBytes);
}

AtomicFile::~AtomicFile() {
  if (file_ < 0) return;
  ::close(file_);
  ::unlink(part_.c_str());
}

bool AtomicFile::flush() {
  failed_ = failed_ || !write_all(file_, buffer_.data(), buffer_.size());
  buffer_.clear();
  return !failed_;
}

bool AtomicFile::write(base::BytesView bytes) {
  size_ += bytes.size();
  if (buffer_.size() + bytes.size() > kBufferBytes && !flush()) return false;
  if (bytes.size() > kBufferBytes) {
    failed_ = failed_ || !write_all(file_, bytes.data(), bytes.size());
  } else {
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  }
  return !failed_;
}

bool AtomicFile::sync() {
  if (!flush()) return false;
  failed_ = ::fsync(file_) != 0;
  return !failed_;
}

base::Outcome<void, IntakeError> AtomicFile::commit() {
  if (!sync() || ::rename(part_.c_str(), path_.c_str()) != 0) {
    return base::fail(
        IntakeError{IntakeError::Kind::unavailable,
                    fmt::format("{} cannot be written: {}; is there room on the disk?",
                                path_.string(), std::generic_category().message(errno))});
  }
  ::close(file_);
  file_ = -1;
  sync_directory(path_.parent_path());
  return {};
}

}  // namespace haetae::intake
