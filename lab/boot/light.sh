#!/bin/sh
# Usage: light.sh NAME ROOT NETNS   Runs only sshd on the root, in namespaces of its own.
exec nsenter --net="$3" unshare --mount --pid --uts --ipc --fork --kill-child -- sh -eu -c '
  mount --make-rprivate /
  hostname "$1"
  mount -t proc proc "$2/proc"
  mount -t tmpfs -o mode=755,size=1m dev "$2/dev"
  mkdir "$2/dev/pts" "$2/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts "$2/dev/pts"
  ln -s pts/ptmx "$2/dev/ptmx"
  ln -s /proc/self/fd "$2/dev/fd"
  ln -s /proc/self/fd/0 "$2/dev/stdin"
  ln -s /proc/self/fd/1 "$2/dev/stdout"
  ln -s /proc/self/fd/2 "$2/dev/stderr"
  for node in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 "$2/dev/${node%:*}" c 1 "${node#*:}"; done
  mknod -m 666 "$2/dev/tty" c 5 0
  mount -t tmpfs -o mode=755,size=16m run "$2/run"
  mkdir "$2/run/sshd" "$2/run/lock"
  chmod 1777 "$2/dev/shm" "$2/run/lock"
  exec chroot "$2" /usr/sbin/sshd -D -e
' sh "$1" "$2"
