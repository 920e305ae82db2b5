# shellcheck shell=sh
#
# Prints the states of the paths in the positional parameters. Only the existing paths are left in the parameters; `$have` contains
# their numbers, each with `r`, `w` and `x` if the path can be read, written and executed.
#
# `$gnu_format` and `$bsd_format` are the formats for the two kinds of `stat`; `absent PATH` ends the script if the path may only be
# hidden. `$1` is not quoted on purpose, since it may be empty.
# shellcheck disable=SC2012,SC2086,SC2154
LC_ALL=C
export LC_ALL
print_state() {
  if state=$(stat $1 -c "$gnu_format" "$2" 2>/dev/null) || state=$(stat $1 -f "$bsd_format" "$2" 2>/dev/null); then
    printf '%s' "$state"
  else
    state=$(ls -ldin $1 "$2")
    printf '%s' "${state%%/*}"
  fi
}
count=$# number=0 present=0 have=
for file; do
  number=$((number + 1))
  if [ -e "$file" ] || [ -L "$file" ]; then
    access=
    [ -r "$file" ] && access=r
    [ -w "$file" ] && access="${access}w"
    [ -x "$file" ] && access="${access}x"
    have="$have $number:$access" present=$((present + 1))
  else
    absent "$file"
  fi
done
if [ "$present" != "$count" ]; then
  number=0
  for file; do
    number=$((number + 1))
    shift
    case $have in
      *" $number:"*) set -- "$@" "$file" ;;
    esac
  done
fi
printf '%s\000' "$have"
[ $# -eq 0 ] && exit 0
if state=$(stat -c "$gnu_format" "$@" 2>/dev/null); then
  printf '%s\000' "$state"
else
  for file; do
    print_state '' "$file"
    echo
  done
  printf '\000'
fi
for file; do
  if [ -L "$file" ]; then
    if target=$(readlink "$file" 2>/dev/null && echo .); then
      target=${target%??}
    else
      target=$(ls -ld "$file")
      target=${target#* -> }
    fi
    printf '%s\000' "$target"
    [ -e "$file" ] && print_state -L "$file"
    printf '\000'
  fi
done
