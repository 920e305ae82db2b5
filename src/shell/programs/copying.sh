# shellcheck shell=sh
#
# A remote function that copies large parts of stdin. It needs the functions of reading.sh.
#   d_copy_bytes N   exactly N bytes of stdin, of any size, and not one of the next frame
#
# Into a pipe, GNU `head` writes 4 KB at a time: a large file takes as long as its transfer. A `dd` that counts bytes moves as many as
# a pipe holds. One that counts blocks instead would read on.
d_copy_bytes() { dd bs=131072 count="$1" iflag=fullblock,count_bytes 2>/dev/null; }
d_is_exact d_copy_bytes || {
  d_copy_bytes() { d_read_pieces "$1"; }
}
