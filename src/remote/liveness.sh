# shellcheck shell=sh
#
# Functions that say whether the process lives that left a file:
#   d_start_of PID              the start time of that process, which distinguishes it from a later one with the same number; nothing if it
#                               is gone, `?` if it is there and hidden from us, `x` if its start time is unknown
#   d_is_alive OWNER PID START  is the process alive that left a file of this owner? One that we cannot see is, but for one of
#                               our own user: that could be seen. `$d_found` is what d_start_of printed
# `$d_user` is our own user's number.
#
# What was read from /proc is split into words on purpose.
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
