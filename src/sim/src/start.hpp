// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "haetae/storage/replica.hpp"

#include <string>

namespace haetae::sim {

/// What stands before a run begins: signing keys and one app that people connect to. Made once for
/// all runs, since keys are dear.
struct Start {
  Start();
  storage::Replica replica;
  std::string client_id, client_secret;
  std::string redirect_uri = "https://shop.example.kr/done";
};
[[nodiscard]] const Start& the_start();

}  // namespace haetae::sim
