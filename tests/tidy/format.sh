#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Fails when clang-format would change a C++ file, and names it.
set -euo pipefail
cd "$(dirname "$0")/../.."
git ls-files -co --exclude-standard '*.cpp' '*.hpp' | xargs clang-format-14 --dry-run -Werror
