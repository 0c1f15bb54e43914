// SPDX-License-Identifier: Apache-2.0
#include "haetae/base/assert.hpp"
#include "haetae/site/database.hpp"
#include "haetae/site/peers.hpp"
#include "haetae/site/view.hpp"
#include "input.hpp"

using namespace haetae;

/// What databases and other sites write about themselves: positions are whole or not there, and a
/// view that was read says the same when it is written.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const auto& found :
       {site::find_recovered(text), site::find_copied(text), site::parse_position(text)}) {
    HAETAE_ASSERT(!found || (found->cluster.size() == 36 && found->seqno >= -1));
  }
  if (const auto state = site::parse_saved_state(text)) {
    HAETAE_ASSERT(state->position.cluster.size() == 36 && state->position.seqno >= -1);
  }
  (void)site::explain_log(text);
  (void)site::log_words(text);
  (void)site::find_island_start(text);
  if (const auto view = site::parse_view(text)) {
    const std::string written = site::to_json(*view).to_text();
    const auto again = site::parse_view(written);
    HAETAE_ASSERT(again.has_value() && site::to_json(*again).to_text() == written);
    (void)site::to_text(*view, site::Language::ko);
  }
  return 0;
}
