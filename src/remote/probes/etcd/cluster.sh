# shellcheck shell=sh
#
# Asks an etcd cluster for its members, and members for their status, over TLS and all at once, as ENDPOINT... `--` ENDPOINT...:
# those that are asked for their status, and those of members that are asked by others. Each answer stands under a line
# `@@ WHAT STATUS OF`.
#
# `binaries`, `certificates` and `endpoints` are set before; endpoints are split into words on purpose.
# shellcheck disable=SC2015,SC2154
set -f
command -v "$binaries/etcdctl" >/dev/null 2>&1 && test -s "$certificates/etcd.pem" && test -s "$certificates/etcd-key.pem" && test -s "$certificates/ca.pem" || exit 127
run_etcdctl() {
  ETCDCTL_API=3 "$binaries/etcdctl" --cacert="$certificates/ca.pem" --cert="$certificates/etcd.pem" --key="$certificates/etcd-key.pem" --dial-timeout=2s --command-timeout=4s "$@" 2>&1
}
ask() {
  printed=$(run_etcdctl --endpoints="$1" endpoint status -w json)
  ended=$?
  printf '@@ status %s %s\n%s\n' "$ended" "$1" "$printed"
  test "$ended" = 0 || return
  # A read that comes while a leader is elected is lost: so a second one.
  printed=$(run_etcdctl --endpoints="$1" endpoint health) || printed=$(run_etcdctl --endpoints="$1" endpoint health)
  printf '@@ read %s %s\n%s\n' "$?" "$1" "$printed"
}
for endpoint; do
  case $endpoint in
    --) break ;;
    *) ask "$endpoint" & ;;
  esac
done
list=$(run_etcdctl --endpoints="$endpoints" member list -w json)
list_ended=$?
for endpoint in $(printf '%s\n' "$list" | tr '{' '\n' | sed -n 's/.*"clientURLs":\["\([^"]*\)".*/\1/p'); do
  for known; do
    [ "$known" = "$endpoint" ] && continue 2
  done
  ask "$endpoint" &
done
wait
printf '@@ list %s -\n%s\n' "$list_ended" "$list"
