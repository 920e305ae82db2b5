# shellcheck shell=sh
#
# Defines `run_etcdctl LIMIT`; `run_etcdctl_v2`, for an etcdctl that has only the v2 commands; and `ask`, which runs etcdctl with a
# time limit, stores its output in `printed`, and returns its status, or 124 (as `timeout` does) if there was no answer in time.
#
# etcdctl tries until its time limit, even if the connection is refused: only its error message shows the reason. A host that refuses
# the connection, has no route or shows a wrong certificate counts as having answered. A host that does not answer may be busy: it is
# asked once more with three times the limit. A host that drops all packets looks the same, and takes 16 seconds in total.
#
# `binaries` and `certificates` must be set.
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
