// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "address_notation.hpp"
#include "haetae/wire/json.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace haetae::app {

struct ProofOptions {
  std::uint32_t sample = 0;  ///< ask so many addresses, evenly spread; 0: all
  unsigned threads = 1;
};

/// What one notation came to.
struct NotationProof {
  std::uint64_t asked = 0;
  std::uint64_t first = 0;     ///< the address itself was the first answer
  std::uint64_t namesake = 0;  ///< the first answer is another address that is written the same
  std::uint64_t missed = 0;
  struct Example {
    std::string asked;
    std::string answered;  ///< empty: nothing was found
  };
  static constexpr std::size_t kExamplesMax = 5;
  std::vector<Example> examples;  ///< of what was missed
};

struct ProofReport {
  std::uint32_t addresses = 0;
  std::array<NotationProof, kNotations> notations;
  [[nodiscard]] std::uint64_t asked() const;
  [[nodiscard]] std::uint64_t missed() const;
};

/// Asks for addresses of the index in every notation that they have, and demands the address itself
/// or a namesake as the first answer. `progress` gets addresses done, about a hundred times, from
/// any thread but one at a time. Cost: about 30 searches an address.
[[nodiscard]] ProofReport prove_addresses(const address::Index& index, const ProofOptions& options,
                                          const std::function<void(std::uint32_t)>& progress);

[[nodiscard]] wire::Json to_json(const ProofReport& report);
struct Context;

/// What `haetae data verify` takes for it.
struct ProofFlags {
  bool every_address = false;
  std::uint32_t sample = 0;
};
/// Runs the proof on every core, shows progress on a terminal, prints the report, and sets the exit
/// code to `refused` when something was missed.
void run_proof(Context& context, const address::Index& index, const ProofFlags& flags);

/// A table, and below it examples of what was missed.
[[nodiscard]] std::string to_text(const ProofReport& report);

}  // namespace haetae::app
