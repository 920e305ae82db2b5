#!/bin/sh
# Runs once, after the base is created: $1 is its root, $2 the folder for the mirror's packages, the rest their
# names.
set -eu
root=$1 packages=$2
shift 2

# The base still has this machine's package sources; from here on it has only the lab's mirror.
rm -f "$root"/var/cache/apt/archives/*.deb
chroot "$root" apt-get -qq install --yes --no-install-recommends --download-only "$@" >/dev/null
# What the base itself has is served too, so that a purged package can come back.
chroot "$root" dpkg-query --show --showformat '${Package}\n' >"$root/tmp/have"
(cd "$root/var/cache/apt/archives" && chroot "$root" sh -c \
  'cd /var/cache/apt/archives && xargs apt-get -qq -o APT::Sandbox::User=root download </tmp/have' >/dev/null)
rm "$root/tmp/have"
mkdir -p "$packages"
mv "$root"/var/cache/apt/archives/*.deb "$packages"/
rm -rf "$root"/etc/apt/sources.list "$root"/etc/apt/sources.list.d/* "$root"/etc/apt/apt.conf.d/99mmdebstrap
echo 'deb [trusted=yes] http://192.168.202.1/debian ./' >"$root/etc/apt/sources.list.d/lab.list"

# Password logins as of a fresh install, a user whose sudo asks, and one whose does not.
chroot "$root" useradd --create-home --shell /bin/bash admin
chroot "$root" useradd --create-home --shell /bin/bash deploy
echo 'admin:admin' | chroot "$root" chpasswd
echo 'admin ALL=(ALL:ALL) ALL' >"$root/etc/sudoers.d/admin"
echo 'deploy ALL=(ALL:ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/deploy"
chmod 440 "$root/etc/sudoers.d/admin" "$root/etc/sudoers.d/deploy"
# sudo would create this file at the first use, an unrelated change.
install -o 1000 -g 1000 -m 644 /dev/null "$root/home/admin/.sudo_as_admin_successful"
echo 'PasswordAuthentication yes' >"$root/etc/ssh/sshd_config.d/lab.conf"

# Each host is given its own keys; nothing changes by itself while a test looks.
rm -f "$root"/etc/ssh/ssh_host_*
for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer \
  e2scrub_reap.service systemd-pstore.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
