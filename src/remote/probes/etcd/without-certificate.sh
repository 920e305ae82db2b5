# shellcheck shell=sh
#
# Asks each ENDPOINT once without a certificate, over TLS and in plain text. Status 0: all refused; 1: one let us in; 2: the
# cluster does not answer a client with a certificate either.
#
# `binaries`, `certificates` and `endpoints` are set before.
# shellcheck disable=SC2154
command -v "$binaries/etcdctl" >/dev/null 2>&1 || exit 2
if ETCDCTL_API=3 "$binaries/etcdctl" version >/dev/null 2>&1; then
  ETCDCTL_API=3 "$binaries/etcdctl" --endpoints="$endpoints" --cacert="$certificates/ca.pem" --cert="$certificates/etcd.pem" --key="$certificates/etcd-key.pem" --dial-timeout=2s --command-timeout=4s endpoint health >/dev/null 2>&1 || exit 2
else
  "$binaries/etcdctl" --endpoints="$endpoints" --ca-file="$certificates/ca.pem" --cert-file="$certificates/etcd.pem" --key-file="$certificates/etcd-key.pem" cluster-health >/dev/null 2>&1 || exit 2
fi
# The v2 client says at once what became of its connection; that of v3 tries until its time is up.
if ETCDCTL_API=2 "$binaries/etcdctl" --version >/dev/null 2>&1; then
  lets_in() {
    printed=$(ETCDCTL_API=2 "$binaries/etcdctl" "$@" member list 2>&1) && return 0
    case $printed in
      *'unexpected status code'*) return 0 ;;
      *) return 1 ;;
    esac
  }
else
  lets_in() { ETCDCTL_API=3 "$binaries/etcdctl" "$@" --dial-timeout=1s --command-timeout=1s member list >/dev/null 2>&1; }
fi
ca_flag=--cacert
ETCDCTL_API=2 "$binaries/etcdctl" --version >/dev/null 2>&1 && ca_flag=--ca-file
for endpoint; do
  lets_in --endpoints="$endpoint" "$ca_flag=$certificates/ca.pem" && exit 1
  lets_in --endpoints="http://${endpoint#*://}" && exit 1
done
exit 0
