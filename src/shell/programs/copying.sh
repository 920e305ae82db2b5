# shellcheck shell=sh
#
# A remote function that copies large parts of stdin. It needs the functions of reading.sh.
#   d_copy_bytes N   copies exactly N bytes of stdin, of any size, and none of the next frame
#
# GNU `head` writes only 4 KB at a time into a pipe, which takes as long as the transfer of a large file. A `dd` with `count_bytes` moves
# as many bytes at a time as a pipe holds. A `dd` that counts blocks instead would read into the next frame.
d_copy_bytes() { dd bs=131072 count="$1" iflag=fullblock,count_bytes 2>/dev/null; }
d_is_exact d_copy_bytes || {
  d_copy_bytes() { d_read_pieces "$1"; }
}
