# shellcheck shell=sh
#
# The remote function that keeps what follows a frame. It needs the functions of copying.sh and placing.sh.
#   d_spool DIR N   the N bytes after the frame, in the file `new` of a new private folder; all of them or none
#
# What cannot be stored is still read from the stream: the next frame begins where it begins.
d_spool() {
  # safety: an incomplete file is not installed
  d_copy_bytes "$2" | (
    umask 077
    d_enter "${1%/*}/" && mkdir "./${1##*/}" && cd "./${1##*/}" && d_is_private && cat >new || {
      d_report_full
      false
    }
    d_status=$?
    cat >/dev/null
    exit "$d_status"
  ) && test "$(wc -c <"$1/new")" -eq "$2" && return
  test -d "$1" && {
    rm -rf -- "$1"
    echo "not all of $2 bytes could be written" >&2
  }
  return 1
}
