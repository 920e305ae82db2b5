# shellcheck shell=sh
#
# Functions that check whether the process that left a file is still running:
#   d_start_of PID              prints the start time of the process, which distinguishes it from a later one with the same id; nothing
#                               if it has ended, `?` if it exists but is hidden from this user, `x` if its start time is unknown
#   d_is_alive OWNER PID START  returns whether the process that left a file of this owner is running. A hidden process counts as
#                               running, except for a file of the session's user, whose processes are visible. Sets `$d_found` to the
#                               output of d_start_of.
# `$d_user` is the uid of the session's user.
#
# The line from /proc is split into words on purpose.
# shellcheck disable=SC2086
d_start_of() {
  d_line=
  IFS= read -r d_line 2>/dev/null </proc/$1/stat || {
    d_line=$(kill -0 "$1" 2>&1 && echo x)
    case $d_line in
      x) echo x ;;
      *"o such process"*) ;;
      # safety: a lock held by a hidden process of root still counts
      *) echo '?' ;;
    esac
    return
  }
  set -- ${d_line##*") "}
  case $1 in
    Z* | X*) ;;
    *) echo "${20}" ;;
  esac
}
d_user=$(id -u)
d_is_alive() {
  case $2 in
    '' | *[!0-9]*) return 1 ;;
  esac
  d_found=$(d_start_of "$2")
  case $d_found in
    '') false ;;
    '?') test "$1" != "$d_user" ;;
    # safety: a lock whose process has ended is ignored, even if its process ID was reused
    *) test "$d_found" = "$3" ;;
  esac
}
