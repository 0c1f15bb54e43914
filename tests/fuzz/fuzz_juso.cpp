// SPDX-License-Identifier: Apache-2.0
// What strangers send to the juso surface: keywords, callback names, addresses to return to, keys.
#include "answer.hpp"
#include "faults.hpp"
#include "haetae/base/assert.hpp"
#include "haetae/base/entropy.hpp"
#include "haetae/juso/keys.hpp"
#include "haetae/wire/form.hpp"
#include "haetae/wire/json.hpp"
#include "input.hpp"
#include "popup.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

using namespace haetae;

namespace {

const crypto::Sealer& sealer() {
  static base::SeededEntropy entropy{1};
  static const crypto::Sealer one{[] {
                                    std::vector<crypto::SealKey> keys;
                                    keys.push_back({1, base::SecretText{std::string(32, 'k')}});
                                    return keys;
                                  }(),
                                  entropy};
  return one;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = fuzz::Input{data, size}.rest();
  const auto fault = juso::keyword_fault(text);
  HAETAE_ASSERT(!juso::text_of(fault).code.empty());
  if (fault == juso::Fault::none) {
    HAETAE_ASSERT(wire::is_utf8(text));
    HAETAE_ASSERT(text.find_first_of("%=><[]") == std::string_view::npos);
  }
  if (juso::is_callback_name(text)) {
    HAETAE_ASSERT(!text.empty() && text.size() <= 128);
    HAETAE_ASSERT(text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "0123456789_$.") == std::string_view::npos);
  }
  if (juso::may_return_to(text, nullptr)) {
    HAETAE_ASSERT(wire::equal_no_case(text.substr(0, 4), "http"));
    HAETAE_ASSERT(text.find_first_of("\"<> \r\n") == std::string_view::npos);
  }
  if (const auto key = juso::read_approval_key(text, sealer())) {
    HAETAE_ASSERT(juso::to_text(*key, sealer()) == text);
  }
  juso::Answer answer;
  answer.rows.push_back({{"bdNm", std::string{text}}});
  HAETAE_ASSERT(wire::Json::parse(juso::to_json(answer)).has_value() ||
                text.size() > wire::kJsonLengthMax / 8);
  const auto xml = juso::to_xml(answer);
  HAETAE_ASSERT(xml.ends_with("]]></bdNm></juso></results>"));
  return 0;
}
