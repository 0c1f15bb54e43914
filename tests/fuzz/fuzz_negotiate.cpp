// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/wire/base64url.hpp"
#include "haetae/wire/form.hpp"
#include "haetae/wire/headers.hpp"
#include "haetae/wire/negotiate.hpp"
#include "input.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

using namespace haetae;

namespace {

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// Nothing is chosen that was not asked for.
void check_choices(std::string_view text) {
  const auto lower = wire::to_lower(text);
  const auto names = [&](std::string_view word) { return lower.find(word) != std::string::npos; };

  constexpr std::array<std::string_view, 3> kOffered{"ko", "en", "en-GB"};
  const auto language = wire::choose_language(text, kOffered);
  HAETAE_ASSERT(std::find(kOffered.begin(), kOffered.end(), language) != kOffered.end());
  HAETAE_ASSERT(language == "ko" || names(wire::to_lower(language)) || names("*"));

  const auto coding = wire::choose_coding(text);
  HAETAE_ASSERT(coding != wire::ContentCoding::br || names("br") || names("*"));
  HAETAE_ASSERT(coding != wire::ContentCoding::gzip || names("gzip") || names("*"));
  HAETAE_ASSERT(!wire::prefers_json(text) || names("json"));
}

void check_basic_round_trip(std::string_view id, std::string_view secret) {
  const auto pair = wire::percent_encode(id) + ":" + wire::percent_encode(secret);
  const auto authorization =
      wire::parse_authorization("bASIC " + wire::base64_encode(base::as_bytes(pair)));
  HAETAE_ASSERT(authorization.has_value());
  const auto basic = wire::parse_basic(*authorization);
  HAETAE_ASSERT(basic.has_value() == !(has_control(id) || has_control(secret)));
  if (!basic) return;
  const std::string_view read = basic->secret.reveal();
  HAETAE_ASSERT(basic->id == id && read == secret);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  check_choices(input.rest());

  if (const auto found = wire::parse_authorization(input.rest())) {
    HAETAE_ASSERT(!found->credentials.empty() && !has_control(found->credentials));
    const auto again = wire::parse_authorization(found->scheme + " " + found->credentials);
    HAETAE_ASSERT(again && again->scheme == found->scheme);
    HAETAE_ASSERT(again->credentials == found->credentials);
    if (const auto basic = wire::parse_basic(*found)) {
      check_basic_round_trip(basic->id, basic->secret.reveal());
    }
  }

  const auto id = input.piece();
  check_basic_round_trip(id, input.rest());
  return 0;
}
