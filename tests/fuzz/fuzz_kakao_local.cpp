// SPDX-License-Identifier: Apache-2.0
// The query of a Local API call: an answer that parses, or a refusal, whatever it holds. The first
// byte picks endpoint and form; the rest is what stands behind the '?', and the KA header.
#include "haetae/address/builder.hpp"
#include "haetae/base/assert.hpp"
#include "haetae/kakao/local_quotas.hpp"
#include "haetae/wire/json.hpp"
#include "input.hpp"
#include "local.hpp"
#include "local_caller.hpp"
#include "sample_index.hpp"

using namespace haetae;
using namespace haetae::kakao;

namespace {

const address::Index& sample() {
  static const address::OpenIndex open = [] {
    auto builder = address::sample_builder(true);
    return address::OpenIndex{builder};
  }();
  return open.index;
}

using Handle = Located<std::string> (*)(const LocalQuestion&);
constexpr Handle kHandles[] = {search_address,  coord_to_region_code, coord_to_address,
                               transform_coord, search_keyword,       search_category};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const std::uint8_t pick = input.byte();
  const auto format = pick % 2 == 0 ? LocalFormat::json : LocalFormat::xml;
  const wire::Form form = wire::Form::parse(input.rest());
  (void)parse_ka(input.rest());
  LocalQuotas quotas;
  if (quotas.restore(input.rest())) {
    LocalQuotas again;
    HAETAE_ASSERT(again.restore(quotas.to_text()) && again.to_text() == quotas.to_text());
  }
  const auto answer = kHandles[pick / 2 % 6]({form, format, &sample()});
  const std::string body = answer ? *answer : local_response(answer.error(), format).body;
  if (format == LocalFormat::json) {
    HAETAE_ASSERT(wire::Json::parse(body).has_value());
  } else {
    HAETAE_ASSERT(wire::is_utf8(body) && body.ends_with("</result>"));
  }
  return 0;
}
