// SPDX-License-Identifier: Apache-2.0
#include "haetae/intake/source.hpp"

#include "blob.hpp"
#include "haetae/intake/mapped_file.hpp"

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

namespace haetae::intake {
namespace {

namespace fs = std::filesystem;
using base::fail;
using base::Outcome;

bool starts_with(base::BytesView bytes, std::string_view magic) {
  return base::as_text(bytes.first(std::min(bytes.size(), magic.size()))) == magic;
}
bool is_zip(base::BytesView bytes) {
  return starts_with(bytes, "PK\x03\x04") || starts_with(bytes, "PK\x05\x06");
}
bool is_gzip(base::BytesView bytes) {
  return starts_with(bytes, "\x1F\x8B\x08");
}

/// A deleted file that is mapped, for a zip found in a zip: it may be larger than memory.
struct Unpacked {
  void* data = nullptr;
  std::size_t size = 0;
  Unpacked() = default;
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;
  ~Unpacked() {
    if (data != nullptr) ::munmap(data, size);
  }
};

Outcome<Blob, IntakeError> unpack(const Blob& zip, const ZipMember& member,
                                  const SourceLimits& limits) {
  auto stream = zip_stream(zip, member.index, limits);
  if (!stream) return fail(stream.error());
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{std::tmpfile(), &std::fclose};
  const auto cannot = [&member](std::string_view why) {
    return fail(IntakeError{IntakeError::Kind::unavailable,
                            fmt::format("{} cannot be unpacked: {}", member.name, why)});
  };
  if (!file) return cannot("no temporary file can be made");
  std::vector<std::uint8_t> buffer(1 << 20);
  auto out = std::make_shared<Unpacked>();
  for (;;) {
    const auto got = (*stream)->read(buffer);
    if (!got) return fail(got.error());
    if (*got == 0) break;
    out->size += *got;
    if (out->size > limits.nested_bytes_max) return cannot("it is too large for a zip in a zip");
    if (std::fwrite(buffer.data(), 1, *got, file.get()) != *got) return cannot("the disk is full");
  }
  if (std::fflush(file.get()) != 0) return cannot("the disk is full");
  void* data = out->size == 0
                   ? MAP_FAILED
                   : ::mmap(nullptr, out->size, PROT_READ, MAP_PRIVATE, ::fileno(file.get()), 0);
  if (data == MAP_FAILED) return cannot("it cannot be mapped");
  out->data = data;
  return Blob{member.name, {static_cast<const std::uint8_t*>(data), out->size}, out};
}

class Lister {
 public:
  explicit Lister(const SourceLimits& limits) : limits_(limits) {}

  Outcome<void, IntakeError> add_blob(const Blob& blob, std::size_t depth) {
    if (is_zip(blob.bytes)) return add_zip(blob, depth);
    SourceFile file{.name = blob.name, .bytes = blob.bytes.size(), .open = {}};
    if (is_gzip(blob.bytes)) {
      file.bytes = 0;
      file.open = [blob, limits = limits_] { return gzip_stream(blob, limits); };
    } else {
      file.open = [blob]() -> Outcome<std::unique_ptr<ByteStream>, IntakeError> {
        return plain_stream(blob);
      };
    }
    return add(std::move(file));
  }

  Outcome<void, IntakeError> add_path(const fs::path& path) {
    std::error_code code;
    if (fs::is_directory(path, code)) return add_folder(path);
    auto mapped = MappedFile::open(path, MappedFile::Use::sequential);
    if (!mapped) return fail(mapped.error());
    const auto keep = std::make_shared<MappedFile>(std::move(*mapped));
    return add_blob({path.string(), keep->bytes(), keep, true}, 0);
  }

  std::vector<SourceFile> take() { return std::move(files_); }

 private:
  Outcome<void, IntakeError> add(SourceFile file) {
    if (files_.size() >= limits_.files_max) {
      return fail(IntakeError{
          IntakeError::Kind::unavailable,
          fmt::format("more than {} files; give the folder of one edition", limits_.files_max)});
    }
    files_.push_back(std::move(file));
    return {};
  }

  Outcome<void, IntakeError> add_zip(const Blob& zip, std::size_t depth) {
    if (depth >= limits_.depth_max) {
      return fail(IntakeError{IntakeError::Kind::unavailable,
                              fmt::format("{}: zips in zips too deep", zip.name)});
    }
    auto members = zip_members(zip, limits_);
    if (!members) return fail(members.error());
    std::sort(members->begin(), members->end(),
              [](const ZipMember& a, const ZipMember& b) { return a.name < b.name; });
    for (const ZipMember& member : *members) {
      auto stream = zip_stream(zip, member.index, limits_);
      if (!stream) return fail(stream.error());
      std::array<std::uint8_t, 4> head{};
      const auto got = (*stream)->read(head);
      if (!got) return fail(got.error());
      if (is_zip({head.data(), *got})) {
        auto inner = unpack(zip, member, limits_);
        if (!inner) return fail(inner.error());
        if (const auto done = add_zip(*inner, depth + 1); !done) return done;
        continue;
      }
      SourceFile file{.name = member.name, .bytes = member.bytes, .open = {}};
      file.open = [zip, index = member.index, limits = limits_] {
        return zip_stream(zip, index, limits);
      };
      if (const auto done = add(std::move(file)); !done) return done;
    }
    return {};
  }

  Outcome<void, IntakeError> add_folder(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code code;
    for (fs::recursive_directory_iterator at{folder, code}, end; !code && at != end;
         at.increment(code)) {
      if (at->path().filename().string().front() == '.') {
        at.disable_recursion_pending();
      } else if (at->is_regular_file(code)) {
        found.push_back(at->path());
      }
    }
    if (code) {
      return fail(
          IntakeError{IntakeError::Kind::unavailable,
                      fmt::format("{} cannot be read: {}", folder.string(), code.message())});
    }
    std::sort(found.begin(), found.end());
    for (const fs::path& path : found) {
      if (const auto done = add_path(path); !done) return done;
    }
    return {};
  }

  SourceLimits limits_;
  std::vector<SourceFile> files_;
};

}  // namespace

Outcome<std::vector<SourceFile>, IntakeError> list_sources(const std::vector<fs::path>& paths,
                                                           const SourceLimits& limits) {
  Lister lister{limits};
  for (const fs::path& path : paths) {
    if (const auto done = lister.add_path(path); !done) return fail(done.error());
  }
  return lister.take();
}

Outcome<std::vector<SourceFile>, IntakeError> list_bytes(std::string name, base::BytesView bytes,
                                                         std::shared_ptr<const void> keep,
                                                         const SourceLimits& limits) {
  Lister lister{limits};
  const Blob blob{std::move(name), bytes, std::move(keep)};
  if (const auto done = lister.add_blob(blob, 0); !done) return fail(done.error());
  return lister.take();
}

Outcome<std::string, IntakeError> read_whole(const SourceFile& file, std::uint64_t bytes_max) {
  auto stream = file.open();
  if (!stream) return fail(stream.error());
  std::string out;
  std::vector<std::uint8_t> buffer(1 << 18);
  for (;;) {
    const auto got = (*stream)->read(buffer);
    if (!got) return fail(got.error());
    if (*got == 0) return out;
    if (out.size() + *got > bytes_max) {
      return fail(IntakeError{IntakeError::Kind::unavailable,
                              fmt::format("{} is larger than {} bytes", file.name, bytes_max)});
    }
    out.append(base::as_text({buffer.data(), *got}));
  }
}

}  // namespace haetae::intake
