# shellcheck shell=sh
#
# Asks an etcd cluster for its members, and members for their status, over TLS and all at once, as ENDPOINT... `--` ENDPOINT...:
# those that are asked for their status, and those of members that are asked by others. Each answer is one line, `@@ WHAT STATUS OF`
# and the lines that etcdctl printed, with a byte 1 before each.
#
# `binaries`, `certificates` and `endpoints` are set before, endpoints with commas between; so is `ask`, see `ask-etcdctl.sh`. With
# `list_only` set to `yes`, members that are not named are not asked for their status.
# shellcheck disable=SC2015,SC2154
set -f
command -v "$binaries/etcdctl" >/dev/null 2>&1 && test -s "$certificates/etcd.pem" && test -s "$certificates/etcd-key.pem" && test -s "$certificates/ca.pem" || exit 127
newline=$(printf '\n.')
newline=${newline%.}
# Prints an answer as one line: answers come at the same time, and a bash writes each line by itself.
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
  # A read that comes while a leader is elected is lost: so a second one.
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
# Of several endpoints etcdctl gives one reason alone, and a refusal hides that another is late: so each by itself.
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
