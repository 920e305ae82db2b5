# shellcheck shell=sh
#
# Functions that save the state of files before a guarded change. The working folder is that of the guard.
#   keep PATH tree|file   saves the path, and the file that a link at this path points to. If the path does not exist, also
#                         notes the missing directories above it. `$number` is the number of the last saved path.
#
# shellcheck disable=SC2015
umask 077
folder=$PWD number=$(cat count 2>/dev/null || echo 0)
note() {
  number=$((number + 1))
  rm -rf "$number" && mkdir "$number" && printf %s "$1" >"$number/path" && echo "$2" >"$number/kind" || {
    d_report_full
    exit 1
  }
}
keep_missing() {
  case ${1%/*} in
    '' | "$1") ;;
    *) test -e "${1%/*}" || test -L "${1%/*}" || keep_missing "${1%/*}" ;;
  esac
  note "$1" gone
}
keep() {
  if test -L "$1" && target=$(readlink -f -- "$1" && echo .) && target=${target%??} && test -f "$target"; then keep "$target" file; fi
  if ! test -e "$1" && ! test -L "$1"; then
    keep_missing "$1"
    return
  fi
  if test -d "$1" && ! test -L "$1" && test "$2" = file; then
    note "$1" dir
    { stat -c '%u:%g %a' -- "$1" || stat -f '%u:%g %Lp' -- "$1"; } >"$number/attributes" 2>/dev/null || exit 1
    return
  fi
  note "$1" "$2"
  (
    d_enter "${1%/*}/" && {
      cp -a -- "./${1##*/}" "$folder/$number/copy" 2>/dev/null || {
        rm -rf -- "$folder/$number/copy"
        cp -pPR -- "./${1##*/}" "$folder/$number/copy"
      }
    }
  ) || {
    d_report_full
    exit 1
  }
}
