// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/mapped_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace haetae::intake {

base::Outcome<MappedFile, IntakeError> MappedFile::open(const std::filesystem::path& path,
                                                        Use use) {
  const auto cannot = [&path](std::string_view why) {
    return base::fail(IntakeError{IntakeError::Kind::unavailable,
                                  fmt::format("{} cannot be read: {}", path.string(), why)});
  };
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return cannot(std::generic_category().message(errno));
  struct stat facts {};
  if (::fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
    ::close(file);
    return cannot("it is no regular file");
  }
  const auto size = static_cast<std::size_t>(facts.st_size);
  if (size == 0) {
    ::close(file);
    return MappedFile{nullptr, 0};
  }
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
  const int code = errno;
  ::close(file);
  if (data == MAP_FAILED) return cannot(std::generic_category().message(code));
  ::madvise(data, size, use == Use::sequential ? MADV_SEQUENTIAL : MADV_NORMAL);
  return MappedFile{static_cast<const std::uint8_t*>(data), size};
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::uint8_t*>(data_), size_);
}

}  // namespace haetae::intake
