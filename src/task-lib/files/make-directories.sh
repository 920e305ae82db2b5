# shellcheck shell=sh
#
# Defines `make_directories PATH MODE ACCOUNT PREFIX`: creates a directory with MODE and its missing parents with mode 0755, and
# changes to it. It changes directories component by component, so that no link that another user creates meanwhile is followed.
# A new directory gets its owner and mode, and loses ACLs that it inherits, under a temporary name and is then renamed: after an
# interruption, no directory looks complete that is not. `sweep PREFIX` removes what killed sessions left.
make_directories() {
  place=$1 rest=
  case $place in
    /*) ;;
    *) place=$PWD/$place ;;
  esac
  while ! test -d "${place:-/}"; do rest=/${place##*/}$rest place=${place%/*}; done
  d_enter "${place:-/}" || return
  while test -n "$rest"; do
    rest=${rest#/} part=${rest%%/*}
    rest=${rest#"$part"} mode=0755 above=${PWD%/}
    test -n "$rest" || mode=$2
    make_whole "$part" "$mode" "$3" "$4" || return
    cd -P "./$part" || return
    test "$PWD" = "$above/$part" || {
      d_report_moved "$above/$part"
      return 1
    }
  done
}
make_whole() {
  sweep "./$4"
  temporary=$4$$-own
  # A killed session left this directory, and its process had the same ID, as in a restarted container.
  [ ! -d "./$temporary" ] || [ -L "./$temporary" ] || rm -rf -- "./$temporary"
  (
    umask 077
    mkdir -- "./$temporary"
  ) || return
  (
    cd -P "./$temporary" && test "$PWD" = "$above/$temporary" && d_is_private &&
      { test -z "$3" || chown -- "$3" .; } && chmod -- "0$2" . && d_check_mode "$2" "$above/$1"
  ) && d_rename "./$temporary" "./$1" && return
  rmdir -- "./$temporary" 2>/dev/null
  test -d "./$1"
}
