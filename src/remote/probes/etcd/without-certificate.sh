# shellcheck shell=sh
#
# Connects to each ENDPOINT without a certificate, over TLS and in plain text. Exit status 0: all refused; 1: one accepted the client;
# 2: the cluster does not answer a client with a certificate either, or an endpoint did not answer in time.
#
# `binaries`, `certificates`, `endpoints` and the function `ask` must be defined, see `ask-etcdctl.sh`.
# shellcheck disable=SC2154
command -v "$binaries/etcdctl" >/dev/null 2>&1 || exit 2
if ETCDCTL_API=3 "$binaries/etcdctl" version >/dev/null 2>&1; then
  ask --endpoints="$endpoints" endpoint health || exit 2
else
  run_etcdctl_v2 --endpoints="$endpoints" cluster-health >/dev/null 2>&1 || exit 2
fi
# The v2 client reports a failed connection immediately; the v3 client tries until its time limit.
if ETCDCTL_API=2 "$binaries/etcdctl" --version >/dev/null 2>&1; then
  list_without() { ETCDCTL_API=2 "$binaries/etcdctl" --timeout "$1" --total-timeout "$1" --endpoints="$2" --ca-file="$certificates/ca.pem" member list 2>&1; }
else
  list_without() { ETCDCTL_API=3 "$binaries/etcdctl" --dial-timeout="$1" --command-timeout="$1" --endpoints="$2" --cacert="$certificates/ca.pem" member list 2>&1; }
fi
# Ends the script unless the endpoint refuses the client. A timeout does not count as a refusal.
must_refuse() {
  for time_limit in 2s 12s; do
    printed=$(list_without "$time_limit" "$1") && exit 1
    case $printed in
      *'unexpected status code'*) exit 1 ;;
    esac
    is_late || return 0
  done
  exit 2
}
for endpoint; do
  must_refuse "$endpoint"
  must_refuse "http://${endpoint#*://}"
done
exit 0
