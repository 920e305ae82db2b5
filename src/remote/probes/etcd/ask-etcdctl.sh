# shellcheck shell=sh
#
# Defines `run_etcdctl LIMIT` and, for an etcdctl that has only the v2 commands, `run_etcdctl_v2`; and `ask`, which runs etcdctl with
# a time limit, leaves what it printed in `printed`, and ends with its status, or with 124, as `timeout` does, if there was no answer
# in time.
#
# etcdctl tries for as long as it may, also if the connection is refused: its last words show which it was. A host that refuses,
# cannot be routed to or shows a wrong certificate has answered. One that has said nothing may be busy, and is asked once more, for
# three times as long; one that drops all packets looks the same, and takes 16 seconds in all.
#
# `binaries` and `certificates` are set before.
# shellcheck disable=SC2154
run_etcdctl() {
  time_limit=$1
  shift
  ETCDCTL_API=3 "$binaries/etcdctl" --cacert="$certificates/ca.pem" --cert="$certificates/etcd.pem" --key="$certificates/etcd-key.pem" --dial-timeout="$time_limit" --command-timeout="$time_limit" "$@"
}
run_etcdctl_v2() {
  "$binaries/etcdctl" --ca-file="$certificates/ca.pem" --cert-file="$certificates/etcd.pem" --key-file="$certificates/etcd-key.pem" "$@"
}
is_late() {
  case $printed in
    *'connection error'* | *'connection refused'* | *'no route to host'* | *unreachable* | *x509:*) return 1 ;;
    *'deadline exceeded'* | *DeadlineExceeded* | *'timed out'* | *timeout*) return 0 ;;
  esac
  return 1
}
ask() {
  printed=$(run_etcdctl 4s "$@" 2>&1) && return
  ended=$?
  is_late || return "$ended"
  printed=$(run_etcdctl 12s "$@" 2>&1) && return
  ended=$?
  is_late && return 124
  return "$ended"
}
