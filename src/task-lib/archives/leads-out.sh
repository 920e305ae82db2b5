# shellcheck shell=sh
#
# Arguments: MOST_STEPS MOST_LINKS LINK..., with links as `find` prints them: `./DIR/NAME`.
# Prints the first of these links that leads out of the directory where the program starts. To detect that, it follows each
# target component by component and counts the depth below the directory.
#
# shellcheck disable=SC2015
most_steps=$1 most_links=$2
shift 2
read_target() {
  target=$(readlink "$1" 2>/dev/null && echo .) && target=${target%??} && return
  target=$(ls -ld "$1" && echo .) && target=${target#*" -> "} && target=${target%??}
}
leads_out() {
  depth=-1 start=${1#./}
  cd -P "${1%/*}" || return 0
  while :; do
    depth=$((depth + 1))
    case $start in
      */*) start=${start#*/} ;;
      *) break ;;
    esac
  done
  read_target "./$start" || return 0
  case $target in
    /*) return 0 ;;
  esac
  rest=$target/ steps=0 links=0
  while [ -n "$rest" ]; do
    part=${rest%%/*} rest=${rest#*/} steps=$((steps + 1))
    [ "$steps" -lt "$most_steps" ] || return 0
    case $part in
      "" | .) ;;
      ..)
        depth=$((depth - 1))
        [ "$depth" -ge 0 ] && cd -P .. || return 0
        ;;
      *)
        if [ -L "./$part" ]; then
          [ -n "$rest" ] || return 1
          links=$((links + 1))
          [ "$links" -le "$most_links" ] || return 0
          read_target "./$part" || return 0
          case $target in
            /*) return 0 ;;
          esac
          rest=$target/$rest
        elif [ -d "./$part" ]; then
          depth=$((depth + 1))
          cd -P "./$part" || return 0
        else
          case /$rest in
            */../*) return 0 ;;
            *) return 1 ;;
          esac
        fi
        ;;
    esac
  done
  return 1
}
for file; do
  if (leads_out "$file"); then
    printf "%s\n" "${file#./}"
    exit
  fi
done
