# shellcheck shell=sh
#
# A remote function that stores the bytes after a frame. It needs the functions of copying.sh and placing.sh.
#   d_spool DIR N   stores the N bytes after the frame in the file `new` of the new private folder DIR; all of them or none
#
# Bytes that cannot be stored are still read from the stream, so that the next frame is read from its beginning.
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
