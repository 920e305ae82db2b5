# shellcheck shell=sh
#
# Arms a guard; the parameters are NAME SECONDS. Creates its private folder, stores the watch program from standard input there,
# and starts it so that it survives the end of this session and of sshd. Prints the folder once the watch is running. The function
# `write_undo` stores the user's script in the folder.
#
# `d_lock_file` is set by the session; `filters` and the functions that print them come from filters.sh.
# shellcheck disable=SC2015,SC2154
name=$1 seconds=$2 lock_file=$d_lock_file folder=
umask 077
for parent in /run "${XDG_RUNTIME_DIR-}" /tmp /var/tmp /dev/shm; do
  test -n "$parent" && test -d "$parent" && test -w "$parent" && mkdir -- "$parent/$name" 2>/dev/null && {
    folder=$parent/$name
    break
  }
done
test -n "$folder" || {
  echo 'no place for a guard: neither /run, /tmp, /var/tmp nor /dev/shm can be written' >&2
  exit 1
}
cd -- "$folder" && d_is_private && cat >watch || exit 1
write_undo || exit 1

if test "$(id -u)" = 0; then
  for filter in $filters; do
    print_filter "$filter" >"fw.$filter" && print_rules "$filter" >"fw.$filter.rules" || rm -f "fw.$filter"
  done
fi

is_started=
if test "$(id -u)" = 0 && test -d /run/systemd/system; then
  systemd-run --quiet --collect --unit="$name" --description='Undoes a guarded change unless it is confirmed' /bin/sh "$folder/watch" "$folder" "$seconds" "$lock_file" >log 2>&1 && is_started=1
fi
if test -z "$is_started"; then
  set -- /bin/sh "$folder/watch" "$folder" "$seconds" "$lock_file"
  command -v setsid >/dev/null 2>&1 && set -- setsid "$@"
  "$@" </dev/null >>log 2>&1 &
fi
tries=0
until test -e pid; do
  tries=$((tries + 1))
  test "$tries" -lt 50 || {
    cat log >&2
    echo 'the guard does not start' >&2
    rm -rf -- "$folder"
    exit 1
  }
  sleep 0.1 2>/dev/null || sleep 1
done
printf %s "$folder"
