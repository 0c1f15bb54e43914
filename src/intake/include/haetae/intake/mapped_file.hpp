// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/base/bytes.hpp"
#include "haetae/base/outcome.hpp"
#include "haetae/intake/error.hpp"

#include <filesystem>

namespace haetae::intake {

/// A file seen as bytes, read-only, for as long as this lives. Files that are mapped are never
/// written in place: they are replaced by renaming.
class MappedFile {
 public:
  enum class Use { sequential, random };
  [[nodiscard]] static base::Outcome<MappedFile, IntakeError> open(
      const std::filesystem::path& path, Use use);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  [[nodiscard]] base::BytesView bytes() const { return {data_, size_}; }

 private:
  MappedFile(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  const std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace haetae::intake
