# SPDX-License-Identifier: Apache-2.0
# Sourced by ./run and ./test: installs what is missing, and nothing when nothing is.

say() {
  if [ -t 1 ]; then printf '\033[1mhaetae\033[0m %s\n' "$*"; else printf 'haetae %s\n' "$*"; fi
}
die() { printf 'haetae: %s\n' "$*" >&2; exit 1; }

# packages_of GROUP…: names from the one list
packages_of() {
  local group
  for group in "$@"; do
    sed -n "s/^$group //p" packaging/debian-packages.txt
  done
}

# need_packages GROUP…: apt-get install what dpkg does not know as installed
need_packages() {
  local groups=("$@") missing package
  command -v npm >/dev/null 2>&1 || groups+=(node)
  missing=$(comm -23 \
    <(packages_of "${groups[@]}" | sort -u) \
    <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' 2>/dev/null |
      sed -n 's/^installed //p' | sort -u))
  [ -z "$missing" ] && return 0
  local root=()
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || die "these Debian packages are missing; install them as root: "$missing
    root=(sudo)
  fi
  say "installing Debian packages:" $missing
  export DEBIAN_FRONTEND=noninteractive
  "${root[@]}" apt-get update -qq || die "apt-get update failed"
  # Databases and proxies are wanted as programs; no service of theirs is to start here.
  local policy=/usr/sbin/policy-rc.d made=
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${root[@]}" tee "$policy" >/dev/null
    "${root[@]}" chmod 755 "$policy"
    made=yes
  fi
  local installed=yes
  # shellcheck disable=SC2086
  "${root[@]}" apt-get install -y -qq --no-install-recommends $missing >/dev/null || installed=
  [ -z "$made" ] || "${root[@]}" rm -f "$policy"
  [ -n "$installed" ] || die "apt-get install failed; is this Debian 12?"
}

# need_npm run|test: `npm ci` when package-lock.json changed since the last time
need_npm() {
  local stamp=node_modules/.haetae-stamp lock
  lock=$(sha256sum package-lock.json | cut -d' ' -f1)
  grep -qxF "test $lock" "$stamp" 2>/dev/null && return 0
  [ "$1" = run ] && grep -qxF "run $lock" "$stamp" 2>/dev/null && return 0
  say "installing npm packages"
  local omit=()
  [ "$1" = run ] && omit=(--omit=dev)
  npm ci --no-audit --no-fund --loglevel=error "${omit[@]}" >/dev/null || die "npm ci failed"
  echo "$1 $lock" >"$stamp"
}

# build PRESET TARGET…
build() {
  local preset=$1
  shift
  if [ ! -f "build/$preset/build.ninja" ]; then
    say "building build/$preset: the first time takes some ten minutes on two cores"
    cmake --preset "$preset" >/dev/null || die "cmake could not configure build/$preset"
  fi
  NINJA_STATUS="[%f/%t %es] " ninja -C "build/$preset" "$@" || die "the build failed"
}
