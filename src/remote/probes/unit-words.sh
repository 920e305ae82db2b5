# shellcheck shell=sh
#
# Prints the output of `systemctl show` in `$shown`, then `@@` and one line for each unit with facts that it does not show. The
# parameters are SCOPE UNIT... The facts are: the result of is-enabled for a unit whose file has no state of its own, such as SysV
# units; whether a file exists that takes precedence over the loaded one; links to its file, and masks; and for an indirect unit,
# what enabling it would enable.
#
# `$shown` must be set; the names of units in `Also=` are split into words on purpose.
# shellcheck disable=SC2154,SC3013
scope=$1
shift
printf '%s\n@@\n' "$shown"

print_words() {
  words=
  case $load_state$file_state in
    loaded) words=$(systemctl "$2" is-enabled -- "$1" 2>/dev/null) ;;
    loadedgenerated) test ! -e "/etc/init.d/${name%.service}" || words=$(systemctl "$2" is-enabled -- "$name" 2>/dev/null) ;;
  esac
  for folder in /etc/systemd/system /run/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
    test -e "$folder/$1" || continue
    [ "$folder/$1" = "$file" ] || [ "$folder/$1" -ef "$file" ] 2>/dev/null || [ "$(readlink -f "$folder/$1")" = "$(readlink -f "$file")" ] || words="$words shadowed"
    break
  done
  for folder in etc run; do
    for links in "/$folder/systemd/system/"*.wants "/$folder/systemd/system/"*.requires "/$folder/systemd/system/"*.upholds; do
      test ! -L "$links/$name" || {
        words="$words links:$folder"
        break
      }
    done
    test ! -L "/$folder/systemd/system/$name" || test "$(readlink "/$folder/systemd/system/$name")" != /dev/null || words="$words masks:$folder"
  done
  test "$file_state" != indirect || words="$words $(install_of "$1" "$2")"
  echo "$words"
}
install_of() {
  systemctl "$2" cat -- "$1" 2>/dev/null | {
    is_install= also=
    while IFS= read -r line; do
      case $line in
        '[Install]'*) is_install=1 ;;
        '['*) is_install= ;;
      esac
      test "$is_install" || continue
      case $line in
        WantedBy=?* | RequiredBy=?* | UpheldBy=?* | Alias=?*) printf 'own ' ;;
        Also=*) also="$also ${line#Also=}" ;;
      esac
    done
    test -z "$also" || for also in $also; do
      printf 'also:%s ' "$(systemctl "$2" is-enabled -- "$also" 2>/dev/null)"
    done
  }
}

line_break='
'
shown=$shown$line_break$line_break
for unit; do
  # For a template, and for units of all users, only is-enabled knows a state.
  case $scope/$unit in
    --global/* | *@.*)
      words=$(systemctl "$scope" is-enabled -- "$unit" 2>/dev/null)
      echo "${words:-not-found}"
      continue
      ;;
  esac
  # The value of a property may look like another property, so names are matched only at the start of a line.
  block=$line_break${shown%%"$line_break$line_break"*} load_state= file_state= file=
  shown=${shown#*"$line_break$line_break"}
  case $block in
    *"$line_break"LoadState=*)
      load_state=${block#*"$line_break"LoadState=}
      load_state=${load_state%%"$line_break"*}
      ;;
  esac
  case $block in
    *"$line_break"UnitFileState=*)
      file_state=${block#*"$line_break"UnitFileState=}
      file_state=${file_state%%"$line_break"*}
      ;;
  esac
  case $block in
    *"$line_break"FragmentPath=*)
      file=${block#*"$line_break"FragmentPath=}
      file=${file%%"$line_break"*}
      ;;
  esac
  case $block in
    *"$line_break"Id=*)
      name=${block#*"$line_break"Id=}
      name=${name%%"$line_break"*}
      ;;
    *) name=$unit ;;
  esac
  print_words "$unit" "$scope"
done
exit 0
