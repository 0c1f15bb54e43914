// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/drill/reply.hpp"
#include "input.hpp"

#include <cstddef>
#include <cstdint>

using namespace haetae;

// The load's reader of HTTP answers: never beyond the buffer, and no less for the bytes behind.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input{data, size}.rest();
  const drill::ParsedReply parsed = drill::parse_reply(text);
  if (parsed.state != drill::ReplyState::complete) return 0;
  HAETAE_ASSERT(parsed.length <= text.size());
  HAETAE_ASSERT(parsed.reply.body.size() <= parsed.length);
  const drill::ParsedReply alone = drill::parse_reply(text.substr(0, parsed.length));
  HAETAE_ASSERT(alone.state == drill::ReplyState::complete);
  HAETAE_ASSERT(alone.reply.body == parsed.reply.body);
  (void)parsed.reply.closes();
  return 0;
}
