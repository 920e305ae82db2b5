# shellcheck shell=sh
#
# A function `make_directories PATH MODE ACCOUNT PREFIX`: creates what is missing, 0755 but for the last, and goes there
# step by step, so that no link which another user puts in the way is followed. It ends in the directory. Each has its owner and
# mode, and no ACL of the directory around it, before it has its name: an interruption leaves none that only looks
# finished. `sweep PREFIX` removes what killed sessions left.
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
  # Of a killed session whose process had the same id, as in a container that was restarted.
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
