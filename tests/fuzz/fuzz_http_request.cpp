// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "input.hpp"
#include "request_reader.hpp"
#include "request_rules.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using namespace haetae;
using http::RequestReader;

namespace {

constexpr std::size_t kBodyMax = 512;

struct Seen {
  std::vector<std::string> requests;
  int refusal = 0;
};

std::string text_of(const http::RequestHead& head) {
  std::string text = head.method + " " + head.target + (head.keep_alive ? " stays" : " ends");
  for (const auto field : head.headers.fields()) {
    text.append("\n").append(field.name).append(":").append(field.value);
  }
  return text;
}

/// Reads requests as a connection does, `piece` bytes at a time.
Seen read_all(std::string_view bytes, std::size_t piece, bool plain_heads = true) {
  RequestReader reader{
      {.head_bytes_max = 1024, .header_count_max = 16, .plain_heads = plain_heads}};
  http::HostMemo memo;
  Seen seen;
  std::string pending;
  while (!bytes.empty()) {
    pending += bytes.substr(0, piece);
    bytes.remove_prefix(std::min(piece, bytes.size()));
    for (bool again = true; again && !pending.empty();) {
      std::size_t used = 0;
      auto step = reader.read(pending, used);
      HAETAE_ASSERT(used <= pending.size());
      pending.erase(0, used);
      again = step == RequestReader::Step::head;
      wire::Request request;
      if (again) {
        const auto head = text_of(reader.head());
        const int status = http::fill_request(reader.head(), 256, memo, request);
        HAETAE_ASSERT(status != 0 || request.path.starts_with('/') || request.path == "*");
        seen.requests.push_back(request.path + " " + request.host + " " + std::to_string(status) +
                                head);
        step = reader.accept_body(kBodyMax);
      }
      if (step == RequestReader::Step::refused) {
        HAETAE_ASSERT(reader.status() >= 400 && reader.status() < 600);
        seen.refusal = reader.status();
        return seen;
      }
      if (step == RequestReader::Step::complete) {
        HAETAE_ASSERT(reader.body().size() <= kBodyMax);
        seen.requests.back() += "|" + reader.body();
        reader.next();
        again = true;
      }
    }
  }
  return seen;
}

}  // namespace

/// First byte: into what pieces the rest, a stream of requests, falls. However it falls, the same
/// requests must come out, or two hops would see two streams. The quick reader of plain heads must
/// agree with Beast's parser in all.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const std::size_t piece = input.byte() % 64 + 1U;
  const auto whole = read_all(input.rest(), size + 1);
  const auto pieces = read_all(input.rest(), piece);
  const auto beast = read_all(input.rest(), size + 1, false);
  HAETAE_ASSERT(whole.requests == beast.requests && whole.refusal == beast.refusal);
  if (whole.refusal == 431 || pieces.refusal == 431) {
    return 0;  // a long chunk header or trailer is refused while it is still coming
  }
  HAETAE_ASSERT(whole.requests == pieces.requests);
  HAETAE_ASSERT((whole.refusal == 0) == (pieces.refusal == 0));
  return 0;
}
