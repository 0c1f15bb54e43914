#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# The first process of a made machine (machines.mjs): its own root, an overlay over this machine's,
# then systemd. Runs in fresh namespaces; ends with them.
#   machine_init.sh FOLDER NAME
set -eu
folder=$1
root=$folder/root
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$root"
cd "$root"
mount -t proc proc proc
mount -t sysfs sysfs sys 2>/dev/null || mount --rbind /sys sys
mount -t tmpfs tmpfs sys/fs/cgroup -o mode=755
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  mount -t cgroup2 cgroup2 sys/fs/cgroup
else
  mkdir sys/fs/cgroup/systemd
  mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
fi
mount -t tmpfs tmpfs run -o mode=755
mount -t tmpfs tmpfs tmp -o mode=1777
mount -t tmpfs tmpfs dev -o mode=755
for device in null zero full random urandom tty; do
  touch "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/pts dev/shm
mount -t devpts devpts dev/pts -o newinstance,ptmxmode=666,mode=620
mount -t tmpfs tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
for stream in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${stream%%:*}" "dev/${stream##*:}"; done
touch dev/console
# None of the host's services: what a test wants, it installs.
[ -e "$folder/booted" ] || rm -rf etc/systemd/system/*.wants
touch "$folder/booted"
hostname "$2"
mkdir -p .former
pivot_root . .former
umount -l .former
# What would reach beyond these namespaces, or wait for hardware.
for unit in systemd-sysctl systemd-modules-load systemd-remount-fs systemd-udevd systemd-timesyncd; do
  ln -sf /dev/null "etc/systemd/system/$unit.service"
done
exec env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin \
  /lib/systemd/systemd --system --log-target=journal
