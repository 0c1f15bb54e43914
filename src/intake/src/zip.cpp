// SPDX-License-Identifier: Apache-2.0
#include "blob.hpp"
#include "haetae/intake/cp949.hpp"

#include <fmt/format.h>
#include <zip.h>

namespace haetae::intake {
namespace {

using base::fail;
using base::Outcome;

struct Discard {
  void operator()(zip_t* archive) const { zip_discard(archive); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Discard>;
using Member = std::unique_ptr<zip_file_t, Discard>;

Outcome<Archive, IntakeError> open_archive(const Blob& blob) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(blob.bytes.data(), blob.bytes.size(), 0, &error);
  zip_t* archive = source != nullptr ? zip_open_from_source(source, ZIP_RDONLY, &error) : nullptr;
  if (archive == nullptr) {
    auto why = damaged(blob.name, zip_error_strerror(&error));
    if (source != nullptr) zip_source_free(source);
    zip_error_fini(&error);
    return fail(std::move(why));
  }
  zip_error_fini(&error);
  return Archive{archive};
}

class ZipStream final : public ByteStream {
 public:
  ZipStream(Blob blob, Archive archive, Member member, Inflation inflation)
      : blob_(std::move(blob)),
        archive_(std::move(archive)),
        member_(std::move(member)),
        inflation_(std::move(inflation)) {}

  Outcome<std::size_t, IntakeError> read(std::span<std::uint8_t> out) override {
    const zip_int64_t size = zip_fread(member_.get(), out.data(), out.size());
    if (size < 0) {
      return fail(
          damaged(inflation_.name(), zip_error_strerror(zip_file_get_error(member_.get()))));
    }
    const auto got = static_cast<std::size_t>(size);
    if (const auto fine = inflation_.count(got); !fine) return fail(fine.error());
    pages_.count(got);
    return got;
  }

 private:
  Blob blob_;
  PageReturn pages_{blob_};
  Archive archive_;
  Member member_;
  Inflation inflation_;
};

/// Names are UTF-8 where they are valid UTF-8, otherwise CP949 (older editions); no control
/// characters, since the name goes to terminals and logs.
std::string readable(const char* raw) {
  std::string name;
  append_utf8(Encoding::open, raw == nullptr ? "" : raw, name);
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return name;
}

}  // namespace

Outcome<std::vector<ZipMember>, IntakeError> zip_members(const Blob& blob,
                                                         const SourceLimits& limits) {
  auto archive = open_archive(blob);
  if (!archive) return fail(archive.error());
  const auto count = static_cast<std::uint64_t>(zip_get_num_entries(archive->get(), 0));
  if (count > limits.files_max) {
    return fail(IntakeError{
        IntakeError::Kind::unavailable,
        fmt::format("{} holds {} files; at most {} are read", blob.name, count, limits.files_max)});
  }
  std::vector<ZipMember> out;
  for (std::uint64_t i = 0; i < count; ++i) {
    zip_stat_t facts;
    zip_stat_init(&facts);
    if (zip_stat_index(archive->get(), i, 0, &facts) != 0) continue;
    std::string name = readable(zip_get_name(archive->get(), i, ZIP_FL_ENC_RAW));
    const bool folder = name.empty() || name.back() == '/' || name.rfind("__MACOSX/", 0) == 0;
    if (folder || facts.size == 0) continue;
    out.push_back({i, fmt::format("{}!{}", blob.name, name), facts.size});
  }
  return out;
}

Outcome<std::unique_ptr<ByteStream>, IntakeError> zip_stream(const Blob& blob, std::uint64_t index,
                                                             const SourceLimits& limits) {
  auto archive = open_archive(blob);
  if (!archive) return fail(archive.error());
  zip_stat_t facts;
  zip_stat_init(&facts);
  const bool known = zip_stat_index(archive->get(), index, 0, &facts) == 0;
  std::string name = fmt::format("{}!{}", blob.name,
                                 readable(zip_get_name(archive->get(), index, ZIP_FL_ENC_RAW)));
  zip_file_t* member = known ? zip_fopen_index(archive->get(), index, 0) : nullptr;
  if (member == nullptr) return fail(damaged(name, zip_strerror(archive->get())));
  Inflation inflation{std::move(name), facts.comp_size, limits};
  return std::make_unique<ZipStream>(blob, std::move(*archive), Member{member},
                                     std::move(inflation));
}

}  // namespace haetae::intake
