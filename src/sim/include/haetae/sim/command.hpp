// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace haetae::sim {

/// The program haetae-sim (docs/simulator.md). Gives 0 when nothing was found, 1 when something
/// was, 2 for a wrong command line.
int run_command(int argc, char** argv);

}  // namespace haetae::sim
