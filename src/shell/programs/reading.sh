# shellcheck shell=sh
#
# Remote functions that read a number of bytes:
#   d_read_bytes N    reads exactly N bytes of stdin, and none of the next frame
#   d_read_pieces N   the same for any size
#   d_is_exact NAME   succeeds if the function NAME reads exactly as many bytes as it should
#
# busybox `head` reads past its count, and some versions of `dd` cannot fill whole blocks. A trial chooses a program that works. `dd`
# keeps a block in memory, so large parts are copied in pieces.
d_is_exact() {
  test "$(printf abc 2>/dev/null | {
    "$1" 1 >/dev/null 2>&1
    "$1" 1 2>/dev/null
  })" = b
}
d_read_bytes() { head -c "$1"; }
d_read_pieces() { d_read_bytes "$1"; }
d_is_exact d_read_bytes || {
  d_read_bytes() { dd bs="$1" count=1 iflag=fullblock 2>/dev/null; }
  d_read_pieces() {
    d_remaining=$1
    while test "$d_remaining" -gt 1048576; do
      # Stops if the stream ends early: otherwise each missing piece would take a process.
      { d_counts=$(dd bs=1048576 count=1 iflag=fullblock 2>&1 >&3); } 3>&1
      case $d_counts in
        1+0*) ;;
        *) return 1 ;;
      esac
      d_remaining=$((d_remaining - 1048576))
    done
    d_read_bytes "$d_remaining"
  }
}
d_is_exact d_read_bytes || {
  d_read_bytes() { dd bs=1 count="$1" 2>/dev/null; }
  d_read_pieces() { d_read_bytes "$1"; }
}
