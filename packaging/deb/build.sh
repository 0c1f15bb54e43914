#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes haetae_VERSION_amd64.deb out of a built program.
#
#   packaging/deb/build.sh PROGRAM [DIRECTORY]     e.g. build/release/haetae build
set -euo pipefail
program=$(realpath "${1:?which program? e.g. build/release/haetae}")
out=$(realpath "${2:-.}")
cd "$(dirname "$0")/../.."

version=$(sed -n 's/^project(haetae VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
architecture=$(dpkg --print-architecture)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"

install -Dm755 "$program" "$root/usr/bin/haetae"
strip --strip-unneeded "$root/usr/bin/haetae"
for unit in haetae haetae-site; do
  install -Dm644 "packaging/systemd/$unit.service" "$root/lib/systemd/system/$unit.service"
done
install -Dm644 packaging/systemd/haetae.sysusers "$root/usr/lib/sysusers.d/haetae.conf"
install -Dm644 packaging/systemd/haetae.tmpfiles "$root/usr/lib/tmpfiles.d/haetae.conf"
doc=$root/usr/share/doc/haetae
install -d "$doc/runbooks" "$doc/examples"
install -m644 docs/*.md "$doc/"
install -m644 docs/runbooks/*.md "$doc/runbooks/"
install -m644 packaging/examples/* packaging/front/* "$doc/examples/"
install -m644 LICENSE "$doc/copyright"

# What the program itself links, by package, as this machine has them.
needed=$(objdump -p "$root/usr/bin/haetae" | sed -n 's/^ *NEEDED *//p')
libraries=$(ldd "$root/usr/bin/haetae" | grep -F "$needed" | sed -n 's/.*=> \([^ ]*\) .*/\1/p' | xargs -r -n1 realpath |
  { xargs -r dpkg -S 2>/dev/null || true; } | cut -d: -f1 | sort -u | paste -sd, | sed 's/,/, /g')
[ -n "$libraries" ] || { echo "no package has the libraries of $program" >&2; exit 1; }
install -d "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<CONTROL
Package: haetae
Version: $version
Architecture: $architecture
Maintainer: Haetae <haetae@localhost>
Installed-Size: $(du -ks "$root" | cut -f1)
Depends: $libraries
Recommends: mariadb-server (>= 1:10.11), galera-4, mariadb-backup, socat
Suggests: galera-arbitrator-4, haproxy
Section: net
Priority: optional
Description: login, maps and addresses that outlive a data centre
 A drop-in for the Kakao login, local and postcode APIs that a public body or a
 company runs itself, at one machine or at three sites of which any may burn.
CONTROL
cat >"$root/DEBIAN/postinst" <<'POSTINST'
#!/bin/sh
set -e
if [ "$1" = configure ]; then
  systemd-sysusers haetae.conf 2>/dev/null ||
    adduser --system --group --home /var/lib/haetae --no-create-home --quiet haetae
  systemd-tmpfiles --create haetae.conf 2>/dev/null || install -d -o haetae -g haetae -m750 /var/lib/haetae
  [ -d /run/systemd/system ] && systemctl daemon-reload || true
  # An upgrade restarts nothing: docs/runbooks/rolling-upgrade.md has the order of sites.
fi
POSTINST
cat >"$root/DEBIAN/prerm" <<'PRERM'
#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  systemctl stop haetae.service haetae-site.service || true
fi
PRERM
chmod 755 "$root/DEBIAN/postinst" "$root/DEBIAN/prerm"
file=$out/haetae_${version}_$architecture.deb
dpkg-deb --root-owner-group --build -Zxz -z1 "$root" "$file" >/dev/null
echo "$file"
