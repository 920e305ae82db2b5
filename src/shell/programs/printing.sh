# shellcheck shell=sh
#
# Remote functions that print text which other users must not see in a list of processes:
#   d_print WORD        prints the bytes of the word, in which `\0ooo` stands for a byte and `\n` for a line break
#   d_print_line TEXT   prints the text unchanged and a line break
#
# In mksh and posh, printf is a program, whose arguments every user can list; yash finds its built-in one by PATH. The alternatives that
# a shell has are tried here. In a shell without any, the functions fail.
# shellcheck disable=SC1003,SC2028,SC2116,SC2119,SC2120,SC3037,SC3045
if PATH=/dev/null printf %b '' 2>/dev/null || test -n "${YASH_VERSION-}"; then
  d_print() { printf %b "$1"; }
  d_print_line() { printf '%s\n' "$1"; }
elif test "$(PATH=/dev/null print -n -- 'a\0101b' 2>/dev/null)" = aAb; then
  d_print() { print -n -- "$1"; }
  d_print_line() { print -r -- "$1"; }
elif test "$(PATH=/dev/null echo 'a\0101b\c' 2>/dev/null)" = aAb; then
  d_print() { echo "$1\c"; }
  d_print_line() {
    d_rest=$1 d_escaped=
    while :; do
      case $d_rest in
        *\\*)
          d_escaped=$d_escaped${d_rest%%\\*}'\\'
          d_rest=${d_rest#*\\}
          ;;
        *) break ;;
      esac
    done
    echo "$d_escaped$d_rest\n\c"
  }
else
  d_print() {
    echo 'this shell can print nothing that others do not see' >&2
    return 1
  }
  d_print_line() { d_print; }
fi
