# shellcheck shell=sh
#
# Prints the state of a job; the parameter is its ID, and folder.sh and liveness.sh precede this. Prints the following lines, then the
# job's folder and a NUL byte, and if the job has ended, its output on both streams.
#
#   running | ended STATUS | late | gone
#   when it was started
#   when it ended
#   the streams with more output than is stored: `stdout`, `stderr`, both or neither
#   the description
#
# Exit status 3: there is no job with this ID.
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
