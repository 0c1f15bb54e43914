// SPDX-License-Identifier: Apache-2.0
#include "artifact_part.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <system_error>
#include <unistd.h>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;

bool read_all(int file, std::uint8_t* to, std::size_t size) {
  while (size > 0) {
    const ssize_t got = ::read(file, to, size);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

bool write_at(int file, base::BytesView bytes, std::uint64_t at) {
  while (!bytes.empty()) {
    const ssize_t done = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(done));
    at += static_cast<std::uint64_t>(done);
  }
  return true;
}

}  // namespace

Outcome<PartFile, IntakeError> PartFile::open(const std::filesystem::path& path,
                                              const ArtifactFile& file, std::uint64_t chunk_bytes,
                                              const std::function<bool()>& stopping) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor < 0) {
    return fail(IntakeError{IntakeError::Kind::unavailable,
                            fmt::format("{} cannot be written: {}", path.string(),
                                        std::generic_category().message(errno))});
  }
  PartFile part{path, descriptor, file, chunk_bytes};
  part.keep_good(stopping);
  return part;
}

PartFile::PartFile(PartFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      file_(other.file_),
      chunk_bytes_(other.chunk_bytes_),
      size_(other.size_),
      whole_(std::move(other.whole_)) {}

PartFile::~PartFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void PartFile::keep_good(const std::function<bool()>& stopping) {
  base::Bytes chunk(std::min(chunk_bytes_, file_->bytes));
  while (wanted() > 0 && !stopping()) {
    chunk.resize(wanted());
    if (!read_all(descriptor_, chunk.data(), chunk.size())) break;
    if (crypto::sha256(base::BytesView{chunk}) != file_->chunks[size_ / chunk_bytes_]) break;
    whole_.add(chunk);
    size_ += chunk.size();
  }
  if (stopping()) return;
  // What stays too long is overwritten, or refused by its checksum.
  [[maybe_unused]] const int cut = ::ftruncate(descriptor_, static_cast<off_t>(size_));
}

std::uint64_t PartFile::wanted() const {
  return chunk_length(file_->bytes, chunk_bytes_, size_ / chunk_bytes_);
}

PartFile::Append PartFile::append(base::BytesView chunk) {
  if (chunk.size() != wanted() || crypto::sha256(chunk) != file_->chunks[size_ / chunk_bytes_]) {
    return Append::wrong;
  }
  if (!write_at(descriptor_, chunk, size_)) return Append::disk;
  whole_.add(chunk);
  size_ += chunk.size();
  return Append::written;
}

void PartFile::restart() {
  size_ = 0;
  static_cast<void>(whole_.finish());
  [[maybe_unused]] const int cut = ::ftruncate(descriptor_, 0);
}

bool PartFile::reserve() const {
  if (complete()) return true;
  const int done = ::fallocate(descriptor_, FALLOC_FL_KEEP_SIZE, static_cast<off_t>(size_),
                               static_cast<off_t>(file_->bytes - size_));
  // Some file systems cannot set aside; then a full disk is noticed when it is full.
  return done == 0 || (errno != ENOSPC && errno != EDQUOT && errno != EFBIG);
}

Outcome<void, IntakeError> PartFile::finish() {
  if (!complete() || whole_.finish() != file_->sha256) {
    restart();
    return fail(IntakeError{IntakeError::Kind::refused,
                            fmt::format("{}: every chunk is right and the whole is not; the "
                                        "manifest contradicts itself",
                                        file_->name)});
  }
  if (::ftruncate(descriptor_, static_cast<off_t>(size_)) != 0 || ::fsync(descriptor_) != 0) {
    return fail(IntakeError{IntakeError::Kind::unavailable,
                            fmt::format("{} cannot be written: {}", path_.string(),
                                        std::generic_category().message(errno))});
  }
  return {};
}

}  // namespace haetae::intake
