# shellcheck shell=sh
# Prints the state of a service on a host without systemd, in lines KEY=VALUE; after `@@`, the output of its status command.
# $1: its name; $2: the manager, or `auto`; $3: a string that ps shows while it runs, or empty; $4, $5: the directories of runit,
# or empty. Exit status 3: the host runs systemd. Exit status 4: the host has no known service manager.
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
n=$1 manager=$2
script=/etc/init.d/$n
src=${5:-/etc/sv}

if [ "$manager" = auto ] || [ "$manager" = service ]; then
  [ ! -d /run/systemd/system ] || exit 3
  init=
  [ ! -r /proc/1/comm ] || read -r init </proc/1/comm
  case $init in
    runit*) [ ! -d "$src/$n" ] && [ -e "$script" ] || init=runit ;;
  esac
  if [ "$init" = runit ]; then manager=runit
  elif command -v rc-service >/dev/null; then manager=openrc
  elif [ -e "$script" ]; then manager=sysvinit
  elif command -v sv >/dev/null; then manager=runit
  elif [ -d /etc/init.d ]; then manager=sysvinit
  else exit 4
  fi
fi
echo "manager=$manager"
# No service has such a name, and programs would read it as an option or a path.
case $n in -* | .* | */*) echo @@ && exit 0 ;; esac

on= links=0
case $manager in
  openrc)
    command -v rc-service >/dev/null || exit 4
    ! rc-service --exists "$n" || echo exists=1
    for link in /etc/runlevels/*/"$n"; do
      [ -e "$link" ] || [ -L "$link" ] || continue
      link=${link#/etc/runlevels/}
      on="$on ${link%%/*}"
    done
    set -- "$n" "$manager" "$3" rc-service "$n" status
    ;;
  sysvinit)
    [ ! -e "$script" ] || echo exists=1
    for link in /etc/rc?.d/[SK]??"$n" /etc/init.d/rc?.d/[SK]??"$n"; do
      [ -e "$link" ] || [ -L "$link" ] || continue
      links=1
      level=${link##*/rc}
      case ${link##*/} in S*) on="$on ${level%%.*}" ;; esac
    done
    for tool in update-rc.d chkconfig insserv; do
      ! command -v "$tool" >/dev/null || { echo "tool=$tool"; break; }
    done
    if command -v service >/dev/null; then set -- "$n" "$manager" "$3" service "$n" status
    else set -- "$n" "$manager" "$3" "$script" status
    fi
    ;;
  runit)
    command -v sv >/dev/null || exit 4
    dir=$4
    if [ -z "$dir" ]; then
      for dir in /var/service /etc/service /run/runit/service /service; do [ ! -d "$dir" ] || break; done
    fi
    echo "directory=$dir"
    [ ! -d "$dir/$n" ] && [ ! -d "$src/$n" ] || echo exists=1
    if [ -e "$dir/$n" ] || [ -L "$dir/$n" ]; then on=' boot'; fi
    [ -L "$dir/$n" ] || [ ! -e "$dir/$n" ] || echo own=1
    set -- "$n" "$manager" "$3" sv status "$dir/$n"
    ;;
esac
echo "on=${on# }"
echo "links=$links"

pattern=$3
shift 3
if [ -n "$pattern" ]; then
  # Matched by the shell: a grep would find itself, because the string is one of its arguments.
  ps=$(ps auxww 2>/dev/null || ps) || exit 1
  case $ps in *"$pattern"*) echo matched=1 ;; *) echo matched=0 ;; esac
  echo @@
  exit 0
fi
told=$("$@" </dev/null 2>&1)
echo "status=$?"
echo @@
d_print_line "$told"
exit 0
