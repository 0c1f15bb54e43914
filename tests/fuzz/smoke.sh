#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs every fuzz program over its seeds and then SECONDS on its own ideas. All must survive but
# fuzz_canary, which must be found to fail: otherwise the others' silence proves nothing.
#
#   smoke.sh BUILD_DIR SECONDS [TARGET…]
set -euo pipefail
[ $# -ge 2 ] || { sed -n '3,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
build=$1
seconds=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
list=$build/fuzz_targets.txt
[ -f "$list" ] || {
  echo "no $list: run cmake --preset fuzz && cmake --build --preset fuzz --target fuzz_targets" >&2
  exit 1
}
mapfile -t targets < <(if [ $# -gt 0 ]; then printf '%s\n' "$@"; else cat "$list"; fi)
[ "${#targets[@]}" -gt 0 ] || { echo "no fuzz program in $list" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# run TARGET SECONDS: its exit status; the log stands in $work/TARGET.log
run() {
  mkdir -p "$work/$1.corpus"
  ASAN_OPTIONS=detect_leaks=1 "$build/$1" -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 \
    -print_final_stats=1 -artifact_prefix="$work/$1." \
    "$work/$1.corpus" "$here/seeds/${1#fuzz_}" >"$work/$1.log" 2>&1
}

for target in "${targets[@]}"; do
  status=0
  if [ "$target" = fuzz_canary ]; then
    # Stops at its crash; the budget is only reached when something is wrong.
    run "$target" 30 || status=$?
    if [ "$status" != 0 ] && grep -q 'AddressSanitizer: heap-buffer-overflow' "$work/$target.log"; then
      echo "ok    $target failed, as it must"
      continue
    fi
    echo "FAIL  $target survived: the fuzzer or the sanitizer is not at work"
  else
    run "$target" "$seconds" || status=$?
    units=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$target.log")
    if [ "$status" = 0 ] && [ "${units:-0}" -gt 0 ]; then
      echo "ok    $target ($units inputs)"
      continue
    fi
    echo "FAIL  $target (status $status, ${units:-no} inputs)"
  fi
  failed=1
  tail -n 40 "$work/$target.log"
done
exit "$failed"
