// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/drill/mailbox.hpp"
#include "input.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

using namespace haetae;

// The drills' mail server: whatever is said to it, however it is cut, is answered the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const std::size_t cut = input.byte();
  const auto text = input.rest();
  drill::SmtpSession whole, parts;
  std::vector<std::string> mails, mails_of_parts;
  const std::string answers = whole.take(text, mails);
  std::string answers_of_parts = parts.take(text.substr(0, cut), mails_of_parts);
  if (text.size() > cut && !parts.is_over()) {
    answers_of_parts += parts.take(text.substr(cut), mails_of_parts);
  }
  HAETAE_ASSERT(answers == answers_of_parts);
  HAETAE_ASSERT(mails == mails_of_parts);
  for (const std::string& mail : mails)
    (void)drill::find_code(mail);
  if (const auto found = drill::find_code(text)) {
    HAETAE_ASSERT(found->code.size() == 6);
    HAETAE_ASSERT(std::all_of(found->code.begin(), found->code.end(),
                              [](char c) { return c >= '0' && c <= '9'; }));
  }
  return 0;
}
