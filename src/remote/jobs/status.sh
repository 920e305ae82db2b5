# shellcheck shell=sh
#
# Prints how a job is, behind folder.sh and liveness.sh, as ID: lines of what is known of it, its folder up to a NUL byte, and once it
# has ended, what it printed, on both streams.
#
#   running | ended STATUS | late | gone
#   when it was started
#   when it ended
#   `stdout`, `stderr`, both or neither, if more was printed than is kept
#   the description
#
# Exit status 3: there is no such job.
#
# `d_user` comes from liveness.sh; files and variables have the same names.
# shellcheck disable=SC2094,SC2154
job=$1 state=running ended='' cut=''
enter_jobs "$job" && cd -- "./$job" && test -d started || exit 3
read_status() {
  { IFS= read -r state && IFS= read -r ended; } 2>/dev/null <status
}
read_status || {
  pid='' start=''
  read -r pid start 2>/dev/null <pid
  d_is_alive "$d_user" "$pid" "$start" || {
    state=gone
    read_status
  }
}
case $state in
  running | late | gone) ;;
  *) state="ended $state" ;;
esac
for stream in stdout stderr; do test ! -e "$stream.cut" || cut="$cut $stream"; done
began=
IFS= read -r began 2>/dev/null <began
printf '%s\n' "$state" "$began" "$ended" "${cut# }"
cat description
printf '\n%s\0' "$PWD"
test "$state" = running || {
  dd if=stdout bs=8192 count=960 2>/dev/null
  dd if=stderr bs=8192 count=960 >&2 2>/dev/null
}
exit 0
