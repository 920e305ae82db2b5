# shellcheck shell=sh
#
# Asks an etcd cluster for its members, and all members at the same time for their status, over TLS. The parameters are ENDPOINT...
# `--` ENDPOINT...: the endpoints to ask for their status, and those that other hosts ask. Each answer is printed as one line:
# `@@ KIND STATUS ENDPOINT`, then the lines of etcdctl's output, each after a byte 1.
#
# `binaries`, `certificates`, `endpoints` (separated by commas) and the function `ask` must be defined, see `ask-etcdctl.sh`. If
# `list_only` is `yes`, only the endpoints in the parameters are asked for their status, not further members.
# shellcheck disable=SC2015,SC2154
set -f
command -v "$binaries/etcdctl" >/dev/null 2>&1 && test -s "$certificates/etcd.pem" && test -s "$certificates/etcd-key.pem" && test -s "$certificates/ca.pem" || exit 127
newline=$(printf '\n.')
newline=${newline%.}
# Prints an answer as one line: several are printed at the same time, and bash writes each line separately.
answer() {
  text=$4
  case $text in
    *"$newline"*) text=$(printf '%s' "$text" | tr '\n' '\001') ;;
  esac
  printf '@@ %s %s %s\001%s\n' "$1" "$2" "$3" "$text"
}
look() {
  ask --endpoints="$1" endpoint status -w json
  ended=$?
  answer status "$ended" "$1" "$printed"
  test "$ended" = 0 || return
  ask --endpoints="$1" endpoint health
  ended=$?
  # A read during an election of a leader fails, so it is repeated once.
  case $ended in
    0 | 124) ;;
    *)
      ask --endpoints="$1" endpoint health
      ended=$?
      ;;
  esac
  answer read "$ended" "$1" "$printed"
}
list_of() {
  ask --endpoints="$1" member list -w json
  ended=$?
  answer list "$ended" - "$printed"
  return "$ended"
}
for endpoint; do
  case $endpoint in
    --) break ;;
    *) look "$endpoint" & ;;
  esac
done
list=$(list_of "$endpoints")
ended=$?
# For several endpoints etcdctl reports only one error, and a refusal may hide a timeout: so each is asked separately.
case $ended,$endpoints in
  0,* | 124,*) ;;
  *,*,*)
    list=$(
      IFS=,
      for endpoint in $endpoints; do
        list_of "$endpoint" &
      done
      wait
    )
    ;;
esac
if [ "$list_only" != yes ]; then
  for endpoint in $(printf '%s\n' "$list" | tr '{' '\n' | sed -n 's/.*"clientURLs":\["\([^"]*\)".*/\1/p' | sort -u); do
    for known; do
      [ "$known" = "$endpoint" ] && continue 2
    done
    look "$endpoint" &
  done
fi
wait
printf '%s\n' "$list"
