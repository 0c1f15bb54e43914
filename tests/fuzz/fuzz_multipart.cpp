// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/wire/multipart.hpp"
#include "input.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

using namespace haetae;
using wire::parse_multipart;
using wire::Part;

namespace {

constexpr std::string_view kType = "multipart/form-data; boundary=XyZ";

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string written(const std::vector<Part>& parts) {
  std::string out;
  for (const auto& part : parts) {
    out += "--XyZ\r\nContent-Disposition: form-data; name=" + quoted(part.name) +
           "; filename=" + quoted(part.file_name) + "\r\nContent-Type: " + part.content_type +
           "\r\n\r\n" + part.body + "\r\n";
  }
  return out + "--XyZ--\r\n";
}

bool same(const Part& a, const Part& b) {
  return a.name == b.name && a.file_name == b.file_name && a.content_type == b.content_type &&
         a.body == b.body;
}

void check_read_back(const std::vector<Part>& parts) {
  const auto back = parse_multipart(kType, written(parts));
  HAETAE_ASSERT(back.has_value() && back->size() == parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i)
    HAETAE_ASSERT(same((*back)[i], parts[i]));
}

}  // namespace

/// First byte: 0 takes the rest as a body; odd as type, NUL, body; otherwise as a part to write.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const auto mode = input.byte();
  if (mode % 2 == 1) {
    const auto type = input.piece();
    (void)parse_multipart(type, input.rest());
    return 0;
  }
  if (mode == 0) {
    const auto parts = parse_multipart(kType, input.rest());
    if (!parts) return 0;
    HAETAE_ASSERT(parts->size() <= wire::kMultipartPartsMax);
    check_read_back(*parts);
    return 0;
  }
  Part part{.name = std::string{input.piece()},
            .file_name = std::string{input.piece()},
            .content_type = "image/png",
            .body = std::string{input.rest()}};
  for (const char c : part.name + part.file_name) {
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f) return 0;
  }
  const bool collides = ("\r\n" + part.body).find("\r\n--XyZ") != std::string::npos;
  // A head beyond the parser's 8 KiB is refused; quoting may double what came.
  if (collides || part.name.size() + part.file_name.size() > 3000) return 0;
  check_read_back({part, part});
  return 0;
}
