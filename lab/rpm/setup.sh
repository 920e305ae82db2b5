#!/bin/sh
# Usage: setup.sh ROOT SERVED RECIPE ARCHIVE...   Makes a copy of the base a host of rpm and dnf, and packages that it can install.
set -eu
root=$1 served=$2 recipe=$3
shift 3

# Debian's own sources, for these packages alone.
mv "$root/tmp/sources.list" "$root/etc/apt/sources.list"
mv "$root/etc/apt/sources.list.d" "$root/tmp/lists"
mkdir "$root/etc/apt/sources.list.d"
chroot "$root" apt-get -qq -o APT::Sandbox::User=root update
DEBIAN_FRONTEND=noninteractive chroot "$root" apt-get -qq -o APT::Sandbox::User=root install --yes \
  --no-install-recommends rpm dnf createrepo-c >/dev/null
chroot "$root" apt-get clean
rm -rf "$root"/var/lib/apt/lists/* "$root/tmp/lists" "$root/etc/apt"

# An rpm of etcd for each archive, in the layout of Fedora, and a dummy for the rest of a distribution.
top=$root/tmp/rpm
mkdir -p "$top/SOURCES" "$top/SPECS"
cp "$recipe"/*.spec "$top/SPECS/"
build() { chroot "$root" rpmbuild --quiet -bb --define '_topdir /tmp/rpm' --define '_build_id_links none' "$@" >&2; }
build /tmp/rpm/SPECS/lab-base.spec
for archive; do
  version=${archive##*/etcd-v}
  version=${version%%-*}
  tar -xzf "$archive" -C "$top/SOURCES" --strip-components=1
  build --define "upstream $version" /tmp/rpm/SPECS/etcd.spec
done
chroot "$root" sh -c 'mkdir /tmp/repo && mv /tmp/rpm/RPMS/*/*.rpm /tmp/repo/ && createrepo_c --quiet /tmp/repo'
mv "$root"/tmp/repo/* "$served/"
chmod -R a+rX "$served"

# A database of rpm's own, in which only the distribution is.
rm -rf "$root/var/lib/rpm" "$root/tmp/rpm" "$root/tmp/repo"
chroot "$root" rpm --initdb
cp "$served"/lab-base-*.rpm "$root/tmp/"
chroot "$root" sh -c 'rpm --install --nodeps --justdb /tmp/lab-base-*.rpm && rm /tmp/lab-base-*.rpm'
mkdir -p "$root/etc/yum.repos.d" "$root/etc/dnf/vars"
echo 9 >"$root/etc/dnf/vars/releasever"
printf '[lab]\nname=lab\nbaseurl=http://192.168.202.1/rpm\ngpgcheck=0\n' >"$root/etc/yum.repos.d/lab.repo"
rm -f "$root/etc/os-release"
printf 'NAME="Lab Linux"\nID="lab"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.0"\nPRETTY_NAME="Lab Linux 9"\n' \
  >"$root/etc/os-release"
# Nothing of Debian's may be taken for its package manager.
rm -f "$root"/usr/bin/apt "$root"/usr/bin/apt-* "$root"/usr/bin/dpkg "$root"/usr/bin/dpkg-*
rm -f "$root/etc/debian_version"
